"""Full names nobody knows that the text explains behind them: "Rosa Paz, que dirige la oficina …", "Tom Lee, of the FBI".

Names behind an office are read with the office.
"""

from __future__ import annotations

import re

from monitor.contacts.mentions.appositions import apposition, belonging
from monitor.contacts.mentions.cursor import Cursor
from monitor.contacts.mentions.identity import misspelt
from monitor.contacts.mentions.mention import Parsed
from monitor.contacts.mentions.names import name_at, name_end, names_thing, no_name
from monitor.contacts.mentions.persons import Reading, as_person, blank, newcomer
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.words import ARTICLES, OF, THINGS_BEFORE

_SPANISH_OPENING = re.compile(r"\w+(?:[^aeiou\W]ó|i[eé]ron|mente)")
"""Verbs and adverbs that begin a sentence: "Asistió", "Vinieron", "Finalmente"."""
_JOINING = frozenset(("y", "e", "and"))
_CAPITALS = range(2, 6)
"""Capital words of a full name; more are a heading."""


def unknown(reading: Reading, index: int) -> Parsed | None:
    """The person whose full name starts here, if the text or a slip of the pen tells who it is."""
    cursor = reading.cursor
    if not _may_begin(cursor, index) or cursor.document.caseless:
        return None
    end = name_end(cursor, index)
    if names_thing(cursor, index, end):
        return None
    capitals = sum(t.capital for t in cursor.tokens[index:end])
    if capitals not in _CAPITALS or _holds_other(cursor, index, end):
        return None
    mention = blank(cursor, index, end)
    meant = misspelt(reading.people, cursor.original(index, end), Phrase())
    if meant is not None:
        return Parsed([as_person(reading, mention, meant)], end)
    said, after = apposition(cursor, end)
    if after > end and cursor.word(after) == "," and name_at(cursor, after) is not None:
        said, after = None, end  # "Nueva Orleans, la encargada de negocios, Joan Perkins"
    if said is None and (cursor.word(end) != "(" or _is_plain(cursor, index, end)):
        said = belonging(cursor, end)
    if said is None:
        return None
    return Parsed([newcomer(reading, index, end, said, mention)], max(end, after))


def _is_plain(cursor: Cursor, first: int, after: int) -> bool:
    """A name, and no body before its acronym: "Ana Rojas (FBI)", not "Asuntos Antinarcóticos y Aplicación de la Ley (INL)"."""
    return all(t.capital for t in cursor.tokens[first:after]) and cursor.word(first - 1) not in OF | _JOINING


def _may_begin(cursor: Cursor, index: int) -> bool:
    word = cursor.word(index)
    return (
        cursor.capital(index)
        and word.isalpha()
        and len(word) > 1
        and word not in THINGS_BEFORE
        and not no_name(cursor, index)
        and not _opens_sentence(cursor, index)
        and all(f.entry.category == "person" for f in cursor.starting(index))
        and cursor.word(index - 1) not in ARTICLES  # "la Sociedad Nacional de Minería, del Perú"
        and not (cursor.joined(index) and cursor.capital(index - 1) and not _opens_sentence(cursor, index - 1))
    )


def _opens_sentence(cursor: Cursor, index: int) -> bool:
    """Whether the word owes its capital to the sentence it begins: known as no name, or written small elsewhere."""
    if not cursor.starts_sentence(index):
        return False
    word = cursor.word(index)
    return (
        no_name(cursor, index)
        or any(f.entry.category != "person" for f in cursor.starting(index))
        or word in cursor.small_words
        or _SPANISH_OPENING.fullmatch(cursor.original(index, index + 1)) is not None
    )


def _holds_other(cursor: Cursor, first: int, after: int) -> bool:
    return any(cursor.at(i, "body", "country", "office", "place") is not None for i in range(first, after))
