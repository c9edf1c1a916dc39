"""Whose a name sounds: letter groups of first names and surnames, weighed on the names of people.yaml.

Fitted by `tools/names.py`. A guess for where the text says nothing: Americans have Spanish names and Peruvians English
ones, so only a sure guess is given (docs/decisions/0007-contacts.md has the figures).
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from monitor.contacts.decide import Binary
from monitor.data import load_json
from monitor.text.fold import plain, words

_LETTERS = range(2, 5)
"""Letters of a group; "^" and "$" stand for the ends of a word."""
_PARTICLES = frozenset("de del la las los y e da das do dos di van von der den el".split())
SURE = 0.75
"""Probability from which a guess is given: right for 94 of 100 people of people.yaml left out of the fit."""


def name_features(name: str) -> Counter[str]:
    """The letter groups of the first name ("1:^mig") and of the other words ("2:rez$"), and how many words there are."""
    parts = [w for w in words(plain(name)) if w not in _PARTICLES]
    full = [w for w in parts if len(w) > 1]
    features = Counter((f"words:{len(full)}",))
    if len(full) < len(parts):
        features["initial"] = 1
    for place, word in enumerate(full):
        bounded, tag = f"^{word}$", "1:" if place == 0 else "2:"
        features.update(tag + bounded[at : at + n] for n in _LETTERS for at in range(len(bounded) - n + 1))
    return features


def sounds(name: str) -> str | None:
    """The side whose names look like the full `name`, peru or us; None for a single word and where it is not sure."""
    if len(name.split()) < 2:
        return None
    american = _model().score(name_features(name))
    return "us" if american >= SURE else "peru" if american <= 1 - SURE else None


@cache
def _model() -> Binary:
    return Binary(load_json("names.json"))
