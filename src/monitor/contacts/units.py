"""Where might a contact be told, and who is there? Every unit of text with everybody in it or near it, likely or not.

A *unit* is a sentence, or a part of one between semicolons where each part has its own cue. In a unit stand the people,
bodies and groups named in it; those "ambos" or "the two sides" stand for; and, where a side is missing, whoever was
named last: in the two sentences before, the one after, the title. A government that nobody names can receive a
delegation: each side has a nameless stand-in. High recall is the aim; deciding comes later.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from monitor.contacts.document import Document
from monitor.contacts.entities import GOVERNMENTS, Cast, Entity
from monitor.contacts.lexicon import Hit
from monitor.contacts.mentions import Mention
from monitor.model import SIDES, Side

Nearness = Literal["direct", "dual", "prev1", "prev2", "next1", "title", "main", "virtual"]

VIRTUAL = {
    side: Entity(f"virtual:{side}", side, "virtual", None, None, "delegation", GOVERNMENTS[side]) for side in SIDES
}
"""The nameless stand-in of each side."""
_TALK_FAMILIES = frozenset(("talk", "call", "visit", "signing", "letter", "other"))
_MOST_NEARBY = 4
"""People of a side looked up around a unit that names none of it."""
_DUAL_REACH = 5
"""Sentences before "ambos" in which those it means may be named."""


class Placed(Protocol):
    """Something found at `start` of a folded text."""

    @property
    def start(self) -> int: ...


Found = TypeVar("Found", bound=Placed)


def within(found: Sequence[Found], start: int, end: int) -> Sequence[Found]:
    """Those that begin between `start` and `end`, of a sequence in the order of the text."""
    return found[bisect_left(found, start, key=_start) : bisect_left(found, end, key=_start)]


def _start(one: Placed) -> int:
    return one.start


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody present in a unit, and how near."""

    entity: Entity
    near: Nearness
    mention: Mention | None
    """None for stand-ins and context."""

    @property
    def here(self) -> bool:
        """One person, in the unit's own words."""
        return self.near == "direct" and self.entity.individual


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

    @cached_property
    def told(self) -> Sequence[Hit]:
        """The cues that tell of a contact; others speak against one or of the past."""
        return [c for c in self.cues if is_told(c)]

    def side(self, side: str) -> list[Slot]:
        return [s for s in self.slots if s.entity.side == side]

    def own(self, found: Sequence[Found]) -> Sequence[Found]:
        """Those of hits or dates that stand in the unit."""
        return within(found, self.start, self.end)


def is_told(hit: Hit) -> bool:
    """Whether a hit is a cue of a contact."""
    return hit.entry.category == "cue" and hit.entry.family in _TALK_FAMILIES


@dataclass(frozen=True)
class _Text:
    """What the units of one text have in common."""

    document: Document
    cast: Cast
    title_sentences: int
    main: Sequence[Entity]
    """People named more than once, the most often named first."""


def units(document: Document, cast: Cast, title_sentences: int = 0) -> list[Unit]:
    """The units of the text that may tell of a contact: with a cue or with both sides, in sections that are evidence.

    The first `title_sentences` sentences are the title: their units are marked.
    """
    text = _Text(document, cast, title_sentences, _main(cast))
    found = (
        _unit(text, sentence.number, start, end)
        for sentence in document.sentences
        if sentence.number < title_sentences or document.is_evidence(sentence.number)
        for start, end in _parts(document, sentence.start, sentence.end)
    )
    return [unit for unit in found if unit is not None]


def _main(cast: Cast) -> list[Entity]:
    often = Counter(e for m, e in cast.mentions if not m.possessor and cast.entities[e].kind == "person")
    return [cast.entities[e] for e, n in often.most_common() if n >= 2]


def _parts(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Split at semicolons where both parts have a cue of their own."""
    text = document.folded.text
    cuts = [i for i in range(start, end) if text[i] == ";"]
    out, at = [], start
    for cut in cuts:
        if _has_cue(document, at, cut) and _has_cue(document, cut, end):
            out.append((at, cut + 1))
            at = cut + 2
    out.append((at, end))
    return [(a, b) for a, b in out if b > a]


def _has_cue(document: Document, start: int, end: int) -> bool:
    return any(is_told(hit) for hit in within(document.hits, start, end))


def _unit(text: _Text, number: int, start: int, end: int) -> Unit | None:
    """The stretch `start`–`end` of sentence `number`; None where it has no cue, no individual and not both sides."""
    here = [(m, e) for m, e in text.cast.in_sentence(number) if start <= m.start < end]
    cues = _cues(text.document, start, end)
    direct = [Slot(e, "direct", m) for m, e in here if e.side in SIDES]
    dual = next(iter(within(text.cast.dual, start, end)), None)
    both = len({s.entity.side for s in direct}) == len(SIDES)
    if not (both or dual or any(is_told(c) for c in cues) or any(s.here for s in direct)):
        return None
    slots = list(direct)
    for side in SIDES:
        slots += _around(text, number, start, side, dual, slots)
    others = [(m, e) for m, e in here if e.side not in SIDES]
    return Unit(number, start, end, cues, slots, others, number < text.title_sentences)


def _cues(document: Document, start: int, end: int) -> list[Hit]:
    """The cues of a stretch, but for those inside one that speaks against a contact: "una entrevista con RPP"."""
    found = [h for h in within(document.hits, start, end) if h.entry.category == "cue"]
    against = [h for h in found if h.entry.family == "against"]

    def overruled(hit: Hit) -> bool:
        reflexive = document.folded.text.startswith("se ", hit.start - 3)
        return is_told(hit) and not reflexive and any(a.start <= hit.start and hit.end <= a.end for a in against)

    return [h for h in found if not overruled(h)]


def _around(
    text: _Text, number: int, start: int, side: Side, dual: Mention | None, slots: Sequence[Slot]
) -> Iterator[Slot]:
    """Who of `side` is in the unit beside the `slots` it names: meant by "ambos", named nearby, or nobody in particular."""
    present = {s.entity.id for s in slots}
    individuals = [s for s in slots if s.entity.side == side and s.entity.individual]
    partner = _partner(text.cast, number, side, dual.start) if dual is not None else None
    if partner is not None and partner.id not in present:
        present.add(partner.id)
        yield Slot(partner, "dual", dual)
    if not individuals and not (partner is not None and partner.individual):
        for near, entity in _nearby(text, number, side, start):
            if entity.id not in present:
                yield Slot(entity, near, None)
    if not any(s.here for s in individuals):
        yield Slot(VIRTUAL[side], "virtual", None)


def _partner(cast: Cast, number: int, side: Side, before: int) -> Entity:
    """Whom "ambos" means on one side: of those named in this sentence and the five before, the one named most, the
    latest of equals; a body where nobody is named.
    """
    recent = [
        (mention, entity)
        for back in range(max(0, number - _DUAL_REACH), number + 1)
        for mention, entity in cast.in_sentence(back)
        if entity.side == side and mention.start < before and not mention.former and not mention.possessor
    ]
    for kinds in (("person", "office"), ("group", "body")):
        named = [(m, e) for m, e in recent if e.kind in kinds]
        if named:
            count = Counter(e.id for _, e in named)
            return max(named, key=lambda pair: (count[pair[1].id], pair[0].start))[1]
    return VIRTUAL[side]


def _nearby(text: _Text, number: int, side: str, start: int) -> Iterator[tuple[Nearness, Entity]]:
    """Who of `side` was named nearby, nearest first; else whom the text speaks of most."""
    seen: set[str] = set()
    for near, mention, entity in _readable(text, number, start):
        if entity.side != side or entity.kind == "state" or entity.id in seen or mention.possessor:
            continue
        seen.add(entity.id)
        yield near, entity
        if len(seen) == _MOST_NEARBY:
            return
    main = next((e for e in text.main if e.side == side and e.id not in seen), None)
    if main is not None:
        yield "main", main


def _readable(text: _Text, number: int, start: int) -> Iterator[tuple[Nearness, Mention, Entity]]:
    """Mentions around `start` in sentence `number`: before it, in the sentences near by, in the title; latest first."""
    body: list[tuple[Nearness, int]] = [
        ("prev1", number),
        ("prev1", number - 1),
        ("prev2", number - 2),
        ("next1", number + 1),
    ]
    title: list[tuple[Nearness, int]] = [("title", n) for n in range(text.title_sentences)]
    below = range(text.title_sentences, len(text.document.sentences))
    near_by = [(near, n) for near, n in body if n in below and (n == number or text.document.is_evidence(n))]
    for near, at in itertools.chain(near_by, title):
        for mention, entity in reversed(text.cast.in_sentence(at)):
            if at != number or mention.start < start:
                yield near, mention, entity
