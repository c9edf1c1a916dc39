"""Answers of GDELT DOC 2.0."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Failure, Link
from monitor.sources.gdelt import parse_gdelt

AT = "https://api.gdeltproject.org/api/v2/doc/doc?query=Peru+Rubio&mode=ArtList&format=json"
ROW = {
    "url": "https://andina.pe/agencia/noticia-1.aspx",
    "url_mobile": "",
    "title": "Perú , Estados Unidos : “ hay acuerdo ” ( Andina )",
    "seendate": "20260303T021500Z",
    "domain": "andina.pe",
    "language": "Spanish",
    "sourcecountry": "Peru",
}


def answer(*rows: object) -> bytes:
    return json.dumps({"articles": rows}).encode()


def test_articles_have_a_title_but_no_day_of_publication() -> None:
    assert parse_gdelt(answer(ROW, ROW, {**ROW, "url": "https://rpp.pe/2", "domain": "rpp.pe"}), AT, "gdelt") == [
        Link(ROW["url"], "gdelt", "Perú, Estados Unidos: “ hay acuerdo ” (Andina)", outlet="andina.pe"),
        Link("https://rpp.pe/2", "gdelt", "Perú, Estados Unidos: “ hay acuerdo ” (Andina)", outlet="rpp.pe"),
    ]


@pytest.mark.parametrize(
    "body", [b"{}", b' {"articles": []}\n', answer(7, None, {}, {"url": 7}, {"url": "javascript:x"})]
)
def test_an_answer_may_name_nothing(body: bytes) -> None:
    assert parse_gdelt(body, AT, "gdelt") == []


def test_raw_control_characters_in_titles_are_read() -> None:
    found = parse_gdelt(answer(ROW).replace(b"hay", b"hay\t\x01"), AT, "gdelt")
    assert isinstance(found, list)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "empty"),
        (b"Please limit requests to one every 5 seconds or contact kalev.leetaru5@gmail.com", "rate-limited"),
        (b"<html><head><title>429 Too Many Requests</title></head></html>", "rate-limited"),
        (b"Your query was too short or too long.", "query"),
        (b"The specified phrase is too short.", "query"),
        (b"<html><head><title>Error</title></head></html>", "not-gdelt"),
        (b'{"articles": [{"url": "https://a.pe', "not-gdelt"),
        (b'{"articles": 7}', "not-gdelt"),
        (b'{"articles": [' + b"[]," * 1_000_000 + b"[]]}", "too-large"),
        (b'{"a":' * 100_000, "not-gdelt"),
    ],
)
def test_errors_come_as_plain_text(body: bytes, slug: str) -> None:
    found = parse_gdelt(body, AT, "gdelt")
    assert isinstance(found, Failure)
    assert found.reason == slug


@given(
    st.binary(max_size=200) | st.dictionaries(st.text(), st.lists(st.dictionaries(st.text(), st.text()))).map(answer)
)
def test_no_bytes_raise(body: bytes) -> None:
    found = parse_gdelt(body, AT, "gdelt")
    assert isinstance(found, list) or found.reason
