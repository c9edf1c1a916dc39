"""List pages of sites without a feed (gob.pe, Panamericana, Latina) → links.

A source says which links are articles: by a pattern for the address, by a CSS selector for the part of the page, or
both; with neither, links of the same host whose address ends in four words or more are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from monitor.model import Failure, Link, Stage
from monitor.sources.items import MAX_ITEMS, absolute, clean, link
from monitor.text.charset import decoded
from monitor.text.markup import excess
from monitor.text.moments import parse_moment
from monitor.text.selector import to_xpath

_MAX_BYTES = 5_000_000
_MAX_ANCHORS = 5_000
_WORDS = re.compile(r"/[^/]*[^/-]+(?:-[^/-]+){3,}[^/]*/?$")
_LEVELS = 4
"""How far above a link the element that holds its date is looked for."""


def parse_listing(body: bytes, url: str, source: str, links: str = "", select: str = "") -> list[Link] | Failure:
    """The article links of a page found at `url`, in the page's order, each address once.

    `links` is searched in the absolute address. Failures: `empty`, `not-a-page`, `no-links`, `bad-selector`.
    """
    if not body.strip():
        return Failure(Stage.POLL, "empty")
    tree = parse_page(body)
    if tree is None:
        return Failure(Stage.POLL, "not-a-page", "not readable as HTML")
    try:
        anchors = list(_anchors(tree, url, to_xpath(select) if select else ""))
        wanted = re.compile(links).search if links else _looks_like_article(url)
    except (ValueError, re.error) as error:
        return Failure(Stage.POLL, "bad-selector", str(error))
    found: dict[str, list[HtmlElement]] = {}
    for address, anchor in anchors:
        if wanted(address):
            found.setdefault(address, []).append(anchor)
    if not found:
        return Failure(Stage.POLL, "no-links", f"{len(anchors)} links, none of an article")
    made = (_link(address, nodes, url, source) for address, nodes in list(found.items())[:MAX_ITEMS])
    return [one for one in made if one is not None]


def parse_page(body: bytes) -> HtmlElement | None:
    """The tree of an HTML page, in whatever encoding it is; None for what is none, or has more markup than one has."""
    if excess(body):
        return None
    text = decoded(body, _MAX_BYTES)
    try:
        tree = document_fromstring(
            text.encode(), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def base_of(tree: HtmlElement, url: str) -> str:
    """What relative addresses of the page refer to."""
    stated = tree.xpath("string(//base/@href)")
    return absolute(str(stated), url) or url if stated else url


def _anchors(tree: HtmlElement, url: str, xpath: str) -> Iterator[tuple[str, HtmlElement]]:
    base = base_of(tree, url)
    parts = tree.xpath(xpath) if xpath else [tree]
    for part in parts[:_MAX_ANCHORS]:
        for anchor in list(part.iter("a"))[:_MAX_ANCHORS]:
            address = absolute(anchor.get("href", ""), base)
            if address is not None:
                yield address.split("#")[0], anchor


def _looks_like_article(url: str) -> Callable[[str], object]:
    host = urlsplit(url).hostname

    def wanted(address: str) -> bool:
        parts = urlsplit(address)
        return parts.hostname == host and _WORDS.search(parts.path) is not None

    return wanted


def _link(address: str, anchors: list[HtmlElement], url: str, source: str) -> Link | None:
    """The title is the longest wording among the links to the address: pictures and "leer más" have one too."""
    wordings = [clean(anchor.text_content()) or clean(anchor.get("title", "")) for anchor in anchors]
    found = link(address, url, source, title=max(wordings, key=len))
    return found and replace(found, published=_date(anchors[0], address, url))


def _date(anchor: HtmlElement, address: str, url: str) -> datetime | None:
    """Of the first time element in what surrounds this link alone."""
    around = anchor
    for _ in range(_LEVELS):
        stated = next((node.get("datetime") or node.text_content() for node in around.iter("time")), None)
        if stated:
            return parse_moment(stated.strip())
        parent = around.getparent()
        if parent is None or any(
            urljoin(url, other.get("href", "")).split("#")[0] != address
            for other in parent.iter("a")
            if other.get("href")
        ):
            return None
        around = parent
    return None
