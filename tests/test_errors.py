"""What a person is told of an error: what can happen is one line, a fault of the program says that it is one."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Monitor
from store.samples import assessed, contact, save

from monitor.backfill.warc import NoArchive
from monitor.cli.common import Fail
from monitor.config import ConfigError
from monitor.errors import BadFile, expected
from monitor.ledger import CorrectionError
from monitor.store import labels
from monitor.store.db import StoreError, open_database


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("the thing:\n is wrong"), 2),
        (StoreError("the thing: is wrong"), 1),
        (CorrectionError("the thing: is wrong"), 1),
        (NoArchive("the thing: is wrong"), 1),
        (BadFile("the thing: is wrong"), 1),
        (Fail("the thing: is wrong"), 1),
        (ConnectionError("the thing: is wrong"), 1),
        (OSError(2, "is wrong", "the thing"), 1),
    ],
)
def test_what_can_happen_is_told_as_it_is(error: Exception, code: int) -> None:
    assert expected(error) == (code, "the thing: is wrong")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("too many values to unpack (expected 2)"),
        KeyError("articles"),
        sqlite3.OperationalError("no such column: moood"),
        type("ConfigError", (Exception,), {})("another library's"),
    ],
)
def test_fault_of_the_program_says_that_it_is_one(error: Exception) -> None:
    code, line = expected(error)
    assert code == 1
    assert line.startswith(f"unexpected {type(error).__name__}: ")
    assert line.endswith("(MONITOR_DEBUG=1 shows where)")


@pytest.mark.parametrize(
    "command", [("run",), ("digest",), ("digest", "--preview"), ("mute", "person:nobody"), ("learn",)]
)
def test_bad_people_file_is_named_by_whatever_reads_it(
    command: tuple[str, ...], tmp_path: Path, monitor: Monitor
) -> None:
    (tmp_path / "config.yaml").write_text("people: people.yaml\n")
    (tmp_path / "people.yaml").write_text("- {no: person}\n")
    (tmp_path / "data").mkdir()
    _with_a_label(tmp_path / "data" / "monitor.db")
    said = monitor(*command, "--config", tmp_path / "config.yaml")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"monitor: {tmp_path / 'people.yaml'}: entry 1: ")


def _with_a_label(path: Path) -> None:
    db = open_database(path)
    made = assessed("rpp", contact())
    save(db, made)
    labels.put(db, made.article.url, 3, datetime(2026, 11, 20, tzinfo=UTC))
    db.conn.close()
