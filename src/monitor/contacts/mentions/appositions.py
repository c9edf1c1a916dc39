"""What a text says of a name right behind it: ", jefe de …", "(D-Calif.)", ", quien dirige …", ", del USDA"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from monitor.contacts.lexicon import Entry
from monitor.contacts.mentions.cursor import Cursor
from monitor.contacts.mentions.departments import body_ahead
from monitor.contacts.mentions.names import known_at, name_at
from monitor.contacts.mentions.phrase import BOTH, HEAD, LEGISLATOR, REPRESENTATIVE, STAFF, Phrase
from monitor.contacts.mentions.qualifiers import former_office_at, no_minister, office_at, past_qualifiers, qualified
from monitor.contacts.mentions.words import ARTICLES, OF

_PARTY = re.compile(
    r" ?\((?:[rdi]|dem|rep)[-., ]{1,3}[a-z. ]{1,12}\)"
    r"|, [rdi]-(?:(?:new|north|south|west|rhode) )?[a-z]{2,}\b\.?"
)
_PERUVIAN_PARTY = re.compile(r" ?\((?:fp|ap|app|ppk|np|fa|jp|pl|rp|apra|pap|ps|upp|psn)\)")
"""Initials of the parties of Peru's congresses since 2001."""
_RELATIVE = re.compile(
    r"""
    ,?[ ]?(?:quien|que|who|which)
    (?:[ ](?:hoy|ahora|actualmente|also|now|en[ ]ese[ ]momento))?
    [ ]?(?:
        manda|dirige|encabeza|preside|lidera|conduce|comanda|jefatura
        |heads|leads|commands|chairs|runs|directs|oversees|presides[ ]over
        |esta[ ]al[ ]frente|es|is|serves[ ]as|ejerce|esta[ ]a[ ]cargo|se[ ]encarga
    )\b
    (?:[ ]in[ ]an[ ]acting[ ]capacity)?
    """,
    re.VERBOSE,
)
_WINDOW = 60
"""Characters a relative clause's head or a party takes at most."""
_OPENING = (",", "(", "-")
_LEADING = ARTICLES | {"quien", "es", "then", "entonces", "now", "his", "her", "our"}
_BELONGS_WITHIN = 8
"""Words from the comma to the body: ", la funcionaria del USDA que …"."""
_CLOSING = (",", ";", ".", ")")
_BEFORE_BODY = OF | ARTICLES | {"from", "with", "at"}


class Apposition(NamedTuple):
    """What is said, if anything, and the token after it."""

    phrase: Phrase | None
    after: int


def apposition(cursor: Cursor, index: int) -> Apposition:
    """The office that follows a name which ends before the token `index`."""
    if index >= len(cursor):
        return Apposition(None, index)
    return party(cursor, index) or _relative(cursor, index) or _inserted(cursor, index) or Apposition(None, index)


def party(cursor: Cursor, index: int) -> Apposition | None:
    """The party (and state) of a member of Congress: "(R-Texas)", ", R-Texas", "(FP)"."""
    place = cursor.end_before(index)
    for side, pattern, office in (("us", _PARTY, REPRESENTATIVE), ("peru", _PERUVIAN_PARTY, LEGISLATOR)):
        if (match := pattern.match(cursor.document.folded.text, place)) is not None:
            return Apposition(Phrase(office).of_side(side), cursor.document.token_at(match.end()))
    return None


def _relative(cursor: Cursor, index: int) -> Apposition | None:
    """A clause that is left to be read again: ", quien dirige la comisión", "who is the ambassador"."""
    place = cursor.end_before(index)
    match = _RELATIVE.match(cursor.document.folded.text, place, place + _WINDOW)
    if match is None:
        return None
    at = cursor.skip(cursor.document.token_at(match.end()), ARTICLES)
    if (office := office_at(cursor, past_qualifiers(cursor, at))) is not None:
        return Apposition(no_minister(cursor, qualified(cursor, past_qualifiers(cursor, at), office)), index)
    if (body := body_ahead(cursor, at)) is not None:
        return Apposition(Phrase(HEAD, body=body.entry).of_side(body.entry.side), index)
    return Apposition(None, index)


def _inserted(cursor: Cursor, index: int) -> Apposition | None:
    """An office, unless it is that of a name behind it: ", entonces ministro de Defensa", "(jefe del Comando Sur)"."""
    if cursor.word(index) not in _OPENING or not cursor.same_line(index - 1, index + 1):
        return None
    at = cursor.skip(index + 1, _LEADING)
    former = former_office_at(cursor, at) or former_office_at(cursor, index + 1)
    at = past_qualifiers(cursor, at) if former is None else former.first
    office = office_at(cursor, at) if former is None else former.office
    if office is None or office.entry.id == BOTH:
        return None
    found = qualified(cursor, at, office)
    phrase, after = no_minister(cursor, found), found.after
    if cursor.word(index) != "(" and name_at(cursor, after, near=True) is not None:
        return None
    return Apposition(replace(phrase, former=phrase.former or former is not None), after)


def belonging(cursor: Cursor, index: int) -> Phrase | None:
    """A body within the apposition: ", del USDA", ", of the Forest Service", "(FBI)", ", la funcionaria del USDA que …"."""
    if cursor.word(index) not in (",", "(") or not cursor.same_line(index - 1, index):
        return None
    for at in range(index + 1, min(index + 1 + _BELONGS_WITHIN, len(cursor))):
        if cursor.word(at) in _CLOSING or not cursor.same_line(index, at) or known_at(cursor, at) is not None:
            return None
        if (body := cursor.at(at, "body")) is not None:
            alone = cursor.word(at - 1) == "(" and cursor.word(body.after) == ")"
            return _member(body.entry) if alone or cursor.word(at - 1) in _BEFORE_BODY else None
        if (country := cursor.adjective(at)) is not None:
            return Phrase(STAFF).of_side(country.entry.side)
    return None


def belonging_of_rank(cursor: Cursor, index: int) -> Phrase | None:
    """After a rank also without the comma: "Cmdr. Rachel Osei of U.S. Naval Medical Research Unit SIX"."""
    if cursor.word(index) not in ("of", "from", "del", "de"):
        return belonging(cursor, index)
    at = cursor.skip(index + 1, ("the", "la"))
    found = cursor.at(at, "body", "country")
    if found is None or not cursor.same_line(index - 1, index):
        return None
    if found.entry.category == "body":
        return _member(found.entry)
    if found.entry.kind != "adj" and not cursor.noun_follows(found.after):
        return None
    return Phrase(STAFF, below=True).of_side(found.entry.side)


def _member(body: Entry) -> Phrase:
    return Phrase(STAFF, body=body, below=True).of_side(body.side)
