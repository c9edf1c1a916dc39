"""The links of a site's sitemaps: all of them, the oldest first, where polling reads the newest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

from monitor.fetch.client import Client
from monitor.model import Failure, Link, Stage
from monitor.sources.sitemap import listed, parts

MOST = 5_000
"""Sitemaps read for one address: an index names up to 50,000, real ones a few hundred."""
_TYPES = "application/xml, text/xml;q=0.9, */*;q=0.5"

Read = Callable[[bytes, str, date], Awaitable[tuple[list[str], list[Link]] | Failure]]
"""Reads a sitemap, found at an address: the sitemaps and the pages it names that may be of a day or later."""


def read(body: bytes, url: str, since: date) -> tuple[list[str], list[Link]] | Failure:
    """Read in this process; see `Read`."""
    links = listed(body, url, since)
    if not isinstance(links, Failure):
        return [], links
    if links.reason != "sitemap-index":
        return links
    named = parts(body, url, since)
    return named if isinstance(named, Failure) else (named, [])


async def collect(
    client: Client, address: str, since: date, read: Read
) -> AsyncIterator[tuple[str, list[Link] | Failure]]:
    """Each sitemap at and below `address`, with the pages it names or the reason why it could not be read."""
    waiting, seen = [address], {address}
    while waiting:
        url = waiting.pop(0)
        answer = await client.get(url, limit=client.config.feed_bytes, accept=_TYPES)
        found = answer if isinstance(answer, Failure) else await read(answer.body, answer.url, since)
        if isinstance(found, Failure):
            yield url, found
            continue
        named, links = found
        for one in named:
            if one not in seen and len(seen) < MOST:
                seen.add(one)
                waiting.append(one)
            elif one not in seen:
                yield one, Failure(Stage.POLL, "too-many", f"more than {MOST:,} sitemaps")
                break
        yield url, links
