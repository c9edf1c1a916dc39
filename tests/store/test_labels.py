"""A correction is kept by address, once, and teaches when its article is held."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.copies import sign
from monitor.model import Article, Assessment, Relevance
from monitor.store import articles, labels
from monitor.store.db import open_database

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)


def held(url: str) -> Assessment:
    return Assessment(Article(url, url, "A", "Title", f"Text of {url}."), Relevance(0, 0.0), (), sign("Text."))


def test_the_last_correction_of_an_address_counts(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    labels.put(db, "https://a.pe/1", 0, NOW)
    labels.put(db, "https://a.pe/1", 3, LATER, "a visit")
    kept = {"url": "https://a.pe/1", "grade": 3, "note": "a visit", "created_at": "2026-03-03T12:00:00Z"}
    assert list(db["labels"].rows) == [kept]


def test_a_correction_can_be_taken_back_once(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    labels.put(db, "https://a.pe/1", 0, NOW)
    assert labels.take_back(db, "https://a.pe/1")
    assert not labels.take_back(db, "https://a.pe/1")
    assert db["labels"].count == 0


def test_only_articles_that_are_held_teach(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    for url, grade in (("https://a.pe/2", 2), ("https://a.pe/1", 0), ("https://a.pe/3", 1)):
        labels.put(db, url, grade, NOW)
    for url in ("https://a.pe/1", "https://a.pe/2"):
        articles.save(db, held(url), lambda *_: (), NOW)
    assert [(article.url, article.text, grade) for article, grade in labels.labelled(db)] == [
        ("https://a.pe/1", "Text of https://a.pe/1.", 0),
        ("https://a.pe/2", "Text of https://a.pe/2.", 2),
    ]


@pytest.mark.parametrize("grade", [-1, 4])
def test_a_grade_that_is_none_is_refused_by_the_function_and_by_the_table(tmp_path: Path, grade: int) -> None:
    db = open_database(tmp_path / "m.db")
    with pytest.raises(ValueError, match="grades are 0"):
        labels.put(db, "https://a.pe/1", grade, NOW)
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute("INSERT INTO labels (url, grade, created_at) VALUES ('u', ?, '')", (grade,))
