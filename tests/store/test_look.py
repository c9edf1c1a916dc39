"""Look-ups: filters narrow, reports stand in order, words are found with or without accents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from monitor.store import look
from monitor.store.db import open_database
from store.samples import BODIES, LANDAU, LATER, NOW, assessed, contact, save

MEETING = contact()
VISIT = contact(mode="visit", status="planned", us=(LANDAU,), date="2026-03-09", date_end="2026-03-15", place="Lima")
ROUND = contact(peru=BODIES[:1], us=BODIES[1:], level="working", date="2026-02-26", place="Lima")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "m.db")
    save(db, assessed("rpp", MEETING, published=date(2026, 3, 4)), assessed("andina", contact(date=None)))
    save(db, assessed("torre", VISIT), assessed("gestor", ROUND), now=LATER)
    return db


@pytest.mark.parametrize(
    ("filters", "families"),
    [
        ({}, ["talk", "talk", "visit"]),
        ({"changed_since": LATER}, ["talk", "visit"]),
        ({"changed_since": NOW}, ["talk", "talk", "visit"]),
        ({"date_since": "2026-03-04"}, ["visit"]),
        ({"who": "landau"}, ["visit"]),
        ({"who": "Mincetur"}, ["talk"]),
        ({"status": "planned"}, ["visit"]),
        ({"status": "lapsed"}, []),
        ({"level": "working"}, ["talk"]),
        ({"level": "high", "status": "held"}, ["talk"]),
        ({"identity": "nothing"}, []),
    ],
)
def test_filters_narrow(db: Database, filters: dict[str, Any], families: list[str]) -> None:
    assert [k.entry.family for k in look.contacts(db, **filters)] == families


def test_contacts_stand_by_date_the_undated_last(db: Database) -> None:
    save(db, assessed("eco", contact(us=(LANDAU,), mode="letter", date=None)))
    assert [k.entry.date for k in look.contacts(db)] == ["2026-02-26", "2026-03-03", "2026-03-09", None]


def test_contact_stands_with_what_reports_it_by_day_of_publication(db: Database) -> None:
    (known,) = look.contacts(db, who="Navarro")
    assert [r.article for r in known.reports] == ["andina", "rpp"]
    assert (known.first_seen, known.changed_at) == ("2026-03-03T12:00:00Z", "2026-03-03T12:00:00Z")


@pytest.mark.parametrize("words", ["reunión andina", "REUNION Andina", "andina reúnieron"])
def test_words_are_found_without_regard_to_accents_and_case(db: Database, words: str) -> None:
    assert [row["id"] for row in look.search(db, words, None, 5)] == ["andina"]


@pytest.mark.parametrize("words", ['"', "AND", "a* OR", "nota:", "-", "()", ""])
def test_signs_that_mean_something_to_the_index_do_no_harm(db: Database, words: str) -> None:
    assert look.search(db, words, None, 5) == []


def test_search_is_bounded_by_day_and_number(db: Database) -> None:
    assert len(look.search(db, "cuenta", None, 3)) == 3
    assert [row["id"] for row in look.search(db, "cuenta", "2026-03-04", 9)] == ["rpp"]


def test_a_changed_text_is_found_by_its_new_words_only(db: Database) -> None:
    save(db, assessed("torre", VISIT, text="La visita fue confirmada."), now=LATER)
    assert [row["id"] for row in look.search(db, "confirmada", None, 5)] == ["torre"]
    assert look.search(db, "cuenta torre", None, 5) == []


def test_relevant_articles_are_those_without_a_contact(db: Database) -> None:
    save(db, assessed("comercio"), now=LATER)
    assert [a.id for a in look.relevant_articles(db, NOW, 9)] == ["comercio"]
    assert look.relevant_articles(db, NOW, 0) == []


def test_of_each_story_the_most_relevant_article_stands_for_all(tmp_path: Path) -> None:
    db = open_database(tmp_path / "m.db")
    port = "El puerto de Chancay recibió una inspección de la aduana de Estados Unidos"
    for name, score, text in (
        ("rpp", 0.7, port),
        ("andina", 0.9, f"{port} ayer"),
        ("gestion", 0.8, "Suben aranceles al cobre"),
    ):
        one = assessed(name, text=text, title=text)
        save(db, replace(one, relevance=replace(one.relevance, score=score)))
    found = look.relevant_articles(db, NOW, 9)
    assert [(a.id, [other.outlet for other in a.also]) for a in found] == [("andina", ["rpp"]), ("gestion", [])]
    assert [a.id for a in look.relevant_articles(db, NOW, 1)] == ["andina"]


def test_an_article_is_found_by_address_and_by_identifier(db: Database) -> None:
    for key in ("rpp", "https://rpp.pe/nota"):
        row = look.article(db, key)
        assert row is not None
        assert row["id"] == "rpp"
    assert look.article(db, "https://rpp.pe/otra") is None
