"""WARC files in batches, each with the position to go on from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.backfill import warc
from monitor.model import Failure, Link, Page
from monitor.text.urls import canonical

MOST_BYTES = 64_000_000
"""Of the pages of a batch: what bounds the memory where pages are large."""
SPAN = 256_000_000
"""Bytes of a file after which a batch ends with however few pages, so that the position is noted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages to assess, and links that have none; `position` is where the file goes on, `known` counts the pages left
    out because their links have their outcome already.
    """

    pages: Mapping[Link, Page] = field(default_factory=dict)
    misses: Mapping[Link, Failure] = field(default_factory=dict)
    position: int = 0
    known: int = 0

    @property
    def links(self) -> list[Link]:
        return [*self.pages, *self.misses]

    def only(self, urls: set[str]) -> Batch:
        """The batch without the links whose canonical addresses are not among `urls`: those are known."""
        pages = {link: page for link, page in self.pages.items() if canonical(link.url) in urls}
        misses = {link: miss for link, miss in self.misses.items() if canonical(link.url) in urls}
        return Batch(pages, misses, self.position, len(self.links) - len(pages) - len(misses))


def batches(path: Path, start: int, asks: warc.Asks, limit: int, count: int) -> Iterator[Batch]:
    """The pages asked for of a file from `start` on, `count` at a time, none larger than `limit` bytes."""
    found: dict[str, warc.Record] = {}
    size, begun, end = 0, start, start
    for one in warc.read(path, start, asks, limit):
        end = one if isinstance(one, int) else one.end
        if isinstance(one, warc.Record):
            found.setdefault(canonical(one.link.url), one)
            size += len(one.page.body) if isinstance(one.page, Page) else 0
        if len(found) >= count or size >= MOST_BYTES or end - begun >= SPAN:
            yield _batch(found, end)
            found, size, begun = {}, 0, end
    if end > begun:
        yield _batch(found, end)


def _batch(found: Mapping[str, warc.Record], end: int) -> Batch:
    records = found.values()
    return Batch(
        {record.link: record.page for record in records if isinstance(record.page, Page)},
        {record.link: record.page for record in records if isinstance(record.page, Failure)},
        end,
    )
