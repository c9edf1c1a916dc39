"""Google-News sitemaps → links. Parsed by lxml with entities and network off."""

from __future__ import annotations

from lxml import etree

from monitor.model import Failure, Link, Stage
from monitor.sources.feed import MAX_ITEMS, absolute, clean
from monitor.text.moments import parse_moment


def parse_sitemap(body: bytes, url: str, source: str) -> list[Link] | Failure:
    """The pages of a sitemap with title and date where the news extension gives them."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Failure(Stage.POLL, "not-a-sitemap", str(error)[:200])
    if root is None or etree.QName(root).localname != "urlset":
        return Failure(Stage.POLL, "not-a-sitemap", "no urlset" if root is None else etree.QName(root).localname)
    links = []
    for entry in root[:MAX_ITEMS]:
        if not isinstance(entry.tag, str):
            continue
        address = absolute(_find(entry, "loc"), url)
        if address is not None:
            published = parse_moment(_find(entry, "publication_date") or _find(entry, "lastmod"))
            links.append(Link(address, source, clean(_find(entry, "title"))[:500], published=published))
    return links


def _find(entry: etree._Element, name: str) -> str:
    found = entry.xpath(f".//*[local-name()='{name}']/text()")
    return str(found[0]).strip() if isinstance(found, list) and found else ""
