"""Who took part: whether two tellings name the same people, or leave room for one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.model import SIDES, Participant, Side
from monitor.text.fold import plain, slug, words


class Sided(Protocol):
    """A contact or an entry: participants on two sides."""

    def side(self, side: Side) -> tuple[Participant, ...]: ...


def person_key(participant: Participant) -> str | None:
    """What identifies a person across articles: the people file's id, or the folded name; None for a body."""
    if participant.person:
        return participant.person
    return slug(participant.name) if participant.name else None


def named(side: Sequence[Participant]) -> list[Participant]:
    return [p for p in side if p.name]


def anonymous(side: Sequence[Participant]) -> bool:
    return not named(side)


def same_person(one: Participant, other: Participant) -> bool:
    """Equal keys; or names of which one is part of the other, where one of the two is provisional."""
    a, b = person_key(one), person_key(other)
    if a is None or b is None:
        return False
    if a == b:
        return True
    if not (one.name and other.name) or not (one.provisional or other.provisional):
        return False
    # "Daniel P. Erikson" and "Daniel Erikson" are one, "General Ryan" and "Phil Ryan" may be
    first, second = set(words(plain(one.name))), set(words(plain(other.name)))
    return first <= second or second <= first


def in_common(ones: Sequence[Participant], others: Sequence[Participant]) -> int:
    """How many of `ones` are also among `others`, by name."""
    return sum(any(same_person(a, b) for b in others) for a in ones)


NAMED = 1.0
"""Least agreement where somebody is named in common."""


def people_agree(one: Sided, other: Sided) -> float | None:
    """How alike the participants are, up to 3.25; None where they can't be those of one contact.

    Somebody named in common on one side and on the other too, unless one of the two names nobody there; or, where
    nobody is named in common, the same bodies.
    """
    common = [in_common(one.side(s), other.side(s)) for s in SIDES]
    bodies = [same_body(one.side(s), other.side(s)) for s in SIDES]
    if any(common):
        if not all(n or _leaves_room(one.side(s), other.side(s)) for n, s in zip(common, SIDES, strict=True)):
            return None
        both = sum(len(named(x.side(s))) for s in SIDES for x in (one, other))
        return NAMED + 2 * sum(common) / both + sum(bodies) / 8
    blank = all(_leaves_room(one.side(s), other.side(s)) for s in SIDES)
    return 0.5 if blank and all(bodies) else None


def nested(one: Sided, other: Sided) -> bool:
    """On each side, whoever one of the two names the other names as well, or one names nobody."""
    for side in SIDES:
        ones, others = named(one.side(side)), named(other.side(side))
        if ones and others and in_common(ones, others) < min(len(ones), len(others)):
            return False
    return True


def contradict(one: Sided, other: Sided) -> bool:
    """On some side both name people, and nobody in common."""
    return any(named(one.side(s)) and named(other.side(s)) and not in_common(one.side(s), other.side(s)) for s in SIDES)


def same_sides(one: Sided, other: Sided) -> bool:
    """On each side somebody is named by both, or nobody by either and the bodies are the same."""
    return all(
        in_common(one.side(s), other.side(s))
        or (anonymous(one.side(s)) and anonymous(other.side(s)) and same_body(one.side(s), other.side(s)))
        for s in SIDES
    )


def same_people(one: Sided, other: Sided) -> bool:
    """Both sides name exactly the same people."""
    return all(
        len(named(one.side(s))) == len(named(other.side(s))) == in_common(one.side(s), other.side(s)) for s in SIDES
    )


def _leaves_room(ones: Sequence[Participant], others: Sequence[Participant]) -> bool:
    """One of the two names nobody, and what it says instead may stand for the other: a delegation for anyone of its
    side, an office ("the ambassador") for whoever holds it.
    """
    for blank, other in ((ones, others), (others, ones)):
        if anonymous(blank):
            offices = {p.role for p in blank}
            return bool(offices & _ANYONE) or bool(offices & {p.role for p in other}) or not blank
    return False


_ANYONE = {"delegation", "other"}

_BODY_STOP = frozenset(
    "de del la el los las the of and y en for gobierno government peru us ee uu eeuu usa estados unidos states united"
    " delegation delegacion".split()
)


def same_body(ones: Sequence[Participant], others: Sequence[Participant]) -> bool:
    """A word of a body's name in common, or no body named by either beyond the government."""
    a, b = _body_words(ones), _body_words(others)
    return bool(a & b) or (not a and not b)


def _body_words(side: Sequence[Participant]) -> set[str]:
    return {w for p in side for w in words(plain(p.org or "")) if len(w) > 2 and w not in _BODY_STOP}


def union(sides: Sequence[tuple[str, Sequence[Participant]]]) -> list[tuple[str, Participant]]:
    """Everybody named by any of `sides`, each once, with the source (first of each pair) that names them first.

    Where somebody is named, bodies give way to the people who stand for them, and only one that adds something stays;
    where nobody is, the first telling's bodies stand for all.
    """
    people: list[tuple[str, Participant]] = []
    for source, side in sides:
        people += [(source, p) for p in named(side) if not any(same_person(p, known) for _, known in people)]
    if not people:
        return next(([(source, p) for p in side] for source, side in sides if side), [])
    known, bodies = _body_words([p for _, p in people]), []
    for source, side in sides:
        for body in side:
            if not body.name and body.role != "delegation" and (adds := _body_words([body]) - known):
                bodies.append((source, body))
                known |= adds
    return people + bodies
