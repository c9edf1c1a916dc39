"""WARC files for tests, written by the library."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Captured:
    """A capture as a crawler writes it."""

    url: str
    body: bytes
    when: str = "2026-03-05T12:00:00Z"
    kind: str = HTML
    status: str = "200 OK"
    record: str = "response"
    headers: tuple[tuple[str, str], ...] = field(default=())


def write(path: Path, captures: Iterable[Captured], *, compressed: bool = True) -> list[int]:
    """Write a file that begins with a warcinfo record; where each capture begins."""
    places = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a test"}))
        for one in captures:
            places.append(file.tell())
            names = [("Content-Type", one.kind), ("Content-Length", str(len(one.body))), *one.headers]
            http = StatusAndHeaders(one.status, names, protocol="GET" if one.record == "request" else "HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    one.url, one.record, payload=io.BytesIO(one.body), http_headers=http, warc_headers_dict={"WARC-Date": one.when}
                )
            )  # fmt: skip
    return places


def breaks(path: Path, place: int) -> None:
    """Overwrite some bytes in the middle of the record at `place`."""
    data = bytearray(path.read_bytes())
    data[place + 60 : place + 100] = bytes(40)
    path.write_bytes(data)


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
