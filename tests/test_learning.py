"""The shipped scale follows from the shipped examples; corrections teach, and may not spoil what was right."""

from __future__ import annotations

import json
from functools import cache, reduce
from operator import getitem
from pathlib import Path

import numpy as np
import pytest

from monitor import relevance
from monitor.config import Config
from monitor.contacts.decide import Binary
from monitor.data import load_json
from monitor.relevance import STEPS, Grader, learning
from monitor.relevance.learning import Example, Learnt, Marks, fit

DIGITS = 0.00011
"""Weights are kept to four digits; the last may differ with the numeric library."""


@cache
def learnt_from_nothing() -> Learnt:
    return learning.learn([])


@pytest.mark.parametrize(
    "path",
    [*([step] for step in STEPS), *(["little", step] for step in STEPS)]
    + [["topics", name] for name in load_json("relevance.json")["topics"]],
    ids="-".join,
)
def test_the_shipped_weights_are_those_that_the_shipped_examples_give(path: list[str]) -> None:
    shipped, found = (reduce(getitem, path, raw) for raw in (load_json("relevance.json"), learnt_from_nothing().models))
    assert shipped["threshold"] == found["threshold"]
    names = {*shipped["weights"], *found["weights"]}
    assert {n: found["weights"].get(n, 0.0) for n in names} == pytest.approx(
        {n: shipped["weights"].get(n, 0.0) for n in names}, abs=DIGITS
    )


def test_the_fit_is_that_of_the_library() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    examples = [one for one in learning.stored() if one.fold == 0 and not one.little]
    ours = fit([e.features for e in examples], [e.grade >= 2 for e in examples], [1.0] * len(examples), 0.3)
    names = sorted(ours)
    matrix = np.array([[e.features.get(n, 0.0) for n in names] for e in examples])
    theirs = linear_model.LogisticRegression(C=0.3, fit_intercept=False, tol=1e-8, max_iter=10_000)
    theirs.fit(matrix, [e.grade >= 2 for e in examples])
    assert [ours[n] for n in names] == pytest.approx(list(theirs.coef_[0]), abs=0.002)


def test_a_prior_holds_where_examples_are_few_and_gives_way_where_they_are_many() -> None:
    few = fit([{"a": 1.0}], [True], [1.0], 0.1, {"a": -2.0})
    many = fit([{"a": 1.0}] * 1000, [True] * 1000, [1.0] * 1000, 0.1, {"a": -2.0})
    assert -2.0 < few["a"] < -1.8
    assert many["a"] > 2.0


def test_what_is_written_of_the_examples_is_read_back() -> None:
    examples = [Example({"both": 1.0986, "near": 0.0}, 2, frozenset({"trade"}), 3), Example({"both": 0.5}, 0)]
    read = learning.examples_from(json.loads(learning.examples_text(examples)))
    assert read == [Example({"both": 1.099}, 2, frozenset({"trade"}), 3), Example({"both": 0.5}, 0)]


def score(models: object, one: Example) -> float:
    raw = dict(models)["grade2"]  # type: ignore[call-overload]
    return Binary(raw["weights"]).score(one.features)


def test_corrections_move_the_models_towards_them_and_harm_nothing() -> None:
    """Three articles that the shipped models grade wrongly, as a user would hand them in."""
    shipped = load_json("relevance.json")
    labelled = [e for e in learning.stored() if e.topics is not None]
    wrong = [e for e in labelled if (score(shipped, e) >= 0.4) != (e.grade >= 2)][:3]
    found = learning.learn([(e.features, e.grade) for e in wrong])
    assert found.good
    for one in wrong:
        moved = score(found.models, one) - score(shipped, one)
        assert moved > 0 if one.grade >= 2 else moved < 0


def test_corrections_that_contradict_the_labelled_articles_are_refused() -> None:
    relevant = [e for e in learning.stored() if e.grade >= 2 and not e.little][:60]
    found = learning.learn([(e.features, 0) for e in relevant])
    assert not found.good
    assert found.after.f1 < found.before.f1 or found.after.brier > found.before.brier


def test_a_correction_of_little_text_teaches_the_scale_for_that_alone() -> None:
    little = next(e for e in learning.stored() if e.little and e.grade >= 2)
    before, after = learnt_from_nothing().models, learning.learn([(little.features, 0)] * 5).models
    assert [after[step] for step in STEPS] == [before[step] for step in STEPS]
    moved = [Binary(m["little"]["grade2"]["weights"]).score(little.features) for m in (before, after)]
    assert moved[1] < moved[0]


@pytest.mark.parametrize(
    ("after", "good"),
    [(Marks(0.94, 0.06), True), (Marks(0.95, 0.05), True), (Marks(0.93, 0.05), False), (Marks(0.95, 0.07), False)],
)
def test_both_marks_must_hold(after: Marks, good: bool) -> None:
    assert Learnt({}, Marks(0.94, 0.06), after).good is good


# --- the file beside the database ------------------------------------------------------------------------------------------


def test_the_models_learnt_for_a_database_are_preferred(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    assert relevance.load(config.data).steps == Grader().steps
    models = {**learnt_from_nothing().models, "grade2": {"threshold": 0.9, "weights": {"both": 1.0}}}
    learning.write(models, relevance.models_file(config.data))
    assert relevance.load(config.data).steps[1] == Binary({"both": 1.0}, 0.9)


def test_models_learnt_with_another_versions_examples_are_left_aside(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    models = {**learnt_from_nothing().models, "base": "another", "grade2": {"threshold": 0.9, "weights": {}}}
    learning.write(models, relevance.models_file(config.data))
    assert relevance.load(config.data).steps == Grader().steps


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00"])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, text: str) -> None:
    config = Config(data=tmp_path)
    relevance.models_file(config.data).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"relevance\.json: not a file that `monitor learn` wrote"):
        relevance.load(config.data)
