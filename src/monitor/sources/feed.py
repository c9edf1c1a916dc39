"""RSS 0.9x/1.0/2.0, Atom, RDF and JSON Feed → links. The only module that imports feedparser.

feedparser gets bytes, never an address, and those as a file: bytes alone it would try to open as a path. Its sanitiser
is off (8 ms against 21 ms a feed; what it would clean is stored as text and escaped where it is shown). `bozo` is
informational: many real feeds have it and are readable.

feedparser needs memory for every tag it meets and goes on for as long as there are any (200 MB and ten seconds for 4 MB
of `<item>`), so it is handed no more than `_bounded` lets through. `bench/feeds.py` measures the result.
"""

from __future__ import annotations

import codecs
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

from monitor.model import Failure, Link, Stage
from monitor.sources.items import MAX_ITEMS, link, once
from monitor.text.moments import parse_moment

_MAX_BYTES = 4_000_000
"""Of one feed; the largest of 200 real ones had 2.5 MB."""
_MAX_JSON = 2_500_000
"""Of a JSON Feed: Python needs up to 25 times the bytes of what consists of brackets."""
_MAX_MARKUP = 100_000
"""Tags, attributes and bare ampersands outside of CDATA: a hundred an item."""
_TEASER = 1_500
"""Characters up to which a description is taken for a teaser and not for the article."""

_SAYS_WIDE = re.compile(
    rb"\A(\s*<\?xml\b[^>]{0,100}?)\sencoding\s*=\s*[\"'](?:utf|ucs)-?(?:16|32)[^\"'>]{0,10}[\"']", re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype )?html", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_MARKUP = re.compile(rb"<|=\s*[\"']|&(?![\w#])")
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}\[.*?\]\s*>", re.DOTALL)
_JSON_VERSION = re.compile(r'"version"\s*:\s*"([^"]{0,200})"')
_JSON_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_JSON_NEXT = re.compile(r"[\s,]*")
_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}


def parse_feed(body: bytes, url: str, source: str) -> list[Link] | Failure:
    """The links of a feed found at `url`, in the feed's order, each address once.

    Failures: `empty`, `not-a-feed`, `too-complex` (its first item alone exceeds the bounds).
    """
    body = _narrow(body).strip()
    if not body:
        return Failure(Stage.POLL, "empty")
    items = _json_feed(body, url, source) if body[:1] in (b"{", b"[") else _xml_feed(body, url, source)
    return items if isinstance(items, Failure) else once(items)


def _narrow(body: bytes) -> bytes:
    """UTF-8 for what begins with the mark of UTF-16 or UTF-32, or with "<" in UTF-16; no mark, no word of them."""
    encoding = next((name for mark, name in _WIDE.items() if body.startswith(mark)), None)
    plain = body.decode(encoding, "replace").encode() if encoding else body.removeprefix(codecs.BOM_UTF8)
    return _SAYS_WIDE.sub(rb"\1", plain)


# --- XML -------------------------------------------------------------------------------------------------------------


def _xml_feed(body: bytes, url: str, source: str) -> Iterable[Link | None] | Failure:
    body = _without_entities(body)
    if not _ROOT.search(body, 0, 50_000):
        looks = "a web page" if _HTML.search(body, 0, 2_000) else "neither XML nor JSON Feed"
        return Failure(Stage.POLL, "not-a-feed", looks)
    bounded = _bounded(body)
    if not bounded:
        return Failure(Stage.POLL, "too-complex", "more markup or bytes before the first item's end than a feed has")
    parsed = feedparser.parse(io.BytesIO(bounded), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        return Failure(Stage.POLL, "not-a-feed", "XML, but no feed")
    return (_entry(entry, url, source) for entry in parsed.entries[:MAX_ITEMS])


def _without_entities(body: bytes) -> bytes:
    """Without a document type: no feed needs one, and entities that expand to others are an attack."""
    start = body.find(b"<!DOCTYPE", 0, 10_000)
    subset = _SUBSET.match(body, start) if start >= 0 else None
    return body[: subset.start()] + body[subset.end() :] if subset else body


def _bounded(body: bytes) -> bytes:
    """As many of the first items as the bounds allow, with what follows the last one, so that the XML stays whole."""
    start, ends, markup = 0, [m.end() for m in _ITEM_END.finditer(body)], 0
    for number, end in enumerate([*ends, len(body)]):
        markup += _markup(body[start:end])
        if number == MAX_ITEMS or end > _MAX_BYTES or markup > _MAX_MARKUP:
            tail = body[ends[-1] :] if ends else b""
            return body[:start] + tail if start and len(tail) < 1_000 else body[:start]
        start = end
    return body


def _markup(part: bytes) -> int:
    """What costs the parser most, without what stands in CDATA."""
    first, *rest = part.split(b"<![CDATA[")
    return sum(len(_MARKUP.findall(piece)) for piece in (first, *(one.partition(b"]]>")[2] for one in rest)))


def _entry(entry: dict[str, Any], base: str, source: str) -> Link | None:
    summary = entry.get("summary") or ""
    contents = [c.get("value") or "" for c in entry.get("content") or []]
    found = link(
        entry.get("link") or _permalink(entry),
        base,
        source,
        title=_title(entry),
        summary=summary,
        content=max([*contents, summary if len(summary) > _TEASER else ""], key=len),
        outlet=_outlet(entry),
    )
    return found and replace(found, published=_published(entry))


def _title(entry: Mapping[str, Any]) -> str:
    """Without the outlet where the feed names it apart, as Google News does: "Rubio llega a Lima - Gestión"."""
    title = str(entry.get("title") or "")
    outlet = _outlet(entry)
    return title.strip().removesuffix(f" - {outlet}") if outlet else title


def _outlet(entry: Mapping[str, Any]) -> str:
    return str((entry.get("source") or {}).get("title") or entry.get("news_source") or "")


def _published(entry: dict[str, Any]) -> datetime | None:
    # feedparser's own `get` answers "updated" with "published", and warns
    stated = (dict.get(entry, key) for key in ("published", "updated", "created"))
    return next((moment for text in stated if (moment := parse_moment(text))), None)


def _permalink(entry: Mapping[str, Any]) -> str:
    identity = entry.get("id") or ""
    return identity if identity.startswith(("http://", "https://")) else ""


# --- JSON ------------------------------------------------------------------------------------------------------------


def _json_feed(body: bytes, url: str, source: str) -> Iterable[Link | None] | Failure:
    try:
        feed = json.loads(body) if len(body) <= _MAX_JSON else _beginning(body[:_MAX_JSON].decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return Failure(Stage.POLL, "not-a-feed", f"JSON: {str(error)[:100]}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        return Failure(Stage.POLL, "not-a-feed", "JSON, but no JSON Feed")
    return _json_items(items, url, source)


def _beginning(text: str) -> dict[str, object]:
    """Version and first items of a JSON Feed that is cut off. Raises ValueError where there are none."""
    version, start = _JSON_VERSION.search(text), _JSON_ITEMS.search(text)
    if version is None or start is None:
        raise ValueError("no version or no items in the first part of a large document")
    items: list[object] = []
    decoder, at = json.JSONDecoder(), start.end()
    with suppress(ValueError):  # the end of the items, or of the part
        while len(items) < MAX_ITEMS:
            item, at = decoder.raw_decode(text, at)
            items.append(item)
            at = _JSON_NEXT.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty string
    return {"version": version[1], "items": items}


def _json_items(items: list[object], url: str, source: str) -> Iterator[Link | None]:
    for item in items[:MAX_ITEMS]:
        if isinstance(item, dict):
            text = {key: value for key, value in item.items() if isinstance(value, str)}
            found = link(
                text.get("url") or text.get("external_url") or text.get("id"),
                url,
                source,
                title=text.get("title", ""),
                summary=text.get("summary", ""),
                content=text.get("content_html") or html.escape(text.get("content_text", "")),
            )
            yield found and replace(
                found, published=parse_moment(text.get("date_published") or text.get("date_modified"))
            )
