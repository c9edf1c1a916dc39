"""Mentions of bodies and states: "la Cancillería", "the White House", "Estados Unidos", "Washington", "los peruanos"."""

from __future__ import annotations

from dataclasses import replace

from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.mention import Parsed
from monitor.contacts.mentions.offices import office
from monitor.contacts.mentions.persons import Reading, blank
from monitor.contacts.mentions.qualifiers import office_at, past_qualifiers

_ARTICLES = frozenset("el la los las al del".split())
_OF_PLACE = frozenset("en in a desde from to".split())
"""Before a capital they say where, not who."""


def body(reading: Reading, index: int, found: Found) -> Parsed:
    """The body at `index`, or the office it qualifies: "White House press secretary"."""
    cursor = reading.cursor
    lead = past_qualifiers(cursor, found.after)
    if lead <= found.after + 2 and (held := _office_after(reading, lead)) is not None:
        return held
    entry = found.entry
    country = _country_behind(cursor, found.after)
    side, after = (entry.side, found.after) if country is None else (country.entry.side, country.after)
    org = entry.org if side == entry.side else None  # another country's ministry of the same name
    mention = blank(cursor, index, after)
    return Parsed([replace(mention, kind="body", side=side, role="delegation", org=org, word=entry.kind)], after)


def _office_after(reading: Reading, index: int) -> Parsed | None:
    """English: the office that takes in what stands before it."""
    if reading.cursor.document.lang != "en":
        return None
    found = office_at(reading.cursor, index)
    return None if found is None else office(reading, index, found)


def _country_behind(cursor: Cursor, index: int) -> Found | None:
    """The country a body belongs to: "peruana", "de Chile"."""
    if (adjective := cursor.adjective(index)) is not None:
        return adjective
    at = cursor.skip(index, ("de",))
    country = cursor.at(at, "country") if at > index else None
    return country if country is not None and country.entry.kind == "name" else None


def country(reading: Reading, index: int, found: Found) -> Parsed:
    """The state at `index`, its people ("los peruanos"), or the office it qualifies: "U.S. Secretary of State".

    Nobody for an adjective beside its noun and for a capital as a place.
    """
    cursor, (after, entry) = reading.cursor, found
    lead = past_qualifiers(cursor, index)
    if lead > index and (held := _office_after(reading, lead)) is not None:
        return held
    mention = replace(blank(cursor, index, after), side=entry.side)
    before = cursor.word(index - 1)
    if entry.kind == "adj":
        if not _is_noun(cursor, index, after):
            return Parsed([], after)
        plural = before in ("los", "las", "the")
        return Parsed([replace(mention, kind="reference", plural=plural, word="demonym")], after)
    if entry.kind == "metonym" and (before in _OF_PLACE or cursor.word(index + 1) == ","):
        return Parsed([], after)
    word = "metonym" if entry.kind == "metonym" else "country"
    return Parsed([replace(mention, kind="state", role="delegation", word=word)], after)


def _is_noun(cursor: Cursor, index: int, after: int) -> bool:
    """Whether it means people, "los estadounidenses"; before names, "los estadounidenses Hegseth y Donovan", it does not."""
    if cursor.noun_follows(after):
        return False
    before = cursor.word(index - 1)
    return before in _ARTICLES or (before == "the" and cursor.word(index).endswith("s"))
