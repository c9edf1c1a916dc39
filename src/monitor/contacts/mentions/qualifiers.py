"""What stands around an office and says whose it is: country, body, field of government, "former", "acting".

English puts qualifiers first ("Peruvian Foreign Minister", "Peru's ambassador"), Spanish behind ("canciller peruano",
"embajador de Estados Unidos en el Perú"); both are read on both sides.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from monitor.contacts.lexicon import Category, one_word_offices
from monitor.contacts.mentions.cursor import Cursor, Ending, Found
from monitor.contacts.mentions.departments import body_ahead, past_acronym, past_capitals
from monitor.contacts.mentions.names import known_at, name_at
from monitor.contacts.mentions.phrase import SECRETARY, Phrase
from monitor.contacts.mentions.words import ADJECTIVAL, ADJECTIVES, ARTICLES, AT, FORMER, GENITIVE, NO_NAME, OF, OF_WHOM

_QUALIFIERS: tuple[Category, ...] = ("country", "body", "domain")
_MOST_BEFORE = 4
_MOST_BEHIND = 10
"""Qualifiers read on one side; more are a list or a sentence gone wrong."""
_JOINING = frozenset("y e and , /".split())
_COMMON = frozenset("chair head charge official officer chief judge medico fiscal speaker".split())
"""Offices that are common words too: "the head of the line", "la deuda fiscal"."""
_ADJECTIVES_TOO = frozenset(("fiscal", "medico"))
_WITH_DEPARTMENT = frozenset(("head", "staff"))
_WITH_BODY_AHEAD = _WITH_DEPARTMENT | {"none"}


_EX = re.compile(r"ex-?(?P<office>[a-z]{4,})")


class FormerOffice(NamedTuple):
    """An office behind "ex", and its first token."""

    first: int
    office: Found


class Qualified(NamedTuple):
    """A phrase, and the token after it."""

    phrase: Phrase
    after: int


# --- the office itself ----------------------------------------------------------------------------------------------------


def office_at(cursor: Cursor, index: int) -> Found | None:
    """The office that starts here; a word common in other senses counts only beside what it heads."""
    office = cursor.at(index, "office")
    return office if office is not None and _is_office(cursor, index, office.after) else None


def _is_office(cursor: Cursor, index: int, after: int) -> bool:
    word = cursor.word(index)
    if after - index > 1:
        return True
    if word in _ADJECTIVES_TOO and _follows_noun(cursor, index):
        return False
    if word == "mayor":  # Spanish "greater"
        return cursor.document.lang == "en" and cursor.capital(index)
    return (
        word not in _COMMON
        or cursor.capital(index)
        or cursor.word(after) in ("of", "de", "del", "general", "federal")
        or _is_adjectival(cursor, after)
        or name_at(cursor, after, near=True) is not None
    )


def _follows_noun(cursor: Cursor, index: int) -> bool:
    """Whether a small word that may be a noun stands right before it: "la deuda fiscal del país"."""
    before = index - 1
    word = cursor.word(before)
    return (
        cursor.joined(index)
        and word.isalpha()
        and not cursor.capital(before)
        and word not in NO_NAME | FORMER | ADJECTIVES | AT
    )


def former_office_at(cursor: Cursor, index: int) -> FormerOffice | None:
    """The office that "ex" or "former" begins, glued to it or not: "exministro", "ex canciller", "former U.S. envoy"."""
    word = cursor.word(index)
    if word in FORMER:
        at = past_qualifiers(cursor, cursor.skip(index + 1, ("-",)))
        office = cursor.at(at, "office")
        return None if office is None else FormerOffice(at, office)
    glued = _EX.fullmatch(word) if word.startswith("ex") else None
    entry = one_word_offices().get(glued["office"]) if glued else None
    return None if entry is None else FormerOffice(index, Found(index + 1, entry))


def past_qualifiers(cursor: Cursor, index: int) -> int:
    """Past what may stand before an office ("Peruvian", "U.S.", "Peru's", "State Department", "acting"), to the office if
    there is one.
    """
    at = index
    for _ in range(_MOST_BEFORE):
        if cursor.at(at, "office") is not None:
            return at
        found = cursor.at(at, *_QUALIFIERS)
        if found is not None and found.entry.kind != "metonym":
            at = found.after
        elif cursor.word(at) in ADJECTIVES | GENITIVE:
            at += 1
        else:
            return at
    return at


def qualified(cursor: Cursor, index: int, office: Found) -> Qualified:
    """The office at `index` with all that qualifies it, before and behind."""
    return behind(cursor, office.after, before(cursor, index, Phrase(office.entry, office.entry.side)))


def no_minister(cursor: Cursor, found: Qualified) -> Phrase:
    """The phrase, that of no minister where "of" ties a secretary to something we do not know: "secretaria del club",
    "secretario de Salud de Jalisco".
    """
    phrase = found.phrase
    if phrase.word != "secretary" or phrase.body or phrase.side_said or cursor.word(found.after) not in OF_WHOM:
        return phrase
    of = cursor.skip(found.after + 1, ARTICLES)
    if phrase.domains and (not cursor.capital(of) or known_at(cursor, of) is not None):
        return phrase  # "secretario de Defensa de la administración Trump"
    return replace(phrase, office=SECRETARY, side=None)


# --- before ---------------------------------------------------------------------------------------------------------------


def before(cursor: Cursor, index: int, phrase: Phrase) -> Phrase:
    """The phrase with the qualifiers that end before the token `index`."""
    at = index
    for _ in range(_MOST_BEFORE):
        found = _qualifier_ending(cursor, at)
        if (owner := _owner_ending(cursor, at)) is not None:
            return phrase.or_side(owner.entry.side)
        if found is None:
            word = cursor.word(at - 1)
            phrase = replace(phrase, former=phrase.former or word in FORMER)
            if word not in ADJECTIVES | GENITIVE:
                return phrase
            at -= 1
            continue
        entry = found.entry
        if entry.kind == "metonym" or (cursor.document.lang == "es" and entry.kind != "adj"):
            return phrase  # "Washington, Secretary …" is a place; Spanish nouns qualify from behind
        if entry.category == "country":
            return phrase.of_side(entry.side)
        phrase = phrase.or_body(entry) if entry.category == "body" else phrase.with_domain(entry)
        at = found.first
    return phrase


def _owner_ending(cursor: Cursor, index: int) -> Ending | None:
    """Whose man it is, by a name in the genitive: "Lutnick's deputy"."""
    if not cursor.word(index - 1).endswith("'s"):
        return None
    return next((e for e in cursor.ending(index) if e.entry.category == "person"), None)


def _qualifier_ending(cursor: Cursor, index: int) -> Ending | None:
    return next((e for e in cursor.ending(index) if e.entry.category in _QUALIFIERS), None)


# --- behind ---------------------------------------------------------------------------------------------------------------


def behind(cursor: Cursor, index: int, phrase: Phrase) -> Qualified:
    """The phrase with the qualifiers from the token `index` on: "de Estados Unidos en el Perú", "of Peru", "de Defensa",
    "del Comando Sur", "peruano", "interino".
    """
    found = Qualified(phrase, index)
    for _ in range(_MOST_BEHIND):
        if not cursor.same_line(found.after - 1, found.after):
            break
        following = _qualifier(cursor, found.after, found.phrase)
        if following is None:
            break
        found = following
    return found


def _qualifier(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    word = cursor.word(index)
    if word in ADJECTIVES or _is_adjectival(cursor, index):
        return Qualified(phrase, index + 1)
    if (after := past_acronym(cursor, index)) > index:
        body = cursor.at(index + 1, "body")
        return Qualified(phrase if body is None else phrase.or_body(body.entry), after)
    if (adjective := cursor.adjective(index)) is not None:
        return Qualified(phrase.or_side(adjective.entry.side), adjective.after)
    if word in OF or word in AT:
        return _complement(cursor, index, phrase)
    if word in _JOINING and (phrase.domains or phrase.role == "foreign_minister"):
        return _further_domain(cursor, index, phrase)
    return None


def past_adjectives(cursor: Cursor, index: int) -> int:
    """Past words that qualify without saying whose: "interino", "anticorrupción"."""
    while cursor.word(index) in ADJECTIVES or _is_adjectival(cursor, index):
        index += 1
    return index


def _is_adjectival(cursor: Cursor, index: int) -> bool:
    """Whether a small word of unknown meaning is shaped like an adjective of the office: "agregado jurídico"."""
    return (
        not cursor.capital(index)
        and cursor.document.lang == "es"
        and not cursor.starting(index)
        and ADJECTIVAL.fullmatch(cursor.word(index)) is not None
    )


def _further_domain(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """Another field of government: of a plural office, "ministros de Defensa y del Interior"; or of the same holder,
    whose role the first one tells, "ministro de Relaciones Exteriores y Comercio de Australia".
    """
    if phrase.plural:
        domain = cursor.at(cursor.skip(index, _JOINING | {"de", "del", "la", "el"}), "domain")
        return None if domain is None else Qualified(phrase.with_domain(domain.entry), domain.after)
    further = cursor.word(index) in ("y", "e") and cursor.capital(index + 1)
    domain = cursor.at(index + 1, "domain") if further else None
    return None if domain is None else Qualified(phrase, domain.after)


def _complement(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """What a preposition ties to the office: the first of the readings that fits."""
    at = cursor.skip(index + 1, ARTICLES)
    if cursor.word(index) in OF:
        return (
            _domain(cursor, at, phrase)
            or _body(cursor, at, phrase)
            or _country(cursor, at, phrase)
            or _city(cursor, at, phrase)
            or _possessive(cursor, at, phrase)
            or _body_over_of(cursor, at, phrase)
            or _department(cursor, at, phrase)
        )
    return _body(cursor, at, phrase) or _host_country(cursor, at, phrase) or _host_city(cursor, at, phrase)


def _domain(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """A field of government: "de Defensa"."""
    domain, body = cursor.at(index, "domain"), cursor.at(index, "body")
    if domain is None or (body is not None and body.after > domain.after):
        return None
    return Qualified(phrase.with_domain(domain.entry), domain.after)


def _body(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """A body: "del Comando Sur"."""
    body, country = cursor.at(index, "body"), cursor.at(index, "country")
    if body is None or (country is not None and country.after > body.after):
        return None
    below = phrase.below or (
        phrase.body is not None and body.entry.kind == "embassy"
    )  # "la oficina (INL) de la embajada"
    return Qualified(replace(phrase.or_body(body.entry), below=below), body.after)


def _country(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """Whose office it is, "de Estados Unidos"; once that is said, where: "embajador estadounidense del Perú"."""
    country = cursor.country(index)
    if country is None:
        return None
    side = country.entry.side
    return Qualified(phrase.accredited(side) if phrase.side_said else phrase.of_side(side), country.after)


def _host_country(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """Where it is exercised: "en el Perú", "to Peru"."""
    country = cursor.country(index)
    return None if country is None else Qualified(phrase.accredited(country.entry.side), country.after)


def _host_city(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """The same by a city: "embajador en Washington"."""
    place = cursor.at(index, "place")
    if place is None or not phrase.diplomatic:
        return None
    return Qualified(phrase.accredited(place.entry.side), place.after)


def _city(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """The city or region of its mayor or governor: "alcalde de Tacna"; those of the United States are third parties
    (annotation guide: a governor represents his state, not the United States).
    """
    place = cursor.at(index, "place")
    if place is None or phrase.role != "governor":
        return None
    return Qualified(phrase.or_side("peru" if place.entry.side == "peru" else "other"), place.after)


def country_behind(cursor: Cursor, index: int, phrase: Phrase) -> Qualified:
    """The phrase with the country behind its holder's name, if its side is not yet said: "Foreign Minister X of Peru",
    "el canciller X, de Chile", "(Chile)".
    """
    if phrase.side_said or not cursor.same_line(index - 1, index):
        return Qualified(phrase, index)
    at = cursor.skip(index, (",", "("))
    of = cursor.skip(cursor.skip(at, OF_WHOM), ARTICLES)
    country = cursor.country(of) if of > at or cursor.word(index) == "(" else None
    if country is None or country.entry.kind != "name" or cursor.word(country.after) == "'":
        return Qualified(phrase, index)
    return Qualified(phrase.of_side(country.entry.side), cursor.skip(country.after, (")",)))


def _possessive(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """English, the country of a body unknown: "head of Peru's National Institute of Health"."""
    country = cursor.adjective(index)
    if country is None or cursor.document.lang != "en":
        return None
    below = replace(phrase.or_side(country.entry.side), below=phrase.by == "staff")
    return Qualified(below, past_capitals(cursor, country.after) or country.after)


def _body_over_of(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """An office below the head of a body: "director de Operaciones del FBI"."""
    body = body_ahead(cursor, index)
    if body is None or phrase.by not in _WITH_BODY_AHEAD:
        return None
    return Qualified(replace(phrase.or_body(body.entry), below=True), body.after)


def _department(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """An office of a body unknown: "directora de Promoción Minera"."""
    after = past_capitals(cursor, index)
    if after is None or phrase.by not in _WITH_DEPARTMENT:
        return None
    return Qualified(replace(phrase, below=True), after)
