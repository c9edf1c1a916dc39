"""Two sightings of one text: can they, and do they, speak of one contact?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeVar

from monitor.contacts.assemble.sightings import Sighting
from monitor.contacts.entities import HIGH, Entity
from monitor.contacts.features import Features, flags
from monitor.model import FAMILIES, SIDES

Label = TypeVar("Label", bound=str)
_SURE = 0.6
"""Probability from which the words of a sentence say which kind of contact it tells of."""
_OTHER_STATUS = 0.7
"""Probability from which two sentences that each say it tell of a held and a planned (or cancelled) contact."""
_CLOSE_BY = 3
"""Sentences within which one shared side is enough."""
_TAKEN_UP_WITHIN = 5
"""Sentences within which "the meeting" takes up a contact without naming anybody of it."""
_STEPS = 4
"""Steps in which the probability of a date is told apart."""
_FAR = 4
"""Sentences from which on distance says nothing more."""


def compatible(one: Sighting, other: Sighting) -> bool:
    """Whether the two could be one contact at all: each side shares somebody, or is nameless in one of them; close by,
    one shared side is enough ("at the meeting, which the ambassador attended too").
    """
    agreeing = _sides_in_agreement(one, other)
    if agreeing == len(SIDES):
        return True
    if one.unit.title or other.unit.title:
        return False
    apart = _apart(one, other)
    return (agreeing > 0 and apart <= _CLOSE_BY) or (apart <= _TAKEN_UP_WITHIN and _later(one, other).refers_back)


def contradict(one: Sighting, other: Sighting) -> bool:
    """Days of their own that have none in common, or two kinds of contact told by two sentences that each say which."""
    if _later(one, other).continues:
        return False
    if one.own_date and other.own_date and _dates(one, other) == "differ":
        return True
    if not (one.cued and other.cued):
        return False
    sure = min(max(one.families.values()), max(other.families.values())) > _SURE
    if sure and _clash(one.families, other.families) > _SURE:
        return True
    return _clash(one.statuses, other.statuses) > _OTHER_STATUS


def same_features(one: Sighting, other: Sighting) -> Features:
    """What speaks for two sightings being one contact."""
    names = chain(
        ("bias",),
        (f"{side}:{_people(one, other, side)}" for side in SIDES),
        _positions(one, other),
        _additions(one, other),
    )
    return flags(*names) | _clashes(one, other)


def agree(ones: Mapping[str, Entity], others: Mapping[str, Entity]) -> bool:
    """Somebody shared; or nobody named on one of the two, who may be anyone (but a group of experts is no minister)."""
    return bool(set(ones) & set(others)) or _stand_for(ones, others) or _stand_for(others, ones)


def _stand_for(nameless: Mapping[str, Entity], others: Mapping[str, Entity]) -> bool:
    if any(e.name for e in nameless.values()):
        return False
    only_groups = all(e.kind == "group" for e in nameless.values())
    return not (only_groups and any(e.name and e.role in HIGH for e in others.values()))


def _sides_in_agreement(one: Sighting, other: Sighting) -> int:
    return sum(agree(one.entities(side), other.entities(side)) for side in SIDES)


def _people(one: Sighting, other: Sighting, side: str) -> str:
    """How far two sightings have their people of one side in common."""
    ones, others = one.entities(side), other.entities(side)
    if any(ones[i].name for i in set(ones) & set(others)):
        return "named"
    return "nameless" if agree(ones, others) else "differs"


def _clashes(one: Sighting, other: Sighting) -> Features:
    """How far kind, status and age differ: in steps, and as a number given how many of the two say it in words."""
    cued = one.cued + other.cued
    out: Features = {f"strong:{cued}": 1}
    for name, clash in (
        ("family", _clash(one.families, other.families)),
        ("status", _clash(one.statuses, other.statuses)),
        ("age", abs(one.background - other.background)),
    ):
        out[f"{name}-clash:{_step(clash)}"] = 1
        out[f"{cued}:{name}-clash"] = clash
    return out


def _clash(one: Mapping[Label, float], other: Mapping[Label, float]) -> float:
    """Probability that two distributions mean different things."""
    return 1 - sum(share * other.get(name, 0.0) for name, share in one.items())


def _step(value: float) -> int:
    return int(min(0.999, max(0.0, value)) * 5)


def _dates(one: Sighting, other: Sighting) -> str:
    if one.when and other.when:
        if one.when == other.when:
            return "equal"
        return "overlap" if one.when.overlaps(other.when) else "differ"
    return "one" if one.when or other.when else "none"


def _positions(one: Sighting, other: Sighting) -> Iterator[str]:
    """Where the two stand in the text and when and where they say it was."""
    dates = _dates(one, other)
    yield f"dates:{dates}"
    yield f"dates:{dates}:{one.own_date + other.own_date}:{int(_STEPS * min(one.when_score, other.when_score))}"
    modes = _pair(one.mode, other.mode)
    yield f"statuses:{_pair(one.status, other.status)}"
    yield f"modes:{modes}"
    yield f"modes:{modes}:{dates}"
    apart = _apart(one, other)
    if one.unit.title or other.unit.title:
        yield "title"
    else:
        yield f"apart:{apart if apart < _FAR else 'far'}"
    if one.place and other.place:
        yield f"place:{'same' if one.place == other.place else 'differs'}"


def _pair(one: str, other: str) -> str:
    return "+".join(sorted((one, other)))


def _additions(one: Sighting, other: Sighting) -> Iterator[str]:
    """Whether the later adds to what the earlier tells, and whether one of them recalls."""
    earlier, later = _in_order(one, other)
    apart = min(_apart(one, other), _FAR)
    if later.attended:
        yield f"attended:{apart}"
    if later.refers_back:
        yield "attendance"
        yield f"attendance:apart:{apart}"
        yield "attendance:differs" if _differ(one, other) else "attendance:agrees"
        yield f"attendance:{_sides_in_agreement(one, other)}"
    if later.another:
        yield "another"
        yield "another:" + "+".join(_people(one, other, side) for side in SIDES)
    if later.cued:
        for side in SIDES:
            if _people(one, other, side) == "differs" and any(s.here for s in later.slots(side)):
                yield "another-named"
                yield f"another-named:{apart}"
                yield f"another-named:{later.attended}:{later.refers_back}"
    if later.dual:
        yield f"dual-shared:{sum(bool(later.dual & set(earlier.entities(side))) for side in SIDES)}"
    if any(c.entry.id == "background" for s in (one, other) for c in s.unit.cues):
        yield "recalled"


def _differ(one: Sighting, other: Sighting) -> bool:
    return _dates(one, other) == "differ" or FAMILIES[one.mode] != FAMILIES[other.mode] or one.status != other.status


def _apart(one: Sighting, other: Sighting) -> int:
    return abs(one.unit.number - other.unit.number)


def _in_order(one: Sighting, other: Sighting) -> tuple[Sighting, Sighting]:
    return (one, other) if other.unit.number >= one.unit.number else (other, one)


def _later(one: Sighting, other: Sighting) -> Sighting:
    return _in_order(one, other)[1]
