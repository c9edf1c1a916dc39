"""What of an archive is asked for: whose pages, of which days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from urllib.parse import urlsplit

from monitor.config import Source
from monitor.model import Article
from monitor.text.moments import LIMA


class Asked(TypedDict, total=False):
    """What a backfill is asked for. Days are YYYY-MM-DD, both included."""

    files: Sequence[str]
    addresses: Sequence[str]
    """Of sitemaps, in place of files."""
    since: str | None
    until: str | None
    hosts: Sequence[str]
    """Whose pages are taken out of files; empty: those of the configured sources."""
    all_hosts: bool
    size: int | None
    """Pages in a batch."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Days are of publication, both included. `hosts` None: of whatever host."""

    since: date | None = None
    until: date | None = None
    hosts: frozenset[str] | None = None

    def asks(self, url: str, when: datetime) -> bool:
        """Whether a page is asked for that had this address at this time; none is younger than its copy."""
        early = self.since is not None and when.astimezone(LIMA).date() < self.since
        return not early and (self.hosts is None or any(name in self.hosts for name in _names(url)))

    def holds(self, article: Article) -> bool:
        """Whether an article was published within the days; of one without a date nobody can say that it was not."""
        day = article.published
        return day is None or (self.since or date.min) <= day <= (self.until or date.max)

    @property
    def key(self) -> str:
        """Another scope has another key."""
        hosts = "all" if self.hosts is None else " ".join(sorted(self.hosts))
        return hashlib.sha256(f"{self.since} {self.until} {hosts}".encode()).hexdigest()[:16]


def _names(url: str) -> Iterator[str]:
    """The host of an address and the domains it is in: www.rpp.pe, rpp.pe, pe."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return
    while host:
        yield host
        host = host.partition(".")[2]


def site(host: str) -> str:
    """A host as it stands in a scope: with all that is below it."""
    return host.lower().strip(".").removeprefix("www.")


class Owners:
    """Which source of the configuration a page is of, by host; a disabled one knows its pages too."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._by_site: dict[str, Source] = {}
        for source in sources:
            self._by_site.setdefault(site(urlsplit(source.url).hostname or ""), source)

    def of(self, url: str) -> Source | None:
        return next((self._by_site[name] for name in _names(url) if name in self._by_site), None)

    @property
    def sites(self) -> frozenset[str]:
        return frozenset(self._by_site)


def sites(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(site, hosts))
