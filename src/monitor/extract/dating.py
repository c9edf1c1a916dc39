"""When a page was published. Pure.

By trust: the feed; what the page states for machines (JSON-LD, meta, time); its address; trafilatura's guess; a dateline
of its text. The day of the crawl is not believed where only a guess or the text gives it, unless it is labelled or has
a time of day: newspapers print today's date above every page. Nor is 1 January, which is how a bare year is filled up,
nor a guess of the first of a month.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from lxml.html import HtmlElement

from monitor.text.dates import expressions
from monitor.text.fold import fold
from monitor.text.moments import LIMA, parse_moment
from monitor.text.sections import Section, sections
from monitor.text.sentences import lines

_META = frozenset(
    """article:published_time og:article:published_time og:published_time article:published datepublished publish-date
    publish_date publishdate publication_date publicationdate pubdate parsely-pub-date sailthru.date dc.date dc.date.issued
    dc.date.created dcterms.date dcterms.issued dcterms.created cxenseparse:recs:publishtime article_date_original
    date.published fecha_publicacion""".split()
)
_LD_BYTES = 500_000
_ARTICLE = re.compile(r"Article|Posting|Report$|^Report")
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_PUBLISHED = re.compile(r"\b(?:publicad[oa]|fecha de publicacion|posted|published|nota (?:de prensa|informativa))\b")
_UPDATED = re.compile(r"\b(?:actualizad[oa]|ultima actualizacion|modificad[oa]|updated|modified)\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_AFTER_DATELINE = re.compile(r"\)?\.?\s*(?:\([^()]{2,30}\))?\s*(?:\.-|-{1,2})")
_AMBIGUOUS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}")
_TOP, _BOTTOM = 8, 4
"""Lines of the text in which a dateline is looked for."""


def published(
    tree: HtmlElement, url: str, text: str, lang: str, now: datetime, *, feed: datetime | None, guess: str
) -> tuple[date | None, str]:
    """The day in Lima, and what gave it: feed, page, url, text or unknown."""
    in_address = _of_address(url)
    today = now.astimezone(LIMA).date()
    for moment, basis in ((feed, "feed"), (_stated(tree), "page")):
        if moment is not None and (day := _plausible(moment.astimezone(LIMA).date(), now, in_address)):
            return day, basis
    if in_address is not None and _plausible(in_address, now):
        return in_address, "url"
    if (day := _guessed(guess, tree, text, lang)) and day != today and _plausible(day, now) == day:
        return day, "page"
    told = next((d for d in _datelines(text, lang, today) if _plausible(d, now) == d), None)
    return (told, "text") if told else (None, "unknown")


def _plausible(day: date, now: datetime, in_address: date | None = None) -> date | None:
    """`day`, with day and month changed over where that alone makes it possible or what the address says."""
    swapped = None
    with suppress(ValueError):
        swapped = date(day.year, day.day, day.month)
    latest = now.astimezone(LIMA).date() + timedelta(days=1)
    if swapped is not None and swapped <= latest and (day > latest or swapped == in_address):
        return swapped
    return day if day <= latest else None


# --- for machines ----------------------------------------------------------------------------------------------------


def _stated(tree: HtmlElement) -> datetime | None:
    """What JSON-LD, meta elements or a time element state as the moment of publication."""
    for written in chain(_linked_data(tree), _meta(tree), _times(tree)):
        if moment := parse_moment(written):
            return moment
    return None


def _meta(tree: HtmlElement) -> Iterator[str]:
    for node in tree.xpath("//meta[@content]"):
        names = (node.get("property"), node.get("name"), node.get("itemprop"))
        if any(name and name.lower() in _META for name in names):
            yield node.get("content")


def _times(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("time", "span", "p", "div"):
        if node.get("itemprop") == "datePublished" or (
            node.tag == "time" and ("pubdate" in node.attrib or "published" in node.get("class", ""))
        ):
            yield node.get("datetime") or node.get("content") or ""


def _linked_data(tree: HtmlElement) -> list[str]:
    """`datePublished` of the articles first, then of other things such as the web page."""
    things: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()")[:20]:
        with suppress(ValueError, RecursionError):
            things += _things(json.loads(str(script)[:_LD_BYTES], strict=False))
    things.sort(key=lambda thing: not _ARTICLE.search(str(thing.get("@type"))))
    return [thing["datePublished"] for thing in things if isinstance(thing.get("datePublished"), str)]


def _things(data: object) -> list[dict[str, Any]]:
    """The objects at the top, in a graph, and what the page is mainly about; not those of lists of other articles."""
    if isinstance(data, list):
        return [thing for one in data[:50] for thing in _things(one)]
    if not isinstance(data, dict):
        return []
    return [data, *_things(data.get("@graph")), *_things(data.get("mainEntity"))]


def _guessed(guess: str, tree: HtmlElement, text: str, lang: str) -> date | None:
    """The guess of trafilatura, unless it is the day of the last change, a month or year filled up, or one of two readings."""
    moment = parse_moment(guess)
    if moment is None:
        return None
    day = moment.astimezone(LIMA).date()
    changed = (
        node.get("content")
        for node in tree.xpath("//meta[contains(@property, 'modified') or contains(@property, 'updated')]")
    )
    if day.day == 1 or any(c and (m := parse_moment(c)) and m.astimezone(LIMA).date() == day for c in changed):
        return None
    both = {f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"}
    return None if any(_unclear(words, lang) for words in both if words in text) else day


def _of_address(url: str) -> date | None:
    match = _URL_DATE.search(url)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


# --- for readers -----------------------------------------------------------------------------------------------------


def _datelines(text: str, lang: str, today: date) -> Iterator[date]:
    """Full dates of the head and foot lines and of a dateline ("Lima, 12 nov 2025 (EFE).-"), labelled ones first."""
    labelled, others = [], []
    written = text.strip().split("\n")
    folded = fold("\n".join((*written[:_TOP], *written[_TOP:][-_BOTTOM:])))
    for (start, end), section in zip(lines(folded.text), sections(folded), strict=True):
        line = folded.text[start:end]
        for found in expressions(line[:200]):
            when = found.resolve(None)
            if when is None or when.precision != "day" or when.start != when.end:
                continue
            before, after = line[: found.start], line[found.end :]
            if _UPDATED.search(before[-40:]) or _unclear(line[found.start : found.end], lang):
                continue
            label = bool(_PUBLISHED.search(before[-60:]))
            if label:
                labelled.append(when.start)
            elif _is_dateline(section, before, after) and _fits(when.start, today, bool(_CLOCK.search(after[:20]))):
                others.append(when.start)
    return iter([*labelled, *others])


def _is_dateline(section: Section, before: str, after: str) -> bool:
    return section is Section.HEADER or (len(before) < 40 and "." not in before and bool(_AFTER_DATELINE.match(after)))


def _fits(day: date, today: date, timed: bool) -> bool:
    return (day != today or timed) and (day.month, day.day) != (1, 1)


def _unclear(words: str, lang: str) -> bool:
    """English pages write 3/4/2026 for either of two days."""
    match = _AMBIGUOUS.fullmatch(words)
    return lang == "en" and match is not None and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]
