"""Polling sources and fetching pages, over real HTTP, with a real database."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fetch.conftest import Server, client, reply, server
from sqlite_utils import Database

from monitor.config import Config, Source
from monitor.extract import Thin
from monitor.fetch.client import Client
from monitor.model import Failure, Link, Page, Stage
from monitor.poll import Pages, poll
from monitor.probe import probe
from monitor.store import queue
from monitor.store.db import open_database
from monitor.store.sources import PollState, due, record, sync

__all__ = ["client", "server"]

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "monitor.db")
    yield made
    made.conn.close()


def rss(*names: str, channel: str = "") -> bytes:
    items = "".join(f"<item><title>{n}</title><link>http://example.com/{n}</link></item>" for n in names)
    return f"<rss version='2.0'><channel><title>x</title>{channel}{items}</channel></rss>".encode()


def headers_of(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {k.lower(): v for k, _, v in (line.partition(": ") for line in lines if line)}


class Watch:
    """One source polled at given times, its history in a real database."""

    def __init__(self, db: Database, client: Client, server: Server, **source: Any) -> None:
        self.db, self.client, self.server = db, client, server
        self.source = Source(id="s", name="S", url=f"{server.url}/feed", **source)

    async def at(self, now: datetime, answer: bytes = b"") -> str:
        """Poll if due: the outcome, or "not due"."""
        self.server.routes["/feed"] = answer
        sync(self.db, [self.source])
        for source, state in due(self.db, [self.source], now):
            polled, links = await poll(self.client, source, state)
            queue.enqueue(self.db, links, now)
            record(self.db, polled, source.every, now)
            return polled.reason
        return "not due"

    @property
    def sent(self) -> dict[str, str]:
        """The headers of the last request."""
        return headers_of(self.server.heads[-1])

    def next(self) -> datetime:
        return datetime.fromisoformat(next(iter(self.db.query("SELECT next_poll FROM sources")))["next_poll"])


@pytest.fixture
async def watch(db: Database, client: Client, server: Server) -> AsyncIterator[Watch]:
    yield Watch(db, client, server)


async def test_validators_go_back_byte_for_byte(watch: Watch) -> None:
    tags = 'ETag: W/"é,\xa0:"', "Last-Modified: Dom, 22 Nov 2026 09:00:00 -0500"
    assert await watch.at(NOW, reply(rss("a"), *tags)) == "ok"
    assert "if-none-match" not in watch.sent
    assert await watch.at(NOW + HOUR, reply(b"", status="304 Not Modified")) == "not-modified"
    assert watch.sent["if-none-match"] == 'W/"é,\xa0:"'
    assert watch.sent["if-modified-since"] == "Dom, 22 Nov 2026 09:00:00 -0500"
    assert await watch.at(NOW + 2 * HOUR, reply(b"", status="304 Not Modified")) == "not-modified"
    assert watch.sent["if-none-match"] == 'W/"é,\xa0:"'  # a 304 without validators does not lose them


async def test_an_unchanged_body_is_known_by_its_hash(watch: Watch) -> None:
    assert await watch.at(NOW, reply(rss("a"))) == "ok"
    assert await watch.at(NOW + HOUR, reply(rss("a"), 'ETag: "new"')) == "unchanged"
    assert await watch.at(NOW + 2 * HOUR, reply(rss("a", "b"), 'ETag: "new2"')) == "ok"
    assert watch.sent["if-none-match"] == '"new"'


async def test_once_a_day_the_whole_body_is_asked_for(watch: Watch) -> None:
    asked = []
    for hour in range(0, 50, 7):
        answer = reply(rss("a"), 'ETag: "x"') if hour % 28 == 0 else reply(b"", status="304 Not Modified")
        assert await watch.at(NOW + hour * HOUR, answer) in ("ok", "not-modified", "unchanged")
        asked.append("if-none-match" in watch.sent)
    assert asked == [False, True, True, True, False, True, True, True]


async def test_a_source_caught_with_an_old_etag_over_a_new_body_is_polled_without(watch: Watch) -> None:
    await watch.at(NOW, reply(rss("a"), 'ETag: "stuck"'))
    assert await watch.at(NOW + DAY, reply(rss("a", "b"), 'ETag: "stuck"')) == "ok"
    for hour in (7, 14, 40):
        await watch.at(NOW + DAY + hour * HOUR, reply(rss("a", "b"), 'ETag: "stuck"'))
        assert "if-none-match" not in watch.sent


async def test_a_304_nobody_asked_for_is_a_miss(watch: Watch) -> None:
    assert await watch.at(NOW, reply(b"", status="304 Not Modified")) == "http-304"
    assert await watch.at(NOW + DAY, reply(rss("a"))) == "ok"


async def test_a_miss_keeps_what_is_known(watch: Watch) -> None:
    await watch.at(NOW, reply(rss("a"), 'ETag: "x"'))
    assert await watch.at(NOW + HOUR, reply(b"<html>Mantenimiento</html>", 'ETag: "maintenance"')) == "not-a-feed"
    assert await watch.at(NOW + 8 * HOUR, reply(b"", status="304 Not Modified")) == "not-modified"
    assert watch.sent["if-none-match"] == '"x"'


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (reply(rss("a")), 0.5),
        (reply(rss("a"), "Cache-Control: max-age=7200"), 2),
        (reply(rss("a"), "Cache-Control: max-age=60"), 0.5),
        (reply(rss("a"), "Cache-Control: max-age=864000"), 6),  # a hint counts up to the ceiling
        (reply(rss("a", channel="<ttl>180</ttl>")), 3),
        (reply(rss("a", channel="<skipHours><hour>10</hour><hour>11</hour></skipHours>")), 2),
        (reply(b"", status="503 Busy"), 0.5),
        (reply(b"", "Retry-After: 86400", status="503 Busy"), 24),  # a demand counts in full
        (reply(b"", "Retry-After: 60", status="503 Busy"), 0.5),
        (reply(b"", status="404 Gone"), 6),
        (reply(b"no feed"), 6),
        (reply(b"", "Content-Encoding: br"), 6),
    ],
)
async def test_the_next_poll_is_when_habit_failure_and_server_allow(watch: Watch, answer: bytes, wait: float) -> None:
    await watch.at(NOW, answer)
    assert watch.next() == NOW + wait * HOUR


async def test_a_restart_polls_nothing_early(db: Database, server: Server) -> None:
    for minute in (0, 10, 20, 28, 29.5, 40, 59, 59.5):
        async with Client(server.config()) as client:
            await Watch(db, client, server).at(NOW + timedelta(minutes=minute), reply(rss("a")))
    assert len(server.asked) == 3  # at 0, 29.5 (a run that starts early is not half an hour lost) and 59.5


async def test_a_gzip_sitemap_is_read(db: Database, client: Client, server: Server) -> None:
    body = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://example.com/a</loc></url></urlset>"
    assert await Watch(db, client, server, kind="sitemap").at(NOW, reply(gzip.compress(body))) == "ok"


# --- pages -----------------------------------------------------------------------------------------------------------------


def config(server: Server, **changes: Any) -> Config:
    return Config(fetch=server.config(**changes))


async def test_a_page_arrives_in_utf8(client: Client, server: Server) -> None:
    server.routes["/a"] = reply("<p>Reunión “peña”".encode("cp1252"), "Content-Type: text/html; charset=ISO-8859-1")
    got = await Pages(client, config(server)).get(Link(f"{server.url}/a", "s"), NOW)
    assert isinstance(got, Page)
    assert (got.body.decode(), got.content_type) == ("<p>Reunión “peña”", "text/html")


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (reply(b"User-agent: *\nDisallow: /to"), "robots"),
        (reply(b"User-agent: *\nDisallow: /from"), "robots"),
        (reply(b"", status="500 Oops"), "robots-unreachable"),
        (reply(b"", status="404 No"), "page"),
    ],
)
async def test_every_address_on_the_way_to_a_page_is_asked_of_robots(client: Client, server: Server, robots: bytes, outcome: str) -> None:  # fmt: skip
    server.routes |= {
        "/robots.txt": robots,
        "/to": reply(b"<p>x"),
        "/from": reply(b"", "Location: /to", status="302 Found"),
    }
    got = await Pages(client, config(server)).get(Link(f"{server.url}/from", "s"), NOW)
    assert (got.reason if isinstance(got, Failure) else "page") == outcome
    assert server.asked.count("/robots.txt") == 1
    assert ("/to" in server.asked) == (outcome == "page")


async def test_a_host_that_rests_is_not_even_asked_for_its_robots(client: Client, server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"", "Retry-After: 600", status="429 Busy"), "/a": reply(b"<p>x")}
    pages = Pages(client, config(server))
    for _ in range(2):
        got = await pages.get(Link(f"{server.url}/a", "s"), NOW)
        assert isinstance(got, Failure)
        assert got.reason == "resting"
    async with Client(server.config()) as later:
        await later.get(f"{server.url}/robots.txt", limit=10)
        got = await Pages(later, config(server)).get(Link(f"{server.url}/a", "s"), NOW)
        assert isinstance(got, Failure)
        assert got.reason == "resting"
    assert server.asked == ["/robots.txt"] * 2


async def test_robots_can_be_switched_off(client: Client, server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /"), "/a": reply(b"<p>x")}
    assert isinstance(await Pages(client, config(server, robots=False)).get(Link(f"{server.url}/a", "s"), NOW), Page)
    assert server.asked == ["/a"]


async def test_robots_are_kept_from_run_to_run(db: Database, server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nAllow: /"), "/a": reply(b"<p>x")}
    for hours in (0, 1, 23, 25):
        async with Client(server.config()) as client:
            await Pages(client, config(server), db).get(Link(f"{server.url}/a", "s"), NOW + hours * HOUR)
    assert server.asked.count("/robots.txt") == 2


async def test_a_crawl_delay_sets_the_gap(client: Client, server: Server) -> None:
    server.routes |= {
        "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 0.3"),
        "/a": reply(b"<p>x"),
        "/b": reply(b"<p>x"),
    }
    pages = Pages(client, config(server))
    for name in "ab":
        await pages.get(Link(f"{server.url}/{name}", "s"), NOW)
    assert server.at[2] - server.at[1] >= 0.3


async def test_the_twin_of_a_thin_page_is_fetched_for_the_same_link(client: Client, server: Server) -> None:
    server.routes["/amp"] = reply(b"<p>x")
    link = Link(f"{server.url}/a", "s")
    thin = Thin(Stage.EXTRACT, "no-text", "3 words", f"{server.url}/amp")
    got = await Pages(client, config(server)).twin(thin, link, NOW)
    assert isinstance(got, Page)
    assert got.link == link
    alone = Thin(Stage.EXTRACT, "no-text")
    assert await Pages(client, config(server)).twin(alone, link, NOW) is alone


LIST = "<html><body><a href='/nota/1'>Primera nota del día</a><a href='/nota/2'>Segunda nota del día</a>".encode(
    "latin-1"
)
GDELT = b'{"articles": [{"url": "http://example.com/g", "title": "G", "seendate": "20261122T090000Z"}]}'


def sitemap(*names: str) -> bytes:
    pages = "".join(f"<url><loc>http://example.com/{name}</loc></url>" for name in names)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{pages}</urlset>".encode()


@pytest.mark.parametrize(
    ("kind", "more", "body", "found"),
    [
        ("feed", {}, rss("a"), ["/a"]),
        ("sitemap", {}, sitemap("s"), ["/s"]),
        ("list", {"links": r"/nota/\d"}, LIST, ["/nota/1", "/nota/2"]),
        ("gdelt", {}, GDELT, ["/g"]),
    ],
)
async def test_each_kind_of_source_is_read_as_what_it_is(
    client: Client, server: Server, kind: str, more: dict[str, str], body: bytes, found: list[str]
) -> None:
    server.routes["/feed"] = reply(body, "Content-Type: text/html; charset=iso-8859-1")
    polled, links = await poll(
        client, Source(id="s", name="S", url=f"{server.url}/feed", kind=kind, **more), PollState()
    )
    assert (polled.reason, polled.links) == ("ok", len(found))
    assert [urlsplit(link.url).path for link in links] == found
    assert kind != "list" or links[0].title == "Primera nota del día"


async def test_the_newest_sitemaps_of_an_index_are_read(client: Client, server: Server) -> None:
    named = "".join(
        f"<sitemap><loc>{server.url}/{day}.xml</loc><lastmod>2026-11-{day}</lastmod></sitemap>" for day in range(10, 20)
    )
    server.routes["/feed"] = reply(f"<sitemapindex>{named}</sitemapindex>".encode())
    server.routes |= {"/19.xml": reply(sitemap("new")), "/17.xml": reply(sitemap("old"))}
    source = Source(id="s", name="S", url=f"{server.url}/feed", kind="sitemap")
    polled, links = await poll(client, source, PollState())
    assert (polled.reason, [urlsplit(link.url).path for link in links]) == ("ok", ["/new", "/old"])
    assert server.asked == ["/feed", "/19.xml", "/18.xml", "/17.xml"]
    del server.routes["/19.xml"], server.routes["/17.xml"]
    missed, _ = await poll(client, source, PollState())
    assert missed.reason == "http-404"


async def test_an_answer_is_read_where_the_caller_says(client: Client, server: Server) -> None:
    async def hang(source: Source, body: bytes, url: str) -> Failure:
        return Failure(Stage.POLL, "hang", f"{source.id} {len(body)} {url}")

    server.routes["/feed"] = reply(rss("a"))
    source = Source(id="s", name="S", url=f"{server.url}/feed")
    polled, links = await poll(client, source, PollState(), hang)
    assert (polled.reason, polled.detail, links) == ("hang", f"s {len(rss('a'))} {server.url}/feed", [])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/feed", {"outcome": "ok", "kind": "feed", "items": 2}),
        ("/page", {"outcome": "ok", "kind": "page"}),
        ("/private/page", {"outcome": "robots", "kind": "page"}),
        ("/broken", {"outcome": "http-500"}),
        ("/big", {"outcome": "too-large"}),
    ],
)
async def test_a_probe_says_what_would_happen(server: Server, path: str, expected: dict[str, object]) -> None:
    page = b"<!doctype html><html><body>x"
    server.routes |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /private"),
        "/feed": reply(rss("a", "b")),
        "/page": reply(page),
        "/private/page": reply(page),
        "/broken": reply(b"", status="500 Oops"),
        "/big": reply(page + b"x" * 200_000),
    }
    got = await probe(server.url + path, config(server, page_bytes=100_000, feed_bytes=1_000_000))
    assert got.items() >= expected.items()
