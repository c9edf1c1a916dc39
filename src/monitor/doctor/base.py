"""The database: that it can be read, is whole, has this program's schema, and has been copied lately.

Nothing is changed: a plain reader of a database in WAL mode makes the files -wal and -shm and leaves them behind, under
an account that may not be the monitor's (seen in SQLite 3.40). Where there is no -wal, nobody has the file open, and it
is read as one that cannot change; if somebody has opened it meanwhile and something looks wrong, it is read again.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.doctor.finding import Finding, age, fail, ok, size, warn
from monitor.errors import hindrance
from monitor.store import db as store
from monitor.store.db import missing

PATIENCE = 0.7
"""Seconds for `PRAGMA quick_check`, which reads some 3 GB of raw pages a second from memory, less of text."""
LOCKED = 0.3
"""Seconds to wait for a lock."""
LONG_WAL = 64_000_000
"""SQLite moves the log into the database at 4 MB; VACUUM alone writes as much as the database holds."""
OLD_BACKUP = timedelta(days=8)
"""A weekly copy and a day: sources list their last days, what was lost beyond those can't be read again."""

_RESTORE = "stop monitor and restore a backup (docs/operations.md, Backup and restore)"
_RIGHTS = "give the file, and what stands beside it as -wal and -shm, to the account that runs monitor (chown)"
_OTHERWISE = {
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_IOERR: "look at the disk (dmesg, smartctl) before anything else is written to it",
}

Look = Callable[[Database], Sequence[Finding]]


def examine(path: Path, look: Look) -> list[Finding]:
    """The database at `path`; where it is sound and of this schema, also what `look` finds in it."""
    if not path.exists():
        return [ok("database", f"{path} will be made by the first run")]
    quiet = not _log(path).exists()
    found = _examine(path, look, quiet=quiet)
    if quiet and _log(path).exists() and any(one.level == "fail" for one in found):
        found = _examine(path, look, quiet=False)
    return found


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def _reading(path: Path, *, quiet: bool) -> Iterator[Database]:
    """`quiet`: nobody has it open."""
    mode = "immutable=1" if quiet else "mode=ro"
    address = f"{path.resolve().as_uri()}?{mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=LOCKED, isolation_level=None)) as connection:
        yield Database(connection)


def _examine(path: Path, look: Look, *, quiet: bool) -> list[Finding]:
    found: list[Finding] = []
    try:
        with _reading(path, quiet=quiet) as db:
            found.append(whole(db, path))
            if found[-1].level == "ok":
                found.append(schema(db, path))
            if found[-1].level == "ok":
                found.append(log(_log(path), path))
                found += look(db)
    except sqlite3.DatabaseError as error:
        found.append(_unreadable(path, error))
    return found


def _unreadable(path: Path, error: sqlite3.DatabaseError) -> Finding:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return warn(
            "database",
            f"{path} is locked by another program",
            "close what holds it (a sqlite3 shell, a copying tool); maintenance holds it for seconds",
        )
    return fail("database", f"{path} {hindrance(error) or error}", _OTHERWISE.get(code, _RESTORE))


def whole(db: Database, path: Path) -> Finding:
    """Whether its pages are sound, as far as can be seen in `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    db.conn.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    held = size(path.stat().st_size)
    try:
        (said,) = db.conn.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
            raise
        return ok("database", f"{path}, {held}; no damage in what {PATIENCE} s could read (backups are checked whole)")
    finally:
        db.conn.set_progress_handler(None, 0)
    if said != "ok":
        return fail("database", f"{path} is damaged: {' '.join(said.split())}", _RESTORE)
    return ok("database", f"{path}, {held}, sound")


def schema(db: Database, path: Path) -> Finding:
    """Whether the program and the database are of one age."""
    there = store.age(db)
    if there.newer:
        return fail(
            "schema",
            f"{path} is of schema {there.held}, this monitor knows {there.known} at most",
            "install the newer monitor again, or restore a backup made before it",
        )
    if there.older:
        return warn(
            "schema",
            f"{path} is of schema {there.held}, this monitor's is {there.known}",
            "nothing, the next run migrates it; make a copy first (docs/operations.md, Upgrade)",
        )
    if lacks := missing(db):
        return fail(
            "schema",
            f"{path} lacks {lacks[0]} (of {len(lacks)}) for schema {there.known}",
            "move it away, `monitor run` makes a new one; or restore a backup",
        )
    return ok("schema", there.known)


def log(wal: Path, path: Path) -> Finding:
    """The write-ahead log, which grows while a reader keeps SQLite from moving it into the database."""
    held, most = wal.stat().st_size if wal.exists() else 0, max(LONG_WAL, path.stat().st_size)
    if held > most:
        return warn(
            "wal",
            f"{wal} holds {size(held)}",
            "close the program that keeps reading the database (a sqlite3 shell, Datasette with an open query); "
            "the next maintenance then empties it",
        )
    return ok("wal", size(held))


_COPY = re.compile(r"monitor-(\d{4}-\d\d-\d\dT\d{6}Z)\.db")


def copies(folder: Path) -> list[datetime]:
    """When the backups in `folder` were made; only a copy that was read back whole gets its name."""
    made = (_COPY.fullmatch(one.name) for one in folder.glob("monitor-*.db")) if folder.is_dir() else ()
    return sorted(datetime.strptime(m[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC) for m in made if m)


def backup(made: Sequence[datetime], first_run: datetime | None, now: datetime) -> Finding:
    """`made`: when the backups were made; `first_run`: since when there is anything to lose, None for not yet."""
    do = "start the deployment maintenance, or VACUUM INTO a copy (docs/operations.md, Backup and restore)"
    past = [one for one in made if one <= now]
    if past and now - past[-1] <= OLD_BACKUP:
        return ok("backup", f"the last of {len(made)} is {age(now - past[-1])} old")
    if past:
        return warn("backup", f"the last one is {age(now - past[-1])} old", do)
    if first_run is None or now - first_run <= OLD_BACKUP:
        return ok("backup", "none yet")
    return warn("backup", f"none, and the database is {age(now - first_run)} old", do)
