"""A copy of the database as it was on a day: for reading again what came since, with other rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from monitor.store import ledger
from monitor.store.convert import stamp
from monitor.store.copies import NUMBER_BITS
from monitor.store.db import open_database, writing


@contextmanager
def scratch(db: Database, since: datetime) -> Iterator[Database]:
    """A copy from which everything that was read since is taken back. Gone after the block. The user's corrections stay,
    whenever they were made; an article of before whose text has changed since stays with its last text.
    """
    with TemporaryDirectory(prefix="monitor-") as folder:
        copy = open_database(Path(folder, "scratch.db"))
        try:
            db.conn.backup(copy.conn)
            _rewind(copy, since)
            yield copy
        finally:
            copy.conn.close()


def _rewind(db: Database, since: datetime) -> None:
    db.conn.execute("PRAGMA foreign_keys = OFF")  # rows that refer to each other go together
    with writing(db):
        touched = [row["contact"] for row in db.query(_TOUCHED, {"since": stamp(since)})]
        for statement in _TAKE_BACK:
            db.conn.execute(statement, {"since": stamp(since)})
        for identity in touched:
            ledger.write_anew(db, identity, since)
        for statement in _TIDY:
            db.conn.execute(statement)
    db.conn.execute("PRAGMA foreign_keys = ON")


_TOUCHED = """SELECT contact FROM observations WHERE observed_at >= :since OR superseded_at >= :since
    UNION SELECT id FROM contacts WHERE lapsed_on >= substr(:since, 1, 10)"""
_TAKE_BACK = (
    "DELETE FROM deliveries",
    "DELETE FROM acknowledgements",
    "DELETE FROM alerts WHERE created_at >= :since",
    "DELETE FROM observations WHERE observed_at >= :since",
    "UPDATE observations SET superseded_at = NULL WHERE superseded_at >= :since",
    "UPDATE contacts SET lapsed_on = NULL WHERE lapsed_on >= substr(:since, 1, 10)",
    f"DELETE FROM copy_keys WHERE entry & {(1 << NUMBER_BITS) - 1} IN (SELECT number FROM articles WHERE saved_at >= :since)",
    "DELETE FROM copies WHERE article IN (SELECT id FROM articles WHERE saved_at >= :since)",
    "DELETE FROM stories WHERE placed_at >= :since",
    "DELETE FROM versions WHERE article IN (SELECT id FROM articles WHERE saved_at >= :since)",
    "DELETE FROM articles WHERE saved_at >= :since",
)
_TIDY = (
    "DELETE FROM contacts WHERE joined_to IS NULL AND id NOT IN (SELECT contact FROM observations)",
    "DELETE FROM participants WHERE contact NOT IN (SELECT id FROM contacts)",
    "UPDATE contacts SET visit = NULL WHERE visit NOT IN (SELECT id FROM contacts)",
)
