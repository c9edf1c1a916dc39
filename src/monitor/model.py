"""The frozen values that travel from stage to stage.

    sources ─ poll ─► Link ─ fetch ─► Page ─ extract ─► Article ─ assess ─► Assessment ─ save ─► Alert

A value is made once and never changed. An expected miss is a `Failure`, a value with a countable reason, so that
every link ends in exactly one outcome; only surprises raise. Unknown stays None: no field is filled by a guess
without its basis beside it (`published_basis`, `date_basis`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Side = Literal["peru", "us"]
Mode = Literal["meeting", "call", "visit", "signing", "letter", "other"]
Status = Literal["held", "planned", "cancelled"]
"""As an article tells it."""
Standing = Literal["planned", "slipped", "held", "lapsed", "cancelled"]
"""As the ledger knows it."""
Level = Literal["high", "working"]
Lang = Literal["es", "en"]
Family = Literal["talk", "visit", "signing", "letter", "other"]

SIDES: tuple[Side, Side] = ("peru", "us")
FAMILIES: dict[Mode, Family] = {
    "meeting": "talk",
    "call": "talk",
    "visit": "visit",
    "signing": "signing",
    "letter": "letter",
    "other": "other",
}
"""Meeting and call are one kind of contact: a talk announced as the one is often held as the other."""


RELEVANT = 2
"""The least grade of an article that concerns Peru–US relations; see `Relevance`."""


class Stage(StrEnum):
    """Where a link is, or where it ended."""

    POLL = "poll"
    QUEUED = "queued"
    BACKFILL = "backfill"
    """Waits for the next `monitor backfill`, not for a run."""
    FETCH = "fetch"
    EXTRACT = "extract"
    QUARANTINE = "quarantine"
    """Failed again and again, for reasons that should have passed."""
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Failure:
    """An expected miss: which stage, a countable reason (a slug such as `http-503`), and one line for a person."""

    stage: Stage
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address a source named, with what the source said of it."""

    url: str
    source: str
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    content: str = ""
    """Full text carried by the feed itself, as HTML; empty when the feed has none."""
    outlet: str = ""
    """Who published it, where the source says so: an aggregator lists the articles of others."""


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched document, still bytes."""

    url: str
    body: bytes
    content_type: str
    fetched_at: datetime
    link: Link


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known of it; what every stage after extraction works on."""

    id: str
    url: str
    outlet: str
    title: str
    text: str
    published: date | None = None
    published_basis: str = "unknown"
    """What gave `published`: feed, page, url, text, header, given, unknown."""
    lang: Lang = "es"
    author: str = ""
    captions: str = ""
    """Photo captions kept apart from the text: searchable, but no evidence of a contact."""
    source: str = ""
    teaser: bool = False
    """Whether the page says that there is more of the text, behind a paywall."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone who takes part, or (name None) a body that does."""

    name: str | None
    role: str
    org: str | None = None
    person: str | None = None
    """Identifier in the people file; None for a body; `?slug` for a provisional person."""

    @property
    def provisional(self) -> bool:
        """Named in a text beside an office, but not in the people file."""
        return bool(self.person and self.person.startswith("?"))


def who(side: Iterable[Participant]) -> str:
    """For the eye: "Hugo de Zela (foreign_minister), Alfredo Ferrero (ambassador)"."""
    return ", ".join(f"{p.name} ({p.role})" if p.name else (p.org or p.role) for p in side)


@dataclass(frozen=True, slots=True)
class Contact:
    """A direct interaction, held or announced, between the two states, as one article tells it."""

    peru: tuple[Participant, ...]
    us: tuple[Participant, ...]
    mode: Mode
    status: Status
    date: str | None
    date_end: str | None
    place: str | None
    level: Level
    background: bool
    evidence: str
    start: int
    end: int
    score: float = 1.0
    why: Mapping[str, object] = field(default_factory=dict)
    """For `--explain`: the clause, cues and strongest features that made it."""

    def side(self, side: Side) -> tuple[Participant, ...]:
        return self.peru if side == "peru" else self.us


@dataclass(frozen=True, slots=True)
class Relevance:
    """How much an article concerns Peru–US relations.

    `grade` 0 unrelated, 1 both countries named, 2 a substantial part, 3 the main subject; `score` is the probability
    that the grade is 2 or more.
    """

    grade: int
    score: float
    topics: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What recognises a copy: MinHash of word shingles, and sentences. `scheme` names algorithm and parameters."""

    scheme: str
    values: tuple[int, ...]
    shingles: int
    sentences: tuple[int, ...] = ()
    """Hashes of its sentences, the longest first."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is concluded from one article alone, before it meets what is already known."""

    article: Article
    relevance: Relevance
    contacts: tuple[Contact, ...]
    signature: Signature
    rejected: tuple[Mapping[str, object], ...] = ()
    """For `--explain`: candidates that were not taken, each with its reason."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The article is a copy of `of`: the same text, or most of it, told again."""

    of: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Alert:
    """One message about one change of one ledger entry; `id` is made of all three, so that it is raised once."""

    id: str
    contact: str
    kind: str
    level: Level
    text: str
    evidence: str
    article: str
