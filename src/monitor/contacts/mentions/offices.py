"""Mentions that begin with an office: "el embajador de Estados Unidos en el Perú, Bernie Navarro", "exministro"."""

from __future__ import annotations

from dataclasses import replace

from monitor.contacts.mentions.appositions import party
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.departments import past_department
from monitor.contacts.mentions.lists import further_names, listed
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import is_full, name_at
from monitor.contacts.mentions.persons import Reading, blank, is_possessor, known_person, newcomer
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.qualifiers import Qualified, country_behind, former_office_at, no_minister, qualified
from monitor.contacts.mentions.words import ARTICLES, OF, OF_WHOM


def office(reading: Reading, index: int, found: Found, *, former: bool = False) -> Parsed:
    """The office at `index` with its holder, its holders, or nobody named."""
    cursor = reading.cursor
    phrase, after = qualified(cursor, index, found)
    phrase = replace(phrase, former=phrase.former or former)
    if phrase.plural and (several := listed(reading, index, phrase, after)) is not None:
        return several
    beyond = past_department(cursor, after, phrase)
    if phrase.word == "secretary" and not any(
        _owner(cursor, i, beyond) or cursor.adjective(i) for i in range(after, beyond)
    ):
        beyond = after  # a secretary of the United States is told by a field we know
    if beyond > after and phrase.by == "head" and cursor.word(after) in OF:
        phrase = replace(phrase, below=True)  # "NASA's director for international relations"
    phrase = no_minister(cursor, Qualified(_of_department(cursor, after, beyond, phrase), after))
    after = beyond
    name = name_at(cursor, after)
    if found.entry.kind == "named" and (name is None or (name.known is None and not is_full(cursor, name))):
        return Parsed([], index + 1)
    if name is None:
        return Parsed([_bare(cursor, index, after, phrase)], after)
    if name.known is not None:
        return known_person(reading, name.known, phrase, cursor.start(index))
    phrase = _of_force(cursor, after, name.first, phrase)
    said = party(cursor, name.after)
    phrase, end = country_behind(cursor, name.after, phrase) if said is None else (phrase.or_side("us"), said.after)
    holder = newcomer(reading, name.first, name.after, phrase, blank(cursor, index, name.after))
    more = further_names(reading, end, phrase)
    return Parsed([holder, *more.mentions], more.after)


def _of_department(cursor: Cursor, first: int, after: int, phrase: Phrase) -> Phrase:
    """The phrase with the country said within what the office is in charge of, "jefe de la oficina estadounidense", or
    right behind it, "ministro de Seguridad Pública de Chile".
    """
    found = (cursor.adjective(i) or cursor.at(i, "body") or _owner(cursor, i, after) for i in range(first, after))
    sides = {f.entry.side for f in found if f is not None}
    return phrase.or_side(sides.pop()) if len(sides) == 1 else phrase


def _owner(cursor: Cursor, index: int, after: int) -> Found | None:
    """The country at `index`, if it ends the department and an "of" leads to it."""
    country = cursor.country(index)
    of = index - 2 if cursor.word(index - 1) in ARTICLES else index - 1
    return country if country is not None and country.after == after and cursor.word(of) in OF_WHOM else None


def _of_force(cursor: Cursor, first: int, after: int, phrase: Phrase) -> Phrase:
    """The phrase with the side of the force in a rank before the name: "jefe de la división, coronel PNP"."""
    ranks = (cursor.at(i, "rank") for i in range(first, after))
    side = next((r.entry.side for r in ranks if r is not None and r.entry.side), None)
    return phrase if side is None else phrase.or_side(side)


def _bare(cursor: Cursor, index: int, after: int, phrase: Phrase) -> Mention:
    side = phrase.told_side
    return replace(
        blank(cursor, index, after),
        kind="reference" if phrase.office is not None and phrase.office.kind == "reference" else "office",
        side=side,
        role=phrase.role,
        org=phrase.org(side),
        plural=phrase.plural,
        former=phrase.former,
        possessor=is_possessor(cursor, cursor.start(index)),
        word=phrase.word,
        where=phrase.where,
    )


def former_office(reading: Reading, index: int) -> Parsed | None:
    """What "ex" or "former" begins, None where no office follows: "exministro de Defensa", "former U.S. ambassador"."""
    found = former_office_at(reading.cursor, index)
    return None if found is None else office(reading, found.first, found.office, former=True)
