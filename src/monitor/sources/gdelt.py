"""GDELT DOC 2.0 (mode=ArtList, format=json) → links.

It tells neither text nor day of publication: `seendate` is the quarter of an hour in which GDELT met the page, which for
old pages can be years later, so the page itself must say. Errors come as plain text with status 200. The window is
about three months, and one request per five seconds is allowed.
"""

from __future__ import annotations

import json
import re

from monitor.model import Failure, Link, Stage
from monitor.sources.items import MAX_ITEMS, link, once

_MAX_BYTES = 2_500_000
"""Of an answer, which names at most 250 pages; Python needs up to 25 times the bytes of what consists of brackets."""
_LIMIT = re.compile(r"limit requests|too many requests", re.IGNORECASE)
_SPACED = re.compile(r" (?=[,.;:!?%)\]])|(?<=[¿¡(\[]) ")


def parse_gdelt(body: bytes, url: str, source: str) -> list[Link] | Failure:
    """The pages an answer names, in its order.

    Failures: `empty`, `rate-limited`, `query` (what GDELT says is wrong with it), `not-gdelt`, `too-large`.
    """
    if len(body) > _MAX_BYTES:
        return Failure(Stage.POLL, "too-large", f"more than {_MAX_BYTES:,} bytes")
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Failure(Stage.POLL, "empty")
    if not text.startswith("{"):
        page = text.startswith("<")
        reason = "rate-limited" if _LIMIT.search(text[:500]) else "not-gdelt" if page else "query"
        return Failure(Stage.POLL, reason, " ".join(text.split())[:200])
    try:
        answer = json.loads(text, strict=False)  # titles have raw control characters
    except (ValueError, RecursionError) as error:
        return Failure(Stage.POLL, "not-gdelt", f"JSON: {str(error)[:100]}")
    articles = answer.get("articles", [])  # an answer without any is {}
    if not isinstance(articles, list):
        return Failure(Stage.POLL, "not-gdelt", "no list of articles")
    return once(_link(one, url, source) for one in articles[:MAX_ITEMS] if isinstance(one, dict))


def _link(article: dict[str, object], base: str, source: str) -> Link | None:
    address, title, domain = (article.get(key) for key in ("url", "title", "domain"))
    return link(
        address if isinstance(address, str) else "",
        base,
        source,
        title=_SPACED.sub("", title) if isinstance(title, str) else "",
        outlet=domain if isinstance(domain, str) else "",
    )
