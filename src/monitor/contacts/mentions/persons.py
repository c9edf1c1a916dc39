"""Mentions of persons: of those we know, and of those whom only the text explains.

A name nobody knows beside an office makes a *provisional* person, who later in the text goes by surname.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitor.contacts.mentions.appositions import apposition
from monitor.contacts.mentions.cursor import Cursor
from monitor.contacts.mentions.identity import choose, may_be_called, misspelt, office_of
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import Known, Name, part_of_longer_name, past_second_surname
from monitor.contacts.mentions.phrase import Phrase
from monitor.contacts.mentions.words import PARTICLES
from monitor.contacts.people import People, Person
from monitor.text.fold import slug

_GENITIVE = re.compile(r"['’]s$")
_POSSESSOR = re.compile(
    r"""
    (?:(?<!palacio[ ]de[ ])gobierno|administracion|gestion|era|gabinete|mandato|equipo|regimen|presidencia
        |triunfo|victoria|llegada[ ]al[ ]poder|regreso|segundo[ ]mandato
        |government|administration|cabinet|presidency|term|team|election)
    (?:[ ]del?|[ ]of)?(?:[ ](?:el|la|the|presidente|president|mandatario|su))*[ ]$
    |\b(?:(?:elegid|nombrad|designad|nominad|propuest|escogid)[oa]s?[ ]por
        |(?:appointed|nominated|named|picked|chosen|tapped)[ ]by)
    (?:[ ](?:el|la|the|presidente|president|mandatario|us|u\.s\.))*[ ]$
    """,
    re.VERBOSE,
)
_POSSESSED = re.compile(
    r"(?: |'s |s' )(?:administration|government|cabinet|presidency|team|allies|lawyers|campaign|party)\b"
)
_BEFORE = 60
"""Characters before a name in which the words that make it a mere possessor stand."""


@dataclass(slots=True)
class Newcomers:
    """The provisional people of one text, in the order they are met."""

    _names: dict[str, str] = field(default_factory=dict)
    """Id → the fullest name so far."""
    _ids: dict[str, str] = field(default_factory=dict)
    """Folded surname → id."""
    _parts: dict[str, frozenset[str]] = field(default_factory=dict)
    """Id → all folded words of the name."""

    def __bool__(self) -> bool:
        return bool(self._ids)

    def named(self, surname: str) -> str | None:
        """Id of whoever goes by the folded surname."""
        return self._ids.get(surname)

    def parts(self, identity: str) -> frozenset[str]:
        """The folded words of the name, first names included."""
        return self._parts[identity]

    def meet(self, name: str, parts: Sequence[str]) -> tuple[str, str]:
        """Id and name of the bearer of `name`; `parts` are its folded words without particles."""
        identity = self._ids.get(slug(name))
        if identity is not None:
            return identity, self._names[identity]
        identity = self._by_last_word(parts) or "?" + slug(name)
        self._names[identity] = name
        self._parts[identity] = frozenset(parts)
        for part in parts[1:] or parts:
            if len(part) > 1:  # no initial
                self._ids.setdefault(part, identity)
        return identity, name

    def _by_last_word(self, parts: Sequence[str]) -> str | None:
        """Whoever was met by surname alone: "Zeya" in the title, "Uzra Zeya" below."""
        known = self._ids.get(parts[-1]) if len(parts) > 1 else None
        return known if known is not None and " " not in self._names[known] else None


@dataclass(frozen=True, slots=True)
class Reading:
    """One document being read: where to look, whom we know, whom the text has introduced."""

    cursor: Cursor
    people: People
    newcomers: Newcomers = field(default_factory=Newcomers)


def is_possessor(cursor: Cursor, start: int) -> bool:
    """Named only to say whose: "el gobierno de …", "nombrado por …"."""
    return _POSSESSOR.search(cursor.document.folded.text[max(0, start - _BEFORE) : start]) is not None


def known_person(reading: Reading, name: Known, phrase: Phrase | None = None, start: int | None = None) -> Parsed:
    """Someone of the people file, in the office said before (`phrase`, from the offset `start`) or behind the name.

    Nobody for a surname inside a longer name; a provisional person for a full name in an office its bearer cannot have
    held; candidates where a surname may stand for several.
    """
    cursor = reading.cursor
    after = past_second_surname(cursor, name.after)
    said, end = apposition(cursor, after)
    phrase = phrase or said
    name = _so_called(reading, name, after)
    if not name.entries:
        return _namesake(reading, name.first, after, phrase, start)
    if name.surname and start is None and part_of_longer_name(cursor, name.first):
        return Parsed([], after)
    begin, name_end = cursor.start(name.first) if start is None else start, cursor.end_before(after)
    base = Mention(
        start=begin,
        end=name_end,
        sentence=cursor.sentence(name.first),
        kind="name",
        side=None,
        surname_only=name.surname,
        former=phrase is not None and phrase.former,
        possessor=is_possessor(cursor, begin) or _POSSESSED.match(cursor.document.folded.text, name_end) is not None,
    )
    return Parsed([_settled(reading, name, after, phrase, base)], max(end, after))


def _so_called(reading: Reading, name: Known, after: int) -> Known:
    """`name` without the people whose second surname is another one than follows it; a strong surname stands alone
    before a capital word of a headline: "Humala Agree".
    """
    if name.surname and not name.weak:
        return name
    cursor = reading.cursor
    form = cursor.document.folded.text[cursor.start(name.first) : cursor.end_before(name.after)]
    further = [cursor.word(i) for i in range(name.after, after)]
    people = reading.people.by_id
    return replace(name, entries=[e for e in name.entries if may_be_called(people[e.id], form, further)])


def _namesake(reading: Reading, first: int, after: int, phrase: Phrase | None, start: int | None) -> Parsed:
    """A provisional person in the office said; nobody where none is."""
    if phrase is None:
        return Parsed([], after)
    base = blank(reading.cursor, first, after)
    base = base if start is None else replace(base, start=start)
    return Parsed([newcomer(reading, first, after, phrase, base)], after)


def _settled(reading: Reading, name: Known, after: int, phrase: Phrase | None, base: Mention) -> Mention:
    uncertain = name.weak and phrase is None
    day = reading.cursor.document.published
    chosen = None if uncertain else choose(reading.people, name.ids, phrase, day, surname=name.surname)
    if chosen is not None:
        candidates = name.ids if name.surname else ()
        return replace(as_person(reading, base, chosen, phrase), candidates=candidates)
    if not name.surname and phrase is not None:
        return newcomer(reading, name.first, after, phrase, base)  # a namesake in another office
    sides = {e.side for e in name.entries}
    side = sides.pop() if len(sides) == 1 else None
    return replace(base, candidates=name.ids, side=side, word="weak" if uncertain else "")


def as_person(reading: Reading, mention: Mention, person: Person, phrase: Phrase | None = None) -> Mention:
    """`mention` as one of a known person in the office of the day."""
    role, org = office_of(person, phrase, reading.cursor.document.published)
    return replace(mention, person=person.id, name=person.name, side=person.side, role=role, org=org)


def newcomer(reading: Reading, first: int, after: int, phrase: Phrase, base: Mention) -> Mention:
    """`base` as a mention of the bearer of the name between two tokens: a known person whose name is misspelt, or a
    provisional one in the office `phrase`.
    """
    name = _GENITIVE.sub("", reading.cursor.original(first, after).replace("\n", " "))
    base = replace(base, end=reading.cursor.end_before(after))
    meant = misspelt(reading.people, name, phrase)
    if meant is not None:
        return as_person(reading, base, meant, phrase)
    identity, name = reading.newcomers.meet(name, _parts(reading.cursor, first, after))
    side = phrase.told_side
    return replace(
        base,
        side=side,
        role=phrase.role,
        org=phrase.org(side),
        name=name,
        person=identity,
        former=phrase.former,
        word=phrase.word,
        where=phrase.where,
    )


def _parts(cursor: Cursor, first: int, after: int) -> list[str]:
    """The folded words of a name, without particles."""
    words = (bare(t.text) for t in cursor.tokens[first:after])
    return [word for word in words if word.isalpha() and word not in PARTICLES]


def bare(word: str) -> str:
    """The word without the English genitive."""
    return _GENITIVE.sub("", word)


def named(reading: Reading, name: Name, phrase: Phrase) -> Parsed:
    """Whoever bears the name, in the office `phrase` that was said before it and is no part of the mention."""
    if name.known is not None:
        return known_person(reading, name.known, phrase, reading.cursor.start(name.first))
    base = blank(reading.cursor, name.first, name.after)
    return Parsed([newcomer(reading, name.first, name.after, phrase, base)], name.after)


def blank(cursor: Cursor, first: int, after: int) -> Mention:
    """A mention of somebody between two tokens, nothing known yet."""
    return Mention(cursor.start(first), cursor.end_before(after), cursor.sentence(first), "name", None)
