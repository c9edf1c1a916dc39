"""What can be seen of a unit and of those in it: named features, each a word a person can read.

Features are names with a weight of 1 unless said; models add up the weights of the names (`decide`). Lexical features
(`w:`) are folded words cut to six letters, so that inflected forms meet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitor.contacts.document import Document
from monitor.contacts.entities import Cast
from monitor.contacts.lexicon import Hit
from monitor.contacts.units import TALK_FAMILIES, Slot, Unit
from monitor.text.dates import Expression
from monitor.text.sections import Section

Features = dict[str, float]
_WEAK_CUES = frozenset(("discuss", "attend", "hold", "document"))
"""Cues that go with every family; they count where nothing stronger stands."""

_WORD = re.compile(r"[a-z]{2,}|\d+")
_STOP = frozenset(
    "el la los las un una de del y e o a al en su sus se lo le the of and to in on at an his her its for que con por para with by".split()
)
_CLAUSE = re.compile(
    r"[;:()]|, (?:que|quien|quienes|donde|cuando|mientras|aunque|pero|who|which|where|while|but|although) | (?:mientras|aunque|pero|while|but) "
)
_NEGATED = re.compile(r"\b(?:no|nunca|jamas|tampoco|ni|sin|not|never|without|n't|no one|nadie|neither)(?: \w+){0,3} $")
_FIRST_PERSON = re.compile(r"\b(?:me reuni|nos reunimos|recibi|recibimos|lo recibi|converse|conversamos|tuvimos|tuve|le dije|me pidio|me recibio|nos recibio|estuvimos|hablamos|hable con|nos vimos|atendi|i met|we met|i spoke|we spoke|we sat|our meeting|we had|we hosted|invite|firmamos|visitamos)\b")  # fmt: skip
_FUTURE = re.compile(
    r"\b(?:\w+r(?:á|án|é|emos)|will|shall|going to|iba a|iban a|va a|van a|is to|are to|due|set to|scheduled)\b",
    re.IGNORECASE,
)
"""On the original: folded, "viajara" is future and subjunctive."""
_PLUPERFECT = re.compile(
    r"\b(?:habia|habian|had|hubo|hubieron) (?:\w+ )?(?:\w+(?:ado|ido|to|cho)s?|\w+ed|been|met|held|had|sat|spoken)\b"
)
_CONDITIONAL = re.compile(r"\b(?:\w+(?:aria|arian|eria|erian|iria|irian|dria|drian)|would|could|might|may)\b")
_QUESTION = re.compile(r"[?¿]")


@dataclass(frozen=True)
class Context:
    """What is the same for the whole text."""

    document: Document
    cast: Cast
    counts: Counter[str]
    """Mentions by entity."""
    third: float
    """Share of third parties among the mentions with a side."""
    title_sentences: int


def context(document: Document, cast: Cast, title_sentences: int) -> Context:
    counts: Counter[str] = Counter(e for _, e in cast.mentions)
    sides = Counter(cast.entities[e].side for _, e in cast.mentions if cast.entities[e].kind != "state")
    known = sides["peru"] + sides["us"] + sides["other"]
    return Context(document, cast, counts, sides["other"] / known if known else 0.0, title_sentences)


_NEARNESS = {"direct": 0, "dual": 1, "prev1": 2, "next1": 3, "prev2": 4, "title": 5, "main": 6, "virtual": 7}
_SOLIDITY = {"person": 0, "office": 1, "group": 2, "body": 3, "state": 4, "virtual": 5}
_CROSSED = ("cue:", "family:", "near-cue", "first-cue", "families", "third", "negated", "section", "quote", "future", "pluperfect", "tense", "near-tense", "no-cue", "people")  # fmt: skip


def nearest(unit: Unit, side: str) -> Slot:
    """The slot of a side that stands nearest and says most."""
    return min(unit.side(side), key=lambda s: (_NEARNESS[s.near], _SOLIDITY[s.entity.kind]))


def statement_features(unit: Unit, ctx: Context) -> Features:
    """Does this unit state a contact? What it says, who is there, and what it says given who is there."""
    seen = unit_features(unit, ctx)
    out = dict(seen)
    peru, us = nearest(unit, "peru"), nearest(unit, "us")
    for letter, slot in (("p", peru), ("u", us)):
        out[f"{letter}:{slot.near}:{slot.entity.kind}"] = 1
        if slot.mention is not None and slot.near == "direct":
            out |= place_features(letter, slot, unit, ctx)
    out[f"combo:{peru.near}/{peru.entity.kind}+{us.near}/{us.entity.kind}"] = 1
    closeness = _closeness(peru, us)
    out[f"closeness:{closeness}"] = 1
    for name, value in seen.items():
        if name.startswith(_CROSSED):
            out[f"{closeness}|{name}"] = value
    out |= _between(peru, us, unit, ctx)
    return out


def _closeness(peru: Slot, us: Slot) -> str:
    """Both named here, bodies here, by a word such as "ambos", one of them nobody in particular, one only nearby."""
    nears = {peru.near, us.near}
    if nears == {"direct"}:
        return "here" if {peru.entity.kind, us.entity.kind} <= {"person", "office"} else "body"
    if "dual" in nears:
        return "dual"
    return "virtual" if "virtual" in nears else "nearby"


def _between(peru: Slot, us: Slot, unit: Unit, ctx: Context) -> Features:
    """What stands between the two nearest names."""
    first, second = peru.mention, us.mention
    if first is None or second is None or first is second or peru.near != "direct" or us.near != "direct":
        return {}
    text = ctx.document.folded.text
    order = "p-u" if first.start < second.start else "u-p"
    a, b = (first, second) if first.start < second.start else (second, first)
    between = text[a.end : b.start]
    out: Features = {f"order:{order}": 1, f"gap:{_bucket(len(between.split()))}": 1}
    out["same-clause" if not _CLAUSE.search(between) else "other-clause"] = 1
    if any(a.end <= m.start < b.start for m, e in unit.others if e.side == "other"):
        out["third-between"] = 1
    crossing = [c for c in unit.cues if a.end <= c.start < b.start and c.entry.family in TALK_FAMILIES]
    if crossing:
        out[f"cue-between:{crossing[0].entry.id}:{order}"] = 1
    else:
        out["no-cue-between"] = 1
    return out


def place_features(letter: str, slot: Slot, unit: Unit, ctx: Context) -> Features:
    """How a name stands in its sentence."""
    mention = slot.mention
    if mention is None:
        return {}
    text = ctx.document.folded.text
    out: Features = {
        f"{letter}-before:{_last_word(text[max(unit.start, mention.start - 40) : mention.start])}": 1,
        f"{letter}-after:{_first_word(text[mention.end : min(unit.end, mention.end + 40)])}": 1,
    }
    for flag in ("possessor", "former", "plural"):
        if getattr(mention, flag):
            out[f"{letter}-{flag}"] = 1
    told = [_distance(c, mention.start, mention.end) for c in unit.cues if c.entry.family in TALK_FAMILIES]
    out[f"{letter}-cue-gap:{_bucket(min(told) // 6) if told else 'none'}"] = 1
    against = [_distance(c, mention.start, mention.end) for c in unit.cues if c.entry.family == "against"]
    if against:
        out[f"{letter}-against-gap:{_bucket(min(against) // 6)}"] = 1
    return out


def slot_features(slot: Slot, unit: Unit, ctx: Context) -> Features:
    """Does this one of those present take part, given that the unit states a contact?"""
    letter = "p" if slot.entity.side == "peru" else "u"
    rivals = [s for s in unit.side(str(slot.entity.side)) if s is not slot]
    out: Features = {
        "bias": 1,
        f"near:{slot.near}": 1,
        f"kind:{_kind(slot)}": 1,
        f"near:{slot.near}:{slot.entity.kind}": 1,
        f"rank:{_rank(slot)}": 1,
        f"{letter}-role:{slot.entity.role}": 1,
        f"often:{_bucket(ctx.counts[slot.entity.id])}": 1,
        f"rivals-here:{min(3, sum(s.near == 'direct' and s.entity.kind in ('person', 'office') for s in rivals))}:{slot.near}": 1,
        f"rivals-nearby:{min(2, sum(s.near in ('prev1', 'dual') for s in rivals))}:{slot.near}": 1,
    }
    if slot.mention is not None and slot.near == "direct":
        out |= {
            name.replace(f"{letter}-", "at-", 1): value
            for name, value in place_features(letter, slot, unit, ctx).items()
        }
        others = [s.mention for s in rivals if s.mention is not None and s.near == "direct"]
        out[f"order:{min(2, sum(m.start < slot.mention.start for m in others))}"] = 1
    for cue in {c.entry.id for c in unit.cues}:
        out[f"{slot.near}|cue:{cue}"] = 1
    return out


def unit_features(unit: Unit, ctx: Context) -> Features:
    """Features of a unit's words; what status, mode and background are read from as well."""
    cached = _UNIT_CACHE.get(id(unit))
    if cached is not None and cached[0] is unit:
        return cached[1]
    document = ctx.document
    text = document.folded.text[unit.start : unit.end]
    out: Features = {"bias": 1}
    section = document.section_of(unit.number)
    out[f"section:{section.value}"] = 1
    for cue in unit.cues:
        entry = cue.entry
        out[f"cue:{entry.id}"] = 1
        out[f"family:{entry.family}"] = 1
        if entry.kind:
            out[f"tense:{entry.family}:{entry.kind}"] = 1
        if entry.family in TALK_FAMILIES and _NEGATED.search(
            document.folded.text[max(unit.start, cue.start - 30) : cue.start]
        ):
            out["negated-cue"] = 1
            out[f"negated:{entry.family}"] = 1
    told = [c for c in unit.cues if c.entry.family in TALK_FAMILIES]
    if told:
        strong = [c for c in told if c.entry.id not in _WEAK_CUES] or told
        out["families:" + "+".join(sorted({c.entry.family for c in strong}))] = 1
        out[f"first-family:{strong[0].entry.family}"] = 1
        out[f"first-cue:{strong[0].entry.id}"] = 1
        anchor = [
            s.mention
            for s in unit.slots
            if s.mention is not None and s.near == "direct" and s.entity.kind in ("person", "office", "group")
        ]
        if anchor:
            nearest = min(strong, key=lambda c: sum(_distance(c, m.start, m.end) for m in anchor))
            out[f"near-family:{nearest.entry.family}"] = 1
            out[f"near-cue:{nearest.entry.id}"] = 1
            if nearest.entry.kind:
                out[f"near-tense:{nearest.entry.kind}"] = 1
        for family in {c.entry.family for c in strong}:
            out[f"only:{family}" if len({c.entry.family for c in strong}) == 1 else f"with:{family}"] = 1
    else:
        out["no-cue"] = 1
    third = {e.id for m, e in unit.others if e.side == "other"}
    out[f"third:{min(3, len(third))}"] = 1
    if any(e.kind == "person" for m, e in unit.others if e.side == "other"):
        out["third-person"] = 1
    countries = {
        h.entry.id
        for h in document.hits
        if h.entry.category == "country" and h.entry.side == "other" and unit.start <= h.start < unit.end
    }
    out[f"third-countries:{min(2, len(countries))}"] = 1
    people = {
        side: sum(s.near == "direct" and s.entity.kind == "person" for s in unit.side(side)) for side in ("peru", "us")
    }
    out[f"people:{min(3, people['peru'])}+{min(3, people['us'])}"] = 1
    out[f"third-share:{_bucket(int(ctx.third * 10))}"] = 1
    out[f"home:{ctx.cast.home if ctx.cast.home in ('peru', None) else 'other'}"] = 1
    out[
        f"place-in-text:{'lead' if unit.number - ctx.title_sentences < 3 else 'middle' if unit.number < len(document.sentences) * 0.7 else 'tail'}"
    ] = 1
    if '"' in text:
        out["quote"] = 1
    if _FIRST_PERSON.search(text):
        out["first-person"] = 1
    if _FUTURE.search(document.folded.cut(unit.start, unit.end)):
        out["future"] = 1
    for name, pattern in (("pluperfect", _PLUPERFECT), ("conditional", _CONDITIONAL), ("question", _QUESTION)):
        if pattern.search(text):
            out[name] = 1
    dates = [d for d in document.dates if unit.start <= d.start < unit.end]
    if dates:
        out["dated"] = 1
        for one in dates:
            out[f"date:{one.kind}:{one.direction}"] = 1
            out[f"when:{_side_of(one, document.published)}"] = 1
    places = {
        h.entry.side or "" for h in document.hits if h.entry.category == "place" and unit.start <= h.start < unit.end
    }
    for place in places:
        out[f"place:{place}"] = 1
    for word in set(_stems(text)):
        out[f"w:{word}"] = 1
    if len(_UNIT_CACHE) > 4000:
        _UNIT_CACHE.clear()
    _UNIT_CACHE[id(unit)] = (unit, out)
    return out


def _side_of(expression: Expression, published: date | None) -> str:
    """Where a date lies from the page's: long-past, past, today, future; "unsure" where the verb's tense decides."""
    if published is None:
        return "undated"
    sides = set()
    for tense in (-1, 1):
        when = expression.resolve(published, tense)  # type: ignore[arg-type]
        if when is None:
            return "unknown"
        days = (published - when.end).days
        sides.add("long-past" if days > 45 else "past" if days > 0 else "future" if when.start > published else "today")
    return sides.pop() if len(sides) == 1 else "unsure"


_UNIT_CACHE: dict[int, tuple[Unit, Features]] = {}


def _distance(hit: Hit, start: int, end: int) -> int:
    return max(0, hit.start - end, start - hit.end)


def _kind(slot: Slot) -> str:
    if slot.near == "virtual":
        return "virtual"
    mention = slot.mention
    if mention is not None and slot.near == "direct":
        if mention.kind == "name":
            return "surname" if mention.surname_only else "name"
        return mention.kind
    return "~" + slot.entity.kind


HIGH = frozenset(
    """president vice_president prime_minister foreign_minister secretary_of_state deputy_secretary_of_state defense_minister
    interior_minister minister vice_minister ambassador charge_daffaires legislator congress_president agency_head
    military_commander under_secretary assistant_secretary""".split()
)


def _rank(slot: Slot) -> str:
    role = slot.entity.role
    if role in ("president", "vice_president"):
        return "head"
    if role in HIGH:
        return "high"
    return "low" if slot.entity.kind in ("person", "office") else slot.entity.kind


def _bucket(number: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 12, 20, 40):
        if number <= limit:
            return str(limit)
    return "more"


def _stems(text: str) -> Iterable[str]:
    return (w[:6] if not w.isdigit() else "0" for w in _WORD.findall(text) if w not in _STOP)


def _last_word(text: str) -> str:
    found = re.findall(r"[a-z]+|[,;:(\"-]", text)
    while found and found[-1] in ("el", "la", "los", "las", "the", "su", "un", "una", "entonces", "senor", "propio"):
        found.pop()
    return found[-1][:8] if found else "^"


def _first_word(text: str) -> str:
    found = re.findall(r"[a-z]+|[,;:)\".-]", text)
    return found[0][:6] if found else "$"


__all__ = [
    "HIGH",
    "Context",
    "Features",
    "Section",
    "context",
    "nearest",
    "slot_features",
    "statement_features",
    "unit_features",
]
