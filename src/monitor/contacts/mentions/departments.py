"""What an office is in charge of when the lexicon does not know it: "directora de Promoción Minera"."""

from __future__ import annotations

from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.names import known_at, name_at
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.words import ARTICLES, AT, OF

_LONGEST = 5
"""Words of a department behind an office."""
_TO_BODY = {"es": 12, "en": 7}
"""Words from an office to the body it belongs to: "director de la oficina antinarcóticos de la embajada"."""
_TO_NAME = 14
"""Words from an office to the comma before the name."""
_TO_NAME_ENGLISH = 16
_NAME = 2
"""Words of the name that ends a run of English capitals."""
_INSIDE = frozenset("y e and of de del la".split())
_IN_NAME = _INSIDE | OF | {",", "&", "-", "/", "on"}
_ENDS_CLAUSE = frozenset((";", ".", ":", "(", ")", '"', "que", "quien", "who", "which"))
_BUSINESS = frozenset("acuerdos visa visas mision".split())
"""Cues that departments are named after as well: "subsecretaria para Visas"."""
_SEGMENT_ENDS = frozenset((",", "and", "&", "of", "the", "-"))
_WITH_DEPARTMENT = frozenset(
    """committee-chair consul minister secretary special-envoy trade-representative deputy-secretary governor spokesperson
    vice-minister head staff adviser sub-secretary under-secretary embassy-staff legislator deputy-assistant
    attorney-general assistant-attorney-general assistant-trade-representative""".split()
)
"""Offices (offices.yaml) that are told by what they are in charge of."""


def body_ahead(cursor: Cursor, index: int) -> Found | None:
    """The body an "of" leads to: "Operaciones del FBI", "la oficina antinarcóticos de la embajada"."""
    if (here := cursor.at(index, "body")) is not None:
        return here
    at, last = index, min(index + _TO_BODY[cursor.document.lang], len(cursor))
    while (at := past_acronym(cursor, at + 1)) < last:
        if (
            cursor.word(at) in _ENDS_CLAUSE | {","}
            or _is_verb(cursor, at)
            or not cursor.same_line(index, at)
            or cursor.at(at, "office") is not None
            or _joins_other(cursor, at)
        ):
            return None
        body = cursor.at(at, "body")
        if body is not None and (cursor.word(at - 1) in OF | ARTICLES or cursor.word(at - 2) in OF):
            return body
    return None


def past_acronym(cursor: Cursor, index: int) -> int:
    """Past an abbreviation in brackets: "(MCC)", "(Senasa)", "(e)"; `index` where none stands."""
    if cursor.word(index) != "(" or cursor.word(index + 2) != ")" or known_at(cursor, index + 1) is not None:
        return index
    written = cursor.original(index + 1, index + 2)
    abbreviated = len(written) == 1 or written.isupper() or cursor.at(index + 1, "body") is not None
    return index + 3 if abbreviated else index


def past_capitals(cursor: Cursor, index: int) -> int | None:
    """The token after "Promoción Minera", "Asuntos Internacionales"; None where no capital word stands."""
    end = None
    for at in range(index, min(index + _LONGEST, len(cursor))):
        if not (cursor.capital(at) or cursor.word(at) in _INSIDE) or known_at(cursor, at) is not None:
            break
        if cursor.capital(at):
            end = at + 1
    return end


def past_department(cursor: Cursor, index: int, phrase: Phrase) -> int:
    """Past what an office is in charge of, to the name or the comma before it: "presidente de la comisión Especial de
    Seguridad Ciudadana, Alfredo Azurín", "la subsecretaria adjunta de Estado para la región andina, Laura Whitcomb".
    """
    if phrase.word not in _WITH_DEPARTMENT or known_at(cursor, index) is not None:
        return index
    if cursor.word(index) not in OF | AT | {"on", "y", "and"} and not cursor.capital(index):
        return index
    named = cursor.capital(index)  # "congresista Ana Rojas y ...": no department, but the name
    at, last = index - 1, min(index + _TO_NAME, len(cursor))
    while (at := past_acronym(cursor, at + 1)) < last:
        if not cursor.same_line(index, at) or (named and not cursor.capital(at) and cursor.word(at) not in _IN_NAME):
            break
        if cursor.word(at) == ",":
            if name_at(cursor, at) is not None:
                return at
            if cursor.document.lang != "en":
                return index
        if _ends_department(cursor, at):
            break
        known = known_at(cursor, at) if at > index else None
        if known is not None and known.entries[0].kind == "full":
            return at
    return _past_english_department(cursor, index, phrase)


def _ends_department(cursor: Cursor, index: int) -> bool:
    if cursor.word(index) in _ENDS_CLAUSE or cursor.at(index, "office") is not None or _joins_other(cursor, index):
        return True
    cue = cursor.at(index, "cue") is not None and not cursor.capital(index)  # in capitals "Público" is no "publicó"
    return cue and cursor.word(index) not in _BUSINESS


def _is_verb(cursor: Cursor, index: int) -> bool:
    """Whether a verb of contact begins here: only these have a tense."""
    cue = cursor.at(index, "cue")
    return cue is not None and cue.entry.kind != ""


def _joins_other(cursor: Cursor, index: int) -> bool:
    """Whether an "and" leads on to somebody else: "la congresista Ana Rojas y el exembajador"."""
    article = cursor.word(index + 1) in ARTICLES and not cursor.capital(index + 2)
    return cursor.word(index) in ("y", "e", "and") and article


def _past_english_department(cursor: Cursor, index: int, phrase: Phrase) -> int:
    """To the name, the end of the capitals: "for Civilian Security, Democracy, and Human Rights Uzra Zeya"."""
    further = cursor.word(index) == "and" and bool(phrase.domains)  # "for Environment and Natural Resources"
    if cursor.word(index) not in ("for", "of") and not further:
        return index
    at = segment = index + 1
    while at < min(index + _TO_NAME_ENGLISH, len(cursor)) and cursor.same_line(index, at):
        if cursor.word(at) in _SEGMENT_ENDS:
            segment = at + 1
        elif not cursor.capital(at):
            break
        at += 1
    name = at - _NAME
    explained = any(cursor.at(i, "body", "country", "domain") is not None for i in range(name, at))
    return name if name > segment and not explained else index
