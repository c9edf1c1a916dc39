"""Mentions that begin with a rank: "el general mexicano Marco Álvarez", "Maj. Gen. James Hoyer, the adjutant general"."""

from __future__ import annotations

from dataclasses import replace

from monitor.contacts.mentions.appositions import apposition, belonging_of_rank
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.mention import Parsed
from monitor.contacts.mentions.names import begins_longer_name, known_at, looks_like_name, name_end, past_second_surname
from monitor.contacts.mentions.persons import Reading, blank, known_person, newcomer
from monitor.contacts.mentions.phrase import RANK, Phrase
from monitor.contacts.mentions.qualifiers import Qualified, before

_MOST = 6
"""Words between a rank and the name."""
_UNIFORMED = frozenset(("military", "police"))


def ranked(reading: Reading, index: int, rank: Found) -> Parsed:
    """The bearer of the rank at `index`; nobody where no name follows, or only a courtesy title precedes it."""
    cursor = reading.cursor
    phrase, at = _past_rank(cursor, rank)
    if not cursor.same_line(index, at):
        return Parsed([], index + 1)
    known = known_at(cursor, at)
    if known is not None and not begins_longer_name(cursor, known):
        said = apposition(cursor, past_second_surname(cursor, known.after)).phrase
        return known_person(reading, known, said, cursor.start(index))
    if cursor.document.caseless or not looks_like_name(cursor, at, apart=False):
        return Parsed([], index + 1)
    end = name_end(cursor, at)
    said, last = apposition(cursor, end)
    said = said or belonging_of_rank(cursor, end)
    own = before(cursor, index, phrase)
    if said is None and rank.entry.kind == "courtesy" and own.side is None:
        return Parsed([], end)  # "el señor Pérez": nobody's office
    office = own if said is None else _with_side(said, own)
    return Parsed([newcomer(reading, at, end, office, blank(cursor, index, end))], max(end, last))


def _with_side(said: Phrase, own: Phrase) -> Phrase:
    return said if said.side is not None else replace(said, side=own.side, side_said=own.side_said)


def _past_rank(cursor: Cursor, rank: Found) -> Qualified:
    """To the name, with what tells the side: "general de división EP", "coronel FAP", "general mexicano"."""
    found = Qualified(Phrase(RANK), rank.after)
    for _ in range(_MOST):
        following = _next(cursor, found.after, found.phrase)
        if following is None:
            break
        found = following
    return found


def _next(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    if cursor.word(index) in (".", "-"):
        return Qualified(phrase, index + 1)
    if (rank := cursor.at(index, "rank")) is not None and known_at(cursor, index) is None:
        return Qualified(phrase.of_side(rank.entry.side) if rank.entry.side else phrase, rank.after)
    if (country := cursor.adjective(index)) is not None:
        return Qualified(phrase.of_side(country.entry.side), country.after)
    if (body := cursor.at(index, "body")) is not None and body.entry.kind in _UNIFORMED:
        return Qualified(replace(phrase, body=body.entry, below=True).of_side(body.entry.side), body.after)
    if cursor.word(index) in ("en", "in") and cursor.word(index + 1) in ("retiro", "situacion"):
        return Qualified(phrase, index + 2)
    return None
