"""The composition: a fetched page, with what its feed said, → an article or the reason why there is none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from monitor.extract import byline, linked, walls
from monitor.extract.asides import drop_asides
from monitor.extract.dating import published
from monitor.extract.reading import MOST_CAPTIONS, excess, first, lighten, parse, read, take_captions, text_of
from monitor.model import Article, Failure, Page, Stage
from monitor.text import markup
from monitor.text.fold import plain
from monitor.text.headline import headline
from monitor.text.language import detect
from monitor.text.urls import canonical

MIN_WORDS = 25
"""Below this a page has no text of its own: a stub, a gallery, a consent wall."""
_SENTENCE = 8
"""Words of the longest line, at least: a menu has many lines and no sentence."""
_TEASER_WORDS = 150
"""Below this a page that says it is not free is read again in its AMP twin, if it has one."""
_BAR = re.compile(r"\s+[|–—-]\s+")


@dataclass(frozen=True, slots=True)
class Thin(Failure):
    """A page with next to no text; `twin` is the address of its AMP twin, if it names one."""

    twin: str = ""
    teaser: Article | None = None
    """What it shows before its paywall: better than nothing where the twin tells no more."""


def extract(page: Page, outlet: str, declared_lang: str, now: datetime) -> Article | Failure:
    """The article on `page`, or why there is none. `outlet` and `declared_lang` are the source's words; an outlet that the
    link has of its own goes before.

    Failures: `not-html`, `too-complex`, `no-text`, `paywall`, `consent`, `challenge`, `gone`, `language-xx`.
    """
    if _not_html(page):
        return Failure(Stage.EXTRACT, "not-html", page.content_type or "unknown type")
    if more := markup.excess(page.body):
        return Failure(Stage.EXTRACT, "too-complex", more)
    tree = parse(page.body)
    if tree is None:
        return Failure(Stage.EXTRACT, "no-text", "not readable as HTML")
    stated = linked.things(tree, page.url)
    authors = byline.stated(tree, stated)
    lighten(tree)
    if more := excess(tree):
        return Failure(Stage.EXTRACT, "too-complex", more)
    captions = take_captions(tree)
    drop_asides(tree)
    found = read(tree, page.url, now)
    text = _fuller(found.text, page)
    lines = [len(line.split()) for line in text.split("\n")]
    words = sum(lines)
    if (miss := _miss(tree, page, words, max(lines))) is not None:
        return miss
    lang = detect(text, first(tree, "/html/@lang") or declared_lang)
    if lang not in ("es", "en"):
        return Failure(Stage.EXTRACT, f"language-{lang}")
    url = _own_address(page.url, first(tree, "//link[@rel='canonical']/@href") or found.url)
    day, basis = published(tree, stated, page.url, text, lang, now, feed=page.link.published, guess=found.date)
    sites = (outlet, found.outlet, urlsplit(url).hostname or "")
    title = page.link.title or _without_site(found.title, sites) or headline(text)
    article = Article(
        id=article_id(url),
        url=url,
        outlet=page.link.outlet or outlet or found.outlet or urlsplit(url).hostname or page.link.source,
        title=title.strip(),
        text=text.strip(),
        published=day,
        published_basis=basis,
        lang="en" if lang == "en" else "es",
        author=byline.byline(authors, sites) or byline.byline(found.author.split("; "), sites),
        captions="\n".join(captions)[:MOST_CAPTIONS],
        source=page.link.source,
        teaser=words < _TEASER_WORDS and walls.paywalled(page.body),
    )
    if article.teaser and (twin := _twin(tree)):
        return Thin(Stage.EXTRACT, "paywall", f"{words} words", twin, article)
    return article


def article_id(url: str) -> str:
    """A short, stable identifier for a canonical URL."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def _not_html(page: Page) -> bool:
    start = page.body[:512].lstrip().lower()
    if (
        start.startswith((b"%pdf", b"\x89png", b"\xff\xd8", b"gif8", b"pk\x03\x04", b"\x1f\x8b"))
        or b"\x00\x00" in start
    ):
        return True
    return (
        bool(page.content_type)
        and not re.search(r"html|xml|text/plain", page.content_type)
        and not start.startswith(b"<")
    )


def _fuller(text: str, page: Page) -> str:
    """The feed's own text where the page yields clearly less."""
    told = text_of(page.link.content) if page.link.content else ""
    return told if len(told.split()) > 1.5 * len(text.split()) else text


def _miss(tree: HtmlElement, page: Page, words: int, longest: int) -> Failure | None:
    """Why `words` words, `longest` in the longest line, are no article."""
    if words < MIN_WORDS or longest < _SENTENCE:
        return Thin(Stage.EXTRACT, walls.why_empty(tree, page.body), f"{words} words", _twin(tree))
    if hidden := walls.wall(tree, words):
        return Failure(Stage.EXTRACT, hidden, f"{words} words")
    return None


def _without_site(title: str, sites: Iterable[str]) -> str:
    """A page's title without the name of its outlet at either end: "Rubio llega a Lima | Gestión"."""
    known = {plain(site) for site in sites if site}
    parts = _BAR.split(title)
    rest = parts[plain(parts[0]) in known : len(parts) - (plain(parts[-1]) in known)]
    return (
        title
        if len(rest) == len(parts) or not rest
        else title[title.index(rest[0]) : title.rindex(rest[-1]) + len(rest[-1])]
    )


def _twin(tree: HtmlElement) -> str:
    return first(tree, "//link[@rel='amphtml']/@href")


def _own_address(url: str, stated: str) -> str:
    """The identity of the page: what it says of itself, unless that is another site or the site's front page."""
    own, said = canonical(url), canonical(_joined(url, stated))
    believed = _site(said) == _site(own) and (urlsplit(said).path.strip("/") or not urlsplit(own).path.strip("/"))
    return said if believed else own


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return base


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
