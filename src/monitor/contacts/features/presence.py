"""Who is in a unit, and how they stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.contacts.entities import HIGH
from monitor.contacts.features.context import Context, Features, bucket, flags
from monitor.contacts.features.wording import distance, unit_features
from monitor.contacts.mentions import Mention
from monitor.contacts.units import Slot, Unit, is_told, within

_NEARNESS = {"direct": 0, "dual": 1, "prev1": 2, "next1": 3, "prev2": 4, "title": 5, "main": 6, "virtual": 7}
_SOLIDITY = {"person": 0, "office": 1, "group": 2, "body": 3, "state": 4, "virtual": 5}
_CROSSED = (
    "cue:", "family:", "near-cue", "first-cue", "families", "third", "negated", "section", "quote", "future",
    "pluperfect", "tense", "near-tense", "no-cue", "people",
)  # fmt: skip
"""What a unit says that means one thing where both sides are named and another where they are not."""
_CLAUSE = re.compile(
    r"[;:()]|, (?:que|quien|quienes|donde|cuando|mientras|aunque|pero|who|which|where|while|but|although) "
    r"| (?:mientras|aunque|pero|while|but) "
)
_BEFORE = re.compile(r"[a-z]+|[,;:(\"-]")
_AFTER = re.compile(r"[a-z]+|[,;:)\".-]")
_PASSED_OVER = frozenset("el la los las the su un una entonces senor propio".split())
"""Words between a name and the word that says its part in the sentence."""
_AROUND = 40
"""Characters in which the words beside a name are looked for."""
_STEP = 6
"""Characters of a usual word: gaps to a cue are counted in words."""


def nearest(unit: Unit, side: str) -> Slot:
    """The slot of a side that stands nearest and says most."""
    return min(unit.side(side), key=lambda s: (_NEARNESS[s.near], _SOLIDITY[s.entity.kind]))


def statement_features(unit: Unit, ctx: Context) -> Features:
    """Does this unit state a contact? What it says, who is there, and what it says given who is there."""
    seen = unit_features(unit, ctx)
    peru, us = nearest(unit, "peru"), nearest(unit, "us")
    closeness = _closeness(peru, us)
    crossed = {f"{closeness}|{name}": value for name, value in seen.items() if name.startswith(_CROSSED)}
    who = flags(
        f"combo:{peru.near}/{peru.entity.kind}+{us.near}/{us.entity.kind}",
        f"closeness:{closeness}",
        f"p:{peru.near}:{peru.entity.kind}",
        f"u:{us.near}:{us.entity.kind}",
    )
    return (
        seen | crossed | who | _place("p", peru, unit, ctx) | _place("u", us, unit, ctx) | _between(peru, us, unit, ctx)
    )


def _closeness(peru: Slot, us: Slot) -> str:
    """Both named here, bodies here, by a word such as "ambos", one of them nobody in particular, one only nearby."""
    nears = {peru.near, us.near}
    if nears == {"direct"}:
        return "here" if peru.entity.individual and us.entity.individual else "body"
    if "dual" in nears:
        return "dual"
    return "virtual" if "virtual" in nears else "nearby"


def _between(peru: Slot, us: Slot, unit: Unit, ctx: Context) -> Features:
    """What stands between the two nearest names."""
    first, second = _named(peru), _named(us)
    if first is None or second is None or first is second:
        return {}
    order = "p-u" if first.start < second.start else "u-p"
    a, b = (first, second) if first.start < second.start else (second, first)
    between = ctx.document.folded.text[a.end : b.start]
    crossing = [c for c in within(unit.cues, a.end, b.start) if is_told(c)]
    out = flags(
        f"order:{order}",
        f"gap:{bucket(len(between.split()))}",
        "other-clause" if _CLAUSE.search(between) else "same-clause",
        f"cue-between:{crossing[0].entry.id}:{order}" if crossing else "no-cue-between",
    )
    if any(e.side == "other" for m, e in unit.others if a.end <= m.start < b.start):
        out["third-between"] = 1
    return out


def _named(slot: Slot) -> Mention | None:
    return slot.mention if slot.near == "direct" else None


def _place(label: str, slot: Slot, unit: Unit, ctx: Context) -> Features:
    """How somebody named in a unit stands in it; `label` begins the names of the features."""
    mention = _named(slot)
    if mention is None:
        return {}
    text = ctx.document.folded.text
    before = _telling(_BEFORE.findall(text[max(unit.start, mention.start - _AROUND) : mention.start]))
    after = _AFTER.findall(text[mention.end : min(unit.end, mention.end + _AROUND)])
    told = [distance(c, mention.start, mention.end) for c in unit.told]
    against = [distance(c, mention.start, mention.end) for c in unit.cues if c.entry.family == "against"]
    names = [
        f"before:{before[-1][:8] if before else '^'}",
        f"after:{after[0][:6] if after else '$'}",
        f"before2:{_pair(before[-2:])}",
        f"after2:{_pair(_telling(after)[:2])}",
        f"cue-gap:{bucket(min(told) // _STEP) if told else 'none'}",
        *(flag for flag in ("possessor", "former", "plural") if getattr(mention, flag)),
        *([f"against-gap:{bucket(min(against) // _STEP)}"] if against else []),
    ]
    return flags(*(f"{label}-{name}" for name in names))


def slot_features(slot: Slot, unit: Unit, ctx: Context) -> Features:
    """Does this one of those present take part, given that the unit states a contact?"""
    letter = "p" if slot.entity.side == "peru" else "u"
    rivals = [s for s in unit.side(str(slot.entity.side)) if s is not slot]
    here = sum(s.here for s in rivals)
    nearby = sum(s.near in ("prev1", "dual") for s in rivals)
    out = flags(
        "bias",
        f"near:{slot.near}",
        f"kind:{_kind(slot)}",
        f"near:{slot.near}:{slot.entity.kind}",
        f"rank:{_rank(slot)}",
        f"{letter}-role:{slot.entity.role}",
        f"often:{bucket(len(ctx.cast.of(slot.entity.id)))}",
        f"rivals-here:{min(3, here)}:{slot.near}",
        f"rivals-nearby:{min(2, nearby)}:{slot.near}",
        *(f"{slot.near}|cue:{c.entry.id}" for c in unit.cues),
    )
    mention = _named(slot)
    if mention is not None:
        before = sum(m.start < mention.start for m in map(_named, rivals) if m is not None)
        out[f"order:{min(2, before)}"] = 1
    return out | _place("at", slot, unit, ctx)


def _kind(slot: Slot) -> str:
    if slot.near == "virtual":
        return "virtual"
    mention = _named(slot)
    if mention is None:
        return f"~{slot.entity.kind}"
    if mention.kind == "name":
        return "surname" if mention.surname_only else "name"
    return mention.kind


def _rank(slot: Slot) -> str:
    role = slot.entity.role
    if role in ("president", "vice_president"):
        return "head"
    if role in HIGH:
        return "high"
    return "low" if slot.entity.individual else slot.entity.kind


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _PASSED_OVER]


def _pair(words: Sequence[str]) -> str:
    return " ".join(word[:6] for word in words)
