"""Every link ends in exactly one outcome, and one that keeps failing stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from monitor.fetch.answer import Declined
from monitor.model import Failure, Link, Page, Stage
from monitor.store import queue
from monitor.store.db import open_database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LINK = Link("https://example.com/nota?utm_source=x", "rpp", "Título", "Resumen", NOW - HOUR, "<p>texto</p>")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "monitor.db")
    yield made
    made.conn.close()


def miss(reason: str, stage: Stage = Stage.FETCH) -> Failure:
    return Failure(stage, reason, "why")


def row(db: Database, link: Link = LINK) -> dict[str, object]:
    found = queue.outcome(db, link.url)
    assert found is not None
    return found


def test_stages_have_the_names_that_databases_hold() -> None:
    assert [*Stage] == ["poll", "queued", "backfill", "fetch", "extract", "quarantine", "saved"]


def test_a_link_waits_once_under_all_spellings_of_its_address(db: Database) -> None:
    other = replace(LINK, url="http://www.example.com/nota/", source="andina", title="Otro")
    assert queue.enqueue(db, [LINK, other], NOW) == 1
    assert queue.enqueue(db, [LINK], NOW + HOUR) == 0
    assert queue.waiting(db, NOW, 10) == [LINK]
    assert row(db, other) == row(db)


def test_the_newest_of_each_source_come_first_and_no_source_takes_all(db: Database) -> None:
    def link(source: str, n: int) -> Link:
        return Link(f"https://{source}.pe/{n}", source, published=NOW - n * HOUR)

    queue.enqueue(db, [link(s, n) for s in "ab" for n in (3, 1, 2)], NOW)
    assert [one.url for one in queue.waiting(db, NOW, 2)] == [f"https://{s}.pe/{n}" for n in (1, 2) for s in "ab"]
    assert queue.waiting(db, NOW, 0) == []
    assert queue.count_waiting(db) == 6


def test_what_promises_much_is_taken_first_and_all_is_taken_in_the_end(db: Database) -> None:
    links = [Link(f"https://a.pe/{n}", "a", published=NOW - n * HOUR, outlet="A") for n in range(12)]
    queue.enqueue(db, links, NOW)
    assert queue.unread(db) == links
    queue.promise(db, [(link, {7: 0.93, 9: 0.41}.get(n, 0.01 * n / 12)) for n, link in enumerate(links)])
    assert queue.unread(db) == []
    taken: list[str] = []
    while batch := queue.waiting(db, NOW, 5):
        taken += [link.url.removeprefix("https://a.pe/") for link in batch]
        for link in batch:
            queue.finish(db, link, "x", "ok", NOW)
    assert taken == "7 9 0 1 11 2 3 4 5 10 6 8".split()


def test_a_promise_does_not_stop_the_oldest_from_being_taken(db: Database) -> None:
    """More comes in than a run may fetch, all of it more promising than one old link."""
    old = Link("https://a.pe/old", "a", published=NOW - DAY)
    queue.enqueue(db, [old], NOW - DAY)
    queue.enqueue(db, [Link(f"https://a.pe/{n}", "a", published=NOW) for n in range(20)], NOW)
    queue.promise(db, [(link, 0.0 if link == old else 0.9) for link in queue.unread(db)])
    assert old in queue.waiting(db, NOW, queue.OLDEST + 1)


@pytest.mark.parametrize("reason", ["dns", "tls", "connect", "timeout", "slow", "http-429", "http-500", "http-503", "robots-unreachable", "crash"])  # fmt: skip
def test_what_may_pass_is_tried_again_and_then_quarantined(db: Database, reason: str) -> None:
    queue.enqueue(db, [LINK], NOW)
    for wait in (15 * MINUTE, HOUR, 4 * HOUR):
        queue.fail(db, LINK, miss(reason), NOW)
        assert queue.waiting(db, NOW + wait - MINUTE, 10) == []
        assert queue.waiting(db, NOW + wait, 10) == [LINK]
    queue.fail(db, LINK, miss(reason), NOW)
    assert queue.waiting(db, NOW + 999 * DAY, 10) == []
    assert queue.count_waiting(db) == 0
    [held] = queue.quarantined(db)
    assert (held["address"], held["stage"], held["reason"], held["attempts"]) == (LINK.url, "quarantine", reason, 4)


@pytest.mark.parametrize("reason", ["http-404", "http-410", "robots", "too-large", "private-address", "bad-encoding", "no-text"])  # fmt: skip
def test_what_does_not_pass_ends_at_once(db: Database, reason: str) -> None:
    queue.enqueue(db, [LINK], NOW)
    queue.fail(db, LINK, miss(reason, Stage.EXTRACT), NOW)
    assert (row(db)["stage"], row(db)["reason"], row(db)["next_try"], row(db)["content"]) == (
        "extract",
        reason,
        None,
        None,
    )
    assert queue.waiting(db, NOW + 999 * DAY, 10) == []
    assert queue.quarantined(db) == []


@pytest.mark.parametrize("spelling", [LINK.url, "https://www.example.com/nota", None])
def test_quarantine_is_left_by_hand_with_all_its_attempts(db: Database, spelling: str | None) -> None:
    queue.enqueue(db, [LINK], NOW)
    for _ in range(queue.MAX_ATTEMPTS):
        queue.fail(db, LINK, miss("timeout"), NOW)
    assert queue.release(db, "https://example.com/otra", NOW) == 0
    assert queue.release(db, spelling, NOW + DAY) == 1
    assert queue.waiting(db, NOW + DAY, 10) == [LINK]  # with the text its feed carried
    assert (queue.quarantined(db), row(db)["attempts"]) == ([], 0)
    assert queue.release(db, spelling, NOW) == 0


def test_a_host_that_rests_is_left_alone_with_all_its_links(db: Database) -> None:
    same = Link("https://EXAMPLE.com/otra", "andina")
    other = Link("https://example.com:8443/otra", "andina")
    queue.enqueue(db, [LINK, same, other], NOW)
    queue.fail(db, LINK, Declined(Stage.FETCH, "http-429", "", 2 * HOUR, closed=True), NOW)
    assert queue.waiting(db, NOW + HOUR, 10) == [other]
    assert set(queue.waiting(db, NOW + 2 * HOUR, 10)) == {LINK, same, other}


def test_a_page_that_is_out_of_service_waits_alone(db: Database) -> None:
    other = Link("https://example.com/otra", "andina")
    queue.enqueue(db, [LINK, other], NOW)
    queue.fail(db, LINK, Declined(Stage.FETCH, "http-503", "", 2 * HOUR), NOW)
    assert queue.waiting(db, NOW + HOUR, 10) == [other]
    assert set(queue.waiting(db, NOW + 2 * HOUR, 10)) == {LINK, other}


def test_not_having_been_asked_is_no_attempt(db: Database) -> None:
    queue.enqueue(db, [LINK], NOW)
    for n in range(10):
        queue.fail(db, LINK, Declined(Stage.FETCH, "resting", "", HOUR, closed=True), NOW + n * HOUR)
    assert (row(db)["stage"], row(db)["attempts"]) == ("queued", 0)
    assert queue.waiting(db, NOW + 9.5 * HOUR, 10) == []
    assert queue.waiting(db, NOW + 10 * HOUR, 10) == [LINK]


def test_a_finished_link_rests_no_host_and_comes_up_no_more(db: Database) -> None:
    queue.enqueue(db, [LINK], NOW)
    queue.fail(db, LINK, Declined(Stage.FETCH, "http-503", "", HOUR, closed=True), NOW)
    queue.finish(db, LINK, "abc", "ok", NOW)
    assert (row(db)["stage"], row(db)["article"], row(db)["host_rests_until"]) == ("saved", "abc", None)
    assert queue.waiting(db, NOW + DAY, 10) == []


def test_a_page_is_kept_whole(db: Database) -> None:
    body = b"<html>" + b"x" * 5000
    queue.keep_page(db, Page("https://example.com/final", body, "text/html", NOW, LINK))
    queue.keep_page(db, Page("https://example.com/final2", body, "text/html", NOW, LINK))
    [kept] = db.query("SELECT * FROM pages")
    assert (kept["address"], kept["bytes"]) == ("https://example.com/final2", len(body))
    assert len(kept["body"]) < 100


REASONS = st.sampled_from(["timeout", "http-503", "resting", "http-404", "robots", "crash", "saved", "released"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REASONS, max_size=12), st.uuids())
def test_a_link_is_always_waiting_or_ended_and_never_both(db: Database, events: list[str], name: object) -> None:
    link = replace(LINK, url=f"https://example.com/{name}")
    queue.enqueue(db, [link], NOW)
    for event in events:
        if event == "saved":
            queue.finish(db, link, "abc", "ok", NOW)
        elif event == "released":
            queue.release(db, link.url, NOW)
        elif row(db, link)["stage"] == "queued":
            queue.fail(db, link, miss(event), NOW)
        stage = row(db, link)["stage"]
        waits = link in queue.waiting(db, NOW + 999 * DAY, 10_000)
        held = any(r["address"] == link.url for r in queue.quarantined(db))
        assert [waits, held, stage not in ("queued", "quarantine")].count(True) == 1
