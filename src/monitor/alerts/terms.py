"""Who is named with an office outside of the terms that people.yaml knows: a hint at a mistake, in a text or in the file. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.contacts.people import People, Term
from monitor.ledger import Entry
from monitor.model import SIDES, Participant, Side
from monitor.text.dates import When

SLACK = timedelta(days=45)
"""Terms are known to the month, and news call a minister minister for some weeks."""
_NO_OFFICE = frozenset({"other", "delegation"})


@dataclass(frozen=True, slots=True)
class OutOfTerm:
    """A participant of a contact of that day, which none of the person's terms in that office covers."""

    who: Participant
    side: Side
    day: date
    date: str
    date_end: str | None


def out_of_term(entries: Iterable[Entry], people: People) -> list[OutOfTerm]:
    """The office-holders named out of term, each once for a day. Who is not in the file, or has no terms there, may have
    held any office; a contact without a date may have been at any time.
    """
    found: dict[tuple[str, str, str | None], OutOfTerm] = {}
    for entry in entries:
        when = entry.when
        for side in SIDES:
            for one in entry.side(side) if when and entry.date else ():
                if when and entry.date and _strange(one, when, people):
                    key = (one.person or "", entry.date, entry.date_end)
                    found.setdefault(key, OutOfTerm(one, side, when.start, entry.date, entry.date_end))
    return list(found.values())


def _strange(one: Participant, when: When, people: People) -> bool:
    person = people.by_id.get(one.person or "")
    if person is None or not person.terms or one.role in _NO_OFFICE:
        return False
    return not any(_held(term, one.role, when) for term in person.terms)


def _held(term: Term, role: str, when: When) -> bool:
    begun = term.start is None or term.start - SLACK <= when.end
    return term.role == role and begun and (term.end is None or when.start <= term.end + SLACK)
