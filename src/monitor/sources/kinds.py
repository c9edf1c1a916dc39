"""Which module reads which kind of source."""

from __future__ import annotations

from monitor.config import Source
from monitor.model import Failure, Link
from monitor.sources.feed import parse_feed
from monitor.sources.gdelt import parse_gdelt
from monitor.sources.listing import parse_listing
from monitor.sources.sitemap import parse_sitemap


def parse(source: Source, body: bytes, url: str) -> list[Link] | Failure:
    """What a source's answer, found at `url`, names. A `sitemap-index` Failure asks for `sitemap.indexed`."""
    match source.kind:
        case "sitemap":
            return parse_sitemap(body, url, source.id)
        case "list":
            return parse_listing(body, url, source.id, source.links, source.select)
        case "gdelt":
            return parse_gdelt(body, url, source.id)
        case "feed":
            return parse_feed(body, url, source.id)
