"""When and where: the date expressions that may belong to a unit's contact, and the place.

A date in a sentence may belong to another verb ("vigente hasta el sábado 12"), and the contact's own date may stand in
the lead. All expressions near the unit are options, with features; `decide` picks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.contacts.features import Context, Features, _bucket
from monitor.contacts.units import TALK_FAMILIES, Unit
from monitor.model import Status
from monitor.text.dates import Expression, Tense, When

_TENSE: dict[Status, Tense] = {"held": -1, "planned": 1, "cancelled": 0}


@dataclass(frozen=True, slots=True)
class Option:
    """A date the contact may have, and where it stands."""

    when: When
    expression: Expression
    near: str
    """unit, sentence (another part of it), prev1, prev2, next1, lead."""
    rank: int
    """0 for the first expression of its place."""


def date_options(unit: Unit, ctx: Context, status: Status) -> list[Option]:
    """All resolvable date expressions in and near the unit."""
    document = ctx.document
    out: list[Option] = []
    tense = _TENSE[status]
    ranks: dict[str, int] = {}
    for expression in document.dates:
        near = _near(expression, unit, ctx)
        if near is None:
            continue
        when = expression.resolve(document.published, tense)
        if when is None:
            continue
        rank = ranks[near] = ranks.get(near, -1) + 1
        out.append(Option(when, expression, near, rank))
    return out


def _near(expression: Expression, unit: Unit, ctx: Context) -> str | None:
    document = ctx.document
    if unit.start <= expression.start < unit.end:
        return "unit"
    number = document.sentence_at(expression.start)
    if number < ctx.title_sentences or not document.is_evidence(number):
        return None
    gap = number - unit.number
    if gap == 0:
        return "sentence"
    if gap == -1:
        return "prev1"
    if gap == 1:
        return "next1"
    if gap == -2:
        return "prev2"
    return "lead" if number - ctx.title_sentences < 3 and unit.number > number else None


def date_features(option: Option, unit: Unit, ctx: Context, status: Status, background: float) -> Features:
    """What speaks for an option."""
    document = ctx.document
    text = document.folded.text
    expression = option.expression
    out: Features = {
        "bias": 1,
        f"near:{option.near}": 1,
        f"kind:{expression.kind}": 1,
        f"near:{option.near}:rank:{min(2, option.rank)}": 1,
        f"precision:{option.when.precision}": 1,
        f"status:{status}": 1,
        f"says:{expression.direction}:{status}": 1,
        f"range:{option.when.start != option.when.end}": 1,
    }
    published = document.published
    if published is not None:
        side = "past" if option.when.end < published else "future" if option.when.start > published else "now"
        out[f"side:{side}:{status}"] = 1
        out[f"side:{side}:{'bg' if background >= 0.5 else 'news'}"] = 1
        days = min(abs((option.when.start - published).days), abs((option.when.end - published).days))
        out[f"days:{_bucket(days)}:{'bg' if background >= 0.5 else 'news'}"] = 1
    if option.near == "unit":
        cues = [c for c in unit.cues if c.entry.family in TALK_FAMILIES]
        gap = min((max(0, c.start - expression.end, expression.start - c.end) for c in cues), default=None)
        out[f"cue-gap:{_bucket(gap // 6) if gap is not None else 'none'}"] = 1
        between = text[min((c.end for c in cues), default=expression.start) : expression.start]
        out["clause-break" if re.search(r"[;:(]|, que|, quien|, who|, which", between) else "no-break"] = 1
    before = re.findall(r"[a-z]+|[,;:(]", text[max(0, expression.start - 24) : expression.start])
    out[f"before:{before[-1] if before else '^'}"] = 1
    if len(before) > 1:
        out[f"before2:{before[-2]}"] = 1
    words = text[expression.start : expression.end]
    first = re.match(r"[a-z]+", words)
    out[f"first:{first[0] if first else '0'}"] = 1
    others = sum(1 for e in document.dates if unit.start <= e.start < unit.end)
    out[f"in-unit:{min(3, others)}:{option.near}"] = 1
    return out


def place_of(unit: Unit, ctx: Context) -> str | None:
    """Where: a venue in the unit before a city, as the text writes it."""
    document = ctx.document
    hits = [h for h in document.hits if h.entry.category == "place" and unit.start <= h.start < unit.end]
    venues = [h for h in hits if h.entry.kind == "venue"]
    chosen = next(iter(venues or hits), None)
    if chosen is None:
        return None
    longest = max((h for h in hits if h.start == chosen.start), key=lambda h: h.end)
    return document.folded.cut(longest.start, longest.end)
