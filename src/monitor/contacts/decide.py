"""Log-linear models in plain Python: the sum of the weights of the features, squashed.

Trained by `make train` from the labelled articles with scikit-learn and shipped as JSON (data/weights.json). A weight
is readable: `cue:meet-verb +1.2` speaks for, `third-between -0.8` against.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.data import load_json

Features = Mapping[str, float]
_FARTHEST = 30.0
"""Sums are cut off here, where the probability is 1 but for the thirteenth digit and `exp` far from overflow."""


@dataclass(frozen=True)
class Binary:
    """Yes or no: weights by feature, and the probability from which on the answer is yes."""

    weights: Mapping[str, float]
    threshold: float = 0.5

    def score(self, features: Features) -> float:
        """Probability of yes."""
        total = _total(self.weights, features)
        return 1 / (1 + math.exp(-max(-_FARTHEST, min(_FARTHEST, total))))

    def reasons(self, features: Features, most: int = 6) -> list[tuple[str, float]]:
        """The features that weighed most, strongest first."""
        parts = [
            (name, round(self.weights[name] * value, 2)) for name, value in features.items() if name in self.weights
        ]
        return sorted((p for p in parts if p[1]), key=lambda p: -abs(p[1]))[:most]


@dataclass(frozen=True)
class Choice:
    """One of several classes: a weight vector for each."""

    classes: Mapping[str, Mapping[str, float]]

    def scores(self, features: Features) -> dict[str, float]:
        """Probability of each class."""
        totals = {name: _total(weights, features) for name, weights in self.classes.items()}
        top = max(totals.values())
        powers = {name: math.exp(total - top) for name, total in totals.items()}
        whole = sum(powers.values())
        return {name: power / whole for name, power in powers.items()}


def _total(weights: Mapping[str, float], features: Features) -> float:
    get = weights.get
    return sum(get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True)
class Models:
    """All deciders of the contacts package."""

    glance: Binary
    """Whether a unit may state a contact: whether it is worth the encoder's time."""
    unit: Binary
    """Whether a unit states a contact."""
    slot: Binary
    """Who of those there takes part."""
    mode: Choice
    status: Choice
    background: Binary
    """Whether a contact is recalled rather than reported."""
    same: Binary
    """Whether two sightings speak of one contact."""
    date: Binary
    """Whether a date is the contact's."""
    member: Binary
    """Whether somebody takes part in a contact."""
    contact: Binary
    """The last word on a whole contact."""


def from_json(raw: Mapping[str, Any]) -> Models:
    """Models from the parsed weights file: each `{"threshold", "weights"}`, or `{"classes"}` for mode and status."""
    return Models(
        glance=_binary(raw["glance"]),
        unit=_binary(raw["unit"]),
        slot=_binary(raw["slot"]),
        mode=Choice(raw["mode"]["classes"]),
        status=Choice(raw["status"]["classes"]),
        background=_binary(raw["background"]),
        same=_binary(raw["same"]),
        date=_binary(raw["date"]),
        member=_binary(raw["member"]),
        contact=_binary(raw["contact"]),
    )


def _binary(raw: Mapping[str, Any]) -> Binary:
    return Binary(raw["weights"], float(raw["threshold"]))


def shipped() -> Models:
    """The models of data/weights.json."""
    return from_json(load_json("weights.json"))
