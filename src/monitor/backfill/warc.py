"""WARC files → pages. The only module that imports warcio.

In a file compressed record by record, as Common Crawl's are (ISO 28500 annex D), each gzip member is one record. The
members are told apart here and not by the library: warcio 1.8 and FastWARC 2.0 both give up the rest of a file at its
first broken member, warcio takes a cut-off one for whole (tried), and after a kill reading goes on at a member.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO

from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from monitor.errors import BadFile
from monitor.model import Failure, Link, Page, Stage
from monitor.text.charset import to_utf8

_GZIP = b"\x1f\x8b\x08"
_BLOCK = 1 << 16
_HEAD = 1 << 16
"""Bytes granted to the headers of a record, beside the bytes of its page."""
_BUFFER = 1 << 20
_BAD = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError, IndexError)
"""What warcio raises on records that are none."""


class NoArchive(BadFile):
    """It is no WARC compressed record by record."""


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member and where it stands; `data` None: broken, and `end` is where the next whole one begins. `cut`:
    there is more than was asked for.
    """

    start: int
    end: int
    data: bytes | None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was asked for, and where it ends: a page, or why there is none."""

    end: int
    link: Link
    page: Page | Failure


Asks = Callable[[str, datetime], bool]
"""Whether the page of an address, as it was at a time, is asked for."""


def members(file: BinaryIO, start: int, limit: int) -> Iterator[Member]:
    """The gzip members from `start` on, each inflated to `limit` bytes at most."""
    while (member := _member(file, start, limit)) is not None:
        yield member
        start = member.end


def _member(file: BinaryIO, start: int, limit: int) -> Member | None:
    file.seek(start)
    inflater, data, size = zlib.decompressobj(wbits=31), bytearray(), 0
    while not inflater.eof:
        raw = inflater.unconsumed_tail or file.read(_BLOCK)
        if not raw:
            return _broken(file, start) if file.tell() > start else None
        try:
            out = inflater.decompress(raw, _BLOCK)
        except zlib.error:
            return _broken(file, start)
        size += len(out)
        data += out[: limit - len(data)]
    return Member(start, file.tell() - len(inflater.unused_data), bytes(data), size > limit)


def _broken(file: BinaryIO, start: int) -> Member:
    """A broken member ends where the next record begins, or with the file."""
    place = start + 1
    while True:
        file.seek(place)
        block = file.read(_BUFFER)
        found = block.find(_GZIP)
        if found >= 0 and _is_record(file, place + found):
            return Member(start, place + found, None)
        if found < 0 and len(block) < _BUFFER:
            return Member(start, place + len(block), None)
        place += found + 1 if found >= 0 else len(block) - len(_GZIP) + 1


def _is_record(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(_BLOCK), 5) == b"WARC/"
    except zlib.error:
        return False


def check(path: Path) -> None:
    """Raise NoArchive, or OSError, where `path` can't be read record by record."""
    with path.open("rb") as file:
        first = _member(file, 0, _BLOCK)
    if first is None:
        raise NoArchive(f"{path}: empty")
    if first.start == 0 and first.data is None:
        with path.open("rb") as file:
            plain = file.read(5) == b"WARC/"
        if plain or not _gzip(path):
            raise NoArchive(f"{path}: {_ADVICE if plain else 'no WARC file'}")
        return  # its first record is broken: an outcome like any other
    if first.data is not None and not first.data.startswith(b"WARC/"):
        raise NoArchive(f"{path}: no WARC file")
    if first.data is not None and _holds_more(first.data):
        raise NoArchive(f"{path}: {_ADVICE}")


_ADVICE = "not compressed record by record (`warcio recompress` makes such a file of it)"


def _gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def _holds_more(data: bytes) -> bool:
    """Whether a member holds more than one record."""
    length = re.search(rb"^content-length:\s*(\d+)", data[:_BLOCK], re.IGNORECASE | re.MULTILINE)
    body = data.find(b"\r\n\r\n") + 4
    return bool(length) and data[body + int(length[1]) :].lstrip().startswith(b"WARC/") if length else False


def fingerprint(path: Path) -> str:
    """What knows a file again that was moved or renamed: its length and its beginning."""
    with path.open("rb") as file:
        return hashlib.sha256(f"{path.stat().st_size} ".encode() + file.read(_BUFFER)).hexdigest()[:32]


def read(path: Path, start: int, asks: Asks, limit: int) -> Iterator[Record | int]:
    """The records of `path` from `start` on that hold HTML asked for, at most `limit` bytes each, and the broken ones.
    For every other record the position after it.
    """
    with path.open("rb", buffering=_BUFFER) as file:
        for member in members(file, start, limit + _HEAD):
            yield _record(path, member, asks, limit) or member.end


def _record(path: Path, member: Member, asks: Asks, limit: int) -> Record | None:
    try:
        if member.data is None:
            raise ValueError("cannot be inflated")
        return _asked(member, asks, limit)
    except _BAD as error:
        address = f"warc:{path.name}#{member.start}"
        detail = " ".join(str(error).split())[:200]
        return Record(member.end, Link(address, ""), Failure(Stage.FETCH, "bad-record", detail))


def _asked(member: Member, asks: Asks, limit: int) -> Record | None:
    loaded = ArcWarcRecordLoader().parse_record_stream(BufferedReader(BytesIO(member.data or b"")), known_format="warc")
    if loaded.rec_type != "response" or loaded.http_headers is None:
        return None
    url = (loaded.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    when = _moment(loaded.rec_headers.get_header("WARC-Date") or "")
    status = loaded.http_headers.get_statuscode()
    kind = loaded.http_headers.get_header("Content-Type") or ""
    if not status.startswith("2") or "html" not in kind.lower() or not asks(url, when):
        return None
    return Record(member.end, Link(url, ""), _page(loaded, url, kind, when, member.cut, limit))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)  # its ValueError names what is wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _page(loaded: ArcWarcRecord, url: str, kind: str, when: datetime, cut: bool, limit: int) -> Page | Failure:
    with redirect_stderr(StringIO()):  # where warcio tells of content that can't be decoded
        body = loaded.content_stream().read(limit + 1)
    if cut or len(body) > limit:
        return Failure(Stage.FETCH, "too-large", f"more than {limit:,} bytes")
    return Page(url, to_utf8(body, kind), kind.split(";")[0].strip().lower(), when, Link(url, ""))
