"""Several holders of one office: "los ministros de Defensa, César Díaz, y del Interior, Vicente Tiburcio"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.contacts.mentions.appositions import apposition
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import Name, name_at
from monitor.contacts.mentions.persons import Reading, blank, named
from monitor.contacts.mentions.phrase import REPRESENTATIVE, Phrase, body_of_field
from monitor.contacts.mentions.qualifiers import Qualified, country_behind

_MOST = 8
_MOST_FURTHER = 10
"""Names of one list."""
_JOINING = frozenset(", y e and".split())
_JOINING_PAIRS = _JOINING | {";"}
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
