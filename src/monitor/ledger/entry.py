"""What is known of one real-world contact: a pure function of what articles say of it.

Every field comes from one observation, and `sources` names it. The order in which the observations arrived plays no
part; the order in which they were published does, for what was announced:

    planned (invited, announced) ─► slipped (moved to a later date) ─► held | lapsed (its time is over) | cancelled

An article says planned, held or cancelled. Slipped is seen from two announcements, lapsed from the calendar, held also
from a meeting that fulfils an announced visit. Held is final: later words on the plan are recalls of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from monitor.ledger.days import GRACE, interval, stated, width, window
from monitor.ledger.who import named, union
from monitor.model import FAMILIES, SIDES, Contact, Family, Level, Mode, Participant, Side, Standing, Status
from monitor.text.dates import When
from monitor.text.fold import slug

Basis = Literal["stated", "inferred", "unknown"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One article's word on a contact."""

    contact: Contact
    article: str
    published: date | None
    copy_of: str | None = None
    """The article this one is a copy of: what the two tell is the same, dated or not."""
    part: str | None = None
    """The entry it was read into; another than the entry it belongs to where the user joined the two."""
    id: str = field(init=False, compare=False)
    """The article and what tells this word apart from the article's others; the same each time it is read."""

    def __post_init__(self) -> None:
        # made once: an entry that a thousand articles tell of asks for the names of all of them at every save
        c = self.contact
        told = f"{c.mode}|{c.status}|{c.date}|{c.date_end}|{c.start}|{c.evidence}|{c.peru}|{c.us}"
        object.__setattr__(self, "id", f"{self.article}:{hashlib.sha256(told.encode()).hexdigest()[:10]}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A real-world contact, as far as it is known."""

    id: str
    family: Family
    mode: Mode
    status: Standing
    date: str | None
    date_end: str | None
    date_basis: Basis
    """inferred: no article that tells of the contact as it now stands gives the date, a sister article does."""
    place: str | None
    level: Level
    background: bool
    peru: tuple[Participant, ...]
    us: tuple[Participant, ...]
    evidence: str
    article: str
    """Where the evidence stands."""
    observations: tuple[Observation, ...]
    """By day of publication, the undated first."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Which observation gave a field: `mode`, `status`, `date`, `place`, `level`, `evidence`, `peru.0`, `us.1` … A
    status without one was seen from the calendar or from another entry."""
    disputed: tuple[str, ...] = ()
    """Fields on which the sources contradict each other; the observations keep what each says."""
    visit: str | None = None
    """The announced visit this contact fulfils."""
    fulfilled: bool = False
    """An announced visit that such a contact fulfilled."""
    lapsed_on: dt.date | None = None
    """The day on which its time was seen to be over."""
    barred: frozenset[str] = frozenset()
    """Articles the user split off: neither they nor their copies come back."""

    def side(self, side: Side) -> tuple[Participant, ...]:
        return self.peru if side == "peru" else self.us

    @property
    def when(self) -> When | None:
        return interval(self.date, self.date_end)

    @property
    def open(self) -> bool:
        """Still to come, for all that is known."""
        return self.status in ("planned", "slipped")

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(o.article for o in self.observations)

    @property
    def texts(self) -> frozenset[str | None]:
        """Its articles, and those they are copies of."""
        return self.articles | {o.copy_of for o in self.observations if o.copy_of}

    @property
    def last_published(self) -> dt.date | None:
        """Latest day of publication among its articles; the best guess at the date of an undated entry."""
        return max((o.published for o in self.observations if o.published), default=None)


def entry_of(
    identity: str,
    observations: Iterable[Observation],
    *,
    visit: str | None = None,
    fulfilled: bool = False,
    lapsed_on: date | None = None,
    barred: frozenset[str] = frozenset(),
) -> Entry:
    """The entry that `observations` (one or more) make, in whatever order they are given."""
    told = sorted(observations, key=_published)
    status, said = _status(told, fulfilled)
    dated = _dated(told, said)
    when = stated(dated.contact) if dated else None
    if status == "planned" and dated and _slipped(told, dated):
        status = "slipped"
    if status in ("planned", "slipped") and lapsed_on is not None and _over(when, told, lapsed_on):
        status = "lapsed"
    lead = min(told, key=lambda o: (o.contact.background, o.contact.status != said, *_vagueness(o), *_first(o)))
    ranked = [lead, *(o for o in told if o is not lead)]
    placed = next((o for o in sorted(ranked, key=lambda o: o.contact.status != said) if o.contact.place), None)
    high = next((o for o in ranked if o.contact.level == "high"), lead)
    sides = {side: union([(o.id, o.contact.side(side)) for o in ranked]) for side in SIDES}
    speaker = _speaker(told, status, said, lead, dated)
    sources = {
        "mode": lead.id,
        "status": speaker.id if speaker else None,
        "date": dated.id if dated else None,
        "place": placed.id if placed else None,
        "level": high.id,
        "evidence": lead.id,
        **{f"{side}.{n}": source for side in SIDES for n, (source, _) in enumerate(sides[side])},
    }
    return Entry(
        id=identity,
        family=FAMILIES[lead.contact.mode],
        mode=lead.contact.mode,
        status=status,
        date=dated.contact.date if dated else None,
        date_end=dated.contact.date_end if dated else None,
        date_basis="unknown" if dated is None else "inferred" if dated.contact.status != said else "stated",
        place=placed.contact.place if placed else None,
        level=high.contact.level,
        background=all(o.contact.background for o in told),
        peru=tuple(p for _, p in sides["peru"]),
        us=tuple(p for _, p in sides["us"]),
        evidence=lead.contact.evidence,
        article=lead.article,
        observations=tuple(told),
        sources={name: source for name, source in sources.items() if source is not None},
        disputed=("date",) if dated and _disputed(told, dated) else (),
        visit=visit,
        fulfilled=fulfilled,
        lapsed_on=lapsed_on if status == "lapsed" else None,
        barred=barred,
    )


def new_id(observation: Observation) -> str:
    """Readable and stable: the date, a name of each side, the family, and characters that keep namesakes apart."""
    contact = observation.contact
    names = [_surname(contact.side(side), side) for side in SIDES]
    digest = hashlib.sha256(observation.id.encode()).hexdigest()[:8]
    return "-".join([contact.date or "undated", *names, FAMILIES[contact.mode], digest])


def _surname(side: Sequence[Participant], name: Side) -> str:
    people = named(side)
    return slug(people[0].name or "").split("-")[-1] or name if people else name


# --- which observation gives what -------------------------------------------------------------------------------------


def _published(one: Observation) -> tuple[date, str, int, str]:
    return (one.published or date.min, one.article, one.contact.start, one.id)


def _first(one: Observation) -> tuple[date, str, int, str]:
    """The same order, the undated last: whoever can show when they said it was first."""
    return (one.published or date.max, one.article, one.contact.start, one.id)


def _vagueness(one: Observation) -> tuple[bool, int]:
    when = stated(one.contact)
    return (when is None, width(when).days if when else 0)


def _status(told: Sequence[Observation], fulfilled: bool) -> tuple[Standing, Status]:
    """What the entry is, and what the articles say it is."""
    said = _said(told)
    return ("held" if fulfilled and said == "planned" else said), said


def _said(told: Sequence[Observation]) -> Status:
    """Held is final; a cancellation stands until the contact is announced anew on a later day."""
    if any(o.contact.status == "held" for o in told):
        return "held"
    news = [o for o in told if not o.contact.background] or told
    days = {word: [o.published or date.min for o in news if o.contact.status == word] for word in _ANNOUNCED}
    if not days["cancelled"]:
        return "planned"
    return "planned" if max(days["planned"], default=date.min) > max(days["cancelled"]) else "cancelled"


_ANNOUNCED: tuple[Status, Status] = ("planned", "cancelled")


def _speaker(
    told: Sequence[Observation], status: Standing, said: Status, lead: Observation, dated: Observation | None
) -> Observation | None:
    """Whose word the status is."""
    if status == "lapsed" or (status == "held" and said != "held"):
        return None
    return dated if status == "slipped" else lead if lead.contact.status == said else told[-1]


def _dated(told: Sequence[Observation], said: Status) -> Observation | None:
    """Who gives the date: of what took place the tightest, of what is announced the latest."""
    dated = [o for o in told if o.contact.date and stated(o.contact)]
    if said == "held":
        return _tightest([o for o in dated if o.contact.status == "held"]) or _latest(dated)
    return _latest(dated)


def _latest(dated: Sequence[Observation]) -> Observation | None:
    """The tightest of those that agree with the latest word."""
    news = [o for o in dated if not o.contact.background] or dated
    return _tightest([o for o in news if _overlap(o, news[-1])]) if news else None


def _tightest(dated: Sequence[Observation]) -> Observation | None:
    """Among the equally tight the one most texts agree with (copies count once), then the first that is no copy."""
    texts: dict[When | None, set[str]] = defaultdict(set)
    for one in dated:
        texts[stated(one.contact)].add(one.copy_of or one.article)
    agree = {days: len(set().union(*(texts[other] for other in texts if _share(days, other)))) for days in texts}

    def rank(one: Observation) -> tuple[tuple[bool, int], int, bool, tuple[date, str, int, str]]:
        return _vagueness(one), -agree[stated(one.contact)], one.copy_of is not None, _first(one)

    return min(dated, key=rank, default=None)


def _overlap(one: Observation, other: Observation) -> bool:
    return _share(stated(one.contact), stated(other.contact))


def _share(one: When | None, other: When | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


def _slipped(told: Sequence[Observation], dated: Observation) -> bool:
    """Whether an earlier announcement gave an earlier date."""
    when = stated(dated.contact)
    days = [stated(o.contact) for o in told if o.contact.status != "held"]
    return when is not None and any(day is not None and day.end < when.start for day in days)


def _over(when: When | None, told: Sequence[Observation], today: date) -> bool:
    days = [when] if when else [w for o in told if (w := window(o.contact, o.published))]
    return bool(days) and all(today > day.end + GRACE for day in days)


def _disputed(told: Sequence[Observation], dated: Observation) -> bool:
    """Whether another source gives other days for the same: not the old date of what has slipped since."""
    rivals = [o for o in told if stated(o.contact) and o.contact.status == dated.contact.status]
    return dated.contact.status == "held" and not all(_overlap(o, dated) for o in rivals)
