"""robots.txt as RFC 9309 has it, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from fetch.conftest import Server, drip, flood, reply
from monitor.fetch.answer import Rules
from monitor.fetch.client import PRODUCT, Client
from monitor.fetch.robots import KEPT, LIMIT, RETRY, Robots

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


async def slam(writer: object) -> None:
    writer.close()  # type: ignore[attr-defined]


def rules(*lines: str) -> bytes:
    return reply("\n".join(lines).encode(), "Content-Type: text/plain")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n"
PADDING = "# " + "x" * 1000 + "\n"


@pytest.mark.parametrize(
    ("answer", "path", "allowed"),
    [
        (rules("User-agent: *", "Disallow: /private"), "/private/a", False),
        (rules("User-agent: *", "Disallow: /private"), "/public", True),
        (rules("User-agent: *", "Disallow: /", f"User-agent: {PRODUCT}", "Allow: /"), "/a", True),
        (rules("User-agent: *", "Allow: /", "User-agent: MONITOR", "Disallow: /"), "/a", False),
        (
            rules("User-agent: peru", "User-agent: us", "Disallow: /"),
            "/a",
            True,
        ),  # words of our User-Agent, not our name
        (rules("User-agent: *", "Disallow: /a", "Allow: /a/b"), "/a/b/c", True),  # the longest match wins (§ 2.2.2)
        (rules("User-agent: *", "Disallow: /*.pdf$"), "/x.pdf", False),
        (rules("User-agent: *", "Disallow: /*.pdf$"), "/x.pdf?y", True),
        (rules("User-agent: *", "Disallow: /ni%C3%B1o"), "/niño", False),
        (rules("User-agent: *", "Disallow:"), "/a", True),
        (reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), "/a", False),
        (reply(b"\xff\xfe\x00nonsense<html>"), "/a", True),
        (reply(b""), "/a", True),
        (reply((PADDING * 100 + "User-agent: *\nDisallow: /\n").encode()), "/a", False),
        (reply(("User-agent: *\nDisallow: /\n" + PADDING * 1000).encode()), "/a", False),  # longer than is read
        (flood(HEAD + b"User-agent: *\nDisallow: /\n", b"# " + b"x" * 65_000 + b"\n"), "/a", False),  # 5 GB, it says
        (flood(HEAD + b"User-agent: *\nDisallow: /\n", b"Disallow: /*b$\n" * 4_000), "/a", False),
        (drip(HEAD + b"User-agent: *\nDisallow: /\n"), "/a", None),
        (reply(b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"b$"), "/" + "a" * 1_900, True),
        (reply(b"", status="404 Not Found"), "/a", True),
        (reply(b"", status="401 Unauthorized"), "/a", True),
        (reply(b"", status="403 Forbidden"), "/a", True),
        (reply(b"", status="500 Oops"), "/a", None),
        (reply(b"", status="503 Busy"), "/a", None),
        (slam, "/a", None),
        (reply(b"", "Location: /robots.txt#again", status="301 Moved"), "/a", True),
        (reply(b"", "Location: /robots.txt", status="301 Moved"), "/a", True),  # more than five redirects (§ 2.3.1.2)
        (reply(b"", "Location: /rules", status="301 Moved"), "/a", False),
    ],
)
async def test_the_rules_of_a_site_are_kept(client: Client, server: Server, answer: bytes, path: str, allowed: bool | None) -> None:  # fmt: skip
    server.routes |= {"/robots.txt": answer, "/rules": rules("User-agent: *", "Disallow: /")}
    assert await Robots(client).allows(server.url + path, NOW) is allowed


@pytest.fixture
async def memory() -> AsyncIterator[dict[str, Rules]]:
    yield {}


def robots(client: Client, memory: dict[str, Rules]) -> Robots:
    return Robots(client, memory.get, memory.__setitem__)


async def test_rules_are_asked_for_once_a_day_across_runs(client: Client, server: Server, memory: dict[str, Rules]) -> None:  # fmt: skip
    server.routes["/robots.txt"] = rules("User-agent: *", "Disallow: /")
    for later in (timedelta(), timedelta(hours=1), KEPT - timedelta(seconds=1)):
        assert await robots(client, memory).allows(f"{server.url}/a", NOW + later) is False
    assert server.asked == ["/robots.txt"]
    await robots(client, memory).allows(f"{server.url}/a", NOW + KEPT)
    assert server.asked == ["/robots.txt"] * 2


async def test_rules_out_of_reach_leave_the_old_ones_standing_for_a_month(client: Client, server: Server, memory: dict[str, Rules]) -> None:  # fmt: skip
    server.routes["/robots.txt"] = rules("User-agent: *", "Disallow: /private")
    await robots(client, memory).allows(f"{server.url}/a", NOW)
    server.routes["/robots.txt"] = reply(b"", status="500 Oops")
    assert await robots(client, memory).allows(f"{server.url}/a", NOW + timedelta(days=29)) is True
    assert await robots(client, memory).allows(f"{server.url}/a", NOW + timedelta(days=31)) is None


async def test_rules_out_of_reach_are_asked_for_again_within_the_hour(client: Client, server: Server, memory: dict[str, Rules]) -> None:  # fmt: skip
    server.routes["/robots.txt"] = reply(b"", status="500 Oops")
    assert await robots(client, memory).allows(f"{server.url}/a", NOW) is None
    server.routes["/robots.txt"] = rules("User-agent: *", "Allow: /")
    assert await robots(client, memory).allows(f"{server.url}/a", NOW + RETRY / 2) is None
    assert await robots(client, memory).allows(f"{server.url}/a", NOW + RETRY) is True


async def test_a_host_that_rests_was_not_asked_for_its_rules(client: Client, server: Server, memory: dict[str, Rules]) -> None:  # fmt: skip
    server.routes["/busy"] = reply(b"", "Retry-After: 600", status="429 Busy")
    await client.get(f"{server.url}/busy", limit=10)
    assert await robots(client, memory).allows(f"{server.url}/a", NOW) is None
    assert memory == {}


@pytest.mark.parametrize(("line", "delay"), [("Crawl-delay: 7", 7), ("Crawl-delay: 86400", 60), ("Crawl-delay: x", 0), ("", 0)])  # fmt: skip
async def test_a_crawl_delay_is_honoured_within_reason(client: Client, server: Server, line: str, delay: float) -> None:
    server.routes["/robots.txt"] = rules("User-agent: *", line, "Disallow: /private")
    known = Robots(client)
    await known.allows(f"{server.url}/a", NOW)
    assert known.delay(f"{server.url}/a") == delay


def test_as_much_is_read_as_the_rfc_demands() -> None:
    assert LIMIT >= 500 * 1024
