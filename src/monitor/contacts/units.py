"""Where might a contact be told, and who is there? Every unit of text with everybody in it or near it, likely or not.

A *unit* is a sentence, or a part of one between semicolons where each part has its own cue. In a unit stand the people,
bodies and groups named in it; those "ambos" or "the two sides" stand for; and, where a side is missing, whoever was
named last: in the two sentences before, the one after, the title. A government that nobody names can receive a
delegation: each side has a nameless stand-in. High recall is the aim; deciding comes later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.contacts.document import Document
from monitor.contacts.entities import Cast, Entity
from monitor.contacts.lexicon import Hit
from monitor.contacts.mentions import Mention
from monitor.model import SIDES

Nearness = Literal["direct", "dual", "prev1", "prev2", "next1", "title", "main", "virtual"]

VIRTUAL = {
    "peru": Entity("virtual:peru", "peru", "virtual", None, None, "delegation", "Government of Peru"),
    "us": Entity("virtual:us", "us", "virtual", None, None, "delegation", "Government of the US"),
}
TALK_FAMILIES = frozenset(("talk", "call", "visit", "signing", "letter", "other"))


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody present in a unit, and how near."""

    entity: Entity
    near: Nearness
    mention: Mention | None
    """None for stand-ins and context."""


@dataclass(frozen=True)
class Unit:
    """A sentence (or part) with everybody in or near it."""

    number: int
    """Of the sentence."""
    start: int
    end: int
    cues: Sequence[Hit]
    slots: Sequence[Slot]
    others: Sequence[tuple[Mention, Entity]]
    """Third parties, and people whose side is not known."""
    title: bool = False
    """Part of the title: supports a contact, is no evidence of one."""

    def side(self, side: str) -> list[Slot]:
        return [s for s in self.slots if s.entity.side == side]


def units(document: Document, cast: Cast, title_sentences: int = 0) -> list[Unit]:
    """The units of the text that may tell of a contact: with a cue or with both sides, in sections that are evidence.

    The first `title_sentences` sentences are the title: their units are marked.
    """
    by_sentence: dict[int, list[tuple[Mention, Entity]]] = {}
    for mention, entity in cast.mentions:
        by_sentence.setdefault(mention.sentence, []).append((mention, cast.entities[entity]))
    often = Counter(e for m, e in cast.mentions if not m.possessor and cast.entities[e].kind == "person")
    main = [cast.entities[e] for e, n in often.most_common() if n >= 2]
    out: list[Unit] = []
    for sentence in document.sentences:
        if sentence.number >= title_sentences and not document.is_evidence(sentence.number):
            continue
        for start, end in _parts(document, sentence.start, sentence.end):
            unit = _unit(document, cast, by_sentence, sentence.number, start, end, title_sentences, main)
            if unit is not None:
                out.append(unit)
    return out


def _parts(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Split at semicolons where both parts have a cue of their own."""
    text = document.folded.text
    cuts = [i for i in range(start, end) if text[i] == ";"]
    if not cuts:
        return [(start, end)]
    out, at = [], start
    for cut in cuts:
        if _has_cue(document, at, cut) and _has_cue(document, cut, end):
            out.append((at, cut + 1))
            at = cut + 2
    out.append((at, end))
    return [(a, b) for a, b in out if b > a]


def _has_cue(document: Document, start: int, end: int) -> bool:
    return any(
        start <= h.start < end and h.entry.category == "cue" and h.entry.family in TALK_FAMILIES for h in document.hits
    )


def _unit(
    document: Document,
    cast: Cast,
    by_sentence: dict[int, list[tuple[Mention, Entity]]],
    number: int,
    start: int,
    end: int,
    title_sentences: int,
    main: Sequence[Entity],
) -> Unit | None:
    here = [(m, e) for m, e in by_sentence.get(number, ()) if start <= m.start < end]
    cues = [h for h in document.hits if h.entry.category == "cue" and start <= h.start < end]
    slots: list[Slot] = [Slot(e, "direct", m) for m, e in here if e.side in SIDES]
    sides = {s.entity.side for s in slots}
    dual = next((d for d in cast.dual if d.sentence == number and start <= d.start < end), None)
    cued = any(c.entry.family in TALK_FAMILIES for c in cues)
    if not slots and dual is None and not cued:
        return None
    people = any(s.entity.kind in ("person", "office") for s in slots)
    if len(sides) < 2 and not cued and dual is None and not people:
        return None
    present = {s.entity.id for s in slots}
    for side in SIDES:
        if dual is not None:
            partner = _partner(cast, by_sentence, number, side, dual.start)
            if partner is not None and partner.id not in present:
                slots.append(Slot(partner, "dual", dual))
                present.add(partner.id)
        named = [s for s in slots if s.entity.side == side and s.entity.kind in ("person", "office")]
        if not named:
            for near, entity in _context(document, by_sentence, number, side, start, title_sentences, main):
                if entity.id not in present:
                    slots.append(Slot(entity, near, None))
                    present.add(entity.id)
        if not any(
            s.entity.side == side and s.entity.kind in ("person", "office") and s.near == "direct" for s in slots
        ):
            slots.append(Slot(VIRTUAL[side], "virtual", None))
    others = [(m, e) for m, e in here if e.side not in SIDES]
    unit = Unit(number, start, end, cues, slots, others, number < title_sentences)
    return unit if {s.entity.side for s in slots} >= set(SIDES) else None


def _partner(
    cast: Cast, by_sentence: dict[int, list[tuple[Mention, Entity]]], number: int, side: str, before: int
) -> Entity | None:
    """Whom "ambos" means on one side: of those named in this sentence and the five before, the one named most, the
    latest of equals; a body where nobody is named.
    """
    for kinds in (("person", "office"), ("group", "body")):
        named: Counter[str] = Counter()
        last: dict[str, int] = {}
        for back in range(max(0, number - 5), number + 1):
            for mention, entity in by_sentence.get(back, ()):
                if (
                    entity.side == side
                    and entity.kind in kinds
                    and not mention.former
                    and not mention.possessor
                    and (back < number or mention.start < before)
                ):
                    named[entity.id] += 1
                    last[entity.id] = mention.start
        if named:
            return cast.entities[max(named, key=lambda e: (named[e], last[e]))]
    return VIRTUAL[side]


def _context(
    document: Document,
    by_sentence: dict[int, list[tuple[Mention, Entity]]],
    number: int,
    side: str,
    start: int,
    title_sentences: int,
    main: Sequence[Entity],
) -> Iterator[tuple[Nearness, Entity]]:
    """Who of `side` was named nearby, nearest first; at most three."""
    seen: set[str] = set()
    count = 0
    steps: list[tuple[Nearness, int]] = [
        ("prev1", number),
        ("prev1", number - 1),
        ("prev2", number - 2),
        ("next1", number + 1),
    ]
    steps += [("title", t) for t in range(title_sentences)]
    for near, at in steps:
        if at < 0 or (near != "title" and at < title_sentences) or (near == "next1" and at >= len(document.sentences)):
            continue
        if near not in ("title",) and at != number and not document.is_evidence(at):
            continue
        for mention, entity in reversed(by_sentence.get(at, ())):
            if at == number and mention.start >= start:
                continue
            if entity.side != side or entity.kind == "state" or entity.id in seen or mention.possessor:
                continue
            seen.add(entity.id)
            yield near, entity
            count += 1
            if count >= 4:
                return
    for entity in main:
        if entity.side == side and entity.id not in seen:
            yield "main", entity
            return
