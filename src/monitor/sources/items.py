"""What every kind of source shares: its bounds, and how an address and a title are read.

A source is a module with one function from bytes, and the address they came from, to links or a Failure. None raises,
whatever the bytes: a server may send anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from monitor.model import Link
from monitor.text.urls import canonical

MAX_ITEMS = 1_000
"""Read of one source, newest first as feeds are; a feed of 100,000 items is a mistake or an attack."""

FULL_TEXT = 500
"""Characters of markup from which on a feed's content is taken for the article and not for a teaser."""

_LONGEST_ADDRESS = 2_000
_LONGEST_TITLE, _LONGEST_SUMMARY, _LONGEST_CONTENT = 500, 2_000, 200_000
_LONGEST_OUTLET = 80
_AGGREGATORS = ("news.google.com", "google.com", "bing.com")
_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")


def link(  # one argument for each field of a link
    address: str | None,
    base: str,
    source: str,
    *,
    title: str = "",
    summary: str = "",
    content: str = "",
    outlet: str = "",
) -> Link | None:
    """A link with its texts cleaned and bounded; None where `address` is no web page.

    `outlet` is who the item says it comes from. That is an agency where the page is the source's own, so it counts only
    for what leads to another site, if through an aggregator's redirect.
    """
    url = absolute(address or "", base)
    if url is None:
        return None
    return Link(
        url=unwrapped(url),
        source=source,
        title=clean(title[: 8 * _LONGEST_TITLE])[:_LONGEST_TITLE],
        summary=clean(summary[: 8 * _LONGEST_SUMMARY])[:_LONGEST_SUMMARY],
        content=content[:_LONGEST_CONTENT] if len(content) > FULL_TEXT else "",
        outlet="" if _own(url, base) else clean(outlet[:_LONGEST_OUTLET]),
    )


def once(links: Iterable[Link | None]) -> list[Link]:
    """The links in order, each address once."""
    found: dict[str, Link] = {}
    for one in links:
        if one is not None:
            found.setdefault(one.url, one)
    return list(found.values())


def absolute(address: str, base: str) -> str | None:
    """`address` made absolute; None for what is no other web page (javascript:, mailto:, nonsense)."""
    address = _CONTROL.sub("", address).strip()
    if not address or len(address) > _LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        _ = parts.port  # ValueError where it is no number
    except ValueError:
        return None
    page = parts.scheme.lower() in ("http", "https") and parts.hostname and joined != base
    return joined if page else None


def unwrapped(url: str) -> str:
    """The page behind a redirect of Google News, Google Alerts or Bing where the redirect's own address tells it.

    Then it is the page's canonical address, the only one known. Redirects of Google News made since 2024 tell nothing
    without asking Google, and stay as they are.
    """
    if _host(url) not in _AGGREGATORS:
        return url
    page = canonical(url)
    return url if _host(page) in _AGGREGATORS else page


def _own(url: str, base: str) -> bool:
    """Whether a page is of the site of its source: hosts that end alike, feeds.diario.pe and diario.pe."""
    return _host(base) not in _AGGREGATORS and _host(url).split(".")[-2:] == _host(base).split(".")[-2:]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def clean(markup: str) -> str:
    """The words of a title or summary: no tags, no entities, no control characters, single spaces."""
    text = _CONTROL.sub("", html.unescape(_TAG.sub(" ", markup)))
    return " ".join(text.split())
