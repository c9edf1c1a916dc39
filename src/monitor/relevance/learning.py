"""Fitting the scale of relevance: from the labelled articles, and again with the user's own corrections.

The labelled texts do not ship, their features do (data/relevance-examples.json): so `monitor learn` fits the same
examples by the same code as `make train`, and a test recomputes the shipped weights. What an article's contacts add to
its features was found by models that had not seen it, as it will be for articles to come.

A model is fitted by Newton's method on the penalised log-likelihood, which has one optimum: equal examples give equal
weights on every machine, to the digits kept. Topics share most of what makes an article one's subject (the word in the
title, in the lead, beside a contact): a model of all topics together is fitted first, and the rare ones stay near it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.contacts.decide import Binary
from monitor.data import load_json
from monitor.files import write_whole
from monitor.model import RELEVANT
from monitor.relevance import STEPS, base, topics
from monitor.relevance.features import Features, own
from monitor.relevance.glimpse import BIAS

EXAMPLES = "relevance-examples.json"
FOLDS = 5
GRADE, TOPIC = 0.3, 0.1
"""Inverse of the penalty: larger is freer. Chosen by cross-validation over stories, as the thresholds are."""
THRESHOLDS = {"grade1": 0.5, "grade2": 0.4, "grade3": 0.5}
TOPIC_THRESHOLD = 0.3
"""Of the lists' model and the words' (subjects.py) together."""
LEAST, LEAST_TOPIC = 3, 5
"""Examples that must have a feature; relevant articles that must have a topic."""
CORRECTION = 3.0
"""A correction counts as three labelled articles: it was made where the models had gone wrong. Of articles misgraded by
models without their stories, a correction puts right 11 of 29 (4 if counted once, 14 if five times).
"""
SLACK = 0.005
"""By how much F1 or Brier score may be worse and still be as good: sets of eight right corrections of the hardest articles
move them by -.003 to +.003.
"""
_STEPS, _SMALL = 50, 1e-9
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """An article as the models see it, with what a person said of it."""

    features: Features
    grade: int
    topics: frozenset[str] | None = None
    """None: nobody gave topics. Such an example teaches grades alone and is no yardstick."""
    fold: int = 0
    """Of cross-validation; articles of one story share it."""

    @property
    def little(self) -> bool:
        """Whether it is of little text and teaches the scale for that."""
        return BIAS in self.features


@dataclass(frozen=True, slots=True)
class Marks:
    """How well labelled articles are graded by models fitted without their stories."""

    f1: float
    """Of grade ≥ 2."""
    brier: float
    """Mean squared error of the probability of grade ≥ 2; lower is better."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of learning: the models, as `relevance.load` reads them, and the marks without and with the corrections."""

    models: Mapping[str, Any]
    before: Marks
    after: Marks

    @property
    def good(self) -> bool:
        """Whether the labelled articles are still graded as well: else the models are not to be used."""
        return self.after.f1 >= self.before.f1 - SLACK and self.after.brier <= self.before.brier + SLACK


def learn(corrections: Sequence[tuple[Features, int]]) -> Learnt:
    """Fit the labelled articles and the user's corrections (features of an article, its right grade) together.

    Takes some ten seconds. Nothing is written: `write(learnt.models, models_file(data))` where `good`.
    """
    labelled = stored()
    more = [Example(features, grade) for features, grade in corrections]
    models = {**train(labelled, more), "base": base(), "corrections": len(more)}
    return Learnt(models, marks(labelled, ()), marks(labelled, more))


def train(examples: Sequence[Example], corrections: Sequence[Example] = ()) -> dict[str, Any]:
    """All models, as relevance.json has them."""
    out: dict[str, Any] = _steps(
        [one for one in examples if not one.little], [one for one in corrections if not one.little]
    )
    out["little"] = _steps([one for one in examples if one.little], [one for one in corrections if one.little])
    relevant = [one for one in examples if one.topics is not None and one.grade >= RELEVANT]
    out["topics"] = {name: _dump(model) for name, model in _topics(relevant).items()}
    return out


def marks(examples: Sequence[Example], corrections: Sequence[Example]) -> Marks:
    """Of whole articles, by cross-validation over stories; the corrections are learnt from in every fold and measured in
    none.
    """
    examples = [one for one in examples if not one.little]
    corrections = [one for one in corrections if not one.little]
    right, error, count, told, relevant = 0, 0.0, 0, 0, 0
    for fold in range(FOLDS):
        model = _step(2, [one for one in examples if one.fold != fold], corrections)
        for one in (e for e in examples if e.fold == fold and e.topics is not None):
            score = model.score(one.features)
            error += (score - (one.grade >= RELEVANT)) ** 2
            count += 1
            told += score >= model.threshold
            relevant += one.grade >= RELEVANT
            right += score >= model.threshold and one.grade >= RELEVANT
    return Marks(round(2 * right / max(1, told + relevant), 4), round(error / max(1, count), 4))


def _steps(examples: Sequence[Example], corrections: Sequence[Example]) -> dict[str, Any]:
    return {name: _dump(_step(level, examples, corrections)) for level, name in enumerate(STEPS, 1)}


def _step(level: int, examples: Sequence[Example], corrections: Sequence[Example]) -> Binary:
    both = [*examples, *corrections]
    weights = [1.0] * len(examples) + [CORRECTION] * len(corrections)
    fitted = fit([one.features for one in both], [one.grade >= level for one in both], weights, GRADE)
    return Binary(fitted, THRESHOLDS[STEPS[level - 1]])


def _topics(relevant: Sequence[Example]) -> dict[str, Binary]:
    """A model for each topic that enough articles have, each drawn to the one of all topics together."""
    names = [t for t in topics() if LEAST_TOPIC <= sum(t in (one.topics or ()) for one in relevant) < len(relevant)]
    views = {name: [own(one.features, name) for one in relevant] for name in names}
    answers = {name: [name in (one.topics or ()) for one in relevant] for name in names}
    every = [view for name in names for view in views[name]]
    common = fit(every, [answer for name in names for answer in answers[name]], [1.0] * len(every), 1.0)
    return {
        name: Binary(
            fit([{**one.features, **view} for one, view in zip(relevant, views[name], strict=True)],
                answers[name], [1.0] * len(relevant), TOPIC, common),
            TOPIC_THRESHOLD,
        )
        for name in names
    }  # fmt: skip


# --- fitting ---------------------------------------------------------------------------------------------------------------


def fit(
    examples: Sequence[Features],
    answers: Sequence[bool],
    weights: Sequence[float],
    strength: float,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Weights by feature that make `answers` likely and are near `prior` (0 where it has none)."""
    prior = prior or {}
    seen = Counter(name for one in examples for name, value in one.items() if value)
    names = sorted(name for name, times in seen.items() if times >= LEAST or name in prior)
    matrix = np.array([[one.get(name, 0.0) for name in names] for one in examples])
    start = np.array([prior.get(name, 0.0) for name in names])
    found = _newton(matrix, np.array(answers, dtype=float), strength * np.array(weights), start)
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, found, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def _newton(matrix: Vector, answers: Vector, counts: Vector, start: Vector) -> Vector:
    """The least of half the squared distance to `start` and the examples' log-losses, each `counts` times."""
    weights = start
    loss = _loss(matrix, answers, counts, start, weights)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-matrix @ weights))
        slope = weights - start + matrix.T @ (counts * (chances - answers))
        bend = np.eye(len(weights)) + (matrix.T * (counts * chances * (1 - chances))) @ matrix
        step = np.linalg.solve(bend, slope)
        while np.abs(step).max() > _SMALL and _loss(matrix, answers, counts, start, weights - step) > loss:
            step /= 2
        if np.abs(step).max() <= _SMALL:
            break
        weights = weights - step
        loss = _loss(matrix, answers, counts, start, weights)
    return weights


def _loss(matrix: Vector, answers: Vector, counts: Vector, start: Vector, weights: Vector) -> float:
    sums = matrix @ weights
    away = weights - start
    return float(away @ away / 2 + counts @ (np.logaddexp(0, sums) - answers * sums))


# --- files -------------------------------------------------------------------------------------------------------------------


def stored() -> list[Example]:
    """The labelled articles' examples that ship with the program."""
    return examples_from(load_json(EXAMPLES))


def examples_from(raw: Mapping[str, Any]) -> list[Example]:
    """Examples from the parsed file: `names` of features; in `examples` fold, grade, topics or null, and pairs of a
    feature's number and its value.
    """
    names = raw["names"]
    return [
        Example({names[n]: value for n, value in features}, grade, None if about is None else frozenset(about), fold)
        for fold, grade, about, features in raw["examples"]
    ]


def examples_text(examples: Sequence[Example]) -> str:
    """The file that `examples_from` reads, one example a line; values are kept to three digits."""
    names = sorted({name for one in examples for name in one.features})
    number = {name: n for n, name in enumerate(names)}
    lines = []
    for one in examples:
        pairs = sorted((number[name], round(value, 3)) for name, value in one.features.items() if round(value, 3))
        about = None if one.topics is None else sorted(one.topics)
        lines.append(json.dumps([one.fold, one.grade, about, pairs], separators=(",", ":")))
    body = ",\n".join(lines)
    return f'{{"names": {json.dumps(names)},\n"examples": [\n{body}\n]}}\n'


def write(models: Mapping[str, Any], path: Path) -> None:
    """Write a relevance.json whole or not at all: a run that starts meanwhile reads the old one."""
    write_whole(path, json.dumps(models, ensure_ascii=False, indent=0, sort_keys=True) + "\n")


def _dump(model: Binary) -> dict[str, Any]:
    return {"threshold": model.threshold, "weights": dict(sorted(model.weights.items()))}
