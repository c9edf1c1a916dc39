"""All links of a site, by its sitemaps over real HTTP, and how they wait in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fetch.conftest import Server, client, reply, server
from sqlite_utils import Database

from monitor import pipeline
from monitor.backfill import sitemaps
from monitor.config import Config
from monitor.fetch.answer import Declined
from monitor.fetch.client import Client
from monitor.model import Article, Failure, Link, Page, Stage
from monitor.store import archives, queue
from monitor.store.db import open_database

__all__ = ["client", "server"]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SINCE = date(2026, 2, 1)


def index(*entries: tuple[str, str]) -> bytes:
    rows = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in entries)
    return reply(f"<sitemapindex>{rows}</sitemapindex>".encode())


def urlset(*entries: tuple[str, str]) -> bytes:
    rows = "".join(f"<url><loc>{loc}</loc><lastmod>{day}</lastmod></url>" for loc, day in entries)
    return reply(f"<urlset>{rows}</urlset>".encode())


async def read(body: bytes, url: str, since: date) -> tuple[list[str], list[Link]] | Failure:
    return sitemaps.read(body, url, since)


async def collected(client: Client, url: str) -> dict[str, list[str] | str]:
    """The paths each sitemap names, or the reason why it could not be read."""
    return {
        at.removeprefix(url): found.reason if isinstance(found, Failure) else [one.url.removeprefix(url) for one in found]
        async for at, found in sitemaps.collect(client, f"{url}/map.xml", SINCE, read)
    }  # fmt: skip


async def test_index_is_followed_and_what_is_older_is_not_asked_for(client: Client, server: Server) -> None:
    server.routes["/map.xml"] = index(
        ("/new.xml", "2026-03-01"), ("/old.xml", "2026-01-30"), ("/gone.xml", ""), ("/deep.xml", "2026-02")
    )
    server.routes["/new.xml"] = urlset(
        ("/3", "2026-02-20"), ("/1", "2025-12-01"), ("/2", "2026-02-03T10:00:00-05:00"), ("/4", "")
    )
    server.routes["/deep.xml"] = index(("/new.xml", ""), ("/last.xml", ""))
    server.routes["/last.xml"] = urlset(("/5", "2026"))
    assert await collected(client, server.url) == {
        "/map.xml": [],
        "/deep.xml": [],
        "/new.xml": ["/2", "/3", "/4"],
        "/gone.xml": "http-404",
        "/last.xml": ["/5"],
    }
    assert "/old.xml" not in server.asked
    assert len(server.asked) == len(set(server.asked))


async def test_index_that_names_itself_ends(client: Client, server: Server) -> None:
    server.routes["/map.xml"] = index(("/map.xml?page=1", ""), ("/map.xml", ""))
    server.routes["/map.xml?page=1"] = index(("/map.xml", ""))
    assert await collected(client, server.url) == {"/map.xml": [], "/map.xml?page=1": []}


async def test_more_sitemaps_than_anyone_reads_are_named(
    client: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    server.routes["/map.xml"] = index(("/a.xml", "2026-03-01"), ("/b.xml", "2026-03-02"), ("/c.xml", "2026-03-03"))
    server.routes["/a.xml"] = urlset(("/1", ""))
    assert await collected(client, server.url) == {"/map.xml": [], "/b.xml": "too-many", "/a.xml": ["/1"]}


async def test_all_pages_of_a_large_sitemap_are_taken(client: Client, server: Server) -> None:
    server.routes["/map.xml"] = urlset(*((f"/{n}", "2026-03-01") for n in range(20_000)))
    found = await collected(client, server.url)
    assert len(found["/map.xml"]) == 20_000


# --- how links wait ---


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "monitor.db")
    yield made
    made.conn.close()


def links(*names: str, backfill: str = "backfill:a") -> list[Link]:
    return [Link(f"https://rpp.pe/{name}", backfill) for name in names]


def waiting(db: Database, *backfills: str, at: datetime = NOW, most: int = 10, after: int = 0) -> list[str]:
    found = archives.waiting(db, backfills or ("backfill:a",), at, most, after)
    return [link.url.rpartition("/")[2] for _, link in found]


def test_links_wait_in_their_order_for_a_backfill_and_for_no_run(db: Database) -> None:
    archives.claim(db, links("c", "a", "b", "a"), NOW)
    assert waiting(db) == ["c", "a", "b"]
    assert queue.waiting(db, NOW, 10) == []
    assert queue.count_waiting(db) == 0
    first = archives.waiting(db, ["backfill:a"], NOW, 1)
    assert waiting(db, after=first[-1][0]) == ["a", "b"]


def test_link_of_a_run_stays_the_runs(db: Database) -> None:
    queue.enqueue(db, links("a", backfill="rpp"), NOW)
    archives.claim(db, links("a", "b"), NOW)
    assert waiting(db) == ["b"]
    assert archives.still_waiting(db, links("a", "b")) == {"https://rpp.pe/b"}


def test_link_that_waits_is_taken_over_by_the_next_backfill_that_names_it(db: Database) -> None:
    archives.claim(db, links("a", "b"), NOW)
    archives.claim(db, links("b", backfill="backfill:b"), NOW)
    assert (waiting(db), waiting(db, "backfill:b")) == (["a"], ["b"])
    assert waiting(db, "backfill:a", "backfill:b") == ["a", "b"]


def test_page_that_may_be_had_later_waits_for_the_next_backfill(db: Database) -> None:
    (link,) = links("a")
    archives.claim(db, [link], NOW)
    queue.fail(db, link, Failure(Stage.FETCH, "timeout"), NOW, back=Stage.BACKFILL)
    assert waiting(db) == []
    assert archives.count_waiting(db, ["backfill:a"]) == 1
    assert waiting(db, at=NOW + timedelta(hours=1)) == ["a"]
    assert queue.waiting(db, NOW + timedelta(hours=1), 10) == []


@pytest.mark.parametrize("reason", ["crash", "http-404", "bad-record"])
def test_page_of_a_file_has_one_try(reason: str, db: Database) -> None:
    (link,) = links("a")
    archives.claim(db, [link], NOW)
    queue.fail(db, link, Failure(Stage.EXTRACT, reason), NOW, back=None)
    outcome = queue.outcome(db, link.url)
    assert outcome is not None
    assert (outcome["stage"], outcome["reason"], outcome["next_try"]) == ("extract", reason, None)


def test_host_that_wants_to_be_left_alone_is(db: Database) -> None:
    archives.claim(db, links("a", "b"), NOW)
    busy = Declined(Stage.FETCH, "http-429", "", timedelta(minutes=20), True)
    queue.fail(db, links("a")[0], busy, NOW, back=Stage.BACKFILL)
    assert waiting(db) == []
    assert waiting(db, at=NOW + timedelta(minutes=30)) == ["a", "b"]


def test_what_a_wrong_clock_put_off_waits_no_longer(db: Database) -> None:
    archives.claim(db, links("a", "b"), NOW)
    later = NOW + timedelta(days=400)
    busy = Declined(Stage.FETCH, "http-429", "", timedelta(minutes=20), True)
    queue.fail(db, links("a")[0], busy, later, back=Stage.BACKFILL)
    assert waiting(db) == ["a", "b"]


def test_page_that_is_damaged_where_it_lies_is_fetched_again(db: Database) -> None:
    (link,) = links("a")
    queue.keep_page(db, Page("https://rpp.pe/final", b"<p>", "text/html", NOW, link))
    db.conn.execute("UPDATE pages SET body = x'00ff'")
    assert archives.kept_page(db, link) is None


def test_page_fetched_before_a_kill_is_at_hand(db: Database) -> None:
    (link,) = links("a")
    page = Page("https://rpp.pe/final", b"<p>", "text/html", NOW, link)
    assert archives.kept_page(db, link) is None
    queue.keep_page(db, page)
    assert archives.kept_page(db, link) == page


# --- what is old raises no alert ---

MEETING = "El canciller Hugo de Zela se reunió con el embajador de Estados Unidos en el Perú, Bernie Navarro, en Lima."


@pytest.mark.parametrize(
    ("published", "archived", "alerts"),
    [(date(2026, 3, 9), True, 1), (date(2026, 1, 9), True, 0), (None, True, 0), (None, False, 1)],
)
def test_old_contact_out_of_an_archive_raises_no_alert(
    published: date | None, archived: bool, alerts: int, db: Database
) -> None:
    basis = "given" if published else "unknown"
    one = Article("a", "https://rpp.pe/a", "RPP", "Reunión", MEETING, published, basis)
    assessed = pipeline.assess(one, pipeline.knowledge())
    assert assessed.contacts
    saved = pipeline.save(db, assessed, Config(), NOW, archived=archived)
    assert len(saved.decisions) == 1
    assert len(saved.alerts) == alerts


def test_outcome_is_saved_with_its_article_or_not_at_all(db: Database) -> None:
    assessed = pipeline.assess(Article("a", "https://rpp.pe/a", "RPP", "", MEETING), pipeline.knowledge())

    def fail(_: object) -> None:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        pipeline.save(db, assessed, Config(), NOW, done=fail)
    assert db["articles"].count == 0
    seen: list[str] = []
    pipeline.save(db, assessed, Config(), NOW, done=lambda saved: seen.append(saved.article))
    again = pipeline.save(db, replace(assessed), Config(), NOW, done=lambda saved: seen.append(saved.article))
    assert again.known
    assert seen == ["a", "a"]


@pytest.mark.parametrize("place", [0, 7, 10_000_000_000])
def test_position_of_a_file_is_kept(place: int, db: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x")
    assert archives.position(db, "digest") == 0
    archives.advance(db, "digest", file, 3, NOW)
    archives.advance(db, "digest", file, place, NOW)
    assert archives.position(db, "digest") == place


@pytest.mark.parametrize(("stated", "published"), [("2019-03-03", date(2019, 3, 3)), ("2020-01-15", None)])
def test_page_is_read_as_of_the_day_it_was_copied(stated: str, published: date | None) -> None:
    """A day that was still to come when the copy was made is not the day of publication."""
    head = f"<meta property='article:published_time' content='{stated}T10:00:00-05:00'>"
    text = "Una nota larga sobre el comercio entre los dos países. " * 20
    body = f"<html><head>{head}</head><body><article><p>{text}</p></article></body></html>".encode()
    page = Page("https://a.pe/p", body, "text/html", datetime(2019, 3, 4, tzinfo=UTC), Link("https://a.pe/p", "a"))
    article = pipeline.extracted(pipeline.Job(page), NOW)
    assert isinstance(article, Article)
    assert article.published == published
