"""Opening the database, and the one way to write to it.

sqlite-utils writes with a deferred BEGIN: two writers meet "database is locked" at once whatever the busy time-out.
Every write therefore goes through `writing`, which begins IMMEDIATE; alerts are committed with synchronous=FULL.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from monitor.store.schema import migrations

BUSY_MS = 30_000


class StoreError(Exception):
    """The database can't be used; the message is one line for a person."""


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
        if migrations.pending(db):
            _write_ahead(connection)
            _migrate(db)
        connection.execute("PRAGMA synchronous = FULL")
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


def _refuse_newer(db: Database, path: Path) -> None:
    known = {m.name for m in migrations._migrations}
    applied = {m.name for m in migrations.applied(db)}
    if applied - known:
        newest = max(applied - known)
        raise StoreError(f"{path}: written by a newer monitor (schema {newest}); this version knows {max(known)}")


def _check_writable(connection: sqlite3.Connection) -> None:
    """BEGIN alone is no proof: a file that may only be read grants it."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM runs WHERE 0")
    connection.execute("ROLLBACK")


def _plainly(error: sqlite3.DatabaseError) -> str:
    text = str(error)
    if "readonly" in text:
        return "is read-only; the account that runs monitor must be able to write it and its folder"
    if "not a database" in text or "malformed" in text:
        return "is not a usable SQLite database; restore a backup or move it away"
    if "locked" in text:
        return f"is locked by another program for more than {BUSY_MS // 1000} s"
    return text


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction that writes: all of it or nothing."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")
