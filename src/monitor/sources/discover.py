"""Where the feed of a page may be: what the page says itself, then what its links and its software suggest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from lxml.html import HtmlElement

from monitor.sources.feed import parse_feed
from monitor.sources.items import absolute, clean
from monitor.sources.listing import base_of, parse_page
from monitor.sources.sitemap import parse_sitemap

_TYPES = re.compile(r"^application/(?:rss|atom|rdf)\+xml|^application/(?:feed\+)?json\b|^text/xml$", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom|rdf|outboundfeeds)(?:/|\.|$)|\.(?:rss|atom|rdf)$|[?&](?:feed|type)=rss", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|comentario", re.IGNORECASE)
_USUAL = {  # software: where its feeds are
    "wordpress": ("/feed/",),
    "arc": ("/arc/outboundfeeds/rss/?outputType=xml", "/arc/outboundfeeds/news-sitemap/?outputType=xml"),
    "drupal": ("/rss.xml",),
    "": ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/sitemap-news.xml", "/news-sitemap.xml"),
}
_MAX = 20

How = Literal["itself", "stated", "linked", "guessed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a source; `how` says why, the surest first."""

    url: str
    kind: Literal["feed", "sitemap"]
    title: str
    how: How


def candidates(body: bytes, url: str) -> list[Candidate]:
    """The sources that what was found at `url` suggests, the likeliest first, at most twenty; none raises."""
    if isinstance(parse_feed(body, url, ""), list):
        return [Candidate(url, "feed", "", "itself")]
    if isinstance(parse_sitemap(body, url, ""), list):
        return [Candidate(url, "sitemap", "", "itself")]
    tree = parse_page(body) if body.strip() else None
    found: dict[str, Candidate] = {}
    for one in _suggested(tree, url) if tree is not None else ():
        found.setdefault(one.url, one)
    return sorted(found.values(), key=lambda one: bool(_COMMENTS.search(one.url + one.title)))[:_MAX]


def _suggested(tree: HtmlElement, url: str) -> Iterator[Candidate]:
    base = base_of(tree, url)
    for node in tree.iter("link"):
        if "alternate" in node.get("rel", "").lower() and _TYPES.search(node.get("type", "").strip()):
            address = absolute(node.get("href", ""), base)
            if address is not None and "/wp-json/" not in address and "oembed" not in address:
                yield Candidate(address, "feed", clean(node.get("title", ""))[:80], "stated")
    for node in tree.iter("a"):
        address = absolute(node.get("href", ""), base)
        if address is not None and _FEED_PATH.search(address.split("://", 1)[1].partition("/")[2]):
            yield Candidate(address, "feed", clean(node.text_content())[:80], "linked")
    for path in dict.fromkeys((*_USUAL[_software(tree)], *_USUAL[""])):
        yield Candidate(urljoin(url, path), "sitemap" if "sitemap" in path else "feed", "", "guessed")


def _software(tree: HtmlElement) -> str:
    generator = str(tree.xpath("string(//meta[@name='generator']/@content)")).lower()
    if "wordpress" in generator or tree.xpath("//link[contains(@href, '/wp-content/')]"):
        return "wordpress"
    if tree.xpath("//script[@id='fusion-metadata' or contains(@src, '/pf/dist/')]"):
        return "arc"
    return "drupal" if "drupal" in generator else ""
