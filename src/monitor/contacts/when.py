"""When and where: the date expressions that may belong to a unit's contact, and the place.

A date in a sentence may belong to another verb ("vigente hasta el sábado 12"), and the contact's own date may stand in
the lead. All expressions near the unit are options, with features; `decide` picks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from monitor.contacts.features import SPEECH, Context, Features, bucket
from monitor.contacts.units import Unit
from monitor.model import Status
from monitor.text.dates import Expression, Tense, When

Where = Literal["unit", "sentence", "prev1", "prev2", "next1", "lead"]
"""Of a date expression: in the unit, in another part of its sentence, in a sentence near by, in the lead."""

_TENSE: dict[Status, Tense] = {"held": -1, "planned": 1, "cancelled": 0}
_NEAR_BY: dict[int, Where] = {0: "sentence", -1: "prev1", 1: "next1", -2: "prev2"}
"""By the number of sentences from the unit to the expression."""
_LEAD = 3
"""Sentences below the title that date the whole text."""
_CLAUSE = re.compile(r"[;:(]|, que|, quien|, who|, which")
_TOKEN = re.compile(r"[a-z]+|[,;:(]")
_WORD = re.compile(r"[a-z]+")
_BEFORE = 24
"""Characters before an expression in which its prepositions stand."""
_LOCATIVE = re.compile(
    r"\b(?:en|a|al|hacia|hasta|desde|in|at|to|from|inside|visit|visita al|visito) "
    r"(?:(?:el|la|los|las|the|su|its) )?(?:(?:sede|local|salon|edificio|headquarters|seat) (?:principal )?(?:del?|of) )?"
    r"(?:(?:el|la|the) )?$"
)
_OF_OFFICE = re.compile(
    r"\b(?:juro|juramento|juramentaron|asumio|asumiera|asume|nombr(?:o|ad[oa])|designad[oa]|elegid[oa]|electo|renuncio|dimitio"
    r"|sworn in|took office|takes office|appointed|named|elected|resigned|inaugurated)\b[^.;:]{0,40}$"
)
"""Before a date: somebody's first or last day in office, seldom that of a contact."""
_OF_OFFICE_WITHIN = 70
_STEP = 6
"""Characters of a usual word: gaps to a cue are counted in words."""


@dataclass(frozen=True, slots=True)
class Option:
    """A date the contact may have, and where it stands."""

    when: When
    expression: Expression
    near: Where
    rank: int
    """0 for the first expression of its place."""


def date_options(unit: Unit, ctx: Context, status: Status) -> list[Option]:
    """All resolvable date expressions in and near the unit, in the order of the text."""
    out: list[Option] = []
    ranks: Counter[Where] = Counter()
    for expression in ctx.document.dates:
        near = _near(expression, unit, ctx)
        when = expression.resolve(ctx.document.published, _TENSE[status]) if near is not None else None
        if (
            near is not None
            and when is not None
            and not (status == "held" and _lies_ahead(when, ctx.document.published))
        ):
            out.append(Option(when, expression, near, ranks[near]))
            ranks[near] += 1
    return out


def _lies_ahead(when: When, published: date | None) -> bool:
    """Later than the page, which may be a day behind by its clock: nothing held lies there."""
    return published is not None and when.start > published + timedelta(1)


def _near(expression: Expression, unit: Unit, ctx: Context) -> Where | None:
    if unit.start <= expression.start < unit.end:
        return "unit"
    number = ctx.document.sentence_at(expression.start)
    if ctx.below_title(number) < 0 or not ctx.document.is_evidence(number):
        return None
    near = _NEAR_BY.get(number - unit.number)
    if near is None and ctx.below_title(number) < _LEAD and number < unit.number:
        return "lead"
    return near


def date_features(option: Option, unit: Unit, ctx: Context, status: Status, background: float) -> Features:
    """What speaks for an option; `background` is the probability that the contact is recalled."""
    expression, when = option.expression, option.when
    words = ctx.document.folded.text[expression.start : expression.end]
    first = _WORD.match(words)
    out: Features = {
        "bias": 1,
        f"near:{option.near}": 1,
        f"kind:{expression.kind}": 1,
        f"near:{option.near}:rank:{min(2, option.rank)}": 1,
        f"precision:{when.precision}": 1,
        f"status:{status}": 1,
        f"says:{expression.direction}:{status}": 1,
        f"range:{when.start != when.end}": 1,
        f"first:{first[0] if first else '0'}": 1,
        f"in-unit:{min(3, len(unit.own(ctx.document.dates)))}:{option.near}": 1,
    }
    if ctx.document.published is not None:
        out |= _against_page(when, ctx.document.published, status, background)
    if option.near == "unit":
        out |= _against_cues(expression, unit, ctx)
    return out | _words_beside(expression, ctx)


def _against_page(when: When, published: date, status: Status, background: float) -> Features:
    """Where the date lies from the day of the page."""
    side = "past" if when.end < published else "future" if when.start > published else "now"
    age = "bg" if background >= 0.5 else "news"
    days = min(abs((when.start - published).days), abs((when.end - published).days))
    return {
        f"side:{side}:{status}": 1,
        f"side:{side}:{age}": 1,
        f"days:{bucket(days)}:{age}": 1,
        f"days:{bucket(days)}:{status}": 1,
    }


def _against_cues(expression: Expression, unit: Unit, ctx: Context) -> Features:
    """Where the date stands from the words that tell the contact."""
    gaps = [max(0, c.start - expression.end, expression.start - c.end) for c in unit.told]
    first_end = min((c.end for c in unit.told), default=expression.start)
    between = ctx.document.folded.text[first_end : expression.start]
    return {
        f"cue-gap:{bucket(min(gaps) // _STEP) if gaps else 'none'}": 1,
        "clause-break" if _CLAUSE.search(between) else "no-break": 1,
    }


def _words_beside(expression: Expression, ctx: Context) -> Features:
    """The words before; and whether the date is that of the telling: "anunció hoy", "said on Tuesday"."""
    text = ctx.document.folded.text
    before = _TOKEN.findall(text[max(0, expression.start - _BEFORE) : expression.start])
    after = _TOKEN.findall(text[expression.end : expression.end + _BEFORE])
    out: Features = {f"before:{before[-1] if before else '^'}": 1}
    if len(before) > 1:
        out[f"before2:{before[-2]}"] = 1
    if SPEECH & {*before[-2:], *after[:1]}:
        out["of-the-telling"] = 1
    if _OF_OFFICE.search(text[max(0, expression.start - _OF_OFFICE_WITHIN) : expression.start]):
        out["of-office"] = 1
    return out


def place_of(unit: Unit, ctx: Context) -> str | None:
    """Where: a venue in the unit before a city, as the text writes it (a dateline's capitals apart).

    A body's name is a venue only behind "en", "at" and the like: else it speaks or sends somebody.
    """
    text = ctx.document.folded.text
    hits = [h for h in unit.own(ctx.document.hits) if h.entry.category == "place"]
    venues = (
        h for h in hits if h.entry.kind == "venue" and _LOCATIVE.search(text[max(0, h.start - _BEFORE) : h.start])
    )
    chosen = next(venues, None) or next((h for h in hits if h.entry.kind != "venue"), None)
    if chosen is None:
        return None
    longest = max((h for h in hits if h.start == chosen.start), key=lambda h: h.end)
    found = ctx.document.folded.cut(longest.start, longest.end)
    return found.title() if found.isupper() else found
