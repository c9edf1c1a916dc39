"""RSS 0.9x/1.0/2.0, Atom, RDF and JSON Feed → links. The only module that imports feedparser.

feedparser gets bytes, never an address; its sanitiser is off (8 ms against 21 ms a feed; what it would clean is stored
as text and escaped where it is shown). `bozo` is informational: many real feeds have it and are readable.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from monitor.model import Failure, Link, Stage
from monitor.text.moments import parse_moment

MAX_ITEMS = 1_000
"""Read of one feed, newest first as feeds are; a feed of 100,000 items is a mistake or an attack."""


def parse_feed(body: bytes, url: str, source: str) -> list[Link] | Failure:
    """The links of a feed found at `url`, in the feed's order, each address once."""
    if body.lstrip()[:1] == b"{":
        items: Iterable[Link | None] | Failure = _json_feed(body, url, source)
    else:
        items = _xml_feed(body, url, source)
    if isinstance(items, Failure):
        return items
    links: dict[str, Link] = {}
    for link in items:
        if link is not None:
            links.setdefault(link.url, link)
    return list(links.values())


def _xml_feed(body: bytes, url: str, source: str) -> list[Link | None] | Failure:
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries:
        if not body.strip():
            return Failure(Stage.POLL, "empty")
        if not parsed.version:
            looks = (
                "a web page" if re.search(rb"<(?:!doctype )?html", body[:2000], re.IGNORECASE) else "neither XML nor JSON Feed"
            )
            return Failure(Stage.POLL, "not-a-feed", looks)
    return [_entry(entry, url, source) for entry in parsed.entries[:MAX_ITEMS]]


def _entry(entry: Mapping[str, Any], base: str, source: str) -> Link | None:
    address = absolute(entry.get("link") or _permalink(entry), base)
    if address is None:
        return None
    published = next((p for key in ("published", "updated", "created") if (p := parse_moment(entry.get(key)))), None)
    content = max((c.get("value") or "" for c in entry.get("content") or []), key=len, default="")
    return Link(
        url=address,
        source=source,
        title=clean(entry.get("title") or "")[:500],
        summary=clean(entry.get("summary") or "")[:2000],
        published=published,
        content=content[:200_000] if len(content) > 500 else "",
    )


def _permalink(entry: Mapping[str, Any]) -> str:
    identity = entry.get("id") or ""
    return identity if identity.startswith(("http://", "https://")) else ""


def _json_feed(body: bytes, url: str, source: str) -> list[Link | None] | Failure:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Failure(Stage.POLL, "not-a-feed", f"JSON: {str(error)[:100]}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        return Failure(Stage.POLL, "not-a-feed", "JSON, but no JSON Feed")
    return [_json_item(item, url, source) for item in items[:MAX_ITEMS] if isinstance(item, dict)]


def _json_item(item: Mapping[str, Any], base: str, source: str) -> Link | None:
    address = absolute(_text(item, "url") or _text(item, "external_url") or _text(item, "id"), base)
    if address is None:
        return None
    content = _text(item, "content_html") or html.escape(_text(item, "content_text"))
    return Link(
        url=address,
        source=source,
        title=clean(_text(item, "title"))[:500],
        summary=clean(_text(item, "summary"))[:2000],
        published=parse_moment(_text(item, "date_published") or _text(item, "date_modified")),
        content=content[:200_000] if len(content) > 500 else "",
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def absolute(address: str, base: str) -> str | None:
    """`address` made absolute; None for what is no web page (javascript:, mailto:, data:, nonsense)."""
    address = (address or "").strip()
    if not address or len(address) > 2000:
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme.lower() in ("http", "https") and parts.hostname else None


_TAG = re.compile(r"<[^>]{0,2000}>")


def clean(markup: str) -> str:
    """The words of a title or summary: no tags, no entities, single spaces."""
    text = html.unescape(_TAG.sub(" ", markup))
    return re.sub(r"\s+", " ", text.replace("\x00", "")).strip()
