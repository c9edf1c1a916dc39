"""Opening the database, and the one way to write to it.

sqlite-utils writes with a deferred BEGIN: two writers meet "database is locked" at once whatever the busy time-out.
Every write therefore goes through `writing`, which begins IMMEDIATE; alerts are committed with synchronous=FULL.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.errors import Expected, hindrance
from monitor.store.convert import Row
from monitor.store.schema import migrations, names

WAL_PAGES = 10_000
"""Of 4 KiB, after which the log is written back. At SQLite's 1,000 every twentieth insert into a large index of copies
waits for that: keys are spread over the whole tree, so that each transaction touches some forty pages.
"""
BUSY_MS = 30_000
"""As `monitor.errors` tells a person."""


class StoreError(Expected):
    """The database can't be used."""


def open_database(path: Path, *, create: bool = True) -> Database:
    """The database at `path`, migrated to this program's schema. Raises StoreError with one clear line."""
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise StoreError(f"{path}: no database yet; `monitor run` makes one")
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from None
    try:
        db = Database(connection)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _refuse_newer(db, path)
        _refuse_strange(db, path)
        if migrations.pending(db):
            _write_ahead(connection)
            _migrate(db)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        connection.execute("PRAGMA foreign_keys = ON")
        _check_writable(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{path}: {_plainly(error)}") from None
    except StoreError:
        connection.close()
        raise
    return db


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal mode, which stays with the file. SQLite does not wait for the lock this takes, whatever the busy
    time-out: a second program that starts at once would fail.
    """
    end = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _migrate(db: Database) -> None:
    """All pending migrations in one transaction; a second program that starts at once waits and finds them done."""
    with writing(db):
        migrations.apply(db)


@dataclass(frozen=True, slots=True)
class Age:
    """The newest migration a database has had ("none": it is none of ours), and the newest this program knows."""

    held: str
    known: str
    newer: bool
    """The database is of a newer program."""
    older: bool
    """The database lacks migrations."""


def age(db: Database) -> Age:
    """How old a database's schema is beside this program's."""
    known, applied = set(names()), {m.name for m in migrations.applied(db)}
    return Age(max(applied, default="none"), max(known), bool(applied - known), bool(known - applied))


def _refuse_newer(db: Database, path: Path) -> None:
    there = age(db)
    if there.newer:
        raise StoreError(f"{path}: written by a newer monitor (schema {there.held}); this version knows {there.known}")


def missing(db: Database) -> list[str]:
    """The tables, and columns as table.column, that the migrations the database has had make and it has not."""
    wanted = _shape(_made_by({m.name for m in migrations.applied(db)}))
    there = _shape(db)  # after the other, since another program may be migrating it
    return sorted(name for name in wanted - there if name.partition(".")[0] in {name, *there})


def _made_by(applied: set[str]) -> Database:
    db = Database(memory=True)
    migrations.apply(db, stop_before=set(names()) - applied)
    return db


def _shape(db: Database) -> set[str]:
    rows = db.conn.execute(
        """SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
           WHERE m.type = 'table' AND m.name NOT GLOB '_*'"""
    )
    return {name for table, column in rows for name in (table, f"{table}.{column}")}


def _refuse_strange(db: Database, path: Path) -> None:
    """Before 0.1.0 the first migration was still edited: such a database is up to date by its own account only."""
    if lacks := missing(db):
        more = f" and {len(lacks) - 1} more" if len(lacks) > 1 else ""
        raise StoreError(
            f"{path}: lacks {lacks[0]}{more}: made by an unreleased monitor, or changed by hand; "
            "move it away, `monitor run` makes a new one"
        )


def _check_writable(connection: sqlite3.Connection) -> None:
    """BEGIN alone is no proof: a file that may only be read grants it."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM runs WHERE 0")
    connection.execute("ROLLBACK")


def _plainly(error: sqlite3.DatabaseError) -> str:
    return hindrance(error) or str(error)


def first_row(db: Database, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
    """The first row of a query; None where it has none."""
    return next(db.query(sql, values), None)


@contextmanager
def named(db: Database) -> Iterator[None]:
    """Raises StoreError, in one line, where the disk or another program hinders the database."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = hindrance(error)
        if said is None:
            raise
        raise StoreError(f"{_file(db)}: {said}") from error


def _file(db: Database) -> str:
    return next(path for _, name, path in db.conn.execute("PRAGMA database_list") if name == "main") or "the database"


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction that writes: all of it or nothing. Raises StoreError as `named` does."""
    with named(db):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:  # on a full disk SQLite may have ended it by itself
                db.conn.execute("ROLLBACK")
            raise
