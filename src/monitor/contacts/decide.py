"""Log-linear models in plain Python: the sum of the weights of the features, squashed.

Trained by `make train` from the labelled articles with scikit-learn and shipped as JSON (data/weights.json). A weight
is readable: `cue:meet-verb +1.2` speaks for, `third-between -0.8` against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.data import load_json

Features = Mapping[str, float]


@dataclass(frozen=True)
class Binary:
    """Yes or no: weights by feature, and the probability from which on the answer is yes."""

    weights: Mapping[str, float]
    threshold: float = 0.5

    def score(self, features: Features) -> float:
        """Probability of yes."""
        get = self.weights.get
        total = sum(get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

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
        totals = {
            name: sum(weights.get(f, 0.0) * v for f, v in features.items()) for name, weights in self.classes.items()
        }
        top = max(totals.values())
        powers = {name: math.exp(total - top) for name, total in totals.items()}
        whole = sum(powers.values())
        return {name: power / whole for name, power in powers.items()}

    def best(self, features: Features) -> tuple[str, float]:
        scores = self.scores(features)
        name = max(scores, key=lambda k: scores[k])
        return name, scores[name]


@dataclass(frozen=True)
class Models:
    """All deciders of the contacts package."""

    unit: Binary
    """Whether a unit states a contact."""
    slot: Binary
    """Who of those there takes part."""
    mode: Choice
    status: Choice
    background: Binary
    same: Binary
    date: Binary
    member: Binary
    """Whether somebody takes part in a contact."""
    contact: Binary
    """The last word on a whole contact."""


def from_json(raw: Mapping[str, Mapping[str, object]]) -> Models:
    """Models from the parsed weights file."""
    return Models(**{name: _model(value) for name, value in raw.items() if name in Models.__dataclass_fields__})  # type: ignore[arg-type]


def _model(raw: Mapping[str, object]) -> Binary | Choice:
    if "classes" in raw:
        return Choice(raw["classes"])  # type: ignore[arg-type]
    return Binary(raw["weights"], float(raw.get("threshold", 0.5)))  # type: ignore[arg-type]


def shipped() -> Models:
    """The models of data/weights.json."""
    return from_json(load_json("weights.json"))


def add(features: Iterable[Features]) -> dict[str, float]:
    """Union of feature sets, the largest value of each."""
    out: dict[str, float] = {}
    for one in features:
        for name, value in one.items():
            out[name] = max(value, out.get(name, value))
    return out
