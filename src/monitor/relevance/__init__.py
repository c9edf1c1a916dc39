"""How much does an article concern Peru–US relations? Graded 0–3, explained, with topics.

Evidence features (features.py) go through three log-linear models, one for each step of the scale: P(grade ≥ 1),
P(≥ 2), P(≥ 3), and one for each topic. Fitted by learning.py, in `make train` and, with the user's corrections, in
`monitor learn`; the labelled texts are told twice more without the sentences of one side, as texts that are not relevant.

Measured by cross-validation over stories: on dev.jsonl F1 .94, recall .97, quadratic kappa .88, Brier .05; with the
harder train.jsonl .95, .96, .84, .06; topics micro-F1 .77, where the word lists were made with these articles in view.
The threshold of grade 2 is .4 for the sake of recall. Of 1,996 real pages of Spanish-language papers eight pass, two of
them rightly; a model that counted offices and topics anywhere in the text passed 192. Grading takes .4 ms an article.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.contacts.decide import Binary
from monitor.contacts.find import Reader, Reading
from monitor.data import load_json
from monitor.model import Article, Contact, Lang, Relevance
from monitor.relevance.features import Features, Named, features, named, own, topics

STEPS = ("grade1", "grade2", "grade3")
LITTLE_WORDS = 60
LITTLE = "judged from little text"
MOST_REASONS = 6

__all__ = (
    "LITTLE", "STEPS", "Features", "Grader", "base", "features", "first_look", "load", "models_file", "named", "own",
    "topics",
)  # fmt: skip


def models_file(data: Path) -> Path:
    """Where in the data folder the models stand that `monitor learn` fitted to the user's corrections."""
    return data / "relevance.json"


def load(data: Path) -> Grader:
    """The grader by the models learnt for the database in the folder `data`, if there are any and they were learnt with
    this version's examples; else by those shipped. Raises ValueError, in one line, where the file is none of ours.
    """
    path = models_file(data)
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Grader(raw) if raw["base"] == base() else Grader()
    except FileNotFoundError:
        return Grader()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{path}: not a file that `monitor learn` wrote; delete it to grade as shipped") from None


@cache
def base() -> str:
    """A digest of the shipped models, which names the examples and the features that others are learnt from."""
    return sha256(json.dumps(load_json("relevance.json"), sort_keys=True).encode()).hexdigest()[:16]


class Grader:
    """The trained scale."""

    def __init__(self, raw: Mapping[str, Any] | None = None) -> None:
        raw = raw if raw is not None else load_json("relevance.json")
        self.steps = [Binary(raw[name]["weights"], float(raw[name]["threshold"])) for name in STEPS]
        self.topics = {
            name: Binary(model["weights"], float(model["threshold"])) for name, model in raw["topics"].items()
        }

    def grade(self, reading: Reading, contacts: Sequence[Contact]) -> Relevance:
        """Grade, probability of grade ≥ 2, topics and reasons."""
        who = named(reading)
        found = features(who, contacts)
        scores = [step.score(found) for step in self.steps]
        grade = 0
        for step, score in zip(self.steps, scores, strict=True):
            if score < step.threshold:
                break
            grade += 1
        about = [name for name, model in self.topics.items() if self.is_about(found, name, model)] if grade else []
        reasons = self.reasons(who, found, contacts)
        if reading.article.teaser or len(reading.article.text.split()) < LITTLE_WORDS:
            reasons = [LITTLE, *reasons]
        return Relevance(grade, round(scores[1], 3), tuple(sorted(about)), tuple(reasons))

    @staticmethod
    def is_about(found: Features, topic: str, model: Binary) -> bool:
        return model.score({**found, **own(found, topic)}) >= model.threshold

    def reasons(self, who: Named, found: Features, contacts: Sequence[Contact]) -> list[str]:
        """What a person would point at: contacts, the words beside both countries, then what weighed most."""
        out = [
            f"{c.peru[0].name or c.peru[0].org} – {c.us[0].name or c.us[0].org}: {c.mode} {c.status}"
            for c in contacts[:2]
        ]
        if beside := who.phrases("relations"):
            out.append("beside both countries: " + ", ".join(f"“{word}”" for word in beside[:3]))
        for name, weight in self.steps[1].reasons(found, 30):
            sentence = (_EXPLAIN if weight > 0 else _AGAINST).get(name)
            if sentence and found[name] > 0:
                out.append(sentence)
        return out[:MOST_REASONS]


def first_look(reader: Reader, grader: Grader, title: str, summary: str = "", lang: Lang = "es") -> Relevance:
    """What a title, with its summary if there is one, promises: it orders the fetching and decides nothing."""
    reading = reader.read(Article("", "", "", title, summary, lang=lang))
    return grader.grade(reading, ())


_EXPLAIN = {
    "title:both": "both countries in the title",
    "lead:both": "both countries in one of the first sentences",
    "both-in-title-and-lead": "both countries in title and first sentences",
    "both": "both countries in one sentence",
    "near": "both countries in neighbouring sentences",
    "officials-meet": "office-holders of both states in one sentence",
    "officials-of-both": "office-holders of both states",
    "bodies-of-both": "bodies of both states",
    "us-officials": "US office-holders",
    "us-bodies": "US government bodies",
    "title:us": "the United States in the title",
    "share:us": "much about the United States",
}
_AGAINST = {
    "share:other": "much about third countries",
    "title:other": "a third country in the title",
    "words:sport": "sport",
    "words:market": "markets and prices",
    "words:crime": "crime",
    "words:show": "entertainment",
    "words:weather": "weather",
    "peru-absent": "Peru is not named",
    "us-absent": "the United States are not named",
}
