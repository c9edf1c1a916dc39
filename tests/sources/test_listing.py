"""Pages that list articles, and the selectors that name the part of a page."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from monitor.model import Failure, Link
from monitor.sources.listing import parse_listing
from monitor.text.selector import to_xpath

AT = "https://www.gob.pe/institucion/rree/noticias"
NOTES = """<!DOCTYPE html><html><head><title>Noticias</title></head><body>
<nav><a href="/">Inicio</a> <a href="/institucion/rree">RREE</a> <a href="/busquedas?term=a-b-c-d-e">Buscar</a></nav>
<ul class="news list">
 <li class="card"><a href="/institucion/rree/noticias/1381204-canciller-se-reunio-con-embajador"><img src="a.jpg" alt=""></a>
   <h3><a href="/institucion/rree/noticias/1381204-canciller-se-reunio-con-embajador#top">Canciller se reunió con
     el embajador</a></h3><time datetime="2026-03-03T21:26:00-05:00">3 de marzo</time></li>
 <li class="card"><div><a href="1379950-canciller-y-secretario-general-dialogaron" title="Canciller dialogó">Leer más</a></div>
   <time>27 de febrero de 2026 - 6:00 p. m.</time></li>
 <li class="card"><a href="https://otro.gob.pe/noticias/una-nota-de-otra-entidad">Otra entidad informa sobre algo</a></li>
 <li class="card"><a href="javascript:void(0)">Ver más noticias de la entidad</a></li>
</ul>
<aside id="mas"><a href="/institucion/rree/campanas/1-una-campana-de-la-entidad">Campaña</a></aside>
</body></html>"""


def links(links: str = "", select: str = "", body: str = NOTES) -> list[Link]:
    found = parse_listing(body.encode(), AT, "rree", links, select)
    assert not isinstance(found, Failure), found
    return found


def test_articles_with_title_and_date() -> None:
    assert links(r"/institucion/rree/noticias/\d+-")[0] == Link(
        "https://www.gob.pe/institucion/rree/noticias/1381204-canciller-se-reunio-con-embajador",
        "rree",
        "Canciller se reunió con el embajador",
        published=datetime(2026, 3, 4, 2, 26, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("pattern", "select", "found"),
    [
        (r"/noticias/\d+-", "", ["1381204"]),
        ("", ".news", ["1381204", "1379950"]),
        (r"noticias", "ul.news > li.card", ["1381204", "una-nota"]),
        ("", "#mas", ["1-una"]),
        ("", "", ["1381204", "1379950", "1-una"]),
        (r"campanas|otro\.gob\.pe", "", ["una-nota", "1-una"]),
    ],
)
def test_pattern_and_selector_choose(pattern: str, select: str, found: list[str]) -> None:
    """The second note's relative address leads out of /noticias/, as browsers read it."""
    urls = [link.url.rsplit("/", 1)[-1] for link in links(pattern, select)]
    assert [next(f for f in found if url.startswith(f)) for url in urls] == found


def test_a_date_belongs_to_the_link_it_stands_beside() -> None:
    dated = {link.url.rsplit("/", 1)[-1][:4]: link.published for link in links()}
    assert dated == {
        "1381": datetime(2026, 3, 4, 2, 26, tzinfo=UTC),
        "1379": datetime(2026, 2, 27, 23, tzinfo=UTC),
        "1-un": None,
    }


def test_base_element_is_honoured() -> None:
    body = NOTES.replace("<head>", '<head><base href="https://www.gob.pe/institucion/rree/noticias/">')
    assert links(r"/noticias/1379950-", body=body)[0].url == (
        "https://www.gob.pe/institucion/rree/noticias/1379950-canciller-y-secretario-general-dialogaron"
    )


def test_wrong_charset_costs_no_letter() -> None:
    found = parse_listing(NOTES.encode("cp1252"), AT, "rree")
    assert isinstance(found, list)
    assert found[0].title == "Canciller se reunió con el embajador"


@pytest.mark.parametrize(
    ("body", "pattern", "select", "slug"),
    [
        (b"", "", "", "empty"),
        (b" \n", "", "", "empty"),
        (b"<!-- -->", "", "", "not-a-page"),
        (b"Service unavailable", "", "", "no-links"),
        (NOTES.encode(), "/politica/", "", "no-links"),
        (NOTES.encode(), "", ".gone", "no-links"),
        (NOTES.encode(), "", "li:hover", "bad-selector"),
        (NOTES.encode(), "(", "", "bad-selector"),
    ],
)
def test_what_lists_no_articles_is_a_failure(body: bytes, pattern: str, select: str, slug: str) -> None:
    found = parse_listing(body, AT, "rree", pattern, select)
    assert isinstance(found, Failure)
    assert found.reason == slug


@pytest.mark.parametrize(
    "body",
    [
        "".join(f'<a href="/una-nota-de-prensa-{n}">Nota</a>' for n in range(100_000)),
        "<div>" * 100_000 + '<a href="/una-nota-de-prensa-mas">x</a>',
        '<a href="/una-nota-de-prensa">' * 50_000,
        "<ul>" + '<li><a href="/una-nota-de-prensa-1">a</a>' * 30_000,
    ],
)
def test_hostile_pages_end_soon(body: str) -> None:
    begin = time.perf_counter()
    found = parse_listing(body.encode(), AT, "rree")
    assert time.perf_counter() - begin < 10
    assert isinstance(found, Failure) or len(found) <= 1_000


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["", "a", ".x > a", "div a[href]"]))
def test_no_bytes_raise(body: bytes, select: str) -> None:
    found = parse_listing(b"<html><a href='" + body, AT, "rree", "", select)
    assert isinstance(found, list) or found.reason


# --- selectors ---

TREE = document_fromstring(
    '<div id="a" class="x y"><p class="x">1</p><section><p data-k="v w">2</p><P>3</P></section></div><p class="xy">4</p>'
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", "1234"),
        ("P", "1234"),
        (".x p", "123"),
        ("p.x", "1"),
        ("div.x.y > p", "1"),
        ("div.x>p", "1"),
        ("#a section p", "23"),
        ("section > *", "23"),
        ("[data-k]", "2"),
        ("p[data-k='v w']", "2"),
        ('p[data-k="v w"]', "2"),
        ("p.x, p.xy", "14"),
        ("ul", ""),
    ],
)
def test_selectors(selector: str, found: str) -> None:
    assert "".join(node.text_content() for node in TREE.xpath(to_xpath(selector))) == found


@pytest.mark.parametrize("selector", ["", " ", "p:hover", "p +", "a ~ b", "[x^=y]", "p >", "..", "'", "a,,b", "p['x']"])
def test_what_is_no_selector_is_named(selector: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        to_xpath(selector)


@given(st.text(alphabet="ap.#[]=>, '\"*-:x()/|", max_size=20))
def test_every_selector_is_understood_or_refused(selector: str) -> None:
    try:
        xpath = to_xpath(selector)
    except ValueError:
        return
    TREE.xpath(xpath)
