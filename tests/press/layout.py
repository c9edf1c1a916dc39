"""The outlets and how they set an article: page, AMP twin, feed. Templates are in layouts/, one file per outlet."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .stories import HERE, Article

TWIN = "?outputType=amp"
_MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"]
_MONTHS += ["agosto", "setiembre", "octubre", "noviembre", "diciembre"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: where its feed is, what kind it is, and how it is set."""

    id: str
    name: str
    lang: Literal["es", "en"]
    feed: str
    kind: Literal["feed", "sitemap"]
    template: str
    """Of the feed; empty for a JSON Feed, which needs none."""
    content_type: str
    weak: bool = False
    """Whether the feed's ETag is a weak one, as of servers that compress."""
    twins: bool = False


OUTLETS = {
    outlet.id: outlet
    for outlet in (
        Outlet(
            "gestor",
            "Gestor",
            "es",
            "/gestor/arc/outboundfeeds/rss/?outputType=xml",
            "feed",
            "gestor.rss.xml",
            "text/xml; charset=utf-8",
            weak=True,
            twins=True,
        ),
        Outlet(
            "radio",
            "Radio Horizonte",
            "es",
            "/radio/feed/atom/",
            "feed",
            "radio.atom.xml",
            "application/atom+xml; charset=UTF-8",
        ),
        Outlet(
            "torre",
            "Ministerio de Relaciones Exteriores",
            "es",
            "/torre/rdf",
            "feed",
            "torre.rdf.xml",
            "application/rdf+xml",
        ),
        Outlet(
            "embajada",
            "U.S. Embassy in Peru",
            "en",
            "/embajada/feed/",
            "feed",
            "embajada.rss.xml",
            "application/rss+xml; charset=UTF-8",
        ),
        Outlet("state", "Department of State", "en", "/state/feed.json", "feed", "", "application/feed+json"),
        Outlet(
            "agencia",
            "Agencia Andes",
            "es",
            "/agencia/sitemap-news.xml",
            "sitemap",
            "agencia.sitemap.xml",
            "application/xml",
        ),
    )
}


def has_twin(outlet: Outlet, article: Article) -> bool:
    """Whether the article has an AMP twin."""
    return outlet.twins and (article.answer == "page" or (article.answer == "stub" and article.amp))


def page(outlet: Outlet, article: Article, others: Sequence[Article], base: str) -> bytes:
    """The article's page in the encoding it is served in; what that lacks is written as a character reference."""
    name = f"{outlet.id}.stub.html" if article.answer == "stub" else f"{outlet.id}.html"
    return _page(name, outlet, article, others, base).encode(article.encoding, "xmlcharrefreplace")


def twin(outlet: Outlet, article: Article, base: str) -> bytes:
    """The article's AMP twin: always the whole text."""
    return _page(f"{outlet.id}.amp.html", outlet, article, (), base).encode()


def feed(outlet: Outlet, articles: Sequence[Article], changed: datetime, base: str) -> bytes:
    """The outlet's feed or sitemap."""
    if not outlet.template:
        return _json_feed(outlet, articles, base)
    text = _TEMPLATES.get_template(outlet.template).render(
        articles=articles, changed=changed, base=base, feed=base + outlet.feed
    )
    return text.encode()


def front(title: str, text: str, base: str) -> bytes:
    """A web page that is no article: an error, or what stands where a feed should be."""
    return _TEMPLATES.get_template("front.html").render(title=title, text=text, base=base).encode()


def inline(text: str, base: str) -> Markup:
    """A paragraph's words as HTML."""
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text)))
    return Markup(re.sub(r"\[(.+?)\]\((/.*?)\)", rf'<a href="{base}\2">\1</a>', html))


def plain(text: str) -> str:
    """A paragraph's words alone, as an extractor should leave them."""
    return re.sub(r"\[(.+?)\]\(/.*?\)", r"\1", text.replace("**", ""))


def _page(template: str, outlet: Outlet, article: Article, others: Sequence[Article], base: str) -> str:
    url = base + article.path
    return _TEMPLATES.get_template(template).render(
        article=article,
        paragraphs=[inline(paragraph, base) for paragraph in article.paragraphs],
        others=others,
        base=base,
        url=url,
        twin=url + TWIN if has_twin(outlet, article) else "",
        feed=base + outlet.feed,
        ld_json=_ld_json(outlet, article, url),
    )


def _ld_json(outlet: Outlet, article: Article, url: str) -> Markup:
    """schema.org's NewsArticle; a `</script>` inside a title must not end the element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title,
        "description": article.lead,
        "author": {"@type": "Person", "name": article.author},
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "isAccessibleForFree": article.answer != "stub",
    }
    if article.published:
        data["datePublished"] = article.published.isoformat()
        data["dateModified"] = (article.updated or article.published).isoformat()
    return Markup(json.dumps(data, ensure_ascii=False).replace("</", "<\\/"))


def _json_feed(outlet: Outlet, articles: Sequence[Article], base: str) -> bytes:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base}/{outlet.id}/",
        "feed_url": base + outlet.feed,
        "language": "en-US",
        "items": [_json_item(article, base) for article in articles],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _json_item(article: Article, base: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": base + article.path,
        "url": base + article.address,
        "title": article.title,
        "content_text": plain(article.paragraphs[0]),
        "tags": list(article.tags),
        "authors": [{"name": article.author}],
    }
    if article.published:
        item["date_published"] = _zulu(article.published)
    if article.updated:
        item["date_modified"] = _zulu(article.updated)
    return item


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _clock12(moment: datetime) -> str:
    """9:26 p. m."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'a' if moment.hour < 12 else 'p'}. m."


def _spanish_day(moment: datetime) -> str:
    return f"{moment.day} de {_MONTHS[moment.month - 1]} de {moment.year}"


def _spanish_short(moment: datetime) -> str:
    return f"{_MONTHS[moment.month - 1][:3]}. {moment.day}"


def _english_day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _slashed_short(moment: datetime) -> str:
    return f"{moment.day}/{moment.month}/{moment.year}"


def _crc(text: str) -> int:
    """A stable number for an address, as content systems give; five digits, so that it is never taken for a date."""
    return zlib.crc32(text.encode()) % 90_000 + 10_000


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "layouts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        clock12=_clock12,
        crc=_crc,
        english_day=_english_day,
        inline=inline,
        rfc822=_rfc822,
        rfc822_local=format_datetime,
        slashed=lambda moment: f"{moment:%d/%m/%Y}",
        slashed_short=_slashed_short,
        spanish_day=_spanish_day,
        spanish_short=_spanish_short,
        zulu=_zulu,
    )
    return environment


_TEMPLATES = _templates()
