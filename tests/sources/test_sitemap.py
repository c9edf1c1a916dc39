"""Sitemaps, plain and gzip, and the indexes that name them."""

from __future__ import annotations

import gzip
import time
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Failure, Link
from monitor.sources.items import MAX_ITEMS
from monitor.sources.sitemap import indexed, parse_sitemap

AT = "https://agencia.pe/sitemap-news.xml"
NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)


def links(body: str | bytes) -> list[Link]:
    found = parse_sitemap(body.encode() if isinstance(body, str) else body, AT, "agencia")
    assert not isinstance(found, Failure), found
    return found


def page(path: str, *, title: str = "", published: str = "", changed: str = "") -> str:
    news = f"<news:news><news:publication_date>{published}</news:publication_date><news:title>{title}</news:title></news:news>"
    return (
        f"<url><loc>{path}</loc><image:image><image:loc>/foto.jpg</image:loc><image:title>Foto</image:title></image:image>"
        f"<lastmod>{changed}</lastmod>{news if title else ''}</url>"
    )


def test_news_extension_gives_title_and_date() -> None:
    body = NEWS + page("/1", title="Rubio &amp; De Zela", published="2026-03-02T21:26:00-05:00") + "</urlset>"
    assert links(body) == [
        Link("https://agencia.pe/1", "agencia", "Rubio & De Zela", published=datetime(2026, 3, 3, 2, 26, tzinfo=UTC))
    ]


def test_day_of_the_last_change_is_no_date_of_publication() -> None:
    assert [link.published for link in links(NEWS + page("/1", changed="2026-03-02") + "</urlset>")] == [None]


def test_newest_pages_are_kept_wherever_they_stand() -> None:
    pages = [page(f"/{n}", changed=f"{1900 + n // 12:04}-{n % 12 + 1:02}-01") for n in range(MAX_ITEMS + 500)]
    found = links(NEWS + "".join(pages) + "</urlset>")
    assert [link.url for link in found] == [f"https://agencia.pe/{n}" for n in range(MAX_ITEMS + 499, 499, -1)]


@pytest.mark.parametrize(
    "body",
    [
        NEWS.replace("urlset xmlns=", "urlset xmlns:other=") + page("/1") + "</urlset>",
        NEWS + page("/1"),  # cut off
        NEWS + page("/1") + "<url><lastmod>2026-",
        NEWS + page("javascript:alert(1)") + page("/1") + page("/1") + "</urlset>",
        NEWS + "<!-- note --><?pi?>" + page("/1") + "</urlset>",
        NEWS + "<url><loc/></url><url/>" + page("/1") + "</urlset>",
        "\ufeff" + NEWS + page("/1") + "</urlset>",
        gzip.compress((NEWS + page("/1") + "</urlset>").encode()),
    ],
)
def test_faulty_sitemaps_are_read_as_far_as_they_go(body: str | bytes) -> None:
    assert [link.url for link in links(body)] == ["https://agencia.pe/1"]


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"abc", "not-a-sitemap"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "not-a-sitemap"),
        (b"<rss><channel/></rss>", "not-a-sitemap"),
        (b"<urlset><url><loc>https://a.pe/1</loc></url>" + b"<x/>" * 25_000 + b"</urlset>", "too-complex"),
        (b"<urlset><url>" + b"<x/>" * 25_000 + b"</url></urlset>", "too-complex"),
        (b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>", "sitemap-index"),
        (b"\x1f\x8b\x08\x00broken", "bad-gzip"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(b" " * 60_000_000, mtime=0), "too-large"),
    ],
)
def test_what_is_no_sitemap_is_a_failure(body: bytes, slug: str) -> None:
    found = parse_sitemap(body, AT, "agencia")
    assert isinstance(found, Failure)
    assert found.reason == slug


def test_index_names_its_newest_sitemaps() -> None:
    rows = "".join(
        f"<sitemap><loc>/s{n}.xml.gz</loc><lastmod>2026-{n % 12 + 1:02}-{n % 28 + 1:02}</lastmod></sitemap>"
        for n in range(12)
    )
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()
    assert indexed(body, AT) == [f"https://agencia.pe/s{n}.xml.gz" for n in range(11, -1, -1)]
    assert indexed(gzip.compress(body), AT) == indexed(body, AT)
    many = indexed(body.replace(rows.encode(), rows.encode() + b"<sitemap><loc>/x.xml</loc></sitemap>" * 9), AT)
    assert isinstance(many, list)
    assert len(many) == 13


def test_index_of_nothing_but_pages_is_none() -> None:
    found = indexed(f"{NEWS}{page('/1')}</urlset>".encode(), AT)
    assert isinstance(found, Failure)
    assert found.reason == "not-an-index"


@pytest.mark.parametrize(
    "body",
    [
        NEWS + "<a>" * 300_000,
        NEWS + "<url>" * 300_000,
        NEWS + "<x/>" * 2_500_000 + "</urlset>",
        NEWS + page("/1") + "<url>" + "<x/>" * 2_500_000 + "</url></urlset>",
        "<!DOCTYPE u [<!ENTITY a 'lol'><!ENTITY b '" + "&a;" * 1000 + "'><!ENTITY c '" + "&b;" * 1000 + "'>]>"
        + NEWS + page("&c;") + "</urlset>",
        NEWS + page("\0") * 50_000 + "</urlset>",
        NEWS + "".join(page(f"/{n}") for n in range(100_000)) + "</urlset>",
    ],
)  # fmt: skip
def test_hostile_sitemaps_end_soon(body: str) -> None:
    begin = time.perf_counter()
    found = parse_sitemap(body.encode(), AT, "agencia")
    assert time.perf_counter() - begin < 10
    assert isinstance(found, Failure) or len(found) <= MAX_ITEMS
    assert "lol" not in str(found)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"<urlset><url><loc>", b"<sitemapindex>", b"\x1f\x8b\x08"]))
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    for found in (parse_sitemap(start + body, AT, "agencia"), indexed(zlib.compress(start + body, wbits=31), AT)):
        assert isinstance(found, list) or found.reason
