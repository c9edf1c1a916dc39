"""`monitor fetch URL`: what the fetcher would do with an address, and why; `monitor sources add URL`: where the feed of
a site is. Nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from monitor.config import Config, Source
from monitor.fetch.answer import Response
from monitor.fetch.client import Client
from monitor.fetch.robots import Robots
from monitor.model import Failure, Link
from monitor.poll import forbidden
from monitor.sources.discover import candidates
from monitor.sources.kinds import parse
from monitor.text.urls import canonical


async def probe(url: str, config: Config) -> dict[str, Any]:
    """Fetch once as the program would: `outcome` is ok or a reason; `kind` says what it is (feed, sitemap, page …)."""
    out: dict[str, Any] = {"url": url, "canonical": canonical(url), "outcome": "ok", "detail": ""}
    async with Client(config.fetch) as client:
        answer = await client.get(url, limit=config.fetch.feed_bytes)
        if isinstance(answer, Failure):
            return out | {"outcome": answer.reason, "detail": answer.detail}
        out |= {
            "final_url": answer.url,
            "status": answer.status,
            "redirects": list(answer.hops),
            "content_type": answer.content_type,
            "bytes": len(answer.body),
            "etag": answer.headers.get("etag"),
            "last_modified": answer.headers.get("last-modified"),
            "kind": (kind := kind_of(answer)),
        }
        if kind == "page":
            if len(answer.body) > config.fetch.page_bytes:
                return out | {"outcome": "too-large", "detail": f"more than {config.fetch.page_bytes:,} bytes"}
            against = await forbidden(Robots(client), url, datetime.now(UTC)) if config.fetch.robots else None
            if against is not None:
                return out | {"outcome": against.reason, "detail": against.detail}
        return out | _items(answer, kind) if kind in ("feed", "sitemap") else out


@dataclass(frozen=True, slots=True)
class Found:
    """An address that works as a source, and how many items it has now."""

    url: str
    kind: Literal["feed", "sitemap"]
    title: str
    items: int


async def find_source(url: str, config: Config) -> Found | str:
    """The first of the sources that what stands at `url` suggests which can be read; else one line on why none."""
    async with Client(config.fetch) as client:
        answer = await client.get(url, limit=config.fetch.feed_bytes)
        if isinstance(answer, Failure):
            return f"{answer.reason} {answer.detail}".rstrip()
        for one in candidates(answer.body, answer.url):
            body = answer if one.how == "itself" else await client.get(one.url, limit=config.fetch.feed_bytes)
            links = body if isinstance(body, Failure) else _links(body, one.kind)
            if not isinstance(links, Failure):
                return Found(one.url, one.kind, one.title, len(links))
    return "names no feed and no news sitemap that can be read"


def kind_of(answer: Response) -> Literal["feed", "sitemap", "page", "other"]:
    """By content, not by what the server calls it."""
    start = answer.body[:4000].lstrip().lower()
    if start.startswith(b"{") and b"jsonfeed.org" in answer.body[:4000]:
        return "feed"
    if b"<urlset" in start or b"<sitemapindex" in start:
        return "sitemap"
    if any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
        return "feed"
    if b"<html" in start or b"<!doctype html" in start or b"<body" in start:
        return "page"
    return "other"


def _items(answer: Response, kind: Literal["feed", "sitemap"]) -> dict[str, Any]:
    links = _links(answer, kind)
    if isinstance(links, Failure):
        return {"outcome": links.reason, "detail": links.detail}
    return {
        "items": len(links),
        "latest": [
            {"title": link.title, "url": link.url, "published": link.published.isoformat() if link.published else None}
            for link in links[:5]
        ],
    }


def _links(answer: Response, kind: Literal["feed", "sitemap"]) -> list[Link] | Failure:
    return parse(Source.model_construct(id="", name="", kind=kind, url=answer.url), answer.body, answer.url)
