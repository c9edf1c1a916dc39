"""Page → article. The only module that imports trafilatura.

trafilatura gets bytes, never an address, and is told what the feed already knows. Its date finder reads today's clock
and invents 1 January from a footer's year unless held back (`max_date`, no extensive search). Publication date by
trust: feed, page metadata, URL; never the day of the crawl.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import trafilatura
from lxml import html as lxml_html
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from monitor.model import Article, Failure, Page, Stage
from monitor.text.headline import headline
from monitor.text.language import detect
from monitor.text.moments import LIMA, parse_moment
from monitor.text.urls import canonical

MIN_WORDS = 25
"""Below this a page has no text of its own: a stub, a gallery, a consent wall."""

_CAPTIONS = "//figcaption | //*[contains(concat(' ', normalize-space(@class), ' '), ' wp-caption-text ')]"
_PAYWALL = re.compile(
    rb'"isAccessibleForFree"\s*:\s*"?false|class="[^"]*\b(?:paywall|subscriber-only|premium-wall|contenido-exclusivo)\b',
    re.IGNORECASE,
)
_CONSENT = re.compile(rb"consent\.(?:google|yahoo)\.|before you continue|antes de continuar a google", re.IGNORECASE)
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Thin(Failure):
    """A page with next to no text; `twin` is the address of its AMP twin, if it names one."""

    twin: str = ""


def extract(page: Page, outlet: str, declared_lang: str, now: datetime) -> Article | Failure:
    """The article on `page`, or why there is none. `outlet` and `declared_lang` are the source's words."""
    if _not_html(page):
        return Failure(Stage.EXTRACT, "not-html", page.content_type or "unknown type")
    tree = _parse(page.body)
    if tree is None:
        return Failure(Stage.EXTRACT, "no-text", "not readable as HTML")
    twin = _first(tree, "//link[@rel='amphtml']/@href")
    declared_lang = _first(tree, "/html/@lang") or declared_lang
    captions = _texts(tree, _CAPTIONS)
    document = _document(tree, page, now)
    text = (document.text if document else "") or ""
    if len(text.split()) < MIN_WORDS:
        text = _feed_text(page) or text
    if len(text.split()) < MIN_WORDS:
        reason = "paywall" if _PAYWALL.search(page.body) else "consent" if _CONSENT.search(page.body) else "no-text"
        return Thin(Stage.EXTRACT, reason, f"{len(text.split())} words", twin)
    lang = detect(text, declared_lang)
    if lang not in ("es", "en"):
        return Failure(Stage.EXTRACT, f"language-{lang}")
    url = canonical((document.url if document else None) or page.url)
    if not _same_site(url, page.url):
        url = canonical(page.url)  # a canonical link to another site is not believed
    published, basis = _published(page, document, now)
    title = page.link.title or (document.title if document else "") or headline(text)
    return Article(
        id=article_id(url),
        url=url,
        outlet=outlet or (document.sitename if document else "") or "",
        title=title.strip(),
        text=text.strip(),
        published=published,
        published_basis=basis,
        lang="en" if lang == "en" else "es",
        author=((document.author if document else "") or "")[:200],
        captions="\n".join(captions)[:4000],
        source=page.link.source,
    )


def article_id(url: str) -> str:
    """A short, stable identifier for a canonical URL."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def forget() -> None:
    """Drop trafilatura's caches; called between batches of a long run (10 MB each few thousand pages)."""
    reset_caches()


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


def _parse(body: bytes) -> Any:
    if not body.strip():
        return None
    try:
        return trafilatura.load_html(body)
    except (ValueError, RecursionError):
        return None


def _document(tree: Any, page: Page, now: datetime) -> Document | None:
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=page.url,
            fast=True,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            prune_xpath=[_CAPTIONS],
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": (now + timedelta(days=1)).strftime("%Y-%m-%d"),
                "outputformat": "%Y-%m-%dT%H:%M:%S%z",
            },
        )
    except (ValueError, TypeError, AttributeError, RecursionError, lxml_html.etree.LxmlError):
        return None  # trafilatura raises on some malformed trees; such a page ends as no-text
    return found if isinstance(found, Document) else None


def _feed_text(page: Page) -> str:
    """The text the feed itself carried, when the page yields less."""
    if not page.link.content:
        return ""
    tree = _parse(f"<html><body><article>{page.link.content}</article></body></html>".encode())
    if tree is None:
        return ""
    blocks = _texts(tree, "//p | //li | //h2 | //h3") or [tree.text_content()]
    return "\n".join(blocks)


def _published(page: Page, document: Document | None, now: datetime) -> tuple[date | None, str]:
    latest = now + timedelta(days=1)
    options: Iterable[tuple[datetime | None, str]] = (
        (page.link.published, "feed"),
        (parse_moment(document.date) if document and document.date else None, "page"),
        (_url_date(page.url), "url"),
    )
    for moment, basis in options:
        if moment is not None and moment <= latest:
            return moment.astimezone(LIMA).date(), basis
    return None, "unknown"


def _url_date(url: str) -> datetime | None:
    match = _URL_DATE.search(url)
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), 12, tzinfo=LIMA) if match else None
    except ValueError:
        return None


def _same_site(one: str, other: str) -> bool:
    def site(url: str) -> str:
        return ".".join(canonical(url).split("/")[2].split(":")[0].split(".")[-2:]) if "//" in url else ""

    return site(one) == site(other)


def _texts(tree: Any, xpath: str) -> list[str]:
    out: list[str] = []
    for node in tree.xpath(xpath):
        words = " ".join(node.text_content().split())
        if words and words not in out:
            out.append(words)
    return out


def _first(tree: Any, xpath: str) -> str:
    found = tree.xpath(xpath)
    return str(found[0]).strip() if found else ""
