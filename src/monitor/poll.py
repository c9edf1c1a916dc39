"""Asking sources and fetching pages: the shell between the one HTTP client and the parsers."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from sqlite_utils import Database

from monitor.config import Config, Source
from monitor.extract import Thin
from monitor.fetch.answer import Declined, Response
from monitor.fetch.client import Client
from monitor.fetch.robots import Robots
from monitor.fetch.timing import NO_WISHES, Wishes, wishes
from monitor.model import Failure, Link, Page, Stage
from monitor.sources.kinds import parse
from monitor.sources.sitemap import indexed
from monitor.store.sources import Polled, PollState, keep_rules, recall_rules
from monitor.text.charset import to_utf8

_FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"
_MAX_VALIDATOR = 1_000
"""Characters of an ETag that is worth keeping."""


Parse = Callable[[Source, bytes, str], Awaitable[list[Link] | Failure]]
"""Reads a source's answer, found at an address. The flows have it done where it can be ended."""
_INDEXED = 3
"""Of the sitemaps an index names, so many are read: the newest."""


async def parse_here(source: Source, body: bytes, url: str) -> list[Link] | Failure:
    """Read an answer in this process."""
    return parse(source, body, url)


async def poll(client: Client, source: Source, state: PollState, read: Parse = parse_here) -> tuple[Polled, list[Link]]:
    """Ask a source what is new. A miss is a Polled with the reason; nothing raises."""
    headers = validators(state)
    answer = await client.get(source.url, limit=client.config.feed_bytes, headers=headers, accept=_FEED_TYPES)
    if isinstance(answer, Failure):
        wait = answer.wait if isinstance(answer, Declined) else None
        return Polled(source.id, answer.reason, answer.detail, wishes=Wishes(wait=wait) if wait else NO_WISHES), []
    if answer.not_modified and not headers:
        return Polled(source.id, "http-304", "not modified since a time nobody named"), []
    asked = wishes(answer.headers, answer.body, datetime.now(UTC))
    if answer.not_modified:
        return Polled(source.id, "not-modified", state=state, wishes=asked), []
    after = _state(answer)
    if after.body_hash == state.body_hash:
        return Polled(source.id, "unchanged", state=after, wishes=asked), []
    links = await _links(client, source, answer, read)
    if isinstance(links, Failure):
        return Polled(source.id, links.reason, links.detail), []
    return Polled(source.id, "ok", "", after, len(links), wishes=asked, unreliable=unreliable(state, after)), links


def validators(state: PollState) -> dict[str, str]:
    """The headers that make a request conditional, byte for byte as the server sent the validators."""
    if not state.conditional:
        return {}
    named = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in named.items() if value}


def unreliable(before: PollState, after: PollState) -> bool:
    """Whether a body changed under the same validators: asked with them, the server would hide what is new."""
    return (
        before.body_hash is not None
        and bool(after.etag or after.last_modified)
        and (before.etag, before.last_modified) == (after.etag, after.last_modified)
    )


def _state(answer: Response) -> PollState:
    def kept(name: str) -> str | None:
        value = answer.headers.get(name, "")
        return value if 0 < len(value) <= _MAX_VALIDATOR else None

    return PollState(kept("etag"), kept("last-modified"), hashlib.sha256(answer.body).hexdigest())


async def _links(client: Client, source: Source, answer: Response, read: Parse) -> list[Link] | Failure:
    body = answer.body
    if source.kind == "list":
        body = to_utf8(body, answer.headers.get("content-type", ""))
    links = await read(source, body, answer.url)
    if isinstance(links, Failure) and links.reason == "sitemap-index":
        return await _of_index(client, source, answer, read)
    return links


async def _of_index(client: Client, source: Source, index: Response, read: Parse) -> list[Link] | Failure:
    """The links of the newest sitemaps an index names; the first miss where none can be read."""
    addresses = indexed(index.body, index.url)
    if isinstance(addresses, Failure):
        return addresses
    found: list[Link] = []
    misses = [Failure(Stage.POLL, "empty", "an index of no sitemaps")]
    for address in addresses[:_INDEXED]:
        answer = await client.get(address, limit=client.config.feed_bytes, accept=_FEED_TYPES)
        links = answer if isinstance(answer, Failure) else await read(source, answer.body, answer.url)
        if isinstance(links, Failure):
            misses.insert(-1, links)
        else:
            found += links
    return found or misses[0]


class Pages:
    """Fetches pages as a guest: robots.txt first (kept in `db` for a day), one at a time at each host, with a gap."""

    def __init__(self, client: Client, config: Config, db: Database | None = None) -> None:
        self._client = client
        self._gap = config.fetch.host_gap.total_seconds()
        kept = () if db is None else (partial(recall_rules, db), partial(keep_rules, db))
        self._robots = Robots(client, *kept) if config.fetch.robots else None

    async def get(self, link: Link, now: datetime, address: str = "") -> Page | Failure:
        """The page of `link` (or of its twin at `address`): bytes, in UTF-8 if it is text.

        A Declined `resting` means that the host wants to be left alone and was not asked.
        """
        url = address or link.url

        async def permit(hop: str) -> Failure | None:
            return await forbidden(self._robots, hop, now) if self._robots else None

        gap = max(self._gap, self._robots.delay(url) if self._robots else 0)
        answer = await self._client.get(
            url, limit=self._client.config.page_bytes, accept=_PAGE_TYPES, gap=gap, permit=permit
        )
        if isinstance(answer, Failure):
            return answer
        body = to_utf8(answer.body, answer.headers.get("content-type", ""))
        return Page(answer.url, body, answer.content_type, now, link)

    async def twin(self, thin: Thin, link: Link, now: datetime) -> Page | Failure:
        """The AMP twin a thin page names."""
        return await self.get(link, now, thin.twin) if thin.twin else thin


async def forbidden(robots: Robots, url: str, now: datetime) -> Failure | None:
    """The reason why robots.txt keeps this program from fetching `url`; None if it does not."""
    allowed = await robots.allows(url, now)
    if allowed is None:
        return Failure(Stage.FETCH, "robots-unreachable", "the site's robots.txt could not be had")
    return None if allowed else Failure(Stage.FETCH, "robots", "the site's robots.txt does not allow it")
