"""The ledger: which real-world contact does an article speak of, and what does it add to what is known?

Pure. An *entry* is the contact; an *observation* is what one article says of it. Identity is participants × family
(meeting and call are one: a talk) × date interval; status is never part of it. Dates of every precision are intervals:
the tightest wins, an undated page takes its date from its sister articles (marked inferred), and two intervals that
share no day are two contacts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from monitor.model import FAMILIES, SIDES, Contact, Family, Level, Mode, Participant, Side, Status
from monitor.text.dates import When, parse_iso
from monitor.text.fold import plain, slug, words

Basis = Literal["stated", "inferred", "unknown"]
ChangeKind = Literal["new", "status", "date", "seen"]

UNDATED_REACH = timedelta(days=120)
"""How far from an entry's date an article may be published to be read as undated news of it; further off it may be
another meeting of the same people (the Peruvian foreign minister and the US ambassador meet about every two months)."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One article's word on a contact."""

    contact: Contact
    article: str
    published: date | None
    story: str | None = None
    """What the article shares with its copies, so that copies of one undated text meet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A real-world contact, as far as it is known."""

    id: str
    family: Family
    mode: Mode
    status: Status
    date: str | None
    date_end: str | None
    date_basis: Basis
    place: str | None
    level: Level
    background: bool
    peru: tuple[Participant, ...]
    us: tuple[Participant, ...]
    evidence: str
    article: str
    observations: int
    last_published: dt.date | None
    """Latest day of publication among its articles; the best guess at the date of an undated entry."""

    def side(self, side: Side) -> tuple[Participant, ...]:
        return self.peru if side == "peru" else self.us

    @property
    def when(self) -> When | None:
        return parse_iso(self.date, self.date_end)


@dataclass(frozen=True, slots=True)
class Decision:
    """What an observation does to the ledger: the entry as it is afterwards, and what changed."""

    entry: Entry
    change: ChangeKind
    before: Entry | None = None


def decide(observation: Observation, entries: Iterable[Entry]) -> Decision:
    """Place `observation` among `entries` (those that share a participant or a body with it are enough)."""
    best: Entry | None = None
    best_rank: tuple[float, ...] = ()
    for entry in entries:
        rank = _rank(observation, entry)
        if rank is not None and rank > best_rank:
            best, best_rank = entry, rank
    if best is None:
        return Decision(_open(observation), "new")
    after = _merge(best, observation)
    return Decision(after, _what_changed(best, after), best)


# --- identity --------------------------------------------------------------------------------------------------------


def _rank(observation: Observation, entry: Entry) -> tuple[float, ...] | None:
    """How well the two agree; None where they can't be one contact."""
    contact = observation.contact
    if FAMILIES[contact.mode] != entry.family:
        return None
    people = _people_agree(contact, entry)
    if people is None:
        return None
    days = _dates_agree(observation, entry)
    if days is None:
        return None
    place = bool(contact.place and entry.place and _share_word(contact.place, entry.place))
    return (people, days, float(place), float(entry.observations))


def _people_agree(contact: Contact, entry: Entry) -> float | None:
    """Somebody named in common on one side and nobody contradicting on the other; or, both unnamed, the same bodies."""
    common = [_named_in_common(contact.side(s), entry.side(s)) for s in SIDES]
    if any(common):
        for side, shared in zip(SIDES, common, strict=True):
            if not shared and not (_anonymous(contact.side(side)) or _anonymous(entry.side(side))):
                return None
        return float(sum(common)) + sum(_same_body(contact.side(s), entry.side(s)) for s in SIDES) / 4
    if all(_anonymous(contact.side(s)) or _anonymous(entry.side(s)) for s in SIDES) and all(
        _same_body(contact.side(s), entry.side(s)) for s in SIDES
    ):
        return 0.5
    return None


def person_key(participant: Participant) -> str | None:
    """What identifies a person across articles: the people file's id, or the folded name."""
    if participant.person:
        return participant.person
    return slug(participant.name) if participant.name else None


def _named_in_common(ones: Sequence[Participant], others: Sequence[Participant]) -> int:
    return sum(any(_same_person(a, b) for b in others) for a in ones)


def _same_person(one: Participant, other: Participant) -> bool:
    a, b = person_key(one), person_key(other)
    if a is None or b is None:
        return False
    if a == b:
        return True
    if not (one.name and other.name) or not (one.provisional or other.provisional):
        return False
    # provisional people: "Daniel P. Erikson" and "Daniel Erikson" are one, "General Ryan" and "Phil Ryan" may be
    first, second = set(words(plain(one.name))), set(words(plain(other.name)))
    return first <= second or second <= first


def _anonymous(side: Sequence[Participant]) -> bool:
    return not any(p.name for p in side)


_BODY_STOP = frozenset(
    "de del la el los las the of and y en for gobierno government peru us ee uu eeuu usa estados unidos states united delegation delegacion".split()
)


def _same_body(ones: Sequence[Participant], others: Sequence[Participant]) -> bool:
    a, b = _body_words(ones), _body_words(others)
    return bool(a & b) or (not a and not b)


def _body_words(side: Sequence[Participant]) -> set[str]:
    return {w for p in side for w in words(plain(p.org or "")) if len(w) > 2 and w not in _BODY_STOP}


def _dates_agree(observation: Observation, entry: Entry) -> float | None:
    """2 for days in common, 1 where one is undated but the time fits, None for a contradiction."""
    contact, known = observation.contact, entry.when
    when = parse_iso(contact.date, contact.date_end)
    if when and known and entry.date_basis == "stated":
        if not when.overlaps(known):
            return None
        return 2 + (1 if (when.start, when.end) == (known.start, known.end) else 0)
    if (
        contact.background != entry.background
        and contact.status == entry.status == "held"
        and (when is None) != (known is None)
    ):
        # "they had met before", undated: not the meeting of today
        return None if (contact.background and when is None) or (entry.background and known is None) else 1
    around = _around(when, observation.published), _around(known, entry.last_published)
    if around[0] and around[1] and not _near(around[0], around[1]):
        return None
    return 1.0


def _around(when: When | None, published: date | None) -> When | None:
    return when or (When(published, published, "day") if published else None)


def _near(one: When, other: When) -> bool:
    return one.start - UNDATED_REACH <= other.end and other.start - UNDATED_REACH <= one.end


def _share_word(one: str, other: str) -> bool:
    return any(len(w) > 3 for w in set(words(plain(one))) & set(words(plain(other))))


# --- the life of an entry ----------------------------------------------------------------------------------------------


def _open(observation: Observation) -> Entry:
    contact = observation.contact
    return Entry(
        id=_new_id(observation),
        family=FAMILIES[contact.mode],
        mode=contact.mode,
        status=contact.status,
        date=contact.date,
        date_end=contact.date_end,
        date_basis="stated" if contact.date else "unknown",
        place=contact.place,
        level=contact.level,
        background=contact.background,
        peru=contact.peru,
        us=contact.us,
        evidence=contact.evidence,
        article=observation.article,
        observations=1,
        last_published=observation.published,
    )


def _new_id(observation: Observation) -> str:
    """Readable and stable: the date, a name of each side, the family, and four characters that keep namesakes apart."""
    contact = observation.contact
    names = [_short(contact.side(side), side) for side in SIDES]
    digest = hashlib.sha256(
        f"{observation.article}|{contact.start}|{contact.mode}|{contact.evidence}".encode()
    ).hexdigest()[:4]
    return "-".join([contact.date or "undated", *names, FAMILIES[contact.mode], digest])


def _short(side: Sequence[Participant], name: Side) -> str:
    first = next((p for p in side if p.name), None)
    if first is None or not first.name:
        return name
    return slug(first.name).split("-")[-1]


def _merge(entry: Entry, observation: Observation) -> Entry:
    contact = observation.contact
    status = _status(entry, contact)
    when, known = parse_iso(contact.date, contact.date_end), entry.when
    day, day_end, basis = entry.date, entry.date_end, entry.date_basis
    if when and (known is None or entry.date_basis != "stated" or _tighter(when, known)):
        day, day_end, basis = contact.date, contact.date_end, "stated"
    better = (entry.background and not contact.background) or (contact.status == status != entry.status)
    return replace(
        entry,
        mode=contact.mode if entry.mode != contact.mode and better else entry.mode,
        status=status,
        date=day,
        date_end=day_end,
        date_basis=basis,
        place=entry.place or contact.place,
        level="high" if "high" in (entry.level, contact.level) else "working",
        background=entry.background and contact.background,
        peru=_union(entry.peru, contact.peru),
        us=_union(entry.us, contact.us),
        evidence=contact.evidence if better else entry.evidence,
        article=observation.article if better else entry.article,
        observations=entry.observations + 1,
        last_published=max(filter(None, (entry.last_published, observation.published)), default=None),
    )


def _tighter(one: When, other: When) -> bool:
    return (one.end - one.start) < (other.end - other.start)


def _status(entry: Entry, contact: Contact) -> Status:
    """Held is final. A later word on an announced contact replaces an earlier one."""
    if "held" in (entry.status, contact.status):
        return "held"
    return contact.status if not contact.background else entry.status


def _union(ones: Sequence[Participant], others: Sequence[Participant]) -> tuple[Participant, ...]:
    """Everybody named by either; a body gives way to the people who stand for it."""
    named = [p for p in ones if p.name]
    for candidate in others:
        if candidate.name and not any(_same_person(candidate, p) for p in named):
            named.append(candidate)
    bodies = [p for p in ones if not p.name] or [p for p in others if not p.name]
    if named:
        bodies = [b for b in bodies if b.role != "delegation" or any(not p.name for p in ones)]
    return tuple(named) + tuple(b for b in bodies if not named or _adds(b, named))


def _adds(body: Participant, named: Sequence[Participant]) -> bool:
    known = _body_words(named)
    return bool(_body_words([body]) - known) and body.role != "delegation"


def _what_changed(before: Entry, after: Entry) -> ChangeKind:
    if before.background and not after.background:
        return "new"
    if before.status != after.status:
        return "status"
    if (
        before.date_basis == "stated"
        and (before.date, before.date_end) != (after.date, after.date_end)
        and before.status == "planned"
    ):
        return "date"
    return "seen"
