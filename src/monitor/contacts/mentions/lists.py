"""Several holders of one office: "los ministros de Defensa, César Díaz, y del Interior, Vicente Tiburcio"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.contacts.mentions.appositions import apposition
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import Name, is_full, name_at
from monitor.contacts.mentions.persons import Reading, blank, known_person, named
from monitor.contacts.mentions.phrase import REPRESENTATIVE, STAFF, Phrase, body_of_field
from monitor.contacts.mentions.qualifiers import Qualified, country_behind, past_adjectives

_MOST = 8
_FEWEST = 2
_MOST_FURTHER = 10
"""Names of one list."""
_JOINING = frozenset(", y e and".split())
_JOINING_PAIRS = _JOINING | {";"}
_CONSIST = re.compile(
    r"(?:integra|conforma|compone|completa|compuest|secunda)(?:d[oa]s?|n|ron|r[aá]n|ban|[oa]s?)?"
    r"|compris(?:es|ed|ing)|consist(?:s|ed|ing)"
)
_TO_MEMBERS = frozenset("por tambien ademas asimismo of also by entre otros :".split())
_OWNER_WITHIN = 12
"""Words before "integrada por" in which it may be said whose the group is."""
_OF_ARTICLES = frozenset("de del el la los las of the".split())


def listed(reading: Reading, index: int, phrase: Phrase, after: int) -> Parsed | None:
    """The holders of the plural office at `index`; None where no list follows its phrase (which ends before `after`).

    "titulares de Interior, Defensa y Relaciones Exteriores"; "los presidentes de Perú, A, y Estados Unidos, B"; "Reps.
    Sam Farr and Susan Davis".
    """
    if len(phrase.domains) > 1:
        names = _names(reading.cursor, after)
        if not names:
            return Parsed(_nameless(reading.cursor, index, phrase, after), after)
        if len(names) == len(phrase.domains):
            return _respectively(reading, names, phrase)
    mentions: list[Mention] = []
    at = after
    for _ in range(_MOST):
        holder = _holder(reading, at, phrase)
        if holder is None:
            break
        mentions.extend(holder.mentions)
        at = holder.after
        following = _following(reading.cursor, at, phrase)
        if following is None:
            break
        phrase, at = following
    return Parsed(mentions, at) if mentions else None


def _names(cursor: Cursor, index: int) -> list[Name]:
    """The names in a row from `index` on."""
    names: list[Name] = []
    for _ in range(_MOST):
        name = name_at(cursor, index, near=bool(names))
        if name is None:
            break
        names.append(name)
        index = cursor.skip(name.after, _JOINING)
        if index == name.after:
            break
    return names


def _respectively(reading: Reading, names: Sequence[Name], phrase: Phrase) -> Parsed:
    """Each name with its field: "los ministros de Interior y Economía, Ana Rojas y Luz Quispe"."""
    pairs = zip(names, phrase.domains, strict=True)
    holders = [named(reading, name, replace(phrase, where=None, domains=(domain,))) for name, domain in pairs]
    return Parsed([m for holder in holders for m in holder.mentions], max(holder.after for holder in holders))


def _nameless(cursor: Cursor, index: int, phrase: Phrase, after: int) -> list[Mention]:
    """A mention for each field of government."""
    side = phrase.side or ("peru" if cursor.document.lang == "es" else None)
    base = replace(blank(cursor, index, after), kind="office", side=side, word="minister")
    return [replace(base, role=d.role, org=body_of_field(d, side)) for d in phrase.domains]


def _holder(reading: Reading, index: int, phrase: Phrase) -> Parsed | None:
    """The name at `index` in the part of the office that was said last, with what follows the name."""
    name = name_at(reading.cursor, index)
    if name is None:
        return None
    own = replace(phrase, where=None, domains=phrase.domains[-1:])
    if (bracketed := _in_brackets(reading.cursor, name.after)) is not None:
        found = named(reading, name, replace(own, domains=(bracketed.entry,), body=None))
        return found._replace(after=bracketed.after + 1)
    own, end = country_behind(reading.cursor, name.after, own)
    found = named(reading, name, own)
    found = found._replace(after=max(found.after, end))
    return found if name.known is not None else found._replace(after=apposition(reading.cursor, found.after).after)


def _in_brackets(cursor: Cursor, index: int) -> Found | None:
    """The field of government in brackets behind a name: "Ana Rojas (Interior)"."""
    field = cursor.at(index + 1, "domain") if cursor.word(index) == "(" else None
    return field if field is not None and cursor.word(field.after) == ")" else None


def _following(cursor: Cursor, index: int, phrase: Phrase) -> Qualified | None:
    """Past "and", the office of the next name: another field, another country, or the same once more."""
    follow = cursor.skip(index, _JOINING_PAIRS)
    if follow == index:
        return None
    at = cursor.skip(follow, _OF_ARTICLES)
    if (domain := cursor.at(at, "domain")) is not None:
        other = replace(phrase, where=None, domains=(domain.entry,), body=None, below=False)
        return Qualified(other, domain.after)
    if (country := cursor.at(at, "country")) is not None and country.entry.kind == "name":
        return Qualified(Phrase(phrase.office).of_side(country.entry.side), country.after)
    return None if name_at(cursor, follow, near=True) is None else Qualified(phrase, follow)


def further_names(reading: Reading, index: int, phrase: Phrase) -> Parsed:
    """Names that follow the first: "Reps. Ana Ruiz (D-Calif.), Joe Hart and Lee Park"; one member of the House is often
    the first of several too.
    """
    mentions: list[Mention] = []
    at = index
    if not phrase.plural and phrase.word != REPRESENTATIVE.id:
        return Parsed(mentions, at)
    for _ in range(_MOST_FURTHER):
        if reading.cursor.word(at) == "(":
            at = apposition(reading.cursor, at).after
        follow = reading.cursor.skip(at, _JOINING)
        name = name_at(reading.cursor, follow, near=True)
        if follow == at or name is None:
            break
        found = named(reading, name, phrase)
        mentions.extend(found.mentions)
        at = found.after
    return Parsed(mentions, at)


def members(reading: Reading, index: int) -> Parsed | None:
    """Those whom a group consists of: "la delegación estadounidense, integrada por A y B", "el grupo lo completan A y B".

    None where no list of full names follows the word at `index`.
    """
    cursor = reading.cursor
    if _CONSIST.fullmatch(cursor.word(index)) is None:
        return None
    at = cursor.skip(index + 1, _TO_MEMBERS | {","})
    return _together(reading, at, _names(cursor, at), _owner_before(cursor, index))


def of_group(reading: Reading, parsed: Parsed) -> Parsed:
    """A group and those of it who are named: "los fiscales anticorrupción, Ana Rojas y Luz Quispe"."""
    cursor = reading.cursor
    group = parsed.mentions[0]
    after = past_adjectives(cursor, parsed.after)
    found = None if group.word == "delegation" else _together(reading, after, _names(cursor, after), group.side)
    return parsed if found is None else Parsed([*parsed.mentions, *found.mentions], found.after)


def _together(reading: Reading, index: int, names: Sequence[Name], side: str | None) -> Parsed | None:
    """Two or more full names in a row, all of the `side`, or of that of those among them whom we know."""
    if len(names) < _FEWEST or not all(n.known is not None or is_full(reading.cursor, n) for n in names):
        return None
    known = {e.side for n in names if n.known is not None and not n.known.surname for e in n.known.entries}
    if side is None and len(known) == 1:
        side = known.pop()
    phrase = Phrase(STAFF) if side is None else Phrase(STAFF).of_side(side)
    found = [known_person(reading, n.known) if n.known is not None else named(reading, n, phrase) for n in names]
    return Parsed([m for one in found for m in one.mentions], max(index, *(one.after for one in found)))


def _owner_before(cursor: Cursor, index: int) -> str | None:
    """The side of the country or body named last in the sentence before `index`, if it is near."""
    for at in range(index - 1, max(0, index - _OWNER_WITHIN), -1):
        if cursor.sentence(at) != cursor.sentence(index):
            return None
        if (found := cursor.at(at, "country", "body")) is not None:
            return found.entry.side
    return None
