"""News sitemaps and sitemap indexes (plain or gzip) → links. Parsed by lxml with entities and network off.

Sitemaps name up to 50,000 pages in any order, so all are looked at and the newest are kept; elements are freed as they
are read. `lastmod` orders pages but dates none: it is the day of the last change.
"""

from __future__ import annotations

import heapq
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from lxml import etree

from monitor.model import Failure, Link, Stage
from monitor.sources.items import MAX_ITEMS, absolute, link, once
from monitor.text.moments import parse_moment

_MAX_BYTES = 30_000_000
"""Of a sitemap once inflated; the protocol allows 50 MB, those for news have one thousand pages and half a megabyte."""
_MAX_TAGS = 20_000
"""From one entry to the next, which the parser holds at once; a page may name a thousand images."""
_MAX_INDEXED = 20
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
"""W3C dates may be as short as the year."""
_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_ENTRY = {"urlset": "url", "sitemapindex": "sitemap"}

Fields = dict[str, str]
"""Text by local name: `loc`, `lastmod`, and the news extension's `title` and `publication_date`."""


def parse_sitemap(body: bytes, url: str, source: str) -> list[Link] | Failure:
    """The pages of a sitemap, the newest first, with title and date where the news extension gives them.

    Failures: `empty`, `not-a-sitemap`, `sitemap-index` (then `indexed` reads it), `bad-gzip`, `too-large`,
    `too-complex`.
    """
    rows = _read(body, "urlset")
    if isinstance(rows, Failure):
        return rows
    return once(_link(row, url, source) for row in heapq.nlargest(MAX_ITEMS, rows, key=_freshness))


def indexed(body: bytes, url: str) -> list[str] | Failure:
    """The addresses of the sitemaps an index names, the newest first, at most twenty."""
    rows = _read(body, "sitemapindex")
    if isinstance(rows, Failure):
        return rows
    newest = heapq.nlargest(_MAX_INDEXED, rows, key=_freshness)
    return list(dict.fromkeys(address for row in newest if (address := absolute(row.get("loc", ""), url))))


def listed(body: bytes, url: str, since: date) -> list[Link] | Failure:
    """All pages of a sitemap that may have been published on a day or later, the oldest first: for reading an archive.

    Failures: as of `parse_sitemap`.
    """
    rows = _read(body, "urlset")
    if isinstance(rows, Failure):
        return rows
    return once(_link(row, url, "") for row in _since(rows, since))


def parts(body: bytes, url: str, since: date) -> list[str] | Failure:
    """The addresses of all sitemaps of an index that changed on a day or later, the oldest first."""
    rows = _read(body, "sitemapindex")
    if isinstance(rows, Failure):
        return rows
    return list(dict.fromkeys(a for row in _since(rows, since) if (a := absolute(row.get("loc", ""), url))))


def _since(rows: Iterable[Fields], since: date) -> list[Fields]:
    """What was last touched before a day is no younger; what says nothing of it comes last. A day in hand for the zones."""
    first = (since - timedelta(days=1)).isoformat()

    def late(row: Fields) -> bool:
        day = _DAY.match(_freshness(row))
        return day is None or day[0] >= first[: len(day[0])]

    return sorted(filter(late, rows), key=lambda row: (not _freshness(row), _freshness(row)))


def _link(row: Fields, base: str, source: str) -> Link | None:
    found = link(row.get("loc"), base, source, title=row.get("title", ""))
    return found and replace(found, published=parse_moment(row.get("publication_date")))


def _freshness(row: Fields) -> str:
    """W3C dates sort as text, to the hour of their zones."""
    return row.get("publication_date") or row.get("lastmod") or ""


def _read(body: bytes, wanted: str) -> Iterator[Fields] | Failure:
    inflated = _inflated(body)
    if isinstance(inflated, Failure):
        return inflated
    if not inflated.strip():
        return Failure(Stage.POLL, "empty")
    root = _ROOT.search(inflated, 0, 50_000)
    if root is None:
        return Failure(Stage.POLL, "not-a-sitemap", "neither urlset nor sitemapindex")
    found = root[1].decode().lower()
    if found != wanted:
        return Failure(Stage.POLL, "sitemap-index" if found == "sitemapindex" else "not-an-index", found)
    if (tags := _tags_at_once(inflated)) > _MAX_TAGS:
        return Failure(Stage.POLL, "too-complex", f"{tags:,} tags in one entry")
    return _rows(inflated, _ENTRY[found])


def _tags_at_once(body: bytes) -> int:
    ends = [0, *(match.end() for match in _ENTRY_END.finditer(body)), len(body)]
    return max(body.count(b"<", start, end) for start, end in pairwise(ends))


def _rows(body: bytes, entry: str) -> Iterator[Fields]:
    reader = etree.iterparse(
        io.BytesIO(body), tag=f"{{*}}{entry}", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in reader:
            yield {etree.QName(child).localname: (child.text or "").strip() for child in _fields(element)}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return  # what was whole has been read


def _fields(entry: etree._Element) -> Iterator[etree._Element]:
    """The children of an entry and of its news extension, not those of its images."""
    for child in entry:
        if isinstance(child.tag, str):
            yield from child if etree.QName(child).localname == "news" else (child,)


def _inflated(body: bytes) -> bytes | Failure:
    if not body.startswith(b"\x1f\x8b"):
        return body
    gzip = zlib.decompressobj(wbits=31)
    try:
        plain = gzip.decompress(body, _MAX_BYTES)
    except zlib.error as error:
        return Failure(Stage.POLL, "bad-gzip", str(error))
    if gzip.unconsumed_tail:
        return Failure(Stage.POLL, "too-large", f"more than {_MAX_BYTES:,} bytes once inflated")
    return plain if plain or gzip.eof else Failure(Stage.POLL, "bad-gzip", "cut off")
