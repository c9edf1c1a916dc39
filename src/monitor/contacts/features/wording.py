"""What a unit says: its cues, tense, dates, places, words, and where in the text it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from monitor.contacts.features.context import Context, Features, bucket, flags
from monitor.contacts.features.phrases import phrases
from monitor.contacts.lexicon import Hit
from monitor.contacts.units import Unit
from monitor.text.dates import Expression, Tense

_WEAK_CUES = frozenset(("discuss", "attend", "hold", "document"))
"""Cues that go with every family; they count where nothing stronger stands."""
_STOP = frozenset(
    """el la los las un una de del y e o a al en su sus se lo le que con por para
    the of and to in on at an his her its for with by""".split()
)
_WORD = re.compile(r"[a-z]{2,}|\d+")
_NEGATED = re.compile(r"\b(?:no|nunca|jamas|tampoco|ni|sin|not|never|without|n't|no one|nadie|neither)(?: \w+){0,3} $")
_NEGATION_REACH = 30
"""Characters before a cue in which its "no" may stand."""
_FIRST_PERSON = re.compile(
    r"\b(?:me reuni|nos reunimos|recibi|recibimos|lo recibi|converse|conversamos|tuvimos|tuve|le dije|me pidio"
    r"|me recibio|nos recibio|estuvimos|hablamos|hable con|nos vimos|atendi|invite|firmamos|visitamos"
    r"|i met|we met|i spoke|we spoke|we sat|our meeting|we had|we hosted)\b"
)
_FUTURE = re.compile(
    r"\b(?:\w+r(?:á|án|é|emos)|will|shall|going to|iba a|iban a|va a|van a|is to|are to|due|set to|scheduled)\b",
    re.IGNORECASE,
)
"""On the original, accents composed: folded, "viajara" is future and subjunctive."""
_TENSES = {
    "pluperfect": re.compile(
        r"\b(?:habian?|had|hubo|hubieron) (?:\w+ )?(?:\w+(?:ado|ido|to|cho)s?|\w+ed|been|met|held|had|sat|spoken)\b"
    ),
    "conditional": re.compile(r"\b(?:\w+(?:aria|arian|eria|erian|iria|irian|dria|drian)|would|could|might|may)\b"),
    "question": re.compile(r"[?¿]"),
    "first-person": _FIRST_PERSON,
    "quote": re.compile('"'),
}
_LEAD = 3
"""Sentences below the title that tell the news."""
_TAIL = 0.7
"""From this share of the text on, background."""
_LONG_PAST = 45
"""Days after which a past date is history."""


def unit_features(unit: Unit, ctx: Context) -> Features:
    """Features of a unit's words; what status, mode and background are read from as well."""
    out = flags("bias", f"section:{ctx.document.section_of(unit.number).value}", *_company(unit, ctx))
    return (
        out
        | _cues(unit, ctx)
        | _strong_cues(unit)
        | _tense(unit, ctx)
        | _when_and_where(unit, ctx)
        | flags(*stems(unit, ctx))
        | flags(*phrases(unit, ctx))
    )


def _company(unit: Unit, ctx: Context) -> Iterator[str]:
    """Who else is there, and in what text."""
    third = {e.id: e for _, e in unit.others if e.side == "other"}
    yield f"third:{min(3, len(third))}"
    if any(e.kind == "person" for e in third.values()):
        yield "third-person"
    countries = {
        h.entry.id for h in unit.own(ctx.document.hits) if h.entry.category == "country" and h.entry.side == "other"
    }
    yield f"third-countries:{min(2, len(countries))}"
    peru, us = (
        sum(s.near == "direct" and s.entity.kind == "person" for s in unit.side(side)) for side in ("peru", "us")
    )
    yield f"people:{min(3, peru)}+{min(3, us)}"
    yield f"third-share:{bucket(int(ctx.third * 10))}"
    yield f"home:{ctx.home}"
    yield f"place-in-text:{_place_in_text(unit, ctx)}"


def _place_in_text(unit: Unit, ctx: Context) -> str:
    if ctx.below_title(unit.number) < _LEAD:
        return "lead"
    return "middle" if unit.number < len(ctx.document.sentences) * _TAIL else "tail"


def _cues(unit: Unit, ctx: Context) -> Features:
    out: Features = {}
    for cue in unit.cues:
        out |= flags(f"cue:{cue.entry.id}", f"family:{cue.entry.family}")
        if cue.entry.kind:
            out[f"tense:{cue.entry.family}:{cue.entry.kind}"] = 1
    for cue in unit.told:
        if _NEGATED.search(ctx.document.folded.text[max(unit.start, cue.start - _NEGATION_REACH) : cue.start]):
            out |= flags("negated-cue", f"negated:{cue.entry.family}")
    return out


def _strong_cues(unit: Unit) -> Features:
    """Which kinds of contact the cues tell of; which comes first, which stands nearest to those named."""
    strong = [c for c in unit.told if c.entry.id not in _WEAK_CUES] or unit.told
    if not strong:
        return flags("no-cue")
    families = sorted({c.entry.family for c in strong})
    out = flags(
        "families:" + "+".join(families),
        f"first-family:{strong[0].entry.family}",
        f"first-cue:{strong[0].entry.id}",
        *(f"only:{f}" if len(families) == 1 else f"with:{f}" for f in families),
    )
    near = _nearest_cue(unit, strong)
    if near is not None:
        out |= flags(f"near-family:{near.entry.family}", f"near-cue:{near.entry.id}")
        if near.entry.kind:
            out[f"near-tense:{near.entry.kind}"] = 1
    return out


def _nearest_cue(unit: Unit, cues: Sequence[Hit]) -> Hit | None:
    direct = [s for s in unit.slots if s.near == "direct" and (s.entity.individual or s.entity.kind == "group")]
    anchors = [s.mention for s in direct if s.mention is not None]
    return min(cues, key=lambda c: sum(distance(c, m.start, m.end) for m in anchors)) if anchors else None


def distance(hit: Hit, start: int, end: int) -> int:
    """Characters between a hit and the stretch `start`–`end`; 0 where they touch."""
    return max(0, hit.start - end, start - hit.end)


def _tense(unit: Unit, ctx: Context) -> Features:
    folded = ctx.document.folded
    text = folded.text[unit.start : unit.end]
    out = flags(*(name for name, pattern in _TENSES.items() if pattern.search(text)))
    if _FUTURE.search(unicodedata.normalize("NFC", folded.cut(unit.start, unit.end))):
        out["future"] = 1
    return out


def _when_and_where(unit: Unit, ctx: Context) -> Features:
    out: Features = {}
    for one in unit.own(ctx.document.dates):
        out |= flags("dated", f"date:{one.kind}:{one.direction}", f"when:{_lies(one, ctx.document.published)}")
    places = (h for h in unit.own(ctx.document.hits) if h.entry.category == "place")
    return out | flags(*(f"place:{h.entry.side or ''}" for h in places))


def _lies(expression: Expression, published: date | None) -> str:
    """Where a date lies from the page's: long-past, past, today, future; "unsure" where the verb's tense decides."""
    if published is None:
        return "undated"
    backward, forward = (_lies_read(expression, published, tense) for tense in _BOTH_WAYS)
    if "unknown" in (backward, forward):
        return "unknown"
    return backward if backward == forward else "unsure"


_BOTH_WAYS: tuple[Tense, Tense] = (-1, 1)


def _lies_read(expression: Expression, published: date, tense: Tense) -> str:
    when = expression.resolve(published, tense)
    if when is None:
        return "unknown"
    days = (published - when.end).days
    if days > 0:
        return "long-past" if days > _LONG_PAST else "past"
    return "future" if when.start > published else "today"


def stems(unit: Unit, ctx: Context) -> list[str]:
    """The words of a unit, each a feature: cut to a stem; every number alike."""
    found = _WORD.findall(ctx.document.folded.text[unit.start : unit.end])
    return [f"w:{w[:6] if not w.isdigit() else '0'}" for w in found if w not in _STOP]
