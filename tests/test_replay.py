"""Reading again with today's rules: what would be told, and that nothing is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import Monitor
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from monitor import pipeline
from monitor.config import Channel, Config
from monitor.model import Article, Assessment, Link, Page
from monitor.replay import Raised, difference, replay
from monitor.store import queue
from monitor.store.db import open_database
from monitor.store.rewind import scratch

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAVARRO = (
    "El canciller Hugo de Zela se reunió el 3 de marzo en Lima con el embajador de Estados Unidos, Bernie Navarro."
)
LANDAU = "El canciller Hugo de Zela se reunió el 5 de marzo en Washington con el subsecretario de Estado, Christopher Landau."
MORE = "Hablaron de puertos y aduanas, de la frontera norte y del comercio entre los dos países, que creció mucho. " * 3


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path / "data", seeds=None, channels=(Channel(id="files", kind="folder"),))


@pytest.fixture
def db(config: Config) -> Iterator[Database]:
    made = open_database(config.database)
    yield made
    made.conn.close()


def read(name: str, text: str, published: date) -> Assessment:
    article = Article(name, f"https://{name}.pe/1", name, "", f"{text}\n\n{MORE}", published, "given")
    return pipeline.assess(article, pipeline.knowledge())


@pytest.fixture
def history(db: Database, config: Config) -> None:
    """One contact of 4 March; on the 6th the same again, and another, read by rules that found nobody in it."""
    blind = read("andina", LANDAU, date(2026, 3, 5))
    pipeline.save(db, read("rpp", NAVARRO, date(2026, 3, 3)), config, NOW)
    pipeline.save(db, read("gestor", NAVARRO + " Fue breve.", date(2026, 3, 4)), config, NOW + 2 * DAY)
    pipeline.save(db, replace(blind, contacts=()), config, NOW + 2 * DAY)


def state(db: Database) -> dict[str, list[object]]:
    return {name: list(db[name].rows) for name in ("articles", "observations", "contacts", "alerts", "deliveries")}


def test_what_would_be_told_since_a_day_is_the_difference(db: Database, config: Config, history: None) -> None:
    before = state(db)
    made = replay(db, config, NOW + DAY)
    assert [(one.kind, one.people[0], one.evidence) for one in made.more] == [("new", "christopher-landau", LANDAU)]
    assert (made.articles, made.same, made.less) == (2, 0, ()), "what was told before that day is known"
    assert state(db) == before


def test_the_copy_of_a_day_holds_nothing_that_came_since(db: Database, config: Config, history: None) -> None:
    for day, articles in ((-1, 0), (1, 1), (3, 3)):
        with scratch(db, NOW + day * DAY) as copy:
            assert (copy["articles"].count, copy["stories"].count) == (articles, articles)
            assert list(copy.query("PRAGMA foreign_key_check")) == []


def test_reading_again_with_the_same_rules_changes_nothing(db: Database, config: Config, history: None) -> None:
    assert replay(db, config, NOW + 3 * DAY).articles == 0
    from_the_start = replay(db, config, NOW - DAY)
    assert (from_the_start.same, from_the_start.less) == (1, ())


def test_what_rules_no_longer_find_would_not_have_been_sent(db: Database, config: Config) -> None:
    seen = read("rpp", NAVARRO, date(2026, 3, 3))
    invented = replace(seen.contacts[0], date="2026-03-01", mode="call", evidence="Conversaron.")
    pipeline.save(db, replace(seen, contacts=(*seen.contacts, replace(invented, us=invented.peru))), config, NOW)
    made = replay(db, config, NOW - DAY)
    assert ([one.evidence for one in made.less], made.same, made.more) == (["Conversaron."], 1, ())


def test_the_raw_page_is_read_where_one_is_kept(db: Database, config: Config) -> None:
    link = Link("https://rpp.pe/1", "rpp", published=NOW + DAY)
    queue.enqueue(db, [link], NOW)
    body = f"<html lang='es'><body><article><h1>Cita</h1><p>{LANDAU}</p><p>{MORE}</p></article></body></html>"
    queue.keep_page(db, Page(link.url, body.encode(), "text/html", NOW, link))
    saved = pipeline.save(db, read("rpp", NAVARRO, date(2026, 3, 5)), config, NOW)
    queue.finish(db, link, saved.article, "ok", NOW)
    made = replay(db, config, NOW - DAY)
    assert ([one.evidence for one in made.more], [one.evidence for one in made.less]) == ([LANDAU], [NAVARRO])
    queue.keep_page(db, Page(link.url, b"<html></html>", "text/html", NOW, link))
    unread = replay(db, config, NOW - DAY)
    assert (unread.unread, unread.same, unread.more) == (1, 1, ())


def test_command_tells_the_difference_and_ends_well(
    db: Database, config: Config, history: None, monkeypatch: pytest.MonkeyPatch, monitor: Monitor
) -> None:
    monkeypatch.chdir(config.data.parent)
    Path("config.yaml").write_text("seeds: null\n")
    said = monitor("replay", "--from", "2026-03-05")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("+ would send: new: Hugo de Zela")
    assert said.out.splitlines()[-1] == "2 articles read again: 0 alerts the same, 1 more, 0 less"
    *changes, summary = [
        json.loads(line) for line in monitor("replay", "--from", "2026-03-05", "--json").out.splitlines()
    ]
    assert [row["change"] for row in changes] == ["more"]
    assert summary == {"articles": 2, "unread": 0, "same": 0}


alerts = st.builds(
    Raised,
    id=st.sampled_from(["a:new", "b:new", "a:held", "c:held"]),
    kind=st.just("new"), text=st.text(max_size=3), evidence=st.just(""),
    article=st.sampled_from("xy"), family=st.sampled_from(["talk", "visit"]), people=st.sampled_from([("p",), ("p", "q")]),
)  # fmt: skip


@given(st.lists(alerts, max_size=8), st.lists(alerts, max_size=8))
def test_alerts_are_paired_one_to_one(before: list[Raised], after: list[Raised]) -> None:
    less, more = difference(before, after)
    assert len(before) - len(less) == len(after) - len(more)
    assert {id(one) for one in less} <= {id(one) for one in before}
    assert {id(one) for one in more} <= {id(one) for one in after}
    assert {one.id for one in less}.isdisjoint(one.id for one in more)
    assert difference(before, before) == ([], [])
