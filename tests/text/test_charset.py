"""Pages are read in the encoding they are in, whatever they say."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trafilatura import load_html

from monitor.text.charset import decoded, to_utf8

SPANISH = "El canciller Hugo de Zela se reunió con Marco Rubio: “cooperación” — señaló – 20 €"
PLAIN = "El canciller se reunió en Perú: ¿qué dijo? Señaló que sí"


def page(text: str, meta: str = "", xml: str = "") -> str:
    return f"{xml}<html><head>{meta}<title>Nota</title></head><body><p>{text}</p></body></html>"


META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize(
    ("encoded", "content_type", "meta", "xml", "text"),
    [
        ("utf-8", "text/html; charset=utf-8", "", "", SPANISH),
        ("utf-8", "text/html", "", "", SPANISH),
        ("utf-8", "", "", "", SPANISH),
        ("utf-8", "text/html; charset=iso-8859-1", META.format("iso-8859-1"), "", SPANISH),
        ("utf-8-sig", "text/html; charset=windows-1251", "", "", SPANISH),
        ("utf-16", "text/html; charset=utf-8", META.format("utf-8"), "", SPANISH),
        ("utf-16-be", "text/html; charset=utf-16be", "", "", SPANISH),
        ("utf-16-le", "text/html; charset=utf-16", "", "", SPANISH),
        ("cp1252", "text/html; charset=iso-8859-1", "", "", SPANISH),
        ("cp1252", "text/html; charset=US-ASCII", "", "", SPANISH),
        ("cp1252", 'text/html;CHARSET="latin1"', "", "", SPANISH),
        ("cp1252", "text/html", META.format("ISO-8859-1"), "", SPANISH),
        ("cp1252", "text/html", "<meta charset=windows-1252>", "", SPANISH),
        ("cp1252", "application/xhtml+xml", "", '<?xml version="1.0" encoding="iso-8859-1"?>', SPANISH),
        ("cp1252", "text/html; charset=utf-8", META.format("utf-8"), "", SPANISH),
        ("cp1252", "text/html", "", "", SPANISH),
        ("cp1252", "text/html; charset=no-such", "", "", SPANISH),
        ("cp1252", "text/html; charset=utf-7", "", "", SPANISH),
        ("cp1252", "text/html", META.format("utf-16"), "", SPANISH),
        ("iso8859-15", "text/html; charset=iso-8859-15", META.format("utf-8"), "", PLAIN + " 20 €"),
        ("cp1251", "text/html; charset=windows-1251", META.format("iso-8859-1"), "", "Встреча министров"),
        ("cp1251", "text/html", "<meta charset='windows-1251'>", "", "Встреча министров"),
    ],
)  # fmt: skip
def test_a_page_arrives_as_the_text_it_is(encoded: str, content_type: str, meta: str, xml: str, text: str) -> None:
    body = to_utf8(page(text, meta, xml).encode(encoded), content_type)
    assert body.decode() == page(text, meta, xml)
    assert load_html(body).findtext(".//p") == text  # and its old declaration no longer misleads the parser


def test_a_broken_byte_does_not_spoil_a_utf8_page() -> None:
    body = page(SPANISH).encode() + "…".encode()[:2] + b" cami\xf3n"
    assert to_utf8(body, "text/html; charset=utf-8").decode().startswith(page(SPANISH))


def test_bytes_that_windows_1252_does_not_assign_stay() -> None:
    assert to_utf8(b"<p>ni\xf1o \x81\x8d\x8f\x90\x9d", "text/html").decode() == "<p>niño \x81\x8d\x8f\x90\x9d"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text/html"),
        (b"", ""),
        (b"\xf1\xf3", "application/octet-stream"),
    ],
)
def test_what_is_no_text_stays_as_it_is(body: bytes, content_type: str) -> None:
    assert to_utf8(body, content_type) == body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_of_any_origin_is_text(encoding: str) -> None:
    assert decoded(page(SPANISH, META.format("iso-8859-1")).encode(encoding), 10_000) == page(
        SPANISH, META.format("iso-8859-1")
    )


@given(st.text(st.sampled_from("aé€😀"), max_size=20), st.integers(0, 40))
def test_what_is_cut_off_ends_with_a_whole_character(text: str, most: int) -> None:
    found = decoded(f"<{text}".encode(), most + 1)
    assert f"<{text}".startswith(found)
    assert len(found.encode()) > most - 3 or found == f"<{text}"


@given(st.binary(max_size=200), st.sampled_from(["text/html", "text/html; charset=utf-8", "text/plain; charset=x", ""]))
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    first = to_utf8(body, content_type)
    if content_type and b"\x00" not in body:
        assert codecs.decode(first, "utf-8") is not None
        assert to_utf8(first, content_type) == first or first.startswith((codecs.BOM_UTF8, b"\xff", b"\xfe"))
