"""Surnames after the full name: whom a bare surname stands for is known only when the whole text is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from monitor.contacts.mentions.cursor import Cursor
from monitor.contacts.mentions.mention import Mention
from monitor.contacts.mentions.names import names_thing, no_name
from monitor.contacts.mentions.persons import Reading, as_person, bare
from monitor.contacts.people import Person

_PROMINENT = frozenset(
    """president vice_president prime_minister foreign_minister secretary_of_state deputy_secretary_of_state
    defense_minister ambassador charge_daffaires military_commander interior_minister""".split()
)
"""Offices whose holders the press calls by surname alone."""


def with_surnames(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """`mentions` with bare surnames settled or left out, and later surnames of provisional people added; in order."""
    full = {m.person for m in mentions if m.person and not m.surname_only}
    settled = [s for m in mentions if (s := _settle(reading, m, full)) is not None]
    return sorted([*settled, *_of_newcomers(reading, settled)], key=lambda m: (m.start, m.end))


def _settle(reading: Reading, mention: Mention, full: Set[str]) -> Mention | None:
    """`mention` as one of a single person; None where its surname stands for nobody who can be told."""
    if not mention.candidates or mention.person in full:
        return mention
    named = [c for c in mention.candidates if c in full]
    if len(named) == 1:
        return _as(reading, mention, named[0])
    if reading.newcomers.named(_surname(reading.cursor, mention)) or mention.word == "weak":
        return None
    if mention.person:
        return mention
    prominent = [c for c in mention.candidates if _is_prominent(reading, c)]
    return _as(reading, mention, prominent[0]) if len(prominent) == 1 else None


def _surname(cursor: Cursor, mention: Mention) -> str:
    return cursor.document.folded.text[mention.start : mention.end].split()[-1]


def _as(reading: Reading, mention: Mention, chosen: str) -> Mention:
    return as_person(reading, mention, reading.people.by_id[chosen])


def _is_prominent(reading: Reading, candidate: str) -> bool:
    """In office on the day of the page (of an undated page, ever), and known for an office of the first rank."""
    person: Person = reading.people.by_id[candidate]
    day = reading.cursor.document.published
    return (day is None or any(t.covers(day) for t in person.terms)) and any(t.role in _PROMINENT for t in person.terms)


def _of_newcomers(reading: Reading, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions by name or surname of the provisional people of the text, where none of `mentions` stands already."""
    if not reading.newcomers or reading.cursor.document.caseless:
        return
    cursor, after = reading.cursor, 0
    covered = {place for m in mentions for place in range(m.start, m.end)}
    by_id = {m.person: m for m in mentions if m.person}
    for index, token in enumerate(cursor.tokens):
        identity = reading.newcomers.named(bare(token.text))
        if identity not in by_id or not token.capital or token.start in covered or index < after:
            continue
        first, after = _name_around(reading, index, reading.newcomers.parts(identity))
        if not _stands_alone(reading, first, after):
            continue
        last = cursor.tokens[after - 1]
        yield replace(
            by_id[identity],
            start=cursor.start(first),
            end=last.start + len(bare(last.text)),
            sentence=cursor.sentence(index),
            surname_only=reading.newcomers.named(bare(cursor.word(first))) is not None,
            possessor=False,
            former=False,
        )


def _name_around(reading: Reading, index: int, parts: Set[str]) -> tuple[int, int]:
    """The run of words of one name around the token `index`: its first token and the one after it."""
    cursor, first, after = reading.cursor, index, index + 1
    while cursor.joined(first) and cursor.capital(first - 1) and cursor.word(first - 1) in parts:
        first -= 1
    while cursor.joined(after) and cursor.capital(after) and bare(cursor.word(after)) in parts:
        after += 1
    return first, after


def _stands_alone(reading: Reading, index: int, after: int) -> bool:
    """No part of a place, a body or somebody else's name."""
    cursor, before = reading.cursor, index - 1
    if cursor.at(index, "body", "country", "place") is not None or names_thing(cursor, index, after):
        return False
    return (
        not cursor.joined(index)
        or not cursor.capital(before)
        or no_name(cursor, before)
        or cursor.starts_sentence(before)
        or reading.newcomers.named(cursor.word(before)) is not None
    )
