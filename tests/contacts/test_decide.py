"""Log-linear models in plain Python."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.contacts.decide import Binary, Choice, from_json, shipped

names = st.sampled_from(["cue:meet-verb", "third-between", "bias", "near:direct"])
numbers = st.floats(-1e6, 1e6)
vectors = st.dictionaries(names, numbers)


@given(vectors, vectors)
def test_a_probability_lies_between_none_and_all(weights: dict[str, float], features: dict[str, float]) -> None:
    assert 0 < Binary(weights).score(features) < 1


@pytest.mark.parametrize(("weight", "probability"), [(0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25)])
def test_a_weight_is_the_logarithm_of_odds(weight: float, probability: float) -> None:
    assert Binary({"bias": weight}).score({"bias": 1, "unknown": 9}) == pytest.approx(probability)


@given(st.floats(-20, 20), st.floats(0.001, 5))
def test_what_speaks_for_raises_the_probability(weight: float, more: float) -> None:
    model = Binary({"bias": weight, "cue:meet-verb": more})
    assert model.score({"bias": 1, "cue:meet-verb": 1}) > model.score({"bias": 1})


@given(st.dictionaries(st.sampled_from(["meeting", "call", "letter"]), vectors, min_size=1), vectors)
def test_the_probabilities_of_a_choice_add_up(classes: dict[str, dict[str, float]], features: dict[str, float]) -> None:
    scores = Choice(classes).scores(features)
    assert scores.keys() == classes.keys()
    assert sum(scores.values()) == pytest.approx(1)
    totals = {name: sum(w.get(f, 0) * v for f, v in features.items()) for name, w in classes.items()}
    assert totals[max(scores, key=scores.__getitem__)] == pytest.approx(max(totals.values()))


def test_reasons_are_the_weights_that_counted_most() -> None:
    model = Binary({"bias": 0.5, "third-between": -2, "cue:meet-verb": 1, "absent": 9})
    features = {"bias": 1, "third-between": 1, "cue:meet-verb": 1, "unknown": 1}
    assert model.reasons(features, 2) == [("third-between", -2), ("cue:meet-verb", 1)]
    assert [name for name, _ in model.reasons(features)] == ["third-between", "cue:meet-verb", "bias"]


def test_the_shipped_models_know_every_mode_and_status() -> None:
    models = shipped()
    assert set(models.mode.classes) == {"meeting", "call", "visit", "signing", "letter", "other"}
    assert set(models.status.classes) == {"held", "planned", "cancelled"}


def test_a_weights_file_without_a_model_is_refused() -> None:
    with pytest.raises(KeyError, match="glance"):
        from_json({"slot": {"threshold": 0.5, "weights": {}}})
