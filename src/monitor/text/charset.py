"""Bytes of a page → its text, as a browser would read them and a little better. Pure.

By trust: a byte order mark, UTF-8 that is valid (no other encoding looks like it by chance), the header, the page's own
declaration, windows-1252. As in browsers, ISO 8859-1 and ASCII mean windows-1252 (WHATWG Encoding § 4.2).
"""

from __future__ import annotations

import codecs
import re

PRESCAN = 4_096
"""Bytes in which a page's own declaration is looked for (browsers: 1,024)."""

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_TEXT = re.compile(r"html|xml|^text/", re.IGNORECASE)
_LATIN = frozenset({"ascii", "iso8859-1"})
_WEB = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb\w+|big5\w*|euc_\w+|shift_jis"
)
"""Those of Python's encodings that browsers know; UTF-7 and the like are ways to smuggle markup."""


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are none in an encoding, read as windows-1252; the five not assigned there stay as they are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WESTERN_CHARACTERS[byte] for byte in error.object[error.start : error.end]), error.end


_WESTERN_CHARACTERS = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]
codecs.register_error("western", _as_western)


def to_utf8(body: bytes, content_type: str) -> bytes:
    """`body` in UTF-8 without a mark; as it is if it is no text. `content_type`: the header's whole value."""
    if not (_TEXT.search(content_type.split(";")[0]) or body.lstrip()[:1] == b"<"):
        return body
    mark = next((m for m in _MARKS if body.startswith(m)), b"")
    encoding = _MARKS.get(mark) or declared_encoding(body, content_type)
    if b"\x00" in body[:PRESCAN] and not encoding.startswith("utf-16"):
        return body  # no text, whatever it is called
    return _decode(body[len(mark) :], encoding).encode("utf-8", "replace")


def decoded(body: bytes, most: int) -> str:
    """The text of a page's beginning, of whatever origin: at most `most` bytes, no character cut in two."""
    return to_utf8(_beginning(body, most), "text/html").decode("utf-8", "replace")


def _beginning(body: bytes, most: int) -> bytes:
    if len(body) > most:  # a UTF-8 character has at most three bytes that begin with the bits 10
        most = next((at for at in range(most, most - 4, -1) if body[at] & 0xC0 != 0x80), most)
    return body[:most]


def declared_encoding(body: bytes, content_type: str) -> str:
    """Python's name of the encoding the header declares, else the page; empty: neither does, or none it knows."""
    header = _HEADER.search(content_type)
    if header and (name := _name(header[1])):
        return name
    page = _XML.search(body[:PRESCAN]) or _META.search(body[:PRESCAN])
    name = _name(page[1].decode("ascii", "replace")) if page else ""
    return "utf-8" if name.startswith("utf-16") else name  # it could not be read if it were true


def _name(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    if name == "utf-16":
        return "utf-16-le"
    return "cp1252" if name in _LATIN else name if _WEB.fullmatch(name) else ""


def _decode(body: bytes, encoding: str) -> str:
    if encoding.startswith("utf-16"):
        return body.decode(encoding, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    if encoding in ("", "utf-8"):  # a UTF-8 page with a few broken bytes stays UTF-8
        return body.decode("utf-8" if _mostly_utf8(body) else "cp1252", "western")
    return body.decode(encoding, "western" if encoding == "cp1252" else "replace")


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) > 2 * broken
