"""Where the feed of a page may be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.discover import Candidate, candidates

AT = "https://diario.pe/politica/"
PAGE = """<!DOCTYPE html><html><head>{head}</head><body><a href="/">Inicio</a>{body}</body></html>"""


def found(head: str = "", body: str = "") -> list[Candidate]:
    return candidates(PAGE.format(head=head, body=body).encode(), AT)


def test_what_the_page_states_comes_first_and_comments_last() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comentarios" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="Política" href="/feed/politica">'
        '<link rel="ALTERNATE" type="application/feed+json; charset=utf-8" href="https://diario.pe/feed.json">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">'
        '<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="/x.css">'
    )
    urls = [one.url for one in found(head)]
    assert urls[:2] == ["https://diario.pe/feed/politica", "https://diario.pe/feed.json"]
    assert urls[-1] == "https://diario.pe/comments/feed/"
    assert not [url for url in urls if "wp-json" in url or url.endswith(("/en/", ".css"))]
    assert found(head)[0] == Candidate("https://diario.pe/feed/politica", "feed", "Política", "stated")


@pytest.mark.parametrize(
    "address",
    [
        "/rss",
        "/rss.xml",
        "/feeds/politica.rss",
        "/arc/outboundfeeds/rss/",
        "/?feed=rss2",
        "https://feeds.diario.pe/rss/",
    ],
)
def test_links_that_look_like_feeds_are_candidates(address: str) -> None:
    body = f'<a href="{address}">RSS</a>'
    assert found(body=body)[0].how == "linked"


@pytest.mark.parametrize(
    "address", ["/politica/nota", "/feedback", "/rssi", "mailto:rss@diario.pe", "javascript:rss()"]
)
def test_other_links_are_none(address: str) -> None:
    assert {one.how for one in found(body=f'<a href="{address}">RSS</a>')} == {"guessed"}


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ('<meta name="generator" content="WordPress 6.5">', "https://diario.pe/feed/"),
        ('<script id="fusion-metadata"></script>', "https://diario.pe/arc/outboundfeeds/rss/?outputType=xml"),
        ('<meta name="generator" content="Drupal 10">', "https://diario.pe/rss.xml"),
    ],
)
def test_the_software_suggests_where_to_look(head: str, first: str) -> None:
    assert found(head)[0] == Candidate(first, "feed", "", "guessed")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b"<urlset><url><loc>https://a.pe/1</loc></url></urlset>", "sitemap"),
    ],
)
def test_a_source_is_its_own_candidate(body: bytes, kind: str) -> None:
    assert [(one.url, one.kind, one.how) for one in candidates(body, AT)] == [(AT, kind, "itself")]


def test_many_links_give_few_candidates() -> None:
    assert len(found(body="".join(f'<a href="/rss/{n}">x</a>' for n in range(500)))) == 20


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"<html><link rel=alternate type='text/xml' href='", b"<a href='/rss"]),
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    assert all(one.url.startswith("http") for one in candidates(start + body, AT))
