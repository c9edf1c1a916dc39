"""Feeds of every kind and fault: they end in links or in a Failure with a slug, quickly and in little memory."""

from __future__ import annotations

import codecs
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Failure, Link
from monitor.sources.feed import parse_feed
from monitor.sources.items import MAX_ITEMS, absolute, clean, unwrapped

Outcome = list[Link] | Failure
AT = "https://diario.pe/rss/politica"
MORNING = datetime(2026, 3, 3, 2, 26, tzinfo=UTC)
"""9:26 p. m. of 2 March in Lima: the next day in UTC."""


def links(body: bytes | str, url: str = AT) -> list[Link]:
    found = parse_feed(body.encode() if isinstance(body, str) else body, url, "diario")
    assert not isinstance(found, Failure), found
    return found


def reason(body: bytes) -> str:
    found = parse_feed(body, AT, "diario")
    assert isinstance(found, Failure), found[:3]
    return found.reason


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Diario</title>{items}</channel></rss>'
    )


def item(title: str = "Rubio llega a Lima", url: str = "https://diario.pe/1", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{url}</link>{more}</item>"


# --- kinds ---

RSS_DATE = "<pubDate>Mon, 02 Mar 2026 21:26:00 -0500</pubDate>"
KINDS = {
    "RSS 0.91": (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
        f'<rss version="0.91"><channel><title>D</title>{item(more=RSS_DATE)}</channel></rss>'
    ),
    "RSS 0.92": f'<rss version="0.92"><channel>{item(more=RSS_DATE)}</channel></rss>',
    "RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://diario.pe/"><title>D</title></channel>'
        '<item rdf:about="https://diario.pe/1"><title>Rubio llega a Lima</title><link>https://diario.pe/1</link>'
        "<dc:date>2026-03-03T02:26:00Z</dc:date></item></rdf:RDF>"
    ),
    "RSS 2.0": rss(item(more=RSS_DATE)),
    "RSS 2.0, address in guid": rss(
        f"<item><title>Rubio llega a Lima</title><guid isPermaLink='true'>https://diario.pe/1</guid>{RSS_DATE}</item>"
    ),
    "Atom 1.0": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>D</title><entry><title>Rubio llega a Lima</title>'
        '<link rel="self" href="https://diario.pe/1.atom"/><link rel="alternate" href="https://diario.pe/1"/>'
        "<updated>2026-03-05T10:00:00Z</updated><published>2026-03-02T21:26:00-05:00</published></entry></feed>"
    ),
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Rubio llega a Lima</title>'
        '<link rel="alternate" type="text/html" href="https://diario.pe/1"/>'
        "<issued>2026-03-02T21:26:00-05:00</issued></entry></feed>"
    ),
    "JSON Feed 1.1": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {
                    "id": "1",
                    "url": "https://diario.pe/1",
                    "title": "Rubio llega a Lima",
                    "date_published": "2026-03-02T21:26:00-05:00",
                }
            ],
        }
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_feed_is_read(kind: str) -> None:
    [found] = links(KINDS[kind])
    assert found == Link("https://diario.pe/1", "diario", "Rubio llega a Lima", published=MORNING)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_byte_order_marks_are_honoured(kind: str, mark: bytes) -> None:
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    text = KINDS[kind].replace("llega", "llegó")
    assert [link.title for link in links(mark + text.encode(encoding))] == ["Rubio llegó a Lima"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    assert [link.title for link in links(KINDS["RSS 2.0"].encode(encoding))] == ["Rubio llega a Lima"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32"])
def test_a_wide_charset_is_not_believed_without_its_bytes(declared: str, encoding: str) -> None:
    feed = rss(item("Reunión"), f'<?xml version="1.0" encoding="{declared}"?>\n').encode(encoding)
    assert [link.title for body in (feed, feed + b"\n") for link in links(body)] == ["Reunión"] * 2


def test_feed_without_items_is_a_feed() -> None:
    assert links(rss("")) == []


# --- dates ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon, 02 Mar 2026 21:26:00 -0500", MORNING),
        ("Tue, 03 Mar 2026 02:26:00 GMT", MORNING),
        ("Mon, 02 Mar 2026 21:26:00 PET", MORNING),
        ("Mon, 02 Mar 2026 21:26:00 GMT-5", MORNING),
        ("Mon, 02 Mar 2026 21:26:00", MORNING),  # no zone: the outlet's own clock
        ("2026-03-02 21:26:00", MORNING),
        ("2026-03-02T21:26:00", MORNING),
        ("lun, 02 mar 2026 21:26:00 -0500", MORNING),
        ("lunes, 2 de marzo de 2026 21:26", MORNING),
        ("2 de marzo de 2026 - 9:26 p. m.", MORNING),
        ("02/03/2026 21:26", MORNING),
        ("Mon, 02 Mar 2099 21:26:00 -0500", datetime(2099, 3, 3, 2, 26, tzinfo=UTC)),  # extraction does not believe it
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("31/02/2026", None),
        ("hace 2 horas", None),
        ("ayer", None),
        ("marzo", None),
        ("", None),
        ("\x00 9" * 40, None),
    ],
)
def test_dates_of_items(written: str, meant: datetime | None) -> None:
    [found] = links(rss(item(more=f"<pubDate>{written}</pubDate>")))
    assert found.published == meant


@pytest.mark.parametrize(
    "feed",
    [
        rss(item()),
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "https://diario.pe/1"}]}),
    ],
)
def test_no_date_stays_unknown(feed: str) -> None:
    assert [link.published for link in links(feed)] == [None]


# --- addresses ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/politica/1", "https://diario.pe/politica/1"),
        ("1?a=b", "https://diario.pe/rss/1?a=b"),
        ("//otro.pe/1", "https://otro.pe/1"),
        ("  https://diario.pe/1\n", "https://diario.pe/1"),
        ("HTTPS://diario.pe/1", "https://diario.pe/1"),
        ("https://diario.pe/á b", "https://diario.pe/á b"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("java\x01script:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:redaccion@diario.pe", None),
        ("file:///etc/passwd", None),
        ("ftp://diario.pe/1", None),
        ("https://", None),
        ("http://[::1", None),
        ("http://diario.pe:port/", None),
        ("https://diario.pe/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_addresses_of_items(written: str, meant: str | None) -> None:
    found = absolute(written, AT)
    assert (found and found.replace("HTTPS", "https")) == meant
    # in the feed itself, where the characters may stand there
    if "\x01" not in written:
        [*in_feed] = links(rss(item(url=written) + item(url="https://diario.pe/2")))
        assert [link.url.replace("HTTPS", "https") for link in in_feed] == [
            *filter(None, [meant]),
            "https://diario.pe/2",
        ]


def test_an_address_is_listed_once() -> None:
    assert [link.title for link in links(rss(item("Uno") + item("Dos") + item("Tres", "/3")))] == ["Uno", "Tres"]


@pytest.mark.parametrize(
    ("redirect", "page"),
    [
        ("https://www.google.com/url?rct=j&url=https://diario.pe/1%3Fa%3Db&ct=ga", "https://diario.pe/1?a=b"),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fdiario.pe%2f1&c=1",
            "https://diario.pe/1",
        ),
        ("https://news.google.com/rss/articles/CBMiE2h0dHBzOi8vZGlhcmlvLnBlLzHSAQA?oc=5", "https://diario.pe/1"),
        ("https://news.google.com/rss/articles/CBMiqgFBVV95cUxP?oc=5", None),  # of 2024 and later: tells nothing
        ("https://news.google.com/rss/articles/%%%", None),
        ("https://www.google.com/url?url=javascript:alert(1)", None),
        ("https://diario.pe/url?url=https://otro.pe/", None),
    ],
)
def test_redirects_of_aggregators(redirect: str, page: str | None) -> None:
    assert unwrapped(redirect) == (page or redirect)


# --- texts ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Perú &amp; EE.UU.", "Perú & EE.UU."),
        ("Perú & EEUU", "Perú & EEUU"),
        ("<![CDATA[<b>Perú</b> y\n EE.UU.]]>", "Perú y EE.UU."),
        ("Per&amp;uacute; &#8220;hoy&#8221;", "Perú “hoy”"),
        ("<![CDATA[a\x00b]]>", "ab"),
        ("Inflación < 3 %", "Inflación < 3 %"),
        ("", ""),
    ],
)
def test_titles(written: str, meant: str) -> None:
    assert [link.title for link in links(rss(item(written)))] == [meant]


def test_the_outlet_is_cut_from_an_aggregators_title() -> None:
    source = '<source url="https://gestion.pe">Gestión</source>'
    feed = rss(item("Rubio llega a Lima - Gestión", more=source) + item("Lima - Washington", "/2", source))
    assert [link.title for link in links(feed)] == ["Rubio llega a Lima", "Lima - Washington"]


@pytest.mark.parametrize(
    ("feed", "address", "said", "outlet"),
    [
        ("https://news.google.com/rss/search?q=x", "https://news.google.com/rss/articles/CBMi", "source", "Gestión"),
        ("https://www.bing.com/news/search?format=rss", "https://gestion.pe/nota", "News:Source", "Gestión"),
        ("https://planeta.org/rss", "https://gestion.pe/nota", "source", "Gestión"),
        ("https://gestion.pe/rss", "https://www.gestion.pe/nota", "source", ""),
        ("https://feeds.gestion.pe/rss", "https://gestion.pe/nota", "source", ""),
        ("https://planeta.org/rss", "https://gestion.pe/nota", "author", ""),
    ],
)
def test_an_aggregator_names_the_outlet_and_an_outlet_its_agency(
    feed: str, address: str, said: str, outlet: str
) -> None:
    items = f"<item><title>Rubio llega</title><link>{address}</link><{said}> Gestión </{said}></item>"
    body = f'<rss version="2.0" xmlns:News="https://www.bing.com/news"><channel>{items}</channel></rss>'
    found = parse_feed(body.encode(), feed, "s")
    assert isinstance(found, list)
    assert [link.outlet for link in found] == [outlet]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "latin-1"), ("iso-8859-1", "windows-1252"), ("us-ascii", "utf-8"), ("no-such-charset", "utf-8")],
)
def test_wrong_charsets_cost_no_letter(declared: str, encoding: str) -> None:
    feed = rss(item("Reunión de cancilleres, mañana"), f'<?xml version="1.0" encoding="{declared}"?>')
    assert [link.title for link in links(feed.encode(encoding))] == ["Reunión de cancilleres, mañana"]


def test_a_full_text_is_kept_and_a_teaser_is_not_taken_for_one() -> None:
    full, teaser = "<p>El canciller llegó.</p>" * 40, "<p>El canciller llegó.</p>" * 4
    feed = rss(
        item(more=f"<description>{'x' * 80}</description><content:encoded><![CDATA[{full}]]></content:encoded>")
        + item(url="/2", more=f"<content:encoded><![CDATA[{teaser}]]></content:encoded>")
        + item(url="/3", more=f"<description><![CDATA[{full * 2}]]></description>")
    )
    assert [link.content for link in links(feed)] == [full, "", full * 2]


# --- what is no feed ---


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (
            b"<!DOCTYPE html><html><head><title>404</title></head><body><p>Este canal ya no existe</p></body></html>",
            "not-a-feed",
        ),
        (b"<?xml version='1.0'?><urlset><url><loc>https://a.pe/</loc></url></urlset>", "not-a-feed"),
        (b"Service unavailable", "not-a-feed"),
        (b"%PDF-1.7\n%\xe2\xe3", "not-a-feed"),
        (b"\x1f\x8b\x08\x00\x00", "not-a-feed"),
        (b"\x00" * 1000, "not-a-feed"),
        (b'{"items": []}', "not-a-feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": 7}', "not-a-feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://a.pe', "not-a-feed"),
        (b"[1, 2]", "not-a-feed"),
        (b"[" * 200_000, "not-a-feed"),
    ],
)
def test_what_is_no_feed_is_a_failure(body: bytes, slug: str) -> None:
    assert reason(body) == slug


def test_odd_items_of_a_json_feed_are_left_out() -> None:
    items = [7, None, {"url": 7}, {"id": "not an address", "url": ""}, {"url": "https://diario.pe/1", "title": ["a"]}]
    found = links(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert [(link.url, link.title) for link in found] == [
        ("https://diario.pe/rss/not an address", ""),
        ("https://diario.pe/1", ""),
    ]


def test_a_body_that_names_a_file_opens_none(tmp_path: Path) -> None:
    feed = tmp_path / "<rss>" / "feed"
    feed.parent.mkdir()
    feed.write_text(rss(item()), encoding="utf-8")
    assert not links(os.fsencode(feed))


# --- hostile ones ---

BOMB = (
    "<!DOCTYPE l [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
HOSTILE = {
    "entity bomb": BOMB + rss(item("&a9;"), ""),
    "quadratic entity": f"<!DOCTYPE l [<!ENTITY a '{'x' * 50_000}'>]>" + rss(item("&a;" * 10_000), ""),
    "external entity": "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + rss(item("&a;"), ""),
    "unclosed types": "<!DOCTYPE l [" * 100_000 + rss(item(), ""),
    "deep": rss("<a>" * 20_000 + "</a>" * 20_000 + item()),
    "deep and open": '<rss version="2.0"><channel>' + "<a>" * 1_000_000,
    "open items": '<rss version="2.0"><channel>' + "<item>" * 500_000,
    "attributes": '<rss version="2.0"><channel><item ' + 'a="b" ' * 500_000 + ">",
    "comments": '<rss version="2.0"><channel>' + "<!--" * 500_000,
    "CDATA": '<rss version="2.0"><channel>' + "<![CDATA[" * 300_000,
    "ampersands": '<rss version="2.0"><channel><item><title>' + "&" * 3_000_000,
    "a title of brackets": rss(item("<![CDATA[" + "<" * 3_000_000 + "]]>")),
    "a title of tags": rss(item("&lt;b&gt;" * 300_000)),
    "NULs": rss(item() + "\0" * 1_000_000 + item(url="/2")),
    "100,000 items": rss("".join(item(str(n), f"/{n}", RSS_DATE) for n in range(100_000))),
    "100,000 items of JSON": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": f"/{n}"} for n in range(100_000)]}
    ),
    "a large JSON Feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": f"/{n}", "x": "y" * 3_000} for n in range(6_000)],
        }
    ),
    "brackets": '{"version": "https://jsonfeed.org/version/1.1", "items": [[' + "[]," * 5_000_000,
    "a few brackets": '{"version": "https://jsonfeed.org/version/1.1", "items": [' + "{}," * 800_000 + "{}]}",
    "odd dates": rss(
        "".join(item(str(n), f"/{n}", f"<pubDate>{'1 ' * 30}{n:04}</pubDate>") for n in range(1000, 1200))
    ),
}


def measured(name: str) -> tuple[float, float, Outcome]:
    """Seconds, MiB above the resting size, and what came of it. Runs in a process of its own."""
    body = HOSTILE[name].encode()
    resting = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    begin = time.perf_counter()
    found = parse_feed(body, AT, "diario")
    return time.perf_counter() - begin, (_status("VmHWM") - resting) / 1024, found


def _status(key: str) -> int:
    """Kilobytes, as the kernel counts them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key))


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_end_soon_and_small(name: str, apart: ProcessPoolExecutor) -> None:
    seconds, mib, found = apart.submit(measured, name).result(timeout=60)
    assert seconds < 15  # two on an idle machine; 30 are allowed
    assert mib < 64
    assert isinstance(found, Failure) or len(found) <= MAX_ITEMS
    assert "lol" not in str(found)


def test_of_many_items_the_first_are_read() -> None:
    found = links(HOSTILE["100,000 items"])
    assert [link.title for link in found] == [str(n) for n in range(MAX_ITEMS)]
    assert all(link.published == MORNING for link in found)


def test_of_a_large_json_feed_the_first_items_are_read() -> None:
    found = links(HOSTILE["a large JSON Feed"])
    assert [link.url for link in found] == [f"https://diario.pe/{n}" for n in range(len(found))]
    assert 700 < len(found) < MAX_ITEMS


def test_a_long_feed_is_cut_between_items() -> None:
    long = "".join(
        item(str(n), f"/{n}", f"<content:encoded><![CDATA[{'<p>Hola</p>' * 2000}]]></content:encoded>")
        for n in range(300)
    )
    found = links(rss(long))
    assert [link.title for link in found] == [str(n) for n in range(len(found))]
    assert 100 < len(found) < 300


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"{", b"<rss><channel><item><link>/1</link><title>", b"<feed><entry>"]),
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    found = parse_feed(start + body, AT, "diario")
    assert isinstance(found, list) or found.reason in ("empty", "not-a-feed", "too-complex")


@given(st.text(max_size=80))
def test_cleaning_is_settled_at_once(text: str) -> None:
    once = clean(text)
    assert "  " not in once
    assert once == once.strip()
    assert not any(c in once for c in "\0\n\r\t")
