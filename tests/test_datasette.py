"""What Datasette is told of the database: every canned query runs on a filled one, finds something, and only reads."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from store.dumping import KEPT, NAMES, build

from monitor.store.db import open_database

TOLD = YAML(typ="safe").load((ROOT / "docs" / "datasette.yaml").read_text(encoding="utf-8"))["databases"]["monitor"]
READ = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
GIVEN = {"since": "2026-03-01", "name": "navarro", "contact": "2026-03-03-zela-navarro-talk-40b9c0cd"}
"""What a person would write into the fields."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The kept database of the first schema, which holds something of everything, brought up to date."""
    path = tmp_path_factory.mktemp("datasette") / "monitor.db"
    build(path, (KEPT / f"{NAMES[0]}.sql").read_text())
    open_database(path).conn.close()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in READ else sqlite3.SQLITE_DENY)
        yield connection


def ask(filled: sqlite3.Connection, query: str, **given: str) -> list[tuple[object, ...]]:
    sql = TOLD["queries"][query]["sql"]
    fields = set(re.findall(r":([a-z]+)\b", sql))
    return filled.execute(sql, {name: {**GIVEN, **given}[name] for name in fields}).fetchall()


@pytest.mark.parametrize("query", TOLD["queries"])
def test_every_canned_query_finds_something_and_only_reads(query: str, filled: sqlite3.Connection) -> None:
    assert ask(filled, query)
    assert TOLD["queries"][query]["title"]


@pytest.mark.parametrize(
    ("query", "since", "found"),
    [
        ("alerts-since", "", ["acknowledged", "pending", "sent"]),
        ("alerts-since", "2026-03-05", []),
        ("relevant-by-source", "", [("prensa", 4, 4, 1, 4)]),
        ("relevant-by-source", "2026-03-05", []),
    ],
)
def test_query_since_a_day_finds_what_is_of_it(
    query: str, since: str, found: list[object], filled: sqlite3.Connection
) -> None:
    rows = ask(filled, query, since=since)
    if query == "alerts-since":
        assert sorted(str(row[7]).removeprefix("files ") for row in rows) == found
    else:
        assert [row[:5] for row in rows] == found


def test_every_table_is_told_of_or_speaks_for_itself(filled: sqlite3.Connection) -> None:
    known = {name for (name,) in filled.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert TOLD["tables"].keys() <= known
