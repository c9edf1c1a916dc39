"""Mentions that begin with an office: "el embajador de Estados Unidos en el Perú, Bernie Navarro", "exministro"."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.contacts.lexicon import Entry, one_word_offices
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.departments import past_department
from monitor.contacts.mentions.lists import further_names, listed
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import name_at
from monitor.contacts.mentions.persons import Reading, blank, is_possessor, known_person, newcomer
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.qualifiers import past_qualifiers, qualified

_EX = re.compile(r"ex-?(?P<office>[a-z]{5,})")
_EX_WORDS = frozenset("ex former then entonces".split())
_USUAL = frozenset(
    """presidente presidenta mandatario mandataria ministro ministra canciller premier embajador embajadora congresista
    secretario""".split()
)
"""Offices the press glues to "ex" without further explanation."""
_MOST_BETWEEN = 3
"""Tokens of qualifiers between "former" and its office."""


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
    base = replace(blank(cursor, index, name.after), former=phrase.former)
    holder = newcomer(reading, name.first, name.after, phrase, base)
    more = further_names(reading, name.after, phrase)
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
    cursor = reading.cursor
    word = cursor.word(index)
    if word in _EX_WORDS:
        first = cursor.skip(index + 1, ("-",))
        at = past_qualifiers(cursor, first)
        found = cursor.at(at, "office")
        if found is None or at - first > _MOST_BETWEEN:
            return None
        return office(reading, at, found, former=True)
    glued = _EX.fullmatch(word)
    entry = _office_named(cursor, glued["office"]) if glued else None
    return None if entry is None else office(reading, index, Found(index + 1, entry), former=True)


def _office_named(cursor: Cursor, word: str) -> Entry | None:
    """The office of one word: a usual one, or one the text names without "ex" as well."""
    return one_word_offices().get(word) if word in _USUAL or word in cursor.office_words else None
