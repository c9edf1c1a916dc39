"""Who of those in or near a unit takes part in the contact it states?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.contacts.entities import HIGH
from monitor.contacts.features.context import Context, Features, bucket, flags
from monitor.contacts.features.standing import named, standing, words_around
from monitor.contacts.features.wording import stems
from monitor.contacts.mentions import Mention
from monitor.contacts.units import Slot, Unit


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
    out |= flags(*_known(slot))
    mention = named(slot)
    if mention is None:
        absent = "nobody" if slot.near == "virtual" else "far"
        return out | flags(*_antecedent(slot, unit, ctx), *(f"{absent}|{stem}" for stem in stems(unit, ctx)))
    before = sum(m.start < mention.start for m in map(named, rivals) if m is not None)
    out[f"order:{min(2, before)}"] = 1
    return out | standing("at", slot, unit, ctx)


def _known(slot: Slot) -> Iterator[str]:
    """Whether somebody is in the people file, and holds an office on the day."""
    if slot.entity.kind != "person":
        return
    if (slot.entity.person or "?").startswith("?"):
        yield "known:no"
    else:
        office = slot.entity.role != "other"
        yield f"known:{office}"
        yield f"known:{office}:{slot.near}"


def _antecedent(slot: Slot, unit: Unit, ctx: Context) -> Iterator[str]:
    """How somebody stands in the text before a unit that does not name them: who is the text about?"""
    if slot.near == "virtual":
        return
    mentions = ctx.cast.of(slot.entity.id)
    earlier = [m for m in mentions if m.start < unit.start]
    if not earlier:
        yield "named-later"
        return
    last = earlier[-1]
    individuals = [m for m, e in ctx.cast.in_sentence(last.sentence) if e.individual and m.start < last.start]
    yield f"subject:{min(2, len(individuals))}"
    yield f"subject:{min(2, len(individuals))}:{slot.near}"
    before, after = words_around(last, ctx)
    yield f"then-before:{before}"
    yield f"then-after:{after}"
    if last.possessor:
        yield "then-possessor"
    yield f"in-title:{any(m.sentence < ctx.title_sentences for m in mentions)}"
    yield f"recently:{min(2, sum(m.sentence in (unit.number - 1, unit.number - 2) for m in mentions))}"
    yield from _among_rivals(earlier, slot, unit, ctx)


def _among_rivals(earlier: Sequence[Mention], slot: Slot, unit: Unit, ctx: Context) -> Iterator[str]:
    """Whether nobody else of the side is named more often, or later, before the unit."""
    near_by = (s.entity for s in unit.side(str(slot.entity.side)) if s.near not in ("direct", "virtual"))
    named_before = [[m for m in ctx.cast.of(e.id) if m.start < unit.start] for e in near_by if e.individual]
    yield "most-named" if len(earlier) >= max(map(len, named_before), default=0) else "less-named"
    last = max((m.start for mentions in named_before for m in mentions), default=-1)
    yield "last-named" if earlier[-1].start >= last else "named-before-another"


def _kind(slot: Slot) -> str:
    if slot.near == "virtual":
        return "virtual"
    mention = named(slot)
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
