"""Which entry an article speaks of, and what it changes there.

Two contacts of one family (meeting and call are one: a talk) are one where the participants and the days agree. Days
may be exact, a range, a month, or only what the page's own day leaves open; the vaguer they are, the more the
participants must agree. What fits several entries goes to the nearest; contacts that one article tells apart stay
apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from monitor.ledger.days import (
    EARLIER,
    GRACE,
    POSTPONED,
    RECALL,
    TIGHT,
    WEEK,
    ahead,
    ground,
    same_place,
    stated,
    width,
    window,
)
from monitor.ledger.entry import Entry, Observation, entry_of, new_id
from monitor.ledger.who import NAMED, anonymous, contradict, in_common, nested, people_agree, same_people, same_sides
from monitor.model import FAMILIES, SIDES, Contact, Side
from monitor.text.dates import When

ChangeKind = Literal["new", "status", "date", "seen"]
Rank = tuple[float, ...]

SAME, IN_COMMON, FITS, MOVED, OPEN = 3.0, 2.0, 1.0, 0.5, 0.0
"""How days agree: the very same; some in common, known to the week; a vague time that allows the other; a promise at
another time, or a copy with another date; nothing known.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an observation does to the ledger: the entry as it is afterwards, and what changed."""

    entry: Entry
    change: ChangeKind
    before: Entry | None = None
    observation: Observation | None = None
    """None for a consequence: a visit fulfilled by a meeting, a promise lapsed."""
    by: Entry | None = None
    """The meeting that fulfils the visit: its word is the proof."""


def read(observations: Sequence[Observation], entries: Iterable[Entry]) -> list[Decision]:
    """Place the observations of one article among `entries` (those that share a participant or a body are enough).

    One decision for each observation, in their order, then the consequences. The best fitting are placed first, so that
    of two meetings of the same people each finds its own. What the article said before, where it has been read
    already, gives way.
    """
    known = {entry.id: entry for entry in entries}
    told: dict[str, list[Contact]] = {}
    placed: dict[int, Decision] = {}
    waiting = dict(enumerate(observations))
    while waiting:
        at, entry, part = _best(waiting, known.values(), told)
        one = waiting.pop(at)
        again = {o.id for d in placed.values() if (o := d.observation)}
        decision = _placed(one, entry, part, again)
        told.setdefault(decision.entry.id, []).append(one.contact)
        known[decision.entry.id] = decision.entry
        placed[at] = decision
    touched = {d.entry.id for d in placed.values()}
    return [placed[at] for at in sorted(placed)] + list(_fulfilled(known, touched))


def decide(observation: Observation, entries: Iterable[Entry]) -> Decision:
    """Place one observation among `entries`."""
    return read([observation], entries)[0]


def lapse(entries: Iterable[Entry], today: date) -> list[Decision]:
    """The promises whose time is over on `today`, without a word that they were kept."""
    out = []
    for entry in entries:
        after = replace_facts(entry, lapsed_on=today) if entry.open else entry
        if after.status == "lapsed":
            out.append(Decision(after, "status", entry))
    return out


def replace_facts(entry: Entry, **facts: object) -> Entry:
    """The entry made anew, with other `observations`, `visit`, `fulfilled`, `lapsed_on` or `barred`."""
    kept = {name: getattr(entry, name) for name in ("observations", "visit", "fulfilled", "lapsed_on", "barred")}
    return entry_of(entry.id, **(kept | facts))


# --- placing ----------------------------------------------------------------------------------------------------------


def _best(
    waiting: dict[int, Observation], entries: Iterable[Entry], told: dict[str, list[Contact]]
) -> tuple[int, Entry | None, str | None]:
    """The observation that fits best, its entry and the part of it that it fits."""
    best: tuple[int, Entry | None, str | None] = (next(iter(waiting)), None, None)
    best_rank: Rank = ()
    for entry in entries:
        for part in _parts(entry):
            for at, one in waiting.items():
                if not all(_same_telling(one.contact, other) for other in told.get(entry.id, ())):
                    continue
                fit = rank(one, part)
                if fit is not None and fit > best_rank:
                    best, best_rank = (at, entry, part.id), fit
    return best


def _parts(entry: Entry) -> list[Entry]:
    """The entries that the user joined to this one, each as it was: what fits one of them belongs here."""
    groups: dict[str, list[Observation]] = {}
    for one in entry.observations:
        groups.setdefault(one.part or entry.id, []).append(one)
    if groups.keys() == {entry.id}:
        return [entry]
    return [entry_of(part, told, barred=entry.barred) for part, told in groups.items()]


def _placed(one: Observation, entry: Entry | None, part: str | None, again: set[str]) -> Decision:
    if entry is None:
        identity = new_id(one)
        return Decision(entry_of(identity, [replace(one, part=identity)]), "new", None, one)
    kept = [o for o in entry.observations if o.article != one.article or (o.id in again and o.id != one.id)]
    after = replace_facts(entry, observations=[*kept, replace(one, part=part)])
    return Decision(after, _what_changed(entry, after), entry, one)


def _what_changed(before: Entry, after: Entry) -> ChangeKind:
    if before.background and not after.background:
        return "new"
    if before.status != after.status:
        return "status"
    moved = before.date is not None and (before.date, before.date_end) != (after.date, after.date_end)
    return "date" if moved and after.open else "seen"


def _same_telling(one: Contact, other: Contact) -> bool:
    """Whether two contacts of one article may be one: the article told them apart, so only if nothing differs."""
    when, known = stated(one), stated(other)
    return (
        one.status == other.status
        and same_people(one, other)
        and (when is None) == (known is None)
        and (when is None or known is None or when.overlaps(known))
    )


# --- identity ---------------------------------------------------------------------------------------------------------


def rank(observation: Observation, entry: Entry) -> Rank | None:
    """How well the two agree, larger for better; None where they can't be one contact."""
    contact = observation.contact
    if FAMILIES[contact.mode] != entry.family or not entry.barred.isdisjoint(
        (observation.article, observation.copy_of)
    ):
        return None
    days = _days_agree(observation, entry)
    if days is None:
        return None
    again = _again(observation, entry)
    people = _people_agree(contact, entry)
    place = same_place(contact.place, entry.place)
    if people is None or (not again and not _sure(contact, entry, days, people, place)):
        return None
    said = any(o.id == observation.id for o in entry.observations)
    return (said, again, days, people, bool(place), -_apart(observation, entry), len(entry.articles))


def _again(observation: Observation, entry: Entry) -> bool:
    """The article, or one of which the two are copies, speaks of the entry already."""
    texts = entry.texts
    return observation.article in texts or observation.copy_of in texts


def _sure(contact: Contact, entry: Entry, days: float, people: float, place: bool | None) -> bool:
    """Whether the rest confirms what the days leave open. Without the very same days, it was in no other state; without
    days in common, nobody else took part, and somebody is named; with no date at all, each side is the same.
    """
    if days >= SAME:
        return True
    if contact.mode != entry.mode and contact.status == entry.status == "held":
        return False  # what took place was a call or a meeting; a promised call may become a meeting
    if days >= IN_COMMON:
        return place is not False
    if place is False or not nested(contact, entry):
        return False
    if days == OPEN:
        return same_sides(contact, entry) and (people >= NAMED or place is True)
    return people >= NAMED


def _people_agree(contact: Contact, entry: Entry) -> float | None:
    """The best agreement with one of the entry's observations; None where more of them contradict than agree, so that
    one article that mixes two meetings doesn't make them one.
    """
    naming = {(o.contact.peru, o.contact.us): o.contact for o in entry.observations}
    count = Counter((o.contact.peru, o.contact.us) for o in entry.observations)
    each = {who: people_agree(contact, one) for who, one in naming.items()}
    agreeing = sum(count[who] for who, one in each.items() if one is not None)
    against = sum(count[who] for who, one in each.items() if one is None and contradict(contact, naming[who]))
    return max(one for one in each.values() if one is not None) if agreeing >= max(against, 1) else None


def _days_agree(observation: Observation, entry: Entry) -> float | None:
    """How well the days agree; None where they contradict each other."""
    contact, known = observation.contact, entry.when
    when = stated(contact)
    told, held = window(contact, observation.published), entry_window(entry)
    if when and known:
        if told and held and not told.overlaps(held):
            alike = contact.background == entry.background and contact.status == entry.status
            again = alike and _again(observation, entry)
            return MOVED if again or _moved(observation, when, entry, known) else None
        if (when.start, when.end) == (known.start, known.end) and width(when) < WEEK:
            return SAME
        return IN_COMMON if min(width(when), width(known)) < WEEK else FITS
    if contact.background != entry.background and contact.status == entry.status == "held":
        return _recalled(observation, when, entry, known)
    if told is None or held is None:
        return OPEN
    return FITS if told.overlaps(held) else None


def entry_window(entry: Entry) -> When | None:
    """The days the entry may fall on: its date, or else the days its articles leave open together."""
    known, last = entry.when, entry.last_published
    if known is not None:
        return ahead(known, last) if entry.open else known
    left = [w for o in entry.observations if (w := window(o.contact, o.published))]
    if not left:
        return None
    start, end = max(w.start for w in left), min(w.end for w in left)
    return When(start, end, "day") if start <= end else left[-1]


def _recalled(observation: Observation, when: When | None, entry: Entry, known: When | None) -> float | None:
    """An undated "they had met before" beside news: it means no meeting of these days, but may mean an earlier one."""
    written, printed = observation.published, entry.last_published
    recalled, day, page, news = (
        (when, known, written, printed) if observation.contact.background else (known, when, printed, written)
    )
    if recalled is not None:  # the recall is dated, the news is not
        return OPEN if news is None else FITS if recalled.end >= news - RECALL and recalled.start <= news else None
    if day is None or page is None:
        return None
    return FITS if day.end + EARLIER <= page <= day.end + RECALL else None


def _moved(observation: Observation, when: When, entry: Entry, known: When) -> bool:
    """A promise that has slipped: a later word gives a later time, or this is an earlier word of an earlier time."""
    contact, said, last = observation.contact, observation.published, entry.last_published
    if contact.background or said is None or last is None:
        return False
    if entry.family not in ("visit", "signing") and not _put_off(observation, when, entry, known):
        return False
    if when.start > known.end:
        later = contact.status == "planned" and entry.status != "held" and observation.article not in entry.articles
        return later and said >= last and when.start - known.end <= POSTPONED
    return contact.status != "held" and entry.open and said < last and known.start - when.end <= POSTPONED


def _put_off(observation: Observation, when: When, entry: Entry, known: When) -> bool:
    """A talk that is still to come on another day: people who meet often may have two ahead of them, so it must be the
    very same people, days known to the week and not far from each other, and the later word given before the earlier
    time is over.
    """
    said, last = observation.published, entry.last_published
    earlier, later = sorted((when, known), key=lambda w: w.start)
    return (
        observation.contact.status == "planned"
        and entry.open
        and same_people(observation.contact, entry)
        and max(width(when), width(known)) < WEEK
        and later.start - earlier.end <= TIGHT
        and said is not None
        and last is not None
        and max(said, last) <= earlier.end + GRACE
    )


def _apart(observation: Observation, entry: Entry) -> float:
    """Days between an observation and an entry, by the dates or else by the days of publication."""
    when, known = stated(observation.contact), entry.when
    one = when.start if when else observation.published
    other = known.start if known else entry.last_published
    return abs((one - other).days) if one and other else 0.0


# --- announced visits -------------------------------------------------------------------------------------------------


def _fulfilled(known: dict[str, Entry], touched: Collection[str]) -> Iterator[Decision]:
    """The links between announced visits and what their visitors did, where one of the two was touched."""
    visits = [e for e in known.values() if e.family == "visit" and e.status != "cancelled"]
    for meeting in [e for e in known.values() if e.family != "visit" and e.status == "held" and e.visit is None]:
        near = visits if meeting.id in touched else [v for v in visits if v.id in touched]
        kept = min((v for v in near if _fulfils(meeting, v)), key=_tightness, default=None)
        if kept is None:
            continue
        known[meeting.id] = replace_facts(meeting, visit=kept.id)
        yield Decision(known[meeting.id], "seen", meeting)
        visit = known[kept.id]
        if not visit.fulfilled:
            known[visit.id] = replace_facts(visit, fulfilled=True)
            yield Decision(known[visit.id], _what_changed(visit, known[visit.id]), visit, by=known[meeting.id])


def _tightness(entry: Entry) -> tuple[timedelta, str]:
    days = entry_window(entry)
    return (width(days) if days else timedelta.max, entry.id)


def _fulfils(meeting: Entry, visit: Entry) -> bool:
    """A contact of the visitor, in the state visited, on the days of the visit."""
    host, when, days = _host(visit), meeting.when, entry_window(visit)
    if host is None or when is None or days is None or width(when) > TIGHT or not when.overlaps(days):
        return False
    guest: Side = "us" if host == "peru" else "peru"
    return ground(meeting.place) == host and in_common(meeting.side(guest), visit.side(guest)) > 0


def _host(visit: Entry) -> Side | None:
    """The state visited: where the place lies, or else the side that nobody is named on."""
    state = ground(visit.place)
    blank: list[Side] = [side for side in SIDES if anonymous(visit.side(side))]
    if state is None:
        return blank[0] if len(blank) == 1 else None
    return next((side for side in SIDES if side == state), None)
