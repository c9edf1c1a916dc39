"""What keeps the database small and safe: old raw pages go, free space is given back, a copy is made and read back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.store.convert import stamp
from monitor.store.db import StoreError, named, writing


def prune_pages(db: Database, older: timedelta, now: datetime) -> int:
    """Delete the raw pages fetched longer ago than `older`; how many. Their articles stay."""
    with writing(db):
        return db.conn.execute("DELETE FROM pages WHERE fetched_at < ?", (stamp(now - older),)).rowcount


def compact(db: Database) -> int:
    """Give the free space back to the disk; bytes won. No program can write meanwhile (about six seconds a
    gigabyte).
    """
    before = _size(db)
    with named(db):
        db.conn.execute("VACUUM")
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before - _size(db)


def _size(db: Database) -> int:
    (pages,), (size,) = (db.conn.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def back_up(db: Database, folder: Path, keep: int, now: datetime) -> Path:
    """Copy the database into `folder`, check the copy, delete all but the newest `keep` copies; the path of the copy.

    Others may read and write meanwhile: the copy has the state of one moment. Raises StoreError where the copy is not
    sound; the older ones then stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"monitor-{stamp(now).replace(':', '')}.db"
    partial = made.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        with named(db):
            db.conn.execute("VACUUM INTO ?", (str(partial),))
        _check(partial)
        partial.replace(made)
    finally:
        partial.unlink(missing_ok=True)
    others = sorted(set(folder.glob("monitor-*.db")) - {made})  # by name, and one may be of a clock that went ahead
    for old in others[: max(0, len(others) - keep + 1)]:
        old.unlink()
    return made


def _check(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if problems != ["ok"] or orphans:
        raise StoreError(f"{copy}: the copy is not sound: {problems[0]}, {len(orphans)} broken references")
