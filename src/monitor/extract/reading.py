"""Bytes → tree → text and metadata. The only module that imports trafilatura.

trafilatura gets a tree, never an address to fetch. Its date finder reads today's clock and invents 1 January from a
footer's year unless held back (`max_date`, no extensive search). On trees of many small elements it takes time by the
square of their number (twelve seconds for 30,000 `<span>`), and memory by that of all it meets, so larger ones are
refused. Its patterns for authors take time by the square of a value and by the cube of the number of names (200 KB of
brackets: minutes), so it is shown none (`lighten`; `byline` reads them). `bench/pages.py` measures the result.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from monitor.extract import byline, linked
from monitor.text.charset import decoded

_MOST = {"elements": 12_000, "attributes": 15_000, "bytes of text": 500_000}
"""Of 1,040 real pages the largest had 10,106 elements, another 10,154 attributes, another 489,000 bytes of text, JSON-LD included."""
_LARGE = 4_000
"""Elements from which on trafilatura is not asked to compare its result with those of two other algorithms: on such pages
they take memory and up to 18 s. Of the real pages one in two hundred has so many."""
_MAX_BYTES = 3_000_000
"""Of a page; what follows is not read. Scripts with the whole site's state make some pages half as large."""

_UNSEEN = ("style", "svg", "iframe", "template")
_MOST_METAS, _LONGEST_VALUE, _LONGEST_SCRIPT = 300, 2_000, 100_000
"""Elements, and characters of any attribute (pictures are written into some) and of code, which may tell the date."""
_MOST_LISTED, _LONGEST_STRING, _LONGEST_BROKEN = 50, 30_000, 5_000
"""Of JSON-LD: things in a list, characters of a string (some state the whole article), and of what can't be read."""

_CAPTION = re.compile(r"caption|leyenda|ep[ií]grafe|pie-?(?:de-?)?foto", re.IGNORECASE)
_BLOCKS = "p div br li h1 h2 h3 h4 h5 h6 blockquote tr figure section article".split()
_LONGEST_CAPTION = 600
"""Characters; what is longer is an article in an element of such a class."""
MOST_CAPTIONS = 4_000
"""Characters of all captions of an article."""


def parse(body: bytes) -> HtmlElement | None:
    """The tree of a page; None for what is none."""
    text = decoded(body, _MAX_BYTES)
    if not text.strip():
        return None
    try:
        return trafilatura.load_html(text)
    except (ValueError, RecursionError, etree.LxmlError):
        return None


def lighten(tree: HtmlElement) -> None:
    """Take out of the tree what no reader sees and what makes trafilatura slow: code, drawings, endless values, authors."""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for script in tree.iter("script"):
        text = script.text or ""
        script.text = _slim(text) if "json" in script.get("type", "") else text[:_LONGEST_SCRIPT]
    for number, node in enumerate(list(tree.iter("meta"))):
        names = (node.get(key, "") for key in ("name", "property", "itemprop"))
        if number >= _MOST_METAS or any(map(byline.METAS.search, names)):
            node.drop_tree()
    for value in tree.xpath("//@*[string-length() > $most]", most=_LONGEST_VALUE):
        value.getparent().set(value.attrname, value[:_LONGEST_VALUE])


def _slim(written: str) -> str:
    """JSON-LD without authors, of no more objects and words than an article has; the beginning of what is none."""
    if len(written) > linked.LONGEST:
        return ""
    try:
        return json.dumps(_slimmed(json.loads(written, strict=False)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return written[:_LONGEST_BROKEN]


def _slimmed(data: object) -> object:
    match data:
        case dict():
            return {key: _slimmed(value) for key, value in data.items() if key not in ("author", "creator", "comment")}
        case list():
            return [_slimmed(one) for one in data[:_MOST_LISTED]]
        case str():
            return data[:_LONGEST_STRING]
    return data


def excess(tree: HtmlElement) -> str:
    """What the page has more of than can be read in bounded time and memory, for a person; empty for most."""
    text = tree.xpath(
        "//text()[not(parent::style or parent::script[not(contains(@type, 'ld+json'))])]", smart_strings=False
    )
    have = {
        "elements": _elements(tree),
        "attributes": int(tree.xpath("count(//@*)")),
        "bytes of text": sum(len(one.encode("utf-8", "replace")) for one in text),
    }
    return next((f"{count:,} {what}" for what, count in have.items() if count > _MOST[what]), "")


def _elements(tree: HtmlElement) -> int:
    return int(tree.xpath("count(//*)"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What trafilatura makes of a page; empty where it finds nothing."""

    text: str = ""
    title: str = ""
    author: str = ""
    url: str = ""
    """What the page says its address is."""
    outlet: str = ""
    date: str = ""


def read(tree: HtmlElement, url: str, now: datetime) -> Reading:
    """Text and metadata of the page found at `url`."""
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            fast=_elements(tree) > _LARGE,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": (now + timedelta(days=1)).strftime("%Y-%m-%d"),
                "outputformat": "%Y-%m-%dT%H:%M:%S%z",
            },
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        found = None  # trafilatura raises on some malformed trees; such a page ends as no-text
    if not isinstance(found, Document):
        return Reading()
    fields = (found.text, found.title, found.author, found.url, found.sitename, found.date)
    return Reading(*(value or "" for value in fields))


def take_captions(tree: HtmlElement) -> list[str]:
    """The photo captions, each wording once; they are taken out of the tree. None where so much of the page stands in them
    that they are its text.
    """
    nodes = [
        node
        for node in tree.iter("figcaption", "p", "div", "span")
        if node.tag == "figcaption" or _CAPTION.search(node.get("class", ""))
    ]
    captions: dict[HtmlElement, str] = {}
    for node in nodes:
        words = " ".join(node.text_content().split())
        if words and len(words) < _LONGEST_CAPTION and not any(outer in captions for outer in node.iterancestors()):
            captions[node] = words
    if sum(map(len, captions.values())) > MOST_CAPTIONS:
        return []
    for node in captions:
        node.drop_tree()
    return list(dict.fromkeys(captions.values()))


def text_of(markup: str) -> str:
    """The blocks of a feed's content, a line each, without captions."""
    unbroken = re.sub(r"[\r\n]+", " ", markup)
    tree = parse(f"<html><body><article>{unbroken}</article></body></html>".encode())
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "figcaption", *_UNSEEN, with_tail=False)
    for block in tree.iter(*_BLOCKS):
        block.text, block.tail = f"\n{block.text or ''}", f"\n{block.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(dict.fromkeys(filter(None, lines)))


def first(tree: HtmlElement, xpath: str) -> str:
    """The first attribute or text found."""
    found: Any = tree.xpath(xpath)
    return re.sub(r"\s+", " ", str(found[0])).strip() if found else ""


def forget() -> None:
    """Drop trafilatura's caches; called between batches of a long run (10 MB each few thousand pages)."""
    reset_caches()
