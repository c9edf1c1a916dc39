"""Fit how names of the two sides are spelt, from people.yaml: `python tools/names.py [--write]`.

Prints how often the guess is right for people left out of the fit, and for the labelled names of the training articles
that people.yaml does not know. `--write` writes src/monitor/data/names.json. Deterministic: same file, same weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor.contacts.entities.naming import SURE, name_features
from monitor.contacts.people import load, shipped
from monitor.model import SIDES
from monitor.text.fold import plain

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "src/monitor/data/names.json"
LABELLED = [ROOT / "tests/gold/dev.jsonl", ROOT / "tests/gold/train.jsonl"]
_STRENGTH = 0.1
"""Inverse of the regularisation; .03 to .3 differ by less than a point of accuracy."""
_LEAST = 0.02
"""Weights below this are left out: they change no guess."""
_FOLDS = 5


class Sample(NamedTuple):
    """One form of a name; the forms of a person weigh one together."""

    name: str
    american: bool
    person: int
    weight: float


def samples() -> list[Sample]:
    people = [p for p in shipped() if p.side in SIDES]
    return [Sample(form, p.side == "us", number, 1 / len(p.full)) for number, p in enumerate(people) for form in p.full]


def fit(rows: Sequence[Sample]) -> dict[str, float]:
    """Weight by feature; positive speaks for the United States."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([name_features(r.name) for r in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(matrix, [r.american for r in rows], sample_weight=[r.weight for r in rows])
    weights = zip(vectorizer.get_feature_names_out(), np.round(model.coef_[0], 2), strict=True)
    return {name: float(weight) for name, weight in weights if abs(weight) >= _LEAST}


def american(weights: dict[str, float], name: str) -> float:
    total = sum(weights.get(feature, 0.0) * count for feature, count in name_features(name).items())
    return float(1 / (1 + np.exp(-total)))


def left_out(rows: Sequence[Sample]) -> Iterator[tuple[float, bool]]:
    """The probability of American and the truth, for the first form of each person, from the others' folds."""
    for fold in range(_FOLDS):
        weights = fit([r for r in rows if r.person % _FOLDS != fold])
        first = {r.person: r for r in reversed(rows) if r.person % _FOLDS == fold}
        yield from ((american(weights, r.name), r.american) for r in first.values())


def strangers() -> Iterator[tuple[str, bool]]:
    """The labelled full names that people.yaml does not know."""
    people, seen = load(), set()
    for path in LABELLED:
        for line in path.read_text(encoding="utf-8").splitlines():
            for contact in json.loads(line)["contacts"]:
                for side in SIDES:
                    for name in (p["name"] for p in contact[side] if p["name"] and " " in p["name"]):
                        if name not in seen and people.by_full_name(plain(name)) is None:
                            seen.add(name)
                            yield name, side == "us"


def figures(found: Sequence[tuple[float, bool]]) -> str:
    sure = [(p, truth) for p, truth in found if p >= SURE or p <= 1 - SURE]
    right = sum((p > 0.5) == truth for p, truth in found) / len(found)
    right_sure = sum((p > 0.5) == truth for p, truth in sure) / len(sure)
    return (
        f"{len(found)} names, {right:.3f} right; sure of {len(sure) / len(found):.2f}, {right_sure:.3f} of them right"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows = samples()
    weights = fit(rows)
    print("left out of the fit:", figures(list(left_out(rows))))
    print("labelled, unknown:  ", figures([(american(weights, name), truth) for name, truth in strangers()]))
    if args.write:
        NAMES.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
