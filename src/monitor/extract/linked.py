"""What a page states of itself as JSON-LD. Pure.

Only what a page says of its own article is of interest: the objects at the top, those of a graph, and what the page is
mainly about; not the other articles that it lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

Thing = dict[str, Any]

SCRIPTS = "//script[contains(@type, 'ld+json') or contains(@type, 'settings+json')]"
LONGEST = 200_000
"""Characters of all scripts that are parsed, in which Python needs up to 25 bytes each; the most on 1,032 real pages: 38,433."""
_MOST_THINGS = 50
_ARTICLE = re.compile(r"article|posting|report$|^report", re.IGNORECASE)


def things(tree: HtmlElement, url: str) -> list[Thing]:
    """The objects that the page at `url` states: articles first, and of those the one that names this address."""
    found: list[Thing] = []
    left = LONGEST
    for script in tree.xpath(SCRIPTS):
        left -= len(script.text or "")
        if left < 0:
            break
        with suppress(ValueError, RecursionError):
            found += _things(json.loads(script.text or "", strict=False))
    path = urlsplit(url).path.strip("/")
    return sorted(found, key=lambda thing: (not is_article(thing), path not in _paths(thing)))


def is_article(thing: Thing) -> bool:
    """Whether the object is of a type of articles; such as state no type may be anything."""
    return _ARTICLE.search(str(thing.get("@type"))) is not None


def _paths(thing: Thing) -> Iterator[str]:
    page = thing.get("mainEntityOfPage")
    for address in (thing.get("url"), thing.get("@id"), page.get("@id") if isinstance(page, dict) else page):
        with suppress(ValueError):
            yield urlsplit(address).path.strip("/") if isinstance(address, str) else ""


def _things(data: object) -> list[Thing]:
    if isinstance(data, list):
        return [thing for one in data[:_MOST_THINGS] for thing in _things(one)]
    if not isinstance(data, dict):
        return []
    return [data, *_things(data.get("@graph")), *_things(data.get("mainEntity"))]
