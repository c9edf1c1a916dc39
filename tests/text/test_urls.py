"""One address for one page."""

from __future__ import annotations

import base64
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.text.urls import MAX_LENGTH, canonical

PAGE = "https://elcomercio.pe/politica/canciller-viaja-a-washington-noticia"


def news_code(url: str) -> str:
    """An article code as Google News made them until 2024."""
    size = len(url)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + length + url.encode() + b"\xd2\x01\x00").decode().rstrip("=")


SAME_PAGE = {
    "as it is": PAGE,
    "http": "http://elcomercio.pe/politica/canciller-viaja-a-washington-noticia",
    "capitals in scheme and host": "HTTPS://ElComercio.PE/politica/canciller-viaja-a-washington-noticia",
    "slash at the end": f"{PAGE}/",
    "slashes doubled": "https://elcomercio.pe//politica///canciller-viaja-a-washington-noticia//",
    "www": "https://www.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "www2": "https://www2.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "mobile host": "https://m.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "mobile host in words": "https://movil.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "AMP host": "https://amp.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "two device hosts": "https://www.m.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "CDN host": "https://cdn.elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "dot after the host": "https://elcomercio.pe./politica/canciller-viaja-a-washington-noticia/",
    "default port": "https://elcomercio.pe:443/politica/canciller-viaja-a-washington-noticia/",
    "default port of http": "http://elcomercio.pe:80/politica/canciller-viaja-a-washington-noticia/",
    "user and password": "https://user:word@elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "Arc mirror": "https://elcomercio-elcomercio-prod.cdn.arcpublishing.com/politica/canciller-viaja-a-washington-noticia/",
    "Arc mirror of another age": "https://elcomercio-elcomercio-prod.web.arc-cdn.net/politica/canciller-viaja-a-washington-noticia/",
    "AMP by Arc": f"{PAGE}/?outputType=amp",
    "AMP by Arc, with its kind": f"{PAGE}/?outputType=amp-type",
    "AMP by a flag": f"{PAGE}/?amp",
    "AMP by a flag with a value": f"{PAGE}/?amp=1",
    "AMP at the end of the path": f"{PAGE}/amp/",
    "AMP file at the end of the path": f"{PAGE}/amp.html",
    "AMP at the start of the path": "https://elcomercio.pe/amp/politica/canciller-viaja-a-washington-noticia/",
    "AMP suffix": f"{PAGE}.amp",
    "AMP cache": "https://elcomercio-pe.cdn.ampproject.org/c/s/elcomercio.pe/politica/canciller-viaja-a-washington-noticia/?outputType=amp",
    "AMP viewer": "https://elcomercio-pe.cdn.ampproject.org/v/s/elcomercio.pe/politica/canciller-viaja-a-washington-noticia/?amp_js_v=0.1&usqp=mq331A&amp=1",
    "AMP by Google": "https://www.google.com/amp/s/elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "AMP by Google in Peru": "https://www.google.com.pe/amp/s/elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
    "campaign": f"{PAGE}/?utm_source=whatsapp&utm_medium=social&UTM_Campaign=x",
    "click identifiers": f"{PAGE}/?fbclid=IwAR0&gclid=x&msclkid=y&dclid=z",
    "referrer": f"{PAGE}/?ref=home&ref_src=twsrc%5Etfw&source=rss",
    "session": f"{PAGE}/?PHPSESSID=abc123",
    "session in the path": f"{PAGE};jsessionid=0A1B",
    "entity for the ampersand": f"{PAGE}/?utm_source=a&amp;utm_medium=b",
    "empty query": f"{PAGE}/?",
    "fragment": f"{PAGE}/#comentarios",
    "index file": f"{PAGE}/index.html",
    "dot segments": "https://elcomercio.pe/economia/../politica/./canciller-viaja-a-washington-noticia",
    "plain characters encoded": "https://elcomercio.pe/politica/canciller%2Dviaja-a-w%61shington-noticia",
    "white space around": f"  {PAGE}\n",
    "line break inside": "https://elcomercio.pe/politica/canciller-\nviaja-a-washington-noticia",
    "redirect of Google": f"https://www.google.com/url?sa=t&q={PAGE}&usg=AOv",
    "redirect of Google, other parameter": f"https://www.google.com/url?rct=j&url={PAGE}/%3Futm_source%3Dx&ct=ga",
    "redirect of Facebook": "https://l.facebook.com/l.php?u=https%3A%2F%2Felcomercio.pe%2Fpolitica%2Fcanciller-viaja-a-washington-noticia%2F%3Ffbclid%3D1&h=AT",
    "redirect of Bing News": f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url={PAGE}",
    "redirect in a redirect": f"https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D{PAGE}",
    "Google News feed": f"https://news.google.com/rss/articles/{news_code(PAGE)}?oc=5",
    "Google News page": f"https://news.google.com/articles/{news_code(PAGE + '/?outputType=amp')}?hl=es-419&gl=PE",
    "Google News, long address": f"https://news.google.com/rss/articles/{news_code(PAGE + '/?utm_source=' + 'x' * 200)}",
    "archived": f"https://web.archive.org/web/20260302120000/{PAGE}/",
    "archived, slash lost": "https://web.archive.org/web/20260302120000id_/http:/elcomercio.pe/politica/canciller-viaja-a-washington-noticia/",
}


@pytest.mark.parametrize("url", SAME_PAGE.values(), ids=SAME_PAGE.keys())
def test_every_way_to_a_page_has_one_identity(url: str) -> None:
    assert canonical(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://andina.pe/agencia/noticia.aspx?id=1", "https://andina.pe/agencia/noticia.aspx?id=2"),
        ("https://caretas.pe/?p=1001", "https://caretas.pe/?p=1002"),
        ("https://outlet.pe/nota?cid=7", "https://outlet.pe/nota?cid=8"),
        ("https://outlet.pe/nota?gallery=1", "https://outlet.pe/nota?gallery=2"),
        ("https://outlet.pe/nota?uid=1", "https://outlet.pe/nota?uid=2"),
        ("https://outlet.pe/nota?referendum=1", "https://outlet.pe/nota?referendum=2"),
        ("https://outlet.pe/lista?page=1", "https://outlet.pe/lista?page=2"),
        ("https://outlet.pe/nota?id=1&id=2", "https://outlet.pe/nota?id=1"),
        ("https://outlet.pe/nota?t=%E1", "https://outlet.pe/nota?t=%E9"),
        ("https://outlet.pe/Nota", "https://outlet.pe/nota"),
        ("https://outlet.pe/a%2Fb", "https://outlet.pe/a/b"),
        ("https://outlet.pe:8443/nota", "https://outlet.pe/nota"),
        ("https://especiales.outlet.pe/nota", "https://outlet.pe/nota"),
        ("https://mvsnoticias.com/#!/noticias/uno-1", "https://mvsnoticias.com/#!/noticias/dos-2"),
        ("https://infobae.com/peru/amparo/", "https://infobae.com/peru/aro/"),
        ("https://outlet.pe/campamp.html", "https://outlet.pe/camp.html"),
        ("https://outlet.pe/comparte?url=https://b.pe/1", "https://outlet.pe/comparte?url=https://b.pe/2"),
        ("https://news.google.com/rss/articles/CBMiAU_yqLaaa", "https://news.google.com/rss/articles/CBMiAU_yqLbbb"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://a.pe/x?b=2&a=1", "https://a.pe/x?a=1&b=2"),
        ("https://a.pe", "https://a.pe/"),
        ("https://www.pe/", "https://www.pe/"),
        ("http://127.0.0.1:8080/x/", "https://127.0.0.1:8080/x"),
        ("http://[::1]:8080/x", "https://[::1]:8080/x"),
        ("https://peñarol.com/año", "https://xn--pearol-xwa.com/a%C3%B1o"),
        ("https://xn--pearol-xwa.com/a%c3%b1o", "https://xn--pearol-xwa.com/a%C3%B1o"),
        ("https://a.pe/100%", "https://a.pe/100%25"),
        ("https://infobae-infobae-prod.cdn.arcpublishing.com/peru/x/", "https://infobae.com/peru/x"),
        ("https://other-other-prod.cdn.arcpublishing.com/x", "https://other-other-prod.cdn.arcpublishing.com/x"),
        ("http://www.andina.com.pe/ingles/noticia-1.aspx", "https://andina.pe/ingles/noticia-1.aspx"),
        ("https://cdn.www.gob.pe/institucion/rree/noticias/1", "https://gob.pe/institucion/rree/noticias/1"),
        ("https://news.google.com/rss/articles/CBMiAU_yqLx?oc=5", "https://news.google.com/articles/CBMiAU_yqLx"),
        ("https://news.google.com/read/CBMiAU_yqLx?hl=es", "https://news.google.com/articles/CBMiAU_yqLx?hl=es"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://google.com/url?q=javascript%3Aalert%281%29"),
        ("https://a.pe:port/x", "https://a.pe:port/x"),
        ("https://a..pe/x", "https://a..pe/x"),
        ("https://a b.pe/x", "https://a b.pe/x"),
        ("https:///x", "https:///x"),
        ("https://[::1/x", "https://[::1/x"),
        ("seed:000", "seed:000"),
        ("ftp://a.pe/x", "ftp://a.pe/x"),
        ("mailto:a@a.pe", "mailto:a@a.pe"),
        ("", ""),
        ("https://a.pe/" + "x" * MAX_LENGTH, "https://a.pe/" + "x" * MAX_LENGTH),
    ],
)
def test_the_identity_of_an_address(url: str, identity: str) -> None:
    assert canonical(url) == identity


ADDRESS_PARTS = [
    "http://", "https://", "//", "/", "/amp", "/amp/", ".amp.html", "/index.html", "..", "www.", "m.", "amp.", "cdn.", "a.pe",
    "elcomercio.pe", "xn--a", "ñ", "%C3%B1", "%2e", "%2F", "%", "%25", "?", "&", "&amp;", "=", "#", "#!/", ":80", ":443", "@",
    "utm_source=x", "amp=1", "outputType=amp", "q=", "url=", "u=", ";jsessionid=1", " ", "+", "\t", "\ud83d", "É", "İ", "…", "[::1]",
    "www.google.com/url?q=", "news.google.com/rss/articles/", "x.cdn.ampproject.org/c/s/", "web.archive.org/web/2026/", "CBMiCGh0dHBzOi8v",
]  # fmt: skip
ADDRESSES = st.lists(st.sampled_from(ADDRESS_PARTS) | st.text(string.printable, max_size=4), max_size=12).map(
    lambda parts: "https://" + "".join(parts)
)


@given(ADDRESSES | st.text())
@example("https://www.google.com/url?q=https://news.google.com/rss/articles/" + news_code("http://m.a.pe/amp/x"))
@example("https://a.pe/x%2eamp")
@example("https://a.pe/" + "é" * 1_500)
def test_a_cleaned_address_cleaned_again_is_unchanged(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once


@given(st.permutations(["a=1", "b=2", "utm_source=x", "c=%C3%B1", "id=3"]))
def test_the_order_of_the_query_does_not_matter(parameters: list[str]) -> None:
    assert canonical(f"{PAGE}?{'&'.join(parameters)}") == f"{PAGE}?a=1&b=2&c=%C3%B1&id=3"
