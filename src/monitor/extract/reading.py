"""Bytes → tree → text and metadata. The only module that imports trafilatura.

trafilatura gets a tree, never an address to fetch. Its date finder reads today's clock and invents 1 January from a
footer's year unless held back (`max_date`, no extensive search). On trees of many small elements it takes time by the
square of their number (twelve seconds for 30,000 `<span>`), and memory by that of all it meets, so larger ones are
refused. `bench/pages.py` measures the result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from monitor.text.charset import decoded

_MOST = {"elements": 20_000, "attributes": 30_000, "characters": 500_000}
"""Of 1,040 real pages the largest had 10,106 elements, another 10,154 attributes, another 483,212 characters, JSON-LD included."""
_MAX_BYTES = 3_000_000
"""Of a page; what follows is not read. Scripts with the whole site's state make some pages half as large."""

_CAPTION = re.compile(r"caption|leyenda|ep[ií]grafe|pie-?(?:de-?)?foto", re.IGNORECASE)
_LONGEST_CAPTION = 600
"""Characters; what is longer is an article in an element of such a class."""


def parse(body: bytes) -> HtmlElement | None:
    """The tree of a page; None for what is none."""
    text = decoded(body, _MAX_BYTES)
    if not text.strip():
        return None
    try:
        return trafilatura.load_html(text)
    except (ValueError, RecursionError, etree.LxmlError):
        return None


def excess(tree: HtmlElement) -> str:
    """What the page has more of than can be read in bounded time and memory, for a person; empty for most."""
    text = tree.xpath(
        "//text()[not(parent::style or parent::script[not(contains(@type, 'ld+json'))])]", smart_strings=False
    )
    have = {
        "elements": int(tree.xpath("count(//*)")),
        "attributes": int(tree.xpath("count(//@*)")),
        "characters": sum(map(len, text)),
    }
    return next((f"{count:,} {what}" for what, count in have.items() if count > _MOST[what]), "")


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
            fast=True,
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
    """The photo captions, each wording once; they are taken out of the tree."""
    nodes = [
        node
        for node in tree.iter("figcaption", "p", "div", "span")
        if node.tag == "figcaption" or _CAPTION.search(node.get("class", ""))
    ]
    captions = {}
    for node in nodes:
        words = " ".join(node.text_content().split())
        if len(words) < _LONGEST_CAPTION and node.getparent() is not None:
            captions[words] = True
            node.drop_tree()
    return list(filter(None, captions))


def text_of(markup: str) -> str:
    """The blocks of a feed's content, a line each."""
    tree = parse(f"<html><body><article>{markup}</article></body></html>".encode())
    if tree is None:
        return ""
    blocks = [" ".join(node.text_content().split()) for node in tree.iter("p", "li", "h2", "h3")] or [
        tree.text_content()
    ]
    return "\n".join(filter(None, dict.fromkeys(blocks)))


def first(tree: HtmlElement, xpath: str) -> str:
    """The first attribute or text found."""
    found: Any = tree.xpath(xpath)
    return re.sub(r"\s+", " ", str(found[0])).strip() if found else ""


def forget() -> None:
    """Drop trafilatura's caches; called between batches of a long run (10 MB each few thousand pages)."""
    reset_caches()
