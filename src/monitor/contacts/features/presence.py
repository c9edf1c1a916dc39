"""Who is in a unit, and how they stand in it."""

from __future__ import annotations

import re

from monitor.contacts.features.context import Context, Features, bucket, flags
from monitor.contacts.features.standing import named, standing
from monitor.contacts.features.wording import unit_features
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
        seen
        | crossed
        | who
        | standing("p", peru, unit, ctx)
        | standing("u", us, unit, ctx)
        | _between(peru, us, unit, ctx)
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
    first, second = named(peru), named(us)
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
