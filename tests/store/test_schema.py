"""The schema: strict, explained, and with an index behind every look-up that would otherwise read all."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.store.db import open_database
from store.samples import assessed, contact, save


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(tmp_path_factory.mktemp("schema") / "m.db")


def own_tables(db: Database) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: sql for name, sql in rows if not name.startswith(("articles_fts", "_sqlite", "sqlite_"))}


def test_tables_people_rely_on_are_there(db: Database) -> None:
    promised = "sources articles copies contacts observations participants people alerts deliveries digests outcomes labels runs"
    assert set(promised.split()) <= own_tables(db).keys()
    assert "articles_fts" in db.table_names()


def test_every_table_is_strict(db: Database) -> None:
    assert [name for name, sql in own_tables(db).items() if not re.search(r"\)\s*STRICT", sql)] == []


def test_every_column_that_may_be_null_says_when(db: Database) -> None:
    silent = []
    for table, sql in own_tables(db).items():
        for line in sql.splitlines():
            column = re.match(r"\s+\"?(\w+)\"? (?:TEXT|INTEGER|REAL|BLOB)\b(.*)", line)
            if column and not re.search(r"NOT NULL|PRIMARY KEY", column[2].split("--")[0]) and "NULL" not in column[2]:
                silent.append(f"{table}.{column[1]}")
    assert silent == []


def test_rows_that_lead_nowhere_are_refused(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.conn.execute("INSERT INTO barred VALUES ('no contact', 'no article')")


def test_columns_hold_what_they_say(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    save(db, assessed("rpp", contact()))
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        db.conn.execute("UPDATE contacts SET background = 'yes'")
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        db.conn.execute("UPDATE contacts SET evidence = NULL")


@pytest.mark.parametrize(
    "look_up",
    [
        "SELECT * FROM observations WHERE contact = 'x'",
        "SELECT * FROM observations WHERE article = 'x'",
        "SELECT * FROM observations WHERE key = 'x'",
        "SELECT * FROM participants WHERE person = 'x'",
        "SELECT * FROM participants WHERE contact = 'x'",
        "SELECT * FROM contacts WHERE visit = 'x'",
        "SELECT * FROM contacts WHERE changed_at >= 'x'",
        "SELECT * FROM articles WHERE url = 'x'",
        "SELECT * FROM barred WHERE contact = 'x'",
    ],
)
def test_look_ups_have_an_index(db: Database, look_up: str) -> None:
    plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {look_up}").fetchall())
    assert "SEARCH" in plan
    assert "SCAN" not in plan
