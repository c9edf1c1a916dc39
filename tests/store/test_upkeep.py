"""Maintenance of the database: what goes, what stays, and that a backup can be used."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.model import Link, Page
from monitor.store import queue
from monitor.store.db import StoreError, open_database
from monitor.store.upkeep import back_up, compact, prune_pages

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "monitor.db")
    with closing(db.conn):
        yield db


def keep(db: Database, age: timedelta, body: bytes = b"<p>nada</p>") -> str:
    """Keep a page fetched so long ago; its address."""
    url = f"https://a.pe/{int(age.total_seconds())}"
    queue.keep_page(db, Page(url, body, "text/html", NOW - age, Link(url, "a")))
    return url


def kept(db: Database) -> set[str]:
    return {row["url"] for row in db.query("SELECT url FROM pages")}


def test_pages_go_by_age(db: Database) -> None:
    ages = [timedelta(), 29 * DAY, 30 * DAY, 30 * DAY + timedelta(seconds=1), 400 * DAY]
    urls = [keep(db, age) for age in ages]
    assert prune_pages(db, 30 * DAY, NOW) == 2
    assert kept(db) == set(urls[:3])


def test_space_of_what_went_is_given_back(db: Database, tmp_path: Path) -> None:
    keep(db, 50 * DAY, os.urandom(2_000_000))
    compact(db)
    before = (tmp_path / "monitor.db").stat().st_size
    prune_pages(db, DAY, NOW)
    won = compact(db)
    assert won >= 1_990_000
    assert (tmp_path / "monitor.db").stat().st_size == before - won


def test_backup_holds_everything_and_the_newest_are_kept(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    urls = set()
    for days in range(4):
        urls.add(keep(db, days * DAY))
        last = back_up(db, folder, 2, NOW + days * DAY)
    assert sorted(path.name for path in folder.iterdir()) == [
        "monitor-2026-03-03T080000Z.db",
        "monitor-2026-03-04T080000Z.db",
    ]
    with closing(open_database(last, create=False).conn) as restored:
        assert kept(Database(restored)) == urls


def test_unsound_copy_is_refused_and_the_older_ones_stay(db: Database, tmp_path: Path) -> None:
    first = back_up(db, tmp_path / "backups", 1, NOW)
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.conn.execute("INSERT INTO barred VALUES ('no such contact', 'no such article')")
    with pytest.raises(StoreError, match="not sound: ok, 2 broken references"):
        back_up(db, tmp_path / "backups", 1, NOW + DAY)
    assert list((tmp_path / "backups").iterdir()) == [first]


def test_backup_waits_for_no_writer(db: Database, tmp_path: Path) -> None:
    keep(db, DAY)
    with closing(sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM pages")
        copy = back_up(db, tmp_path / "backups", 1, NOW)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchone() == (1,)
