"""From page to article: on the press's pages and on small ones of our own."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from press import NOW, Press, expected, plain
from press.stories import Article as Story
from press.stories import read

from monitor.extract import Thin, article_id, extract
from monitor.extract.article import MIN_WORDS
from monitor.extract.asides import drop_asides
from monitor.model import Article, Failure, Link, Page
from monitor.text.moments import LIMA

STORIES = read("articles")
PAGES = sorted(name for name, story in STORIES.items() if story.answer == "page")
URL = "https://diario.pe/politica/canciller-se-reune-con-embajador-noticia/"
BODY = (
    "<p>El canciller Hugo de Zela se reunió con el embajador de Estados Unidos en el Perú, Bernie Navarro, para revisar la "
    "cooperación en puertos y aduanas, informó la Cancillería.</p><p>“Fue una reunión útil”, dijo el canciller a la prensa "
    "al salir de la sede del ministerio, y anunció que habrá otra en los próximos meses con el mismo propósito.</p>"
)
ENGLISH = (
    "<p>The ambassador met with the foreign minister of Peru to review the work on port security that both countries "
    "have agreed on, and they spoke about the training of customs officers and the next steps of the program.</p>"
)


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as press:
        yield press


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=5, follow_redirects=True) as client:
        yield client


def html(body: str = BODY, head: str = "", lang: str = "es") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>De Zela y Navarro se reúnen | Diario</title>{head}</head>'
        f"<body><nav><ul><li>Política</li><li>Mundo</li></ul></nav><article><h1>De Zela y Navarro se reúnen</h1>{body}"
        "</article><footer>Copyright 2019</footer></body></html>"
    )


def page(body: str | bytes, url: str = URL, content_type: str = "text/html", **said: object) -> Page:
    body = body.encode() if isinstance(body, str) else body
    return Page(url, body, content_type, NOW, Link(url, "diario", **said))  # type: ignore[arg-type]


def article(body: str | bytes, url: str = URL, **said: object) -> Article:
    found = extract(page(body, url, **said), "Diario", "", NOW)
    assert isinstance(found, Article), found
    return found


def miss(body: str | bytes, content_type: str = "text/html", **said: object) -> Failure:
    found = extract(page(body, content_type=content_type, **said), "Diario", "", NOW)
    assert isinstance(found, Failure), found
    return found


# --- the press ---


def fetched(press: Press, http: httpx.Client, name: str, query: str = "") -> Page:
    answer = http.get(press.address(name) + query)
    url = str(answer.url)
    return Page(url, answer.content, answer.headers["content-type"].split(";")[0], NOW, Link(url, name.split("/")[0]))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_press_gives_its_text_and_its_date(name: str, press: Press, http: httpx.Client) -> None:
    story: Story = STORIES[name]
    found = extract(fetched(press, http, name), "", "", NOW)
    assert isinstance(found, Article), found
    text = " ".join(found.text.split())
    if story.encoding == "utf-8":
        assert [p for p in map(plain, story.paragraphs) if p not in text] == []
    assert found.published == (story.published.astimezone(LIMA).date() if story.published else None)
    assert (found.published_basis == "unknown") is (story.published is None)
    assert found.title.startswith(story.title[:30])
    assert found.author in ("", story.author, story.author.title())
    if story.caption and story.caption != story.title:
        assert story.caption in found.captions
        assert story.caption not in found.text


def test_the_sentences_that_tell_of_contacts_survive(press: Press, http: httpx.Client) -> None:
    lost = {}
    for contact in expected()["contacts"]:
        for name, sentence in {**contact["told_by"], **contact.get("recalled_by", {})}.items():
            query = "?outputType=amp" if STORIES[name].answer == "stub" else ""
            found = extract(fetched(press, http, name, query), "", "", NOW)
            if not isinstance(found, Article) or sentence not in " ".join(found.text.split()):
                lost[name] = sentence
    assert lost == {}


@pytest.mark.parametrize(
    "name", sorted(name for name, slug in expected()["outcomes"].items() if slug in ("paywall", "no-text", "not-html"))
)
def test_pages_of_the_press_that_are_no_articles(name: str, press: Press, http: httpx.Client) -> None:
    found = extract(fetched(press, http, name), "", "", NOW)
    assert isinstance(found, Failure)
    assert found.reason == expected()["outcomes"][name]


def test_a_stub_names_its_twin_and_the_twin_is_the_same_article(press: Press, http: httpx.Client) -> None:
    stub = extract(fetched(press, http, "gestor/balcazar-navarro"), "", "", NOW)
    assert isinstance(stub, Thin)
    assert stub.twin == press.address("gestor/balcazar-navarro") + "?outputType=amp"
    whole = extract(fetched(press, http, "gestor/reunion-navarro"), "", "", NOW)
    twin = extract(fetched(press, http, "gestor/reunion-navarro", "?outputType=amp"), "", "", NOW)
    assert isinstance(whole, Article)
    assert isinstance(twin, Article)
    assert (twin.id, twin.url, twin.published) == (whole.id, whole.url, whole.published)


# --- when it was published ---

LD = '<script type="application/ld+json">{}</script>'
NEWS = LD.format('{"@type": "NewsArticle", "datePublished": "2026-03-02T21:26:00-05:00", "dateModified": "2026-03-05"}')
META = '<meta property="article:published_time" content="2026-03-02T21:26:00-05:00">'
DATES = {
    "JSON-LD": (html(head=NEWS), "2026-03-02", "page"),
    "JSON-LD, a list": (html(head=LD.format('[{"@type": "Organization"}, {"datePublished": "2026-03-02"}]')), "2026-03-02", "page"),
    "JSON-LD, a graph with the page beside": (
        html(head=LD.format('{"@graph": [{"@type": "WebPage", "datePublished": "2025-01-05"}, {"@type": ["NewsArticle"], "datePublished": "2026-03-02"}]}')),
        "2026-03-02", "page",
    ),
    "JSON-LD, other articles listed": (
        html(head=LD.format('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2025-01-05"}]}') + META),
        "2026-03-02", "page",
    ),
    "JSON-LD, broken": (html(head=LD.format('{"@type": "NewsArticle", "datePublished": "2025') + META), "2026-03-02", "page"),
    "JSON-LD with a raw line break": (html(head=LD.format('{"description": "a\nb", "datePublished": "2026-03-02"}')), "2026-03-02", "page"),
    "JSON-LD, a graph in a list": (html(head=LD.format('[{"@graph": [{"@type": "Organization"}, {"@type": "NewsArticle", "datePublished": "2026-03-02T08:00:00-05:00"}]}]')), "2026-03-02", "page"),
    "JSON-LD, another article first": (
        html(head=LD.format('{"@type": "NewsArticle", "url": "https://diario.pe/otra", "datePublished": "2026-01-05"}')
             + LD.format(f'{{"@type": "NewsArticle", "mainEntityOfPage": {{"@id": "{URL}"}}, "datePublished": "2026-03-02"}}')),
        "2026-03-02", "page",
    ),
    "JSON-LD, changed only": (html(head=LD.format('{"@type": "NewsArticle", "dateModified": "2026-03-05T08:00:00-05:00"}')), None, "unknown"),
    "JSON-LD, created only": (html(head=LD.format('{"@type": "NewsArticle", "dateCreated": "2026-03-02T08:00:00-05:00"}')), "2026-03-02", "page"),
    "JSON-LD, a list of one": (html(head=LD.format('{"@type": "NewsArticle", "datePublished": ["2026-03-02"]}')), "2026-03-02", "page"),
    "JSON-LD, seconds since 1970": (html(head=LD.format('{"datePublished": 1772460000}')), "2026-03-02", "page"),
    "JSON-LD, milliseconds": (html(head=LD.format('{"datePublished": "1772460000000"}')), "2026-03-02", "page"),
    "JSON-LD, nonsense": (html(head=LD.format('{"datePublished": [[true, {}], -1], "url": 7, "@id": "http://[x"}')), None, "unknown"),
    "JSON-LD, 3/2 on an English page": (html(ENGLISH, LD.format('{"datePublished": "3/2/2026 9:26:00 PM"}'), "en"), None, "unknown"),
    "JSON-LD from Madrid": (html(head=LD.format('{"datePublished": "2026-03-03T03:30:00+01:00"}')), "2026-03-02", "page"),
    "meta, 1970": (html(head=META.replace("2026-03-02T21", "1970-01-01T00")), None, "unknown"),
    "meta, zeros": (html(head=META.replace("2026-03-02T21:26:00", "0000-00-00T00:00:00")), None, "unknown"),
    "meta, 1 January with an hour": (html(head=META.replace("2026-03-02", "2026-01-01")), "2026-01-01", "page"),
    "time of the article": (html('<time datetime="2026-03-02T10:00:00-05:00">2 de marzo</time>' + BODY), "2026-03-02", "page"),
    "time of another article before": (html('<aside><a href=/x>Otra nota</a><time datetime="2026-02-01">1 feb</time></aside><time datetime="2026-03-02">2 mar</time>' + BODY), "2026-03-02", "page"),
    "times of other articles": (html(BODY + '<ul><li><time datetime="2026-02-01">x</time><a href=/x>Otra nota de este diario</a></li></ul>'), None, "unknown"),
    "itemprop of another article": (html(BODY + '<aside><time itemprop="datePublished" datetime="2026-02-01">x</time></aside>'), None, "unknown"),
    "time, changed only": (html('<time class="updated" datetime="2026-03-05T10:00:00">x</time>' + BODY), None, "unknown"),
    "three hours ago": (html("<time>hace 3 horas</time>" + BODY), None, "unknown"),
    "JSON-LD without zone": (html(head=LD.format('{"datePublished": "2026-03-02T23:30:00"}')), "2026-03-02", "page"),
    "JSON-LD in UTC": (html(head=LD.format('{"datePublished": "2026-03-03T02:26:00Z"}')), "2026-03-02", "page"),
    "meta": (html(head=META), "2026-03-02", "page"),
    "meta, changed only": (html(head='<meta property="article:modified_time" content="2026-03-05T10:00:00-05:00">'), None, "unknown"),
    "itemprop": (html('<time itemprop="datePublished" datetime="2026-03-02">ayer</time>' + BODY), "2026-03-02", "page"),
    "time of WordPress": (html('<time class="entry-date published" datetime="2026-03-02T10:00:00">x</time>' + BODY), "2026-03-02", "page"),
    "a day that is none": (html(head=META.replace("2026-03-02", "2026-02-31")), None, "unknown"),
    "years ahead": (html(head=META.replace("2026-03-02", "2099-12-30")), None, "unknown"),
    "day and month changed over": (html(head=META.replace("2026-03-02", "2026-09-02")), "2026-02-09", "page"),
    "month and day of the future": (html(head=META.replace("2026-03-02", "2026-12-20")), None, "unknown"),
    "nothing": (html(), None, "unknown"),
    "copyright of the foot": (html(BODY + "<p>© 2024 Diario</p>"), None, "unknown"),
    "a bare 1 January": (html("<p>Publicado en 2026</p>" + BODY), None, "unknown"),
    "label": (html(BODY + "<p>Publicado: 2/3/2026</p>"), "2026-03-02", "text"),
    "label with an update beside": (html("<p>Actualizado el 05/03/2026, 02:05 p.m. Publicado el 02/03/2026</p>" + BODY), "2026-03-02", "text"),
    "update alone": (html("<p>Actualizado el 05/03/2026, 02:05 p.m.</p>" + BODY), None, "unknown"),
    "head line": (html("<p>02/03/2026 / Diario Noticias / Política</p>" + BODY), "2026-03-02", "text"),
    "head line with the weekday": (html("<p>Lunes, 2 de marzo de 2026</p>" + BODY), "2026-03-02", "text"),
    "head line with weekday and hour": (html("<p>Lunes, 02 Marzo 2026 10:22</p>" + BODY), "2026-03-02", "text"),
    "head line of setiembre": (html("<p>Lunes, 15 de setiembre de 2025</p>" + BODY), "2025-09-15", "text"),
    "1 January as head line": (html("<p>Jueves, 1 de enero de 2026</p>" + BODY), None, "unknown"),
    "label, then an update": (html("<p>Publicado el 2 de marzo de 2026 - Actualizado el 5 de marzo de 2026</p>" + BODY), "2026-03-02", "text"),
    "last change alone": (html("<p>Última actualización: 5 de marzo de 2026</p>" + BODY), None, "unknown"),
    "note of a ministry": (html("<p>Nota de Prensa 61-26</p><p>2 de marzo de 2026 - 9:26 p. m.</p>" + BODY), "2026-03-02", "text"),
    "dateline": (html(BODY.replace("<p>", "<p>Lima, 2 de marzo de 2026 (EFE).- ", 1)), "2026-03-02", "text"),
    "dateline in English": (html(ENGLISH.replace("<p>", "<p>LIMA, Peru (March 2, 2026) -- ", 1), lang="en"), "2026-03-02", "text"),
    "3/2 on an English page": (html("<p>Posted: 3/2/2026</p>" + ENGLISH, lang="en"), None, "unknown"),
    "the day of the crawl above the text": (html("<p>Lima, martes 10 de marzo de 2026</p>" + BODY), None, "unknown"),
    "the day of the crawl, with the hour": (html("<p>10 de marzo de 2026 - 6:15 p. m.</p>" + BODY), "2026-03-10", "text"),
    "a day the text speaks of": (html(BODY + "<p>Ambos se conocieron el 12 de mayo de 2023 en Washington, dijo.</p>"), None, "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_publication_date(name: str) -> None:
    body, day, basis = DATES[name]
    found = article(body)
    assert (found.published and found.published.isoformat(), found.published_basis) == (day, basis)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/politica/2026/03/02/canciller-noticia/", "2026-03-02"),
        ("/politica/canciller_20260302/", "2026-03-02"),
        ("/2026-03-02-canciller.html", "2026-03-02"),
        ("/politica/canciller-n2026030212/", None),
        ("/politica/2026/31/02/", None),
        ("/2030/03/02/canciller/", None),
    ],
)
def test_an_address_dates_a_page_that_states_nothing(path: str, day: str | None) -> None:
    found = article(html(), "https://diario.pe" + path)
    assert (found.published and found.published.isoformat(), found.published_basis) == (
        day,
        "url" if day else "unknown",
    )


def test_the_feed_is_trusted_most_where_it_can_be() -> None:
    told = datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert article(html(head=META), published=told).published == date(2026, 3, 1)
    assert article(html(head=META), published=told.replace(year=2099, day=30)).published == date(2026, 3, 2)
    late = datetime(2026, 3, 3, 2, 26, tzinfo=UTC)
    assert article(html(), published=late).published == date(2026, 3, 2), "the evening before, in Lima"


def test_an_address_settles_whether_day_and_month_are_changed_over() -> None:
    found = article(html(head=META.replace("2026-03-02", "2026-02-03")), "https://diario.pe/2026/03/02/canciller/")
    assert found.published == date(2026, 3, 2)


# --- which page it is ---


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("https://diario.pe/politica/otra-noticia/", "https://diario.pe/politica/otra-noticia"),
        ("/politica/otra-noticia/?utm_source=x", "https://diario.pe/politica/otra-noticia"),
        ("https://amp.diario.pe/politica/otra-noticia", "https://diario.pe/politica/otra-noticia"),
        ("https://otro.com/politica/otra-noticia", URL.rstrip("/")),
        ("https://diario.pe/", URL.rstrip("/")),
        ("javascript:alert(1)", URL.rstrip("/")),
        ("", URL.rstrip("/")),
    ],
)
def test_canonical_address_is_believed_on_the_same_site_only(said: str, url: str) -> None:
    found = article(html(head=f'<link rel="canonical" href="{said}">'))
    assert found.url == url
    assert found.id == article_id(url)


def test_author_outlet_and_title() -> None:
    head = '<meta name="author" content="Por Milagros Temoche"><meta property="og:site_name" content="El Diario">'
    found = article(html(head=head), title="Lo que dijo el canal")
    assert (found.author, found.outlet, found.title) == ("Milagros Temoche", "Diario", "Lo que dijo el canal")
    unnamed = extract(page(html(head=head)), "", "", NOW)
    assert isinstance(unnamed, Article)
    assert (unnamed.outlet, unnamed.title) == ("El Diario", "De Zela y Navarro se reúnen")


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ('<meta name="author" content="Por Ana Ruiz">', "Ana Ruiz"),
        ('<meta name="author" content="Redacci&amp;oacute;n Mundo">', "Redacción Mundo"),
        ('<meta name="author" content="www.diario.pe">', ""),
        ('<meta name="author" content="Diario">', ""),
        ('<meta property="article:author" content="https://facebook.com/ana"><meta name="twitter:creator" content="@ana">', ""),
        (f'<meta name="author" content="{"x" * 500}">', ""),
        (LD.format('{"@type": "NewsArticle", "author": "Ana Ruiz"}'), "Ana Ruiz"),
        (LD.format('{"@type": "NewsArticle", "author": [{"@type": "Organization", "name": "EFE"}, {"@type": "Person", "name": ["Ana Ruiz", "Luis Paz"]}]}'), "Ana Ruiz; Luis Paz"),
        (LD.format('{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "EFE"}}'), "EFE"),
        (LD.format('{"@type": "NewsArticle", "author": [[], 7, null, {"name": {}}]}') + '<meta name="author" content="Ana Ruiz">', "Ana Ruiz"),
        (LD.format('{"@type": "Person", "author": "Ana Ruiz"}'), ""),
    ],
)  # fmt: skip
def test_the_author_is_a_name_and_not_the_outlet(head: str, author: str) -> None:
    assert article(html(head=head)).author == author


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Rubio llega a Lima | Diario", "Rubio llega a Lima"),
        ("Diario - Rubio llega a Lima", "Rubio llega a Lima"),
        ("Rubio llega a Lima – El Sitio", "Rubio llega a Lima"),
        ("Rubio llega a Lima - Reuters", "Rubio llega a Lima - Reuters"),
        ("Perú - EE. UU.: nueva cita | EL SITIO", "Perú - EE. UU.: nueva cita"),
        ("Diario", "Diario"),
    ],
)
def test_a_title_does_without_the_name_of_its_outlet(title: str, shown: str) -> None:
    body = html(head='<meta property="og:site_name" content="El Sitio">')
    found = article(body.replace("<h1>De Zela y Navarro se reúnen", f"<h1>{title}"))
    assert found.title == shown


# --- text and captions ---


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src=x><figcaption>Rubio en Palacio</figcaption></figure>",
        '<div class="wp-caption"><img src=x><p class="wp-caption-text">Rubio en Palacio</p></div>',
        '<p class="leyenda">Rubio en Palacio</p>',
        '<span class="nota-imageCaption">Rubio en Palacio</span>',
        '<div class="pie-de-foto">Rubio en Palacio</div>',
    ],
)
def test_captions_are_kept_apart(caption: str) -> None:
    found = article(html(BODY.replace("</p>", f"</p>{caption}y lo que sigue", 1) + caption))
    assert found.captions == "Rubio en Palacio"
    assert "Rubio" not in found.text
    assert "y lo que sigue" in found.text


def test_what_stands_in_both_a_caption_and_its_part_is_one_caption() -> None:
    found = article(
        html(BODY + "<figure><figcaption>Foto 1: <span class=caption>Rubio en Palacio</span></figcaption></figure>")
    )
    assert found.captions == "Foto 1: Rubio en Palacio"


def test_the_captions_of_a_gallery_are_its_text() -> None:
    pictures = "".join(
        f"<figure><img src=x><figcaption>{n}. {'El canciller saluda a los suyos. ' * 9}</figcaption></figure>"
        for n in range(20)
    )
    found = article(html(BODY + pictures))
    assert (found.captions, "19. El canciller saluda" in found.text) == ("", True)


OTHER = '<a href="/otra">La ficha del excanciller en los archivos de Washington</a>'


@pytest.mark.parametrize(
    "aside",
    [
        f"<p>LEE TAMBIÉN: {OTHER}</p>",
        f"<p><strong>MIRA | {OTHER}</strong></p>",
        f"<h3>Te puede interesar: {OTHER}</h3>",
        f"<ul><li>Nota relacionada: {OTHER}</li></ul>",
        f"<p>[ {OTHER} ]</p>",
        f"<p>{OTHER}</p>",
        "<p>Síguenos en <a href=x>Telegram</a> y <a href=y>X</a>, donde La ficha del excanciller</p>",
        "<p>Suscríbete <a href=x>aquí</a> y recibe La ficha del excanciller</p>",
    ],
)
def test_pointers_to_other_articles_are_no_text(aside: str) -> None:
    found = article(html(BODY.replace("</p>", f"</p>{aside}", 1) + BODY.replace("El canciller", "Luego el canciller")))
    assert "La ficha del excanciller" not in found.text
    assert "cooperación en puertos" in found.text


@pytest.mark.parametrize(
    "kept",
    [
        f"<p>El ministro citó {OTHER} y no dijo más.</p>",
        f"<p>Mira a Washington: {OTHER}</p>",
        f"<p>También el canciller dijo: {OTHER}</p>",
        f"<p>More than 200 US-trained officers read {OTHER}</p>",
        "<p>Mira a Washington: el canciller suscribió un <a href=x>acuerdo</a>.</p>",
        "<p>Le puede costar el cargo: el canciller viajó a Washington.</p>",
        "<p>El Perú suscribe con Estados Unidos un <a href=x>memorando sobre minerales críticos y puertos</a>.</p>",
        '<p class="entry-meta"><a href=x>Ana Ruiz, Lima, 2 de marzo de 2026</a></p>',
    ],
)
def test_a_sentence_with_a_link_is_text(kept: str) -> None:
    tree = fromstring(f"<article>{BODY}{kept}</article>")
    before = tree.text_content()
    drop_asides(tree)
    assert tree.text_content() == before


def test_an_article_in_a_caption_class_is_an_article() -> None:
    found = article(html(f'<div class="captioned">{BODY * 3}</div>'))
    assert "cooperación en puertos" in found.text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
    ],
)
def test_a_wrong_charset_costs_no_letter(declared: str, encoding: str) -> None:
    found = article(html(head=f'<meta charset="{declared}">').encode(encoding))
    assert "“Fue una reunión útil”" in found.text


# --- what is no article, or not all of it ---

FREE = LD.format('{"isAccessibleForFree": false}')
TWIN = '<link rel="amphtml" href="https://diario.pe/amp/1">'
SHORT = "<p>Solo unas pocas palabras.</p>"


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "no-text"),
        (b" \n", "no-text"),
        (b"\xef\xbb\xbf", "no-text"),
        (b"<html></html>", "no-text"),
        (b"plain words", "no-text"),
        (html(SHORT), "no-text"),
        (html("<ul>" + "".join(f"<li>{word}</li>" for word in ("Inicio", "Política", "Mundo", "Lo último")) * 12 + "</ul>"), "no-text"),
        (html(SHORT, head=FREE), "paywall"),
        (html(f'{SHORT}<div class="muro paywall">Suscríbete</div>'), "paywall"),
        (html(SHORT).replace("De Zela y Navarro se reúnen | Diario", "Antes de ir a Google"), "consent"),
        (html('<form action="https://consent.google.com/save"></form>'), "consent"),
        (html(ENGLISH).replace("De Zela y Navarro se reúnen | Diario", "Just a moment..."), "challenge"),
        (html().replace("De Zela y Navarro se reúnen | Diario", "Página no encontrada | Diario"), "gone"),
        (b"%PDF-1.7\n%\xe2", "not-html"),
        (b"\x89PNG\r\n", "not-html"),
        (b"\x00\x00\x00\x18ftyp", "not-html"),
        (html("<p>a</p>" * 25_000), "too-complex"),
        (html("<p>a</p>" * 35_000), "too-complex"),
        (html("<p a=1 b=2 c=3 d=4>x</p>" * 8_000), "too-complex"),
        (html(f"<p {' '.join(f'a{n}' for n in range(21_000))}>x</p>"), "too-complex"),
        (html("<p>" + "palabra " * 65_000), "too-complex"),
        (html("<p>O presidente do Brasil reuniu-se com o embaixador para tratar de comércio e não comentou nada ontem.</p>" * 2
              + "<p>Também não houve declarações à imprensa depois do encontro, que durou mais de duas horas.</p>"), "language-pt"),
    ],
)  # fmt: skip
def test_what_is_no_article(body: str | bytes, slug: str) -> None:
    assert miss(body).reason == slug


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "application/json"])
def test_what_calls_itself_no_page_and_does_not_look_like_one(content_type: str) -> None:
    assert miss('{"a": 1}', content_type).reason == "not-html"
    assert miss(html(SHORT), content_type).reason == "no-text", "content is believed, not its label"


def test_a_long_article_with_an_odd_title_is_an_article() -> None:
    filler = "".join(f"<p>En el punto {n} de la agenda, ambos trataron un tema distinto.</p>" for n in range(30))
    found = article(html(BODY + filler).replace("De Zela y Navarro se reúnen | Diario", "Access denied: the visas"))
    assert "cooperación en puertos" in found.text


def test_a_teaser_is_read_in_its_twin_where_there_is_one() -> None:
    found = miss(html(head=FREE + TWIN))
    assert isinstance(found, Thin)
    assert (found.reason, found.twin) == ("paywall", "https://diario.pe/amp/1")
    assert found.teaser == article(html(head=FREE)), "kept for where the twin tells no more"
    assert "cooperación en puertos" in article(html(head=FREE)).text, "without a twin the teaser is better than nothing"
    assert "cooperación en puertos" in article(html(head=TWIN)).text


def test_a_teaser_is_marked_as_one() -> None:
    """So is that of a twin, which names no other twin, and of a page whose feed tells as little."""
    assert article(html(head=FREE), content=BODY * 2).teaser
    assert article(html(head=FREE)).teaser
    assert not article(html()).teaser
    assert not article(html(BODY * 3, head=FREE)).teaser, "so much text is an article, whatever else there may be"


@pytest.mark.parametrize(
    ("named", "source", "site", "outlet"),
    [
        ("Gestión", "Google News", "El Diario", "Gestión"),
        ("", "RPP", "El Diario", "RPP"),
        ("", "", "El Diario", "El Diario"),
        ("", "", "", "diario.pe"),
    ],
)
def test_the_outlet_is_who_the_link_the_source_or_the_page_says(
    named: str, source: str, site: str, outlet: str
) -> None:
    head = f'<meta property="og:site_name" content="{site}">'
    found = extract(page(html(head=head), outlet=named), source, "", NOW)
    assert isinstance(found, Article)
    assert found.outlet == outlet


def test_the_feeds_own_text_is_used_where_the_page_yields_less() -> None:
    content = (
        "<div>"
        + BODY
        + "".join(f"<p>Párrafo {n} del canal, con algunas palabras más.</p>" for n in range(20))
        + "</div>"
    )
    for body in (html(SHORT), html(SHORT, head=FREE), html(SHORT, head=FREE + TWIN), html(head=FREE + TWIN), html()):
        assert "Párrafo 19 del canal" in article(body, content=content).text
    filler = "".join(f"<p>Párrafo {n} de la página, con algunas palabras más que las del canal.</p>" for n in range(20))
    assert "de la página" in article(html(BODY + filler), content=content).text


# --- hostile ones ---


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 200_000,
        "<" * 1_000_000,
        "&" * 1_000_000,
        "<p>" + "<span>a</span>" * 100_000,
        "a<br>" * 100_000,
        "<table><tr><td>" * 50_000,
        "<!--" * 100_000,
        LD.format("[" * 500_000),
        LD.format('{"@graph":' * 50_000),
        "<meta name=date content=x>" * 20_000,
        "palabra " * 300_000,
        "<p>a\0b</p>" * 20_000,
        '<p class="caption">' * 20_000,
    ],
)
def test_hostile_pages_end_soon(body: str) -> None:
    begin = time.perf_counter()
    found = extract(page(html(body)), "", "", NOW)
    assert time.perf_counter() - begin < 25
    assert isinstance(found, Failure) or len(found.text.split()) >= MIN_WORDS


NAMES = "; ".join(f"Ana{n} Paz{n}" for n in range(9_000))
PARENS = "(" * 140_000


@pytest.mark.parametrize(
    "head",
    [
        f'<meta name="author" content="{PARENS}">',
        f'<meta name="author" content="{"&lt;" * 19_000}">',
        f'<meta name="author" content="{NAMES}">',
        "".join(f'<meta name="author" content="Ana{n} Paz">' for n in range(5_000)),
        LD.format(f'{{"@type": "NewsArticle", "author": "{PARENS}"}}'),
        LD.format(f'{{"@type": "NewsArticle", "author": "{PARENS}"'),
        LD.format(f'{{"@type": "NewsArticle", "author": {{"name": "{NAMES}"}}}}'),
        LD.format('"author":' * 15_000),
        LD.format('"Person"' * 15_000),
        LD.format(f'{{"@type": "NewsArticle", "headline": "{"a - " * 40_000}"}}'),
        LD.format('{"@graph": [' + ",".join(f'{{"@type": "NewsArticle", "author": {{"name": "Ana{n}"}}}}' for n in range(3_000)) + "]}"),
    ],
)  # fmt: skip
def test_no_value_makes_a_pattern_run_on(head: str) -> None:
    """The patterns of trafilatura take minutes for each of these."""
    begin = time.perf_counter()
    assert "cooperación en puertos" in article(html(head=head)).text
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize("content", ["<ul>" + "<li>" * 250 + "palabra " * 24_000, "<p>" * 60_000, "<li>a<p>b" * 20_000])
def test_hostile_content_of_a_feed_costs_no_more_than_its_size(content: str) -> None:
    tracemalloc.start()
    found = extract(page(html(SHORT), content=content), "", "", NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Failure) or len(found.text) <= 200_000
    assert peak < 30_000_000


PIECES = ["<p>", "</p>", "<article>", "</div>", "<table>", "<script type='application/ld+json'>", "</script>", "{", "}"]
STATED = [
    "<!--",
    "<meta",
    '"datePublished"',
    ":",
    "2026-03-02",
    "\0",
    "&#0;",
    "<figcaption>",
    "<body>",
    "<html",
    "Publicado: ",
]
pieces = st.sampled_from([*PIECES, *STATED, "10/03/2026", BODY])


@settings(max_examples=100, deadline=None)
@given(st.lists(pieces, max_size=30).map(lambda parts: "".join(parts).encode()) | st.binary(max_size=200))
def test_no_bytes_raise(body: bytes) -> None:
    found = extract(page(body), "", "", NOW)
    assert isinstance(found, Article) or found.reason
