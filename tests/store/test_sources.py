"""When sources are due, and how they fare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.config import Source
from monitor.fetch.answer import Rules
from monitor.model import Link
from monitor.store import queue
from monitor.store.db import open_database
from monitor.store.sources import (
    Polled,
    PollState,
    coverage,
    due,
    keep_rules,
    out_of_reach,
    recall_rules,
    record,
    sync,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "monitor.db")
    yield made
    made.conn.close()


def source(name: str = "rpp", **changes: object) -> Source:
    return Source.model_validate({"id": name, "name": name.upper(), "url": f"https://{name}.pe/rss"} | changes)


def polled(db: Database, one: Source, reason: str, now: datetime, **more: object) -> None:
    record(db, Polled(one.id, reason, **more), one.every, now)  # type: ignore[arg-type]


def is_due(db: Database, one: Source, now: datetime) -> bool:
    return bool(due(db, [one], now))


def wait(db: Database, one: Source, now: datetime) -> timedelta:
    """How long a source is left alone from `now`."""
    [row] = db.query("SELECT next_poll FROM sources WHERE id = ?", (one.id,))
    return datetime.fromisoformat(row["next_poll"]) - now


def publishes(db: Database, one: Source, pause: timedelta, last: datetime, count: int = 20) -> None:
    times = [last - n * pause for n in range(count)]
    queue.enqueue(db, [Link(f"https://{one.id}.pe/{t:%Y%m%d%H%M}", one.id, published=t) for t in times], last)


def test_a_new_source_is_due_and_a_disabled_one_never(db: Database) -> None:
    listed = [source("a"), source("b", enabled=False)]
    sync(db, listed)
    assert [one.id for one, _ in due(db, listed, NOW)] == ["a"]
    assert [one.source for one in coverage(db, NOW)] == ["a"]


def test_history_is_kept_while_the_address_stays(db: Database) -> None:
    one = source()
    sync(db, [one])
    polled(db, one, "ok", NOW, state=PollState('"x"', "yesterday", "hash"))
    sync(db, [source(name="rpp", every="1h")])
    assert not is_due(db, one, NOW + MINUTE)
    [(_, state)] = due(db, [one], NOW + HOUR)
    assert state == PollState('"x"', "yesterday", "hash", conditional=True)
    moved = source(url="https://rpp.pe/feed")
    sync(db, [moved])
    [(_, state)] = due(db, [moved], NOW + MINUTE)
    assert state == PollState(conditional=False)


def test_a_source_that_left_the_configuration_leaves_the_tables_people_see(db: Database) -> None:
    sync(db, [source("a"), source("b")])
    sync(db, [source("b")])
    assert [one.source for one in coverage(db, NOW)] == ["b"]
    assert [one.source for one in coverage(db, NOW)] == ["b"]
    sync(db, [])
    assert coverage(db, NOW) == []


@pytest.mark.parametrize(("pause", "hours"), [(timedelta(minutes=3), 0.5), (2 * HOUR, 1), (8 * HOUR, 4), (7 * DAY, 6)])
def test_the_interval_follows_what_the_source_publishes(db: Database, pause: timedelta, hours: float) -> None:
    one = source()
    sync(db, [one])
    publishes(db, one, pause, NOW)
    polled(db, one, "ok", NOW)
    assert wait(db, one, NOW) == hours * HOUR


def test_the_ceiling_is_the_configurations(db: Database) -> None:
    one = source(ceiling="12h", every="2h")
    sync(db, [one])
    publishes(db, one, 7 * DAY, NOW)
    polled(db, one, "not-modified", NOW)
    assert wait(db, one, NOW) == 12 * HOUR


def test_an_undated_source_is_judged_by_when_its_items_were_found(db: Database) -> None:
    one = source()
    sync(db, [one])
    for n in range(8):
        queue.enqueue(db, [Link(f"https://rpp.pe/{n}-{k}", one.id) for k in "abc"], NOW - n * 4 * HOUR)
    polled(db, one, "ok", NOW)
    assert wait(db, one, NOW) == 2 * HOUR


def test_misses_double_to_a_month_and_one_success_ends_that(db: Database) -> None:
    one, other = source("a"), source("b")
    sync(db, [one, other])
    waits = []
    for _ in range(20):
        polled(db, one, "http-500", NOW)
        waits.append(wait(db, one, NOW))
    assert waits[:3] == [0.5 * HOUR, HOUR, 2 * HOUR]
    assert waits == sorted(waits)
    assert waits[-1] == 30 * DAY
    polled(db, one, "ok", NOW)
    assert wait(db, one, NOW) == 0.5 * HOUR


def test_when_nothing_could_be_reached_no_source_is_made_to_wait(db: Database) -> None:
    listed = [source("a"), source("b"), source("c")]
    sync(db, listed)
    for _ in range(9):
        for one, reason in zip(listed, ("dns", "connect", "timeout"), strict=True):
            polled(db, one, reason, NOW)
    assert not due(db, listed, NOW + 20 * MINUTE)
    assert len(due(db, listed, NOW + 30 * MINUTE)) == 3
    polled(db, listed[0], "ok", NOW + 30 * MINUTE)  # one answers: the others' misses are theirs
    assert [one.id for one, _ in due(db, listed, NOW + HOUR)] == ["a"]


def test_a_poll_of_an_unknown_source_changes_nothing(db: Database) -> None:
    polled(db, source("ghost"), "ok", NOW)
    assert list(db.query("SELECT * FROM sources")) == []


# --- health ----------------------------------------------------------------------------------------------------------------


def test_each_source_fares_by_its_own_habit(db: Database) -> None:
    names = ["new", "daily", "quiet", "weekly", "broken", "back"]
    listed = [source(name) for name in names]
    sync(db, listed)
    for one, pause, last in (
        ("daily", DAY, NOW - 2 * DAY),
        ("quiet", DAY, NOW - 4 * DAY),
        ("weekly", 7 * DAY, NOW - 9 * DAY),
        ("broken", DAY, NOW - 9 * DAY),
    ):
        publishes(db, source(one), pause, last)
    for one in listed[1:]:
        polled(db, one, "ok", NOW - HOUR, new=1)
    for name in ("broken", "back"):
        polled(db, source(name), "http-503", NOW)
    polled(db, source("back"), "ok", NOW)
    fares = {h.source: h for h in coverage(db, NOW)}
    assert {name: fares[name].state for name in names} == {
        "new": "unpolled", "daily": "ok", "quiet": "silent", "weekly": "ok", "broken": "failing", "back": "ok",
    }  # fmt: skip
    assert (fares["quiet"].since, fares["quiet"].usual) == (NOW - 4 * DAY, DAY)
    assert (fares["broken"].since, fares["broken"].reason, fares["broken"].failures) == (NOW - HOUR, "http-503", 1)
    assert (fares["new"].last_poll, fares["new"].next_poll, fares["new"].usual) == (None, None, None)
    assert (fares["back"].since, fares["back"].last_item) == (None, NOW - HOUR)


def test_a_source_that_publishes_again_is_silent_no_more(db: Database) -> None:
    one = source()
    sync(db, [one])
    publishes(db, one, DAY, NOW - 5 * DAY)
    polled(db, one, "not-modified", NOW)
    assert [h.state for h in coverage(db, NOW)] == ["silent"]
    assert [h.state for h in coverage(db, NOW + 30 * DAY)] == ["silent"]
    queue.enqueue(db, [Link("https://rpp.pe/nuevo", one.id, published=NOW)], NOW)
    assert [(h.state, h.waiting) for h in coverage(db, NOW)] == [("ok", 21)]
    assert [h.state for h in coverage(db, NOW + 30 * DAY)] == ["ok"], "nobody has asked since"


@pytest.mark.parametrize(
    ("reasons", "ours"),
    [
        (["dns", "connect", "timeout"], True),
        (["dns", "dns", "http-500"], False),
        (["dns", "dns", "ok"], False),
        (["dns"], False),
        ([], False),
    ],
)
def test_all_out_of_reach_is_our_fault(db: Database, reasons: list[str], ours: bool) -> None:
    listed = [source(f"s{n}") for n in range(len(reasons))]
    sync(db, listed)
    for one, reason in zip(listed, reasons, strict=True):
        polled(db, one, reason, NOW)
    assert out_of_reach(coverage(db, NOW)) is ours


@pytest.mark.parametrize("rules", [Rules("User-agent: *\nDisallow: /ñ", NOW), Rules("", NOW), Rules(None, NOW)])
def test_robots_are_kept_by_origin(db: Database, rules: Rules) -> None:
    keep_rules(db, "https://rpp.pe", Rules("old", NOW - DAY))
    keep_rules(db, "https://rpp.pe", rules)
    assert recall_rules(db, "https://rpp.pe") == rules
    assert recall_rules(db, "http://rpp.pe") is None
