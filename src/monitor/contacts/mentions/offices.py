"""Mentions that begin with an office: "el embajador de Estados Unidos en el Perú, Bernie Navarro", "exministro"."""

from __future__ import annotations

from dataclasses import replace

from monitor.contacts.mentions.appositions import party
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.departments import past_department
from monitor.contacts.mentions.lists import further_names, listed
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import name_at
from monitor.contacts.mentions.persons import Reading, blank, is_possessor, known_person, newcomer
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.qualifiers import country_behind, former_office_at, qualified


def office(reading: Reading, index: int, found: Found, *, former: bool = False) -> Parsed:
    """The office at `index` with its holder, its holders, or nobody named."""
    cursor = reading.cursor
    phrase, after = qualified(cursor, index, found)
    phrase = replace(phrase, former=phrase.former or former)
    if phrase.plural and (several := listed(reading, index, phrase, after)) is not None:
        return several
    after = past_department(cursor, after, phrase)
    name = name_at(cursor, after)
    if name is None:
        return Parsed([_bare(cursor, index, after, phrase)], after)
    if name.known is not None:
        return known_person(reading, name.known, phrase, cursor.start(index))
    said = party(cursor, name.after)
    phrase, end = country_behind(cursor, name.after, phrase) if said is None else (phrase.or_side("us"), said.after)
    holder = newcomer(reading, name.first, name.after, phrase, blank(cursor, index, name.after))
    more = further_names(reading, end, phrase)
    return Parsed([holder, *more.mentions], more.after)


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
