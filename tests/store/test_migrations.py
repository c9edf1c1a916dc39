"""Every earlier schema can be opened and keeps what it holds; a newer, a strange and a half-migrated one are no accident."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Monitor
from sqlite_utils import Database, Migrations

from monitor.store import db as store_db
from monitor.store import look
from monitor.store.db import StoreError, open_database
from monitor.store.schema import migrations
from store.dumping import KEPT, NAMES, build, dump
from store.samples import assessed, contact, save

EARLIER = NAMES[:-1]


def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for the list of migrations and what the index is made of."""
    return {
        name: list(db.query(f'SELECT * FROM "{name}"'))
        for name in db.table_names()
        if not name.startswith(("articles_fts", "_sqlite"))
    }


def built(path: Path, name: str) -> Path:
    """The kept database of a schema."""
    build(path, (KEPT / f"{name}.sql").read_text())
    return path


def as_it_is(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(dump(connection))


def test_one_of_every_earlier_schema_is_kept() -> None:
    assert sorted(path.stem for path in KEPT.glob("*.sql")) == EARLIER, "see store/dumping.py"


@pytest.mark.parametrize("name", EARLIER)
def test_kept_database_holds_something_of_everything(name: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(built(tmp_path / "m.db", name))) as connection:
        assert [table for table, rows in contents(Database(connection)).items() if not rows] == []


@pytest.mark.parametrize("name", EARLIER)
def test_migration_that_has_landed_is_not_edited(name: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before=NAMES[NAMES.index(name) + 1 :])
        made = [line for line in dump(connection) if not line.startswith("INSERT")]
    kept = [line for line in as_it_is(built(tmp_path / "m.db", name)) if not line.startswith("INSERT")]
    assert made == kept


@pytest.mark.parametrize("name", EARLIER)
def test_earlier_database_is_migrated_and_keeps_its_rows(name: str, tmp_path: Path) -> None:
    path = built(tmp_path / "m.db", name)
    with closing(sqlite3.connect(path)) as connection:
        before = contents(Database(connection))
    db = open_database(path)
    after = contents(db)
    assert {table: [{column: row[column] for column in old} for old, row in zip(rows, after[table], strict=True)] for table, rows in before.items()} == before  # fmt: skip
    assert [m.name for m in migrations.applied(db)] == NAMES
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    db.conn.close()


@pytest.mark.parametrize("name", EARLIER)
def test_migrated_database_is_like_a_new_one_and_goes_on(name: str, tmp_path: Path) -> None:
    migrated, new = open_database(built(tmp_path / "m.db", name)), open_database(tmp_path / "new.db")
    schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    assert migrated.execute(schema).fetchall() == new.execute(schema).fetchall()
    (known,) = save(migrated, assessed("rpp2", contact()))
    assert [d.change for d in known.decisions] == ["seen"], "the ledger of before is the ledger of now"
    assert {one.entry.status for one in look.entries(migrated)} >= {"held", "planned"}
    migrated.conn.close()
    new.conn.close()


@pytest.mark.parametrize("name", ["first", "without_stories"])
def test_database_of_before_the_first_release_is_refused_and_left_alone(name: str, tmp_path: Path) -> None:
    path = built(tmp_path / "m.db", f"unreleased/{name}")
    before = as_it_is(path)
    with pytest.raises(StoreError, match=r"m\.db: lacks \S+( and \d+ more)?: made by an unreleased monitor"):
        open_database(path)
    assert as_it_is(path) == before


def test_program_that_goes_back_refuses_in_one_line(tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "config.yaml").write_text("")
    (tmp_path / "data").mkdir()
    db = open_database(tmp_path / "data" / "monitor.db")
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor', '9999_later', '')")
    db.conn.close()
    for command in ("contacts", "run", "digest"):
        said = monitor(command, "--config", tmp_path / "config.yaml")
        assert (said.code, said.out) == (1, "")
        assert re.fullmatch(
            rf"monitor: \S+/monitor\.db: written by a newer monitor \(schema 9999_later\); this version knows {NAMES[-1]}\n",
            said.err,
        )


def test_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.db"
    db = open_database(path)
    save(db, assessed("rpp", contact()))
    db.conn.close()
    before = as_it_is(path)
    longer = Migrations("monitor")
    longer._migrations = list(migrations._migrations)

    @longer(name="9998_good")
    def _good(db: Database) -> None:
        db.execute("ALTER TABLE runs ADD COLUMN mood TEXT")

    @longer(name="9999_bad")
    def _bad(db: Database) -> None:
        db.execute("DELETE FROM copies")
        db.execute("ALTER TABLE no_such_table ADD COLUMN x TEXT")

    monkeypatch.setattr(store_db, "migrations", longer)
    with pytest.raises(StoreError, match="no such table: no_such_table"):
        open_database(path)
    assert as_it_is(path) == before
