"""Who is meant by a name: the person the words allow, in the office of the day.

The people file says who held what and when; the phrase beside the name says what the text claims. Where the two
contradict each other the name is a namesake's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.people import RECENT, People, Person, Term
from monitor.text.fold import plain

_LONG_BEFORE = 3650
"""Days before the first known term in which a bare name is not yet that person's: ten years."""
_NEAR, _NEAREST = 84, 3
"""Least likeness (percent) and number of the full names looked at for a slip of the pen."""
_LONG_NAME, _LONG_WORD = 16, 8
"""Letters from which a name may hold two slips, and a word of it."""
_LIKE_SURNAME = 60
"""Likeness (percent) from which two second surnames are one: "Orué" and "Oré"."""
_SHORT_NAME = 14
"""Letters below which a name is a slip only beside the very office."""
_LOOSE = frozenset(("other", "governor", "spokesperson"))
"""Roles anybody may hold beside those we know of."""
_GOVERNMENT = frozenset(
    """minister foreign_minister defense_minister interior_minister prime_minister vice_minister secretary_of_state
    deputy_secretary_of_state assistant_secretary under_secretary special_envoy agency_head ambassador
    charge_daffaires""".split()
)
"""Offices people move between: whoever is known in one may hold another."""
_ELECTED = frozenset(("legislator", "congress_president", "president", "vice_president"))
_POLITICAL = _ELECTED | {"minister", "prime_minister", "interior_minister", "secretary_of_state"}
"""Offices that the elected come from or go to."""


class Office(NamedTuple):
    role: str | None
    org: str | None


def choose(
    people: People, ids: Sequence[str], phrase: Phrase | None, day: date | None, *, surname: bool = False
) -> Person | None:
    """The one person meant, as far as the phrase tells; None for several, or where the office contradicts. Of several
    bearers the one in office is meant, but not by a bare surname: a vice-minister is no "Castillo" by himself.
    """
    fitting = [p for p in map(people.by_id.__getitem__, ids) if _fits(p, phrase, day)]
    if len(fitting) > 1 and day is not None and not (surname and phrase is None):
        active = [p for p in fitting if any(t.covers(day) for t in p.terms)]
        fitting = active if len(active) == 1 else fitting
    return fitting[0] if len(fitting) == 1 else None


def _fits(person: Person, phrase: Phrase | None, day: date | None) -> bool:
    if phrase is None:
        return day is None or not _before_all_terms(person, day)
    if phrase.side and phrase.side_said and person.side != phrase.side:
        return False
    told_by_office = phrase.office is not None and phrase.office.role is not None
    return not told_by_office or phrase.former or may_hold(person, phrase)


def _before_all_terms(person: Person, day: date) -> bool:
    return all(t.start is not None and (t.start - day).days > _LONG_BEFORE for t in person.terms)


def may_hold(person: Person, phrase: Phrase) -> bool:
    """Whether `person` is known in an office like the phrase's: presidents are presidents, ministers any ministers."""
    role = phrase.role
    known = {t.role for t in person.terms}
    if role is None or role in known or role in _LOOSE or not known or "other" in known:
        return True
    return bool((role in _GOVERNMENT and known & _GOVERNMENT) or (role in _ELECTED and known & _POLITICAL))


def may_be_called(person: Person, form: str, further: Sequence[str]) -> bool:
    """Whether the words that follow a form of the name go with it: "Jorge Chávez Cotrina" is not Jorge Chávez Cresta."""
    if not further:
        return True
    behind = [f"{full} ".split(f"{form} ", 1)[1].split() for full in person.full if f" {form} " in f" {full} "]
    known = {words[0] for words in behind if words}
    return not known or any(fuzz.ratio(further[0], one) >= _LIKE_SURNAME for one in known)


def office_of(person: Person, phrase: Phrase | None, day: date | None) -> Office:
    """The office a known person holds: by the people file where it knows one for the day of the page, else as the text
    says ("embajador Greer" is the trade representative, "el ministro" the foreign minister).
    """
    said = phrase.role if phrase else None
    said_org = phrase.org(person.side) if phrase else None
    term = person.term(day, said if said != "other" else None)
    if term is None:
        return Office(said, said_org)
    if _believe_text(said, term, phrase, day):
        return Office(said, said_org or term.org)
    return Office(term.role, term.org)


def _believe_text(said: str | None, term: Term, phrase: Phrase | None, day: date | None) -> bool:
    if phrase is None or said in (None, "other", term.role):
        return False
    if term.role == "other" and said != "minister":
        return True
    return not phrase.former and day is not None and term.distance(day) > RECENT


def misspelt(people: People, name: str, phrase: Phrase) -> Person | None:
    """The known person a name beside a fitting office misspells: "Cristopher Landau", "Bernardo Navarró"."""
    folded = plain(name)
    if " " not in folded:
        return None
    near = process.extract(folded, people.names_like(folded), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_NEAREST)
    person = next((people.by_full_name(form) for form, _, _ in near if _one_slip(folded, form)), None)
    if person is None or (phrase.side and phrase.side != person.side) or not may_hold(person, phrase):
        return None
    if len(folded) < _SHORT_NAME and phrase.role not in {t.role for t in person.terms}:
        return None
    return person


def _one_slip(one: str, other: str) -> bool:
    """Word for word the same but for one letter, two in a long name."""
    a, b = one.split(), other.split()
    slips = [Levenshtein.distance(x, y) for x, y in zip(a, b, strict=True)]
    return sum(slips) <= (2 if len(one) >= _LONG_NAME else 1) and all(
        n <= 1 or len(x) >= _LONG_WORD for n, x in zip(slips, a, strict=True)
    )
