"""Which sightings speak of one contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.contacts.assemble.likeness import compatible, contradict, same_features
from monitor.contacts.assemble.sightings import Sighting
from monitor.contacts.decide import Models


@dataclass(frozen=True)
class Cluster:
    """Sightings of one contact, the best first."""

    members: tuple[Sighting, ...]

    @property
    def best(self) -> Sighting:
        return self.members[0]


def clusters(found: Sequence[Sighting], models: Models) -> list[Cluster]:
    """Join sightings of one contact: each joins the cluster whose best member it most resembles, or opens a new one.

    The title's sightings come last and open none.
    """
    groups: list[list[Sighting]] = []
    for sighting in sorted(found, key=_precedence, reverse=True):
        group = _fitting(sighting, groups, models)
        if group is not None:
            group.append(sighting)
        elif not sighting.unit.title:
            groups.append([sighting])
    return [Cluster(tuple(group)) for group in groups]


def _fitting(sighting: Sighting, groups: Sequence[list[Sighting]], models: Models) -> list[Sighting] | None:
    """The group likeliest to be of the same contact, the latest of equals; None where none is likely enough."""
    likely = [
        (models.same.score(same_features(group[0], sighting)), number)
        for number, group in enumerate(groups)
        if compatible(group[0], sighting) and not contradict(group[0], sighting)
    ]
    if not likely:
        return None
    score, number = max(likely)
    return groups[number] if score >= models.same.threshold else None


def _precedence(sighting: Sighting) -> tuple[bool, float, int]:
    """Text before title; better witnesses first; of equals the earlier."""
    return not sighting.unit.title, _strength(sighting), -sighting.unit.start


def _strength(sighting: Sighting) -> float:
    """How good a witness: the score, a little more for named people, a cue and a date; much less for who only adds to
    what another tells ("also present were …").
    """
    named_sides = sum(
        any(s.near == "direct" and s.entity.kind == "person" for s in side) for side in (sighting.peru, sighting.us)
    )
    adds = sighting.attended or bool(sighting.dual)
    return sighting.score + 0.08 * named_sides + 0.05 * sighting.cued + 0.05 * (sighting.when is not None) - 0.25 * adds
