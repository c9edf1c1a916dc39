"""Asking sources and fetching pages: the shell between the one HTTP client and the parsers."""

from __future__ import annotations

import hashlib
from datetime import datetime

from monitor.config import Config, Source
from monitor.extract import Thin
from monitor.fetch.client import Client, Response
from monitor.fetch.pace import Pace
from monitor.fetch.robots import Robots
from monitor.model import Failure, Link, Page, Stage
from monitor.sources.feed import parse_feed
from monitor.sources.sitemap import parse_sitemap
from monitor.store.sources import Polled, PollState

_FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"


async def poll(client: Client, source: Source, state: PollState) -> tuple[Polled, list[Link]]:
    """Ask a source what is new. A miss is a Polled with the reason; nothing raises."""
    headers = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    answer = await client.get(source.url, limit=client.config.feed_bytes, headers=headers, accept=_FEED_TYPES)
    if isinstance(answer, Failure):
        return Polled(source.id, answer.reason, answer.detail), []
    if answer.not_modified:
        return Polled(source.id, "not-modified", state=state), []
    after = PollState(
        answer.headers.get("etag"), answer.headers.get("last-modified"), hashlib.sha256(answer.body).hexdigest()
    )
    if after.body_hash == state.body_hash:
        return Polled(source.id, "unchanged", state=after), []
    links = _parse(source, answer)
    if isinstance(links, Failure):
        return Polled(source.id, links.reason, links.detail), []
    return Polled(source.id, "ok", state=after, links=len(links)), links


def _parse(source: Source, answer: Response) -> list[Link] | Failure:
    parse = parse_sitemap if source.kind == "sitemap" else parse_feed
    return parse(answer.body, answer.url, source.id)


class Pages:
    """Fetches pages as a guest: robots.txt first, one at a time at each host."""

    def __init__(self, client: Client, config: Config) -> None:
        self._client = client
        self._robots = Robots(client) if config.fetch.robots else None
        self._pace = Pace(config.fetch.host_gap.total_seconds())

    async def get(self, link: Link, now: datetime, address: str = "") -> Page | Failure:
        """The page of `link` (or of its twin at `address`), still bytes."""
        url = address or link.url
        if self._robots is not None and not await self._robots.allows(url):
            return Failure(Stage.FETCH, "robots", "the site's robots.txt does not allow it")
        async with self._pace.turn(url):
            answer = await self._client.get(url, limit=self._client.config.page_bytes, accept=_PAGE_TYPES)
        if isinstance(answer, Failure):
            return answer
        return Page(answer.url, answer.body, answer.content_type, now, link)

    async def twin(self, thin: Thin, link: Link, now: datetime) -> Page | Failure:
        """The AMP twin a thin page names."""
        return await self.get(link, now, thin.twin) if thin.twin else thin
