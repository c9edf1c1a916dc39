"""The real flows against a press: ingest and digest, twice, with Prefect's server, SQLite and HTTP on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import OUTLETS, Press, expected
from press.stories import read

from monitor.store import look
from monitor.store.db import open_database
from monitor.text.urls import canonical

pytestmark = pytest.mark.prefect

EXPECTED = expected()
ARTICLES = read("articles")
SAVED = ("ok", "copy", "known")
LATER = {"planned": "lapsed"}
"""What was announced for March 2026 and not told of again has lapsed, whenever the test runs."""
COUNTED = ("articles", "copies", "contacts", "observations", "alerts", "outcomes", "pages", "people")


@dataclass(frozen=True, slots=True)
class Ran:
    """Two runs, the second with every source due again and nothing changed."""

    folder: Path
    press: Press
    tallies: tuple[Any, Any]
    digests: tuple[Path, Path]
    counts: tuple[dict[str, int], dict[str, int]]
    asked: tuple[int, int]
    """Requests after each run."""


def rows(folder: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    """What a query of the database gives."""
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


@pytest.fixture(scope="module")
def ran(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("press")
    with Press() as press:
        press.fail("torre", 502)  # a gateway that recovers between the first attempt and the second
        (folder / "config.yaml").write_text(configuration(press))
        tallies, digests, counted, asked = [], [], [], []
        for number in range(2):
            tally, page = asyncio.run(once(folder, press, recover=number == 0))
            tallies.append(tally)
            digests.append(page)
            counted.append({t: rows(folder, f"SELECT count(*) AS n FROM {t}")[0]["n"] for t in COUNTED})
            asked.append(len(press.requests))
            with closing(sqlite3.connect(folder / "data" / "monitor.db", isolation_level=None)) as db:
                db.execute("UPDATE sources SET next_poll = NULL")  # an hour later, without waiting for it
        yield Ran(folder, press, *map(tuple, (tallies, digests, counted, asked)))  # type: ignore[arg-type]


async def once(folder: Path, press: Press, *, recover: bool) -> tuple[Any, Path]:
    """One run; the failing feed recovers half a second after it was first asked for."""
    from flows.once import run_both

    async def restore() -> None:
        while not press.asked("torre"):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        press.restore("torre")

    recovery = asyncio.create_task(restore()) if recover else None
    try:
        return await run_both(str(folder / "config.yaml"), "2026-03-10 20:00")
    finally:
        if recovery is not None:
            recovery.cancel()


def configuration(press: Press) -> str:
    lines = [
        "seeds: null",
        f"fetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}], host_gap: 0.01s}}",
        "alerts: {window: 5000d}",  # the press stands in March 2026, whenever the test runs
        "run: {batch: 10}",
        "sources:",
    ]
    for name, feed in press.feeds.items():
        lines.append(
            f"  - {{id: {name}, name: {OUTLETS[name].name}, url: '{feed.url}', kind: {feed.kind}, lang: {feed.lang}}}"
        )
    lines.append(f"  - {{id: rota, name: Rota, url: '{press.broken.url}'}}")
    return "\n".join(lines) + "\n"


# --- database ---


@pytest.mark.parametrize("wanted", EXPECTED["contacts"], ids=lambda contact: str(contact["id"]))
def test_contact_is_in_the_ledger_once_told_by_all_who_tell_it(wanted: dict[str, Any], ran: Ran) -> None:
    db = open_database(ran.folder / "data" / "monitor.db", create=False)
    with closing(db.conn):
        (known,) = [
            one
            for one in look.contacts(db)
            if (one.entry.mode, one.entry.status) == (wanted["mode"], LATER.get(wanted["status"], wanted["status"]))
            and (one.entry.date, one.entry.date_end or one.entry.date) == (wanted["date"], wanted.get("date_end", wanted["date"]))
            and surnames(p.name for p in one.entry.peru) == surnames(p["name"] for p in wanted["peru"])
            and surnames(p.name for p in one.entry.us) == surnames(p["name"] for p in wanted["us"])
        ]  # fmt: skip
    told = {*wanted["told_by"], *wanted.get("recalled_by", {})}
    assert known.entry.level == wanted["level"]
    assert {report.url for report in known.reports} == {address(ran, name) for name in told}


def surnames(names: Iterable[str | None]) -> set[str | None]:
    """The last word of each name: the people file may know a fuller one than the article gives."""
    return {name.split()[-1] if name else None for name in names}


def address(ran: Ran, name: str) -> str:
    """The address by which the database knows an article."""
    return canonical(ran.press.url + ARTICLES[name].path)


def test_ledger_holds_nothing_else(ran: Ran) -> None:
    assert ran.counts[0]["contacts"] == len(EXPECTED["contacts"])


@pytest.mark.parametrize("name", EXPECTED["none"])
def test_article_without_a_contact_is_saved_and_tells_none(name: str, ran: Ran) -> None:
    (article,) = rows(ran.folder, "SELECT id FROM articles WHERE url = ?", address(ran, name))
    assert rows(ran.folder, "SELECT * FROM observations WHERE article = ?", article["id"]) == []


def test_copies_are_found_and_nothing_else_is(ran: Ran) -> None:
    found = rows(
        ran.folder,
        "SELECT a.url AS copy, b.url AS original FROM copies c JOIN articles a ON a.id = c.article JOIN articles b ON b.id = c.of",
    )
    pairs = {frozenset((row["copy"], row["original"])) for row in found}
    assert pairs == {frozenset(address(ran, name) for name in pair) for pair in EXPECTED["copies"]}


def test_every_link_ends_in_exactly_one_outcome(ran: Ran) -> None:
    ended = {row["address"].removeprefix(ran.press.url): row for row in rows(ran.folder, "SELECT * FROM outcomes")}
    assert set(ended) == {article.address for article in ARTICLES.values()}
    for name, article in ARTICLES.items():
        row = ended[article.address]
        wanted = EXPECTED["outcomes"].get(name)
        assert (row["reason"] == wanted) if wanted else (row["reason"] in SAVED and row["stage"] == "saved"), name
        assert (row["stage"] == "queued") is (wanted == "http-503"), "only what may pass waits"
        assert (row["article"] is not None) is (row["stage"] == "saved")


def test_feed_that_is_a_web_page_is_named(ran: Ran) -> None:
    assert ran.tallies[0].sources["rota"] == EXPECTED["outcomes"]["/rota/feed"]
    assert {ran.tallies[0].sources[name] for name in OUTLETS} == {"ok"}


def test_page_closed_by_robots_is_not_asked_for(ran: Ran) -> None:
    closed = [name for name, reason in EXPECTED["outcomes"].items() if reason == "robots"]
    assert closed
    assert not [request for name in closed for request in ran.press.asked(name)]


def test_undated_article_stays_undated(ran: Ran) -> None:
    urls = {row["url"] for row in rows(ran.folder, "SELECT url FROM articles WHERE published IS NULL")}
    assert urls == {address(ran, name) for name in EXPECTED["undated"]}


def test_articles_are_saved_oldest_first_and_the_undated_last(ran: Ran) -> None:
    saved = [row["published"] or "9999" for row in rows(ran.folder, "SELECT published FROM articles ORDER BY rowid")]
    assert saved == sorted(saved)
    assert len(saved) > 15


def test_raw_pages_are_kept(ran: Ran) -> None:
    (page,) = rows(ran.folder, "SELECT * FROM pages WHERE url = ?", canonical(ran.press.address("gestor/dolar")))
    assert len(zlib.decompress(page["body"])) == page["bytes"]


# --- digest ---


@pytest.mark.parametrize("suffix", [".html", ".md", ".txt"])
def test_digest_names_the_participants_of_every_contact(suffix: str, ran: Ran) -> None:
    text = ran.digests[0].with_suffix(suffix).read_text(encoding="utf-8")
    people = surnames(p["name"] for c in EXPECTED["contacts"] for side in ("peru", "us") for p in c[side] if p["name"])
    assert not [name for name in people if str(name) not in text]
    assert address(ran, "state/landau-ferrero") in text


def test_second_digest_tells_nothing_again(ran: Ran) -> None:
    told = rows(ran.folder, "SELECT contacts, articles FROM digests ORDER BY rowid")
    assert [row["contacts"] for row in told] == [len(EXPECTED["contacts"]), 0]
    assert told[1]["articles"] == 0


# --- idempotence ---


def test_second_run_adds_nothing(ran: Ran) -> None:
    assert ran.counts[0] == ran.counts[1]
    assert (ran.tallies[1].articles, ran.tallies[1].new_contacts, ran.tallies[1].alerts) == (0, 0, 0)


def test_second_run_asks_for_feeds_only_and_they_have_not_changed(ran: Ran) -> None:
    second = ran.press.requests[ran.asked[0] : ran.asked[1]]
    feeds = {feed.url.removeprefix(ran.press.url) for feed in (*ran.press.feeds.values(), ran.press.broken)}
    assert {request.path for request in second} == feeds
    assert {ran.tallies[1].sources[name] for name in OUTLETS} == {"not-modified"}


def test_alerts_are_raised_once_for_each_high_level_contact(ran: Ran) -> None:
    high = [c for c in EXPECTED["contacts"] if c["level"] == "high"]
    alerts = rows(ran.folder, "SELECT contact FROM alerts WHERE kind = 'new'")
    assert len({row["contact"] for row in alerts}) == len(alerts) == len(high)


# --- what Prefect shows ---


@pytest.fixture(scope="module")
def shown(ran: Ran) -> dict[str, list[Any]]:
    """Flow runs, task runs and artifacts of the two runs, as Prefect's API has them."""
    from prefect import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterName

    mine = FlowRunFilter(name=FlowRunFilterName(like_="2026-03-10 20:00"))
    kinds = FlowFilter(name=FlowFilterName(any_=["ingest", "digest"]))  # other tests of this session backfill
    with get_client(sync_client=True) as client:
        for _ in range(300):  # what became of a task run is recorded a second after it ended
            tasks = client.read_task_runs(flow_filter=kinds, flow_run_filter=mine, limit=200)
            ended = Counter(run.name for run in tasks if run.state_name == "Completed")
            if ended["publish digest"] == 2 and ended.total() == len(tasks):
                break
            asyncio.run(asyncio.sleep(0.1))
        return {
            "flows": client.read_flow_runs(flow_filter=kinds, flow_run_filter=mine),
            "tasks": tasks,
            "artifacts": client.read_artifacts(flow_filter=kinds, flow_run_filter=mine),
        }


def test_each_run_is_one_flow_run_of_each_kind_with_a_name_to_read(shown: dict[str, list[Any]]) -> None:
    names = sorted((run.name, *sorted(run.tags), run.state_name) for run in shown["flows"])
    assert (
        names
        == [("digest 2026-03-10 20:00", "digest", "Completed")] * 2
        + [("ingest 2026-03-10 20:00", "ingest", "Completed")] * 2
    )


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        *((f"poll {outlet}", {"poll", f"source:{outlet}"}) for outlet in [*OUTLETS, "rota"]),
        ("fetch state (4)", {"fetch", "source:state"}),
        ("assess pages 1-10", {"assess"}),
        ("publish digest", {"digest"}),
        ("deliver alerts", {"ingest", "deliver"}),
        ("deliver digest", {"digest", "deliver"}),
    ],
)
def test_task_runs_have_names_and_tags_to_read(name: str, tags: set[str], shown: dict[str, list[Any]]) -> None:
    found = [run for run in shown["tasks"] if run.name == name]
    assert found, sorted(run.name for run in shown["tasks"])
    assert all(tags <= set(run.tags) and run.state_name == "Completed" for run in found)


def test_retry_of_a_gateway_is_shown(ran: Ran, shown: dict[str, list[Any]]) -> None:
    first, second = (run for run in shown["tasks"] if run.name == "poll torre")
    assert {first.run_count, second.run_count} == {1, 2}
    others = [run for run in shown["tasks"] if run.name not in ("poll torre", "poll rota")]
    assert {run.run_count for run in others} == {1}


def test_page_that_was_missed_is_left_to_the_queue(ran: Ran) -> None:
    first = [request.path for request in ran.press.requests[: ran.asked[0]]]
    pages = [article.path for article in ARTICLES.values()]
    assert max(first.count(path) for path in pages) == 1


def test_automations_learn_of_each_new_contact(ran: Ran) -> None:
    from prefect import get_client

    entries = {
        f"monitor.contact.{row['id']}": row for row in rows(ran.folder, "SELECT id, level, status FROM contacts")
    }
    asked = {"filter": {"event": {"name": ["monitor.contact.new"]}, "order": "ASC"}, "limit": 50}
    with get_client(sync_client=True) as client:
        for _ in range(100):
            told = client.request("POST", "/events/filter", json=asked).json()["events"]
            resources = {event["resource"]["prefect.resource.id"]: event for event in told}
            if entries.keys() <= resources.keys():
                break
            asyncio.run(asyncio.sleep(0.1))
    assert entries
    assert entries.keys() <= resources.keys()
    for identity, row in entries.items():
        event = resources[identity]
        assert event["resource"]["monitor.level"] == row["level"]
        assert event["payload"]["evidence"]
        assert event["payload"]["peru"]
        assert event["payload"]["us"]


def test_a_run_has_few_task_runs(shown: dict[str, list[Any]]) -> None:
    assert len(shown["tasks"]) <= 2 * 100


@pytest.mark.parametrize(
    ("key", "kind", "says"),
    [
        ("ingest-summary", "markdown", "new contacts: **8**"),
        ("outcomes-by-source", "table", "http-404 1"),
        ("ingest-progress", "progress", "100"),
        ("digest", "markdown", "Christopher Landau"),
        ("digest-page", "markdown", "/data/digests/"),
    ],
)
def test_artifacts_are_there_for_each_run(key: str, kind: str, says: str, shown: dict[str, list[Any]]) -> None:
    found = [artifact for artifact in shown["artifacts"] if artifact.key == key]
    assert [artifact.type for artifact in found] == [kind] * 2
    assert sum(says in str(artifact.data) for artifact in found) >= 1


def test_server_that_does_not_answer_is_named(ran: Ran) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.once import NoServer, run_digest

    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(NoServer, match=r"127\.0\.0\.1:9"),
    ):
        asyncio.run(run_digest(str(ran.folder / "config.yaml"), "never"))
    assert len(rows(ran.folder, "SELECT * FROM digests")) == 2


@given(st.lists(st.integers(), max_size=120), st.integers(1, 40))
def test_many_sources_share_few_tasks_in_their_order(items: list[int], most: int) -> None:
    from flows.ingest import _groups

    groups = _groups(items, most)
    assert [item for group in groups for item in group] == items
    assert len(groups) <= most
    assert all(groups)
