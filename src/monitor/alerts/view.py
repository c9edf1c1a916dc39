"""What digests and alerts know of a contact: the entry, what each article says of it, what it was before. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.ledger import Entry, Standing
from monitor.model import SIDES, Side

_GOVERNMENT = {
    # domains that only public bodies get: the registries of .gov, .mil and of gob.pe and mil.pe see to it;
    # DVIDS publishes for the US armed forces under a name of its own
    "peru": re.compile(r"(?:^|\.)(?:gob|mil)\.pe$"),
    "us": re.compile(r"(?:\.(?:gov|mil)|(?:^|\.)dvidshub\.net)$"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one article says of a contact."""

    article: str
    outlet: str
    title: str
    url: str
    published: str | None
    """Day of publication; None for an undated page."""
    evidence: str
    status: str
    date: str | None
    date_end: str | None
    background: bool
    copy_of: str | None
    observed_at: str
    source: str = ""
    """sources.id; seeds have none."""
    official: Side | None = None
    """Whose official text it is; None for the press."""
    topics: tuple[str, ...] = ()
    text: str = ""
    """Of official texts only: the whole article, for the two accounts."""
    visits: tuple[Entry, ...] = ()
    """Of official texts only: the announced visits it speaks of."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of an entry: when the last digest was made, or before an article changed it."""

    status: Standing
    date: str | None
    date_end: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """A ledger entry with the articles that report it, in the order they were read."""

    entry: Entry
    told: tuple[Told, ...]
    """What stands."""
    history: tuple[Told, ...]
    """The same with what articles said before they were changed."""
    first_seen: str
    changed_at: str
    before: Before | None = None
    """What was known at the last digest; None if nothing was but recalls in passing, or nobody asked."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An article that was withdrawn or changed, and tells no more of a contact that the reader knows of."""

    item: Item
    """The contact as others still tell of it; where nobody does, as it was told of."""
    said: Told
    """What the article said of it before."""

    @property
    def outlets(self) -> int:
        """How many outlets still tell of it."""
        return len({t.outlet for t in self.item.told})


@dataclass(frozen=True, slots=True)
class Badge:
    """How well a contact is attested."""

    outlets: int
    several: bool
    """More than one outlet, and not all of them copies of one text."""
    official: tuple[Side, ...]


def badge(told: Sequence[Told]) -> Badge:
    outlets = len({t.outlet for t in told})
    texts = len({t.copy_of or t.article for t in told})
    sides = {t.official for t in told}
    return Badge(outlets, outlets > 1 and texts > 1, tuple(side for side in SIDES if side in sides))


def official_side(url: str, configured: Side | None = None) -> Side | None:
    """Whose official text stands at `url`: what the configuration says of its source, or the domain shows."""
    if configured:
        return configured
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    return next((side for side in SIDES if _GOVERNMENT[side].search(host)), None)
