"""What the encoder is given of a unit to read, and what it makes of it.

    unit ─ passage ─► Passage ─ encoder ─► Impression ─► features of the deciders

The encoder (`encoder`) is a small language model that has read much more text than the labelled articles: it knows that
"estampó su firma" and "signed" are near, where the other features know only words seen in training. What it says is one
feature among the others, with a weight like theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from monitor.contacts.features import Context, Features
from monitor.contacts.units import Unit
from monitor.model import Mode, Status

Kind = Literal["peru", "us", "other", "date"]
MODES: tuple[Mode, ...] = ("meeting", "call", "visit", "signing", "letter", "other")
STATUSES: tuple[Status, ...] = ("held", "planned", "cancelled")
"""In the order of the encoder's answers."""
_LEAST = 0.001
"""Probabilities below are alike: no answer weighs more than its logarithm."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a unit's folded text; with a kind, somebody of a side or a date."""

    text: str
    kind: Kind | None = None
    start: int = -1
    """Where it begins in the folded document."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit as the encoder reads it: the sentence before, and the unit cut where somebody or a date is named."""

    before: str
    stretches: tuple[Stretch, ...]

    @property
    def marked(self) -> list[Stretch]:
        return [s for s in self.stretches if s.kind is not None]

    @property
    def key(self) -> str:
        """The same for the same reading, wherever it stands."""
        return f"{self.before}\n" + "".join(f"[{s.kind}:{s.text}]" if s.kind else s.text for s in self.stretches)


@dataclass(frozen=True, slots=True)
class Impression:
    """What the encoder makes of a passage. Log odds where not said otherwise."""

    states: float
    """That it states a contact."""
    modes: Sequence[float]
    """Probabilities, in the order of MODES."""
    statuses: Sequence[float]
    """Probabilities, in the order of STATUSES."""
    background: float
    """That the contact is recalled: a probability."""
    marks: Mapping[int, float]
    """By the start of a marked stretch: that this one takes part, that the date is the contact's."""

    def statement(self) -> Features:
        """For whether the unit states a contact."""
        return {"encoder": round(self.states, 2)}

    def attributes(self) -> Features:
        """For how, whether, and whether recalled."""
        said = {f"encoder:mode:{m}": _log(p) for m, p in zip(MODES, self.modes, strict=True)}
        said |= {f"encoder:status:{s}": _log(p) for s, p in zip(STATUSES, self.statuses, strict=True)}
        return said | {"encoder:background": round(_log(self.background) - _log(1 - self.background), 2)}

    def of(self, start: int) -> Features:
        """For who takes part and which date is meant: what stands at `start` of the folded document."""
        return {"encoder": round(self.marks[start], 2)} if start in self.marks else {}


class Encoding(Protocol):
    """Whatever reads passages."""

    def read(self, passage: Passage) -> Impression: ...


def passage(unit: Unit, ctx: Context) -> Passage:
    """What the encoder is given of a unit."""
    document = ctx.document
    before = document.text_of(unit.number - 1) if unit.number else ""
    return Passage(before, tuple(_stretches(document.folded.text, unit, sorted(_marks(unit, ctx)))))


def _marks(unit: Unit, ctx: Context) -> Iterator[tuple[int, int, Kind]]:
    """Start, end and kind of all that is named in a unit."""
    for slot in unit.slots:
        if slot.near == "direct" and slot.mention is not None:
            yield slot.mention.start, slot.mention.end, "peru" if slot.entity.side == "peru" else "us"
    for mention, _ in unit.others:
        yield mention.start, mention.end, "other"
    for date in unit.own(ctx.document.dates):
        yield date.start, date.end, "date"


def _stretches(text: str, unit: Unit, marks: Sequence[tuple[int, int, Kind]]) -> Iterator[Stretch]:
    """The unit's text in order; of marks that overlap, the first."""
    at = unit.start
    for start, end, kind in marks:
        if at <= start and end <= unit.end:
            yield Stretch(text[at:start])
            yield Stretch(text[start:end], kind, start)
            at = end
    yield Stretch(text[at : unit.end])


def _log(probability: float) -> float:
    return round(math.log(max(_LEAST, probability)), 2)
