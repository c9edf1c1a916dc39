"""The composition: batches in their order, the ledger's order, one bad page that costs only itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import pipeline, relevance
from monitor.config import Alerts, Config, Run
from monitor.data import load_json
from monitor.model import Article, Assessment, Failure, Link, Page
from monitor.store.db import open_database

NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
MEETING = (
    "El canciller Hugo de Zela se reunió hoy en Lima con el embajador de Estados Unidos en el Perú, Bernie Navarro."
)
FILLER = (
    "Hablaron de puertos y aduanas, de la frontera norte y del comercio entre los dos países, que creció mucho. " * 4
)


def article(identity: str = "a", text: str = MEETING, published: date | None = date(2026, 3, 3)) -> Article:
    return Article(identity, f"https://a.pe/{identity}", "A", "", text, published, "given")


def assessed(one: Article) -> Assessment:
    return pipeline.assess(one, pipeline.knowledge())


def page(body: str) -> Page:
    return Page("https://a.pe/p", body.encode(), "text/html", NOW, Link("https://a.pe/p", "a", published=NOW))


def test_batch_of_pages_and_articles_is_answered_in_order_and_a_bad_page_costs_only_itself() -> None:
    good = f"<html><body><article><h1>Reunión</h1><p>{MEETING}</p><p>{FILLER}</p></article></body></html>"
    jobs = [
        pipeline.Job(page("")),
        pipeline.Job(article()),
        pipeline.Job(page(good), "A", "es"),
        pipeline.Job(page("\0")),
    ]
    empty, given_, extracted, broken = pipeline.work(jobs, None, NOW)
    assert isinstance(empty, Failure)
    assert isinstance(broken, Failure)
    assert isinstance(given_, Assessment)
    assert given_.article.id == "a"
    assert isinstance(extracted, Assessment)
    assert extracted.article.outlet == "A"
    assert extracted.article.published == date(2026, 3, 3)
    assert [c.evidence for c in extracted.contacts] == [MEETING]


@given(st.lists(st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9)), max_size=12))
@settings(deadline=None)
def test_ledger_reads_by_day_and_the_undated_last(days: list[date | None]) -> None:
    plain = assessed(article(text="Nada."))
    given_ = [
        Assessment(article(str(i), "Nada.", day), plain.relevance, (), plain.signature) for i, day in enumerate(days)
    ]
    ordered = pipeline.oldest_first(given_)
    assert sorted(map(id, ordered)) == sorted(map(id, given_))
    read = [one.article.published or date.max for one in ordered]
    assert read == sorted(read)


def test_stream_places_oldest_first_and_answers_in_the_order_given() -> None:
    long = f"{MEETING}\n\n{FILLER}"
    late, early = assessed(article("late", long, date(2026, 3, 5))), assessed(article("early", long))
    stream = pipeline.Stream()
    first, second = stream.place([late, early])
    assert (first.duplicate_of, second.duplicate_of) == ("early", None)
    (third,) = stream.place([assessed(article("later", long, date(2026, 3, 6)))])
    assert third.duplicate_of == "early", "a copy of a copy names the first"


def test_contact_of_an_article_that_is_about_something_else_is_none() -> None:
    rows = [
        json.loads(line) for line in (ROOT / "tests" / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    graded = [assessed(article(row["id"], row["text"])) for row in rows[:80]]
    assert {one.relevance.grade >= 2 for one in graded} == {True, False}
    assert not [one for one in graded if one.relevance.grade < 2 and one.contacts]


def test_explain_changes_no_conclusion() -> None:
    plain, explained = assessed(article()), pipeline.assess(article(), pipeline.knowledge(), explain=True)
    assert (plain.relevance, plain.signature) == (explained.relevance, explained.signature)
    assert [(c.start, c.end, c.mode, c.status, c.date) for c in plain.contacts] == [
        (c.start, c.end, c.mode, c.status, c.date) for c in explained.contacts
    ]


@pytest.mark.parametrize(("window", "alerts"), [(timedelta(days=30), 1), (timedelta(hours=1), 0)])
def test_saving_raises_an_alert_within_the_window_and_only_once(window: timedelta, alerts: int, tmp_path: Path) -> None:
    config = Config(data=tmp_path, alerts=Alerts(window=window))
    db = open_database(config.database)
    later = NOW + timedelta(days=2)
    saved = pipeline.save(db, assessed(article()), config, later)
    again = pipeline.save(db, assessed(article()), config, later)
    db.conn.close()
    assert (len(saved.alerts), saved.known) == (alerts, False)
    assert (len(again.alerts), again.known) == (0, True)


def test_run_takes_on_pages_as_long_as_its_budget() -> None:
    assert pipeline.budget_end(NOW, Config(run=Run(minutes=2.5))) == NOW + timedelta(seconds=150)


def test_articles_are_graded_by_the_models_learnt_for_their_database(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    job = pipeline.Job(article())
    (shipped,) = pipeline.work([job], None, NOW)
    never = {"threshold": 1.1, "weights": {}}
    models = load_json("relevance.json")
    models = {**models, "base": relevance.base(), "grade2": never, "little": {**models["little"], "grade2": never}}
    relevance.models_file(config.data).write_text(json.dumps(models))
    (learnt,) = pipeline.work([job], None, NOW, config.data)
    assert isinstance(shipped, Assessment)
    assert isinstance(learnt, Assessment)
    assert (shipped.relevance.grade >= 2, learnt.relevance.grade) == (True, 1)
    assert (len(shipped.contacts), len(learnt.contacts)) == (1, 0), (
        "an article that is not relevant tells of no contact"
    )
