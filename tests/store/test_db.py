"""Opening the database: created, migrated, refused with one clear line; and one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from conftest import plain_user

from monitor.store import runs
from monitor.store.db import StoreError, open_database, writing
from store.samples import NOW, assessed, contact, rows, save


def test_a_new_database_is_made_with_its_folder_and_survives_being_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "new/folder/m.db"
    save(open_database(path), assessed("rpp", contact()))
    again = open_database(path)
    assert rows(again)["contacts"] == 1
    assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert again.execute("PRAGMA synchronous").fetchone() == (2,), "FULL: an alert that is committed is on the disk"
    assert again.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_where_none_may_be_made_a_missing_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database yet"):
        open_database(tmp_path / "m.db", create=False)
    assert not (tmp_path / "m.db").exists()


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    db = open_database(path)
    db.conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor', '9999_x', '')")
    before = rows(db)
    db.close()
    with pytest.raises(StoreError, match=r"m\.db: written by a newer monitor \(schema 9999_x\)"):
        open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (
            before["_sqlite_migrations"],
        )


@pytest.mark.parametrize("content", [b"this is no database, it is a text of some length", os.urandom(4096)])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a usable SQLite database"):
        open_database(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("folder_mode", [0o755, 0o555])
def test_a_read_only_database_is_named(folder_mode: int) -> None:
    with tempfile.TemporaryDirectory() as folder:  # not below pytest's own folder, which is closed to others
        path = Path(folder) / "m.db"
        open_database(path).close()
        path.chmod(0o444)
        path.parent.chmod(folder_mode)
        with plain_user(), pytest.raises(StoreError, match=r"m\.db: is read-only; the account that runs monitor"):
            open_database(path)
        path.parent.chmod(0o755)


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(tmp_path)


def test_programs_that_start_at_once_share_one_new_database(tmp_path: Path) -> None:
    path = tmp_path / "m.db"

    def start(_: int) -> int:
        with closing(open_database(path)) as db:
            return runs.start(db, NOW)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(start, range(4))) == [1, 2, 3, 4]


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")

    def fail() -> None:
        with writing(db):
            db.conn.execute("INSERT INTO runs (started_at) VALUES ('x')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert rows(db)["runs"] == 0
    assert runs.start(db, NOW) == 1


def test_a_run_is_noted_with_its_counts(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    runs.finish(db, runs.start(db, NOW), {"articles": 3, "new_contacts": 1}, "ok", NOW)
    row = db.execute("SELECT started_at, finished_at, articles, new_contacts, outcome FROM runs").fetchone()
    assert row == ("2026-03-03T12:00:00Z", "2026-03-03T12:00:00Z", 3, 1, "ok")
