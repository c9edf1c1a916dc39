"""When a page was published. Pure.

By trust: the feed; what the page states for machines (JSON-LD, meta, time); its address; trafilatura's guess; a dateline
of its text. The day of the crawl is not believed where only a guess or the text gives it, unless it is labelled or has
a time of day: newspapers print today's date above every page. Nor is 1 January, which is how a bare year is filled up,
nor a guess of the first of a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from lxml.html import HtmlElement

from monitor.extract.linked import Thing
from monitor.text.dates import expressions
from monitor.text.fold import fold
from monitor.text.moments import LIMA, parse_moment
from monitor.text.sections import Section, sections
from monitor.text.sentences import lines

_META = frozenset(
    """article:published_time og:article:published_time og:published_time article:published datepublished publish-date
    publish_date publishdate publication_date publicationdate pubdate parsely-pub-date sailthru.date dc.date dc.date.issued
    dc.date.created dcterms.date dcterms.issued dcterms.created cxenseparse:recs:publishtime article_date_original
    date.published fecha_publicacion fecha""".split()
)
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_PUBLISHED = re.compile(r"\b(?:publicad[oa]|fecha de publicacion|posted|published|nota (?:de prensa|informativa))\b")
_UPDATED = re.compile(r"\b(?:actualizad[oa]|ultima actualizacion|modificad[oa]|updated|modified)\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_AFTER_DATELINE = re.compile(r"\)?\.?\s*(?:\([^()]{2,30}\))?\s*(?:\.-|-{1,2})")
_AMBIGUOUS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_MODIFIED = re.compile(r"modif|updat|actualiz", re.IGNORECASE)
_OTHERS = ("aside", "nav", "footer", "li", "a")
"""Elements whose dates are those of other articles."""
_ALONE = 20
"""Characters beside the date in a line that is a dateline: the weekday, the hour."""
_TOP, _BOTTOM = 8, 4
"""Lines of the text in which a dateline is looked for."""


def published(  # all that tells of it
    tree: HtmlElement,
    things: Iterable[Thing],
    url: str,
    text: str,
    lang: str,
    now: datetime,
    *,
    feed: datetime | None,
    guess: str,
) -> tuple[date | None, str]:
    """The day in Lima, and what gave it: feed, page, url, text or unknown. `things`: the page's JSON-LD."""
    in_address = _of_address(url)
    today = now.astimezone(LIMA).date()
    for moment, basis in ((feed, "feed"), (_stated(tree, things, lang), "page")):
        if moment is not None and (day := _plausible(moment.astimezone(LIMA).date(), now, in_address)):
            return day, basis
    if in_address is not None and _plausible(in_address, now):
        return in_address, "url"
    if (day := _guessed(guess, tree, things, text, lang)) and day != today and _plausible(day, now) == day:
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


def _stated(tree: HtmlElement, things: Iterable[Thing], lang: str) -> datetime | None:
    """What JSON-LD, meta elements or a time element state as the moment of publication."""
    for written in chain(_linked(things, "datePublished"), _meta(tree), _times(tree), _linked(things, "dateCreated")):
        if not _unclear(written[:10].split(" ")[0], lang) and (moment := _moment(written)):
            return moment
    return None


def _moment(written: str) -> datetime | None:
    """As written for people or machines; also in seconds or milliseconds since 1970."""
    if _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC)
    return parse_moment(written)


def _meta(tree: HtmlElement) -> Iterator[str]:
    for node in tree.xpath("//meta[@content]"):
        names = (node.get("property"), node.get("name"), node.get("itemprop"))
        if any(name and name.lower() in _META for name in names):
            yield node.get("content")


def _times(tree: HtmlElement) -> Iterator[str]:
    """What is marked as the day of publication; then any time of the article that the page's heading stands in."""
    nodes = [node for node in tree.iter("time", "span", "p", "div") if node.tag == "time" or node.get("itemprop")]
    own = [node for node in nodes if next(node.iterancestors(*_OTHERS), None) is None]
    for node in own:
        if node.get("itemprop") == "datePublished" or (
            node.tag == "time" and ("pubdate" in node.attrib or "published" in node.get("class", ""))
        ):
            yield node.get("datetime") or node.get("content") or ""
    for node in own:
        within = next(node.iterancestors("article", "main"), None)
        if node.tag == "time" and not _changes(node) and within is not None and within.find(".//h1") is not None:
            yield node.get("datetime") or ""


def _changes(node: HtmlElement) -> bool:
    return _MODIFIED.search(f"{node.get('class', '')} {node.get('itemprop', '')}") is not None


def _linked(things: Iterable[Thing], key: str) -> Iterator[str]:
    """What the articles say first, then other things such as the page."""
    for thing in things:
        value = thing.get(key)
        if isinstance(value, list):
            value = next(iter(value), None)
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value)


def _guessed(guess: str, tree: HtmlElement, things: Iterable[Thing], text: str, lang: str) -> date | None:
    """The guess of trafilatura, unless it is the day of the last change, a month or year filled up, or one of two readings."""
    moment = parse_moment(guess)
    if moment is None:
        return None
    day = moment.astimezone(LIMA).date()
    if day.day == 1 or any((m := _moment(c)) and m.astimezone(LIMA).date() == day for c in _changed(tree, things)):
        return None
    both = {f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"}
    return None if any(_unclear(words, lang) for words in both if words in text) else day


def _changed(tree: HtmlElement, things: Iterable[Thing]) -> Iterator[str]:
    """What the page states as the moment of its last change."""
    yield from _linked(things, "dateModified")
    for node in tree.xpath("//meta[contains(@property, 'modified') or contains(@property, 'updated')]"):
        yield node.get("content", "")
    for node in tree.iter("time"):
        if _changes(node):
            yield node.get("datetime", "")


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
    alone = len(before) + len(after) <= _ALONE and section is not Section.RELATED
    return (
        section is Section.HEADER
        or alone
        or (len(before) < 40 and "." not in before and bool(_AFTER_DATELINE.match(after)))
    )


def _fits(day: date, today: date, timed: bool) -> bool:
    return (day != today or timed) and (day.month, day.day) != (1, 1)


def _unclear(words: str, lang: str) -> bool:
    """English pages write 3/4/2026 for either of two days."""
    match = _AMBIGUOUS.fullmatch(words)
    return lang == "en" and match is not None and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]
