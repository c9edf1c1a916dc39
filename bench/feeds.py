"""Time and memory of reading one feed: `python bench/feeds.py`.

Each feed is read in a process of its own; memory is what that process needed above its resting size, the feed's own bytes
not counted. Allowed are 30 s and 64 MiB, whatever the feed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from process import measured

from monitor.model import Failure
from monitor.sources.feed import parse_feed
from monitor.sources.sitemap import parse_sitemap

_ITEM = (
    "<item><title>Perú y Estados Unidos revisan agenda, nota {0}</title><link>https://diario.pe/politica/nota-{0}/</link>"
    "<pubDate>Mon, 02 Mar 2026 10:00:00 -0500</pubDate><description>{1}</description></item>"
)
_TEXT = "El canciller se reunió con el embajador de Estados Unidos. " * 4


def rss(count: int) -> bytes:
    items = "".join(_ITEM.format(n, _TEXT) for n in range(count))
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def json_feed(count: int) -> bytes:
    items = [
        {"id": str(n), "url": f"https://diario.pe/nota-{n}", "title": "Nota", "summary": _TEXT} for n in range(count)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


def sitemap(count: int) -> bytes:
    urls = "".join(
        f"<url><loc>https://diario.pe/nota-{n}</loc><lastmod>2026-03-02</lastmod></url>" for n in range(count)
    )
    return f"<urlset>{urls}</urlset>".encode()


FEEDS: dict[str, Callable[[], bytes]] = {
    "RSS, 30 items": lambda: rss(30),
    "RSS, 1,000 items": lambda: rss(1_000),
    "RSS, 100,000 items": lambda: rss(100_000),
    "JSON Feed, 30 items": lambda: json_feed(30),
    "JSON Feed, 100,000 items": lambda: json_feed(100_000),
    "sitemap, 100,000 pages": lambda: sitemap(100_000),
    "sitemap, a million other elements": lambda: b"<urlset>" + b"<x/>" * 1_000_000 + b"</urlset>",
    "RSS, a million open elements": lambda: b"<rss version='2.0'><channel>" + b"<item>" * 1_000_000,
}


def read(name: str) -> tuple[int, float, float, str]:
    """Bytes of the feed, seconds (the best of three), MiB, and what came of it."""
    body = FEEDS[name]()
    parse = parse_sitemap if name.startswith("sitemap") else parse_feed
    found, seconds, mib = measured(lambda: parse(body, "https://diario.pe/rss", "diario"), times=3)
    return len(body), seconds, mib, found.reason if isinstance(found, Failure) else f"{len(found):,} links"


def main() -> None:
    for name in FEEDS:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            size, seconds, mib, result = pool.submit(read, name).result()
        print(f"{name:34} {size / 1e6:6.2f} MB {seconds * 1000:8.1f} ms {mib:6.1f} MiB  {result}")


if __name__ == "__main__":
    main()
