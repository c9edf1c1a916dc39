"""Mentions of groups: "una comitiva de especialistas norteamericanos", "a team of U.S. security specialists"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.contacts.lexicon import Entry
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.mention import Parsed
from monitor.contacts.mentions.persons import blank
from monitor.contacts.mentions.words import ARTICLES, OF
from monitor.text.dates import NUMBERS

_MOST = 8
"""Words of a group behind its head."""
_NOUN_WITHIN = 3
"""Words from a country to the group word it qualifies: "U.S. homeland security specialists"."""
_PREPOSITIONS = OF | frozenset("from a en y and with".split())
_OF_COUNTRY = frozenset("de del of from".split())
_OF_QUALITY = frozenset("de of en".split())
_QUALITIES = frozenset(NUMBERS) | {"alto", "high", "seguridad", "security"}
"""What a group is described by without saying whose it is: "de alto nivel", "en seguridad", "de tres personas"."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A group while it is put together, to the token `after`."""

    after: int
    side: str | None = None
    org: str | None = None

    def to(self, after: int) -> _Group:
        return replace(self, after=after)

    def of(self, found: Found) -> _Group:
        """Whose it is, each part unless said before."""
        return _Group(found.after, self.side or found.entry.side, self.org or found.entry.org)


def group(cursor: Cursor, index: int, found: Found) -> Parsed:
    """The group at `index` with all that says whose it is, before and behind."""
    read = _before(cursor, index, found)
    for _ in range(_MOST):
        further = _next(cursor, read)
        if further is None:
            break
        read = further
    mention = replace(
        blank(cursor, index, read.after),
        kind="group",
        side=read.side,
        role="delegation",
        org=read.org,
        plural=True,
        word=found.entry.id,
    )
    return Parsed([mention], read.after)


def _before(cursor: Cursor, index: int, found: Found) -> _Group:
    """What stands before its head: "Peruvian delegation", "FBI agents"."""
    english = cursor.document.lang == "en"
    owner: Entry | None = None
    for entry in (e.entry for e in cursor.ending(index)):
        if (entry.category == "country" and entry.kind == "adj") or (entry.category == "body" and english):
            owner = entry
    return _Group(found.after) if owner is None else _Group(found.after, owner.side, owner.org)


def _next(cursor: Cursor, read: _Group) -> _Group | None:
    after = read.after
    if (adjective := cursor.adjective(after)) is not None:
        return read.of(adjective)
    if (noun := _english_noun(cursor, after)) is not None:
        return read.to(noun)
    if (more := cursor.at(after, "group")) is not None and cursor.word(after - 1) in OF | {"y", "and"}:
        return read.to(more.after)
    return _complement(cursor, read) if cursor.word(after) in _PREPOSITIONS else None


def _english_noun(cursor: Cursor, index: int) -> int | None:
    """After "team of U.S.": past the group word within two words that the country qualifies."""
    if cursor.document.lang != "en" or not any(e.entry.category == "country" for e in cursor.ending(index)):
        return None
    for at in range(index, min(index + _NOUN_WITHIN, len(cursor))):
        if (noun := cursor.at(at, "group")) is not None:
            return noun.after
        if not cursor.word(at).isalpha() or cursor.at(at, "cue", "office", "country") is not None:
            return None
    return None


def _complement(cursor: Cursor, read: _Group) -> _Group | None:
    """Past a preposition: "del FBI", "de Estados Unidos", "de especialistas", "en Defensa", "de alto nivel"."""
    preposition, at = cursor.word(read.after), cursor.skip(read.after + 1, ARTICLES)
    if (body := cursor.at(at, "body")) is not None:
        return read.of(body)
    if (country := cursor.at(at, "country")) is not None and preposition in _OF_COUNTRY:
        return read.of(country)
    if (more := cursor.at(at, "group")) is not None and preposition in OF:
        return read.to(more.after)
    if (domain := cursor.at(at, "domain")) is not None:
        return read.to(domain.after)
    if preposition in _OF_QUALITY and cursor.word(at) in _QUALITIES:
        after = at + (2 if cursor.word(at + 1) in ("nivel", "-") else 1)
        return read.to(cursor.skip(after, ("level", "personas", "-")))
    return None
