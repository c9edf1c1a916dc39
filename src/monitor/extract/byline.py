"""Who wrote an article, as the page says: its JSON-LD, its meta elements, else what stands above the text. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from monitor.extract.linked import Thing, is_article
from monitor.text.fold import plain

METAS = re.compile(r"author|byl$|creator", re.IGNORECASE)
"""Names of meta elements that may hold an author."""
_MOST, _LONGEST = 10, 80
_TAG = re.compile(r"<[^<>]{0,200}>")
_BY = re.compile(r"^(?:por|by|escribe|autora?)\b:?\s+(?=\w)", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"https?:|www\b|[@{}]|^\W*$|\w{2,}\.[a-z]{2,4}\b|^(?:an[oó]nimo|admin\w*|null|none|undefined|publisher|author)$",
    re.IGNORECASE,
)


def stated(tree: HtmlElement, things: Iterable[Thing]) -> list[str]:
    """What the page states as its authors, as it is written: of its JSON-LD, else of its meta elements."""
    return list(islice(_of_articles(things), _MOST)) or list(islice(_of_metas(tree), _MOST))


def byline(written: Iterable[str], sites: Iterable[str]) -> str:
    """The names of people among what is written as authors, "; " between them. `sites`: names of the outlet, no author."""
    known = {plain(site) for site in sites}
    names = dict.fromkeys(map(_name, written))
    return "; ".join(name for name in names if name and plain(name) not in known)


def _of_articles(stated: Iterable[Thing]) -> Iterator[str]:
    """Of the first article that names any: people before organisations."""
    for thing in stated:
        if is_article(thing) and (authors := _authors(thing.get("author"))):
            yield from (name for name, person in authors if person or not any(one for _, one in authors))
            return


def _authors(stated: object) -> list[tuple[str, bool]]:
    """Names, and whether they are said to be people's."""
    if isinstance(stated, list):
        return [author for one in stated[:_MOST] if not isinstance(one, list) for author in _authors(one)]
    if isinstance(stated, dict):
        names = stated.get("name")
        return [
            (name, "Person" in str(stated.get("@type")))
            for name in (names if isinstance(names, list) else [names])
            if isinstance(name, str)
        ]
    return [(stated, False)] if isinstance(stated, str) else []


def _of_metas(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("meta"):
        if any(METAS.search(node.get(key, "")) for key in ("name", "property", "itemprop")):
            yield node.get("content", "")


def _name(written: str) -> str:
    """A name as people write it; empty for an address and the like. Some pages escape names twice."""
    text = html.unescape(html.unescape(written[: 4 * _LONGEST]))
    name = _BY.sub("", " ".join(_TAG.sub(" ", text).split())).strip(" .,;|-")
    return "" if len(name) > _LONGEST or _NO_PERSON.search(name) else name
