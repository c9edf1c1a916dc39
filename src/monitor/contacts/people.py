"""Who held which office when: people.yaml, overlaid by the user's own file.

A bare office ("el canciller") stands for whoever held it on a day; a surname alone stands for someone who is in
office or was named in full before. Dates marked `basis: memory` in the file are as good as somebody's memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from monitor.contacts.lexicon import Entry
from monitor.data import load_yaml
from monitor.errors import BadFile
from monitor.text.dates import parse_iso
from monitor.text.fold import plain, words

RECENT = 120
"""Days around a term within which the file is believed more than the title in a text."""
_SLACK = timedelta(days=45)
"""Terms known to the month, and news a few weeks after a change of office, still find the holder."""


@dataclass(frozen=True, slots=True)
class Term:
    """An office held; `start` and `end` are the first and last day it may have been held, None where open."""

    role: str
    org: str | None
    start: date | None
    end: date | None

    def covers(self, day: date, slack: timedelta = timedelta()) -> bool:
        return (self.start is None or self.start - slack <= day) and (self.end is None or day <= self.end + slack)

    def distance(self, day: date) -> int:
        """Days between `day` and the term; 0 inside."""
        if self.start is not None and day < self.start:
            return (self.start - day).days
        if self.end is not None and day > self.end:
            return (day - self.end).days
        return 0


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    side: str
    full: tuple[str, ...]
    """Folded forms of two words and more."""
    surnames: tuple[str, ...]
    """Folded single surnames ("de zela" counts as one) that may stand alone."""
    weak: tuple[str, ...]
    """Surnames that are common words or names as well: they count beside an office or after the full name only."""
    terms: tuple[Term, ...]

    def term(self, day: date | None, role: str | None = None) -> Term | None:
        """The office on `day`: among those in force then (or nearest) the one of `role` if said, else the highest; of an
        undated page the one of `role`, the highest still held, or the last. None where no term is known.
        """
        if not self.terms:
            return None
        said = [t for t in self.terms if t.role == role]
        if day is None:
            return max(said or [t for t in self.terms if t.end is None] or self.terms, key=_open_and_high)
        least = min(t.distance(day) for t in self.terms)
        close = [t for t in self.terms if t.distance(day) == least]
        said_close = [t for t in close if t.role == role]
        return max(said_close or [t for t in said if t.distance(day) <= RECENT] or close, key=_high)


def _high(term: Term) -> tuple[int, date]:
    """Sorts by rank of the office, then by its beginning."""
    return _RANK.get(term.role, 0), term.start or date.min


def _open_and_high(term: Term) -> tuple[bool, int, date]:
    """Sorts terms still open behind those that are over; of these the last counts, not the highest."""
    rank, start = _high(term)
    return term.end is None, rank if term.end is None else 0, start


_RANK = {
    role: -place
    for place, role in enumerate(
        """president vice_president prime_minister secretary_of_state foreign_minister defense_minister deputy_secretary_of_state
        interior_minister minister congress_president ambassador charge_daffaires under_secretary vice_minister assistant_secretary
        military_commander agency_head special_envoy legislator governor spokesperson other delegation""".split()
    )
}
_PARTICLES = frozenset("de del la las los y e da das do dos di van von der den el mc mac saint san".split())


class People:
    """Everyone known by name."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.by_id: dict[str, Person] = {p.id: p for p in persons}
        self._holders: dict[tuple[str, str], list[tuple[Term, Person]]] = {}
        for person in self.by_id.values():
            for term in person.terms:
                self._holders.setdefault((person.side, term.role), []).append((term, person))
        self._full: dict[str, Person | None] = {}
        for person in self.by_id.values():
            for form in person.full:
                self._full[form] = None if form in self._full else person
        self._by_initials: dict[str, list[str]] = {}
        for form in self._full:
            self._by_initials.setdefault(_initials(form), []).append(form)

    def __len__(self) -> int:
        return len(self.by_id)

    def names_like(self, form: str) -> Sequence[str]:
        """The full names, folded, of as many words with the same first letters."""
        return self._by_initials.get(_initials(form), ())

    def by_full_name(self, form: str) -> Person | None:
        """Whoever bears the folded full name; None where several do."""
        return self._full.get(form)

    def forms(self) -> Iterator[tuple[str, Entry]]:
        """Forms for the automaton. `kind` says full, surname or weak."""
        for person in self.by_id.values():
            for kind, forms in (("full", person.full), ("surname", person.surnames), ("weak", person.weak)):
                for form in forms:
                    yield form, Entry("person", person.id, person.side, kind=kind)

    def holder(self, side: str, role: str, day: date | None, org: str | None = None) -> tuple[Person, Term] | None:
        """The one person who held `role` on `day`; None where nobody or more than one is known."""
        if day is None:
            return None
        for slack in (timedelta(), _SLACK):
            found = {
                person.id: (person, term)
                for term, person in self._holders.get((side, role), ())
                if term.covers(day, slack) and (org is None or term.org is None or _same_org(term.org, org))
            }
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                return None
        return None


def _same_org(one: str, other: str) -> bool:
    return bool({w for w in words(plain(one)) if len(w) > 2} & {w for w in words(plain(other)) if len(w) > 2})


def _initials(form: str) -> str:
    return "".join(word[0] for word in form.split())


def is_surname(form: str) -> bool:
    """One word, or particles and one word: "rubio", "de zela", "la torre"."""
    parts = words(form)
    return bool(parts) and (all(p in _PARTICLES for p in parts[:-1]) or ("-" in form and " " not in form))


def _person(row: Mapping[str, Any]) -> Person:
    forms = list(
        dict.fromkeys(plain(str(f)) for f in (row["name"], *(row.get("aliases") or ()), *(row.get("typos") or ())))
    )
    weak = tuple(plain(str(f)) for f in row.get("weak") or ())
    forms += [w for f in forms for w in f.split() if "-" in w]  # "González-Olaechea" may stand alone
    single = [f for f in dict.fromkeys(forms) if is_surname(f) and f not in weak]
    return Person(
        id=str(row["id"]),
        name=str(row["name"]),
        side=str(row["side"]),
        full=tuple(f for f in forms if not is_surname(f)),
        surnames=tuple(single),
        weak=weak,
        terms=tuple(_term(t) for t in row.get("terms") or ()),
    )


def _term(row: Mapping[str, Any]) -> Term:
    start, end = parse_iso(_text(row.get("start"))), parse_iso(_text(row.get("end")))
    org = row.get("org")
    return Term(
        str(row["role"]),
        str(org) if org and org != "-" else None,
        start.start if start else None,
        end.end if end else None,
    )


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


@cache
def shipped() -> tuple[Person, ...]:
    """The people of people.yaml."""
    return tuple(_person(row) for row in load_yaml("people.yaml"))


def load(overlay: Path | None = None) -> People:
    """The shipped people, overlaid by the user's own file of the same form (an entry replaces the one with its id).

    Raises BadFile with one line that names the file and the entry.
    """
    persons = {p.id: p for p in shipped()}
    if overlay is not None:
        for person in read(overlay):
            persons[person.id] = person
    return People(persons.values())


def read(path: Path) -> Sequence[Person]:
    """The people of a file written by a user."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        rows = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or []
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise BadFile(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None
    if not isinstance(rows, list):
        raise BadFile(f"{path}: expected a list of people")
    out = []
    for number, row in enumerate(rows, 1):
        try:
            out.append(_person(row))
        except (KeyError, TypeError, AttributeError) as error:
            name = row.get("id", number) if isinstance(row, Mapping) else number
            raise BadFile(f"{path}: entry {name}: {error} is missing or has the wrong form") from None
    return out
