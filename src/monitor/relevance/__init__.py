"""How much does an article concern Peru–US relations? Graded 0–3, explained, with topics.

Evidence features (features.py) go through three log-linear models, one for each step of the scale: P(grade ≥ 1),
P(≥ 2), P(≥ 3). Trained with the contacts' deciders by `make train`, which adds every labelled text twice without the
sentences of one side, as texts that are not relevant.

Measured by cross-validation over stories: on dev.jsonl F1 .95, recall .97, quadratic kappa .88, Brier .05; with the
harder train.jsonl .94, .95, .83, .06; topics micro-F1 .72. The threshold of grade 2 is .4 for the sake of recall. Of
1,996 real pages of Spanish-language papers six pass, two of them rightly; the model before this one, which counted
offices and topics anywhere in the text, passed 192.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.contacts.decide import Binary
from monitor.contacts.find import Reader, Reading
from monitor.data import load_json
from monitor.model import Article, Contact, Lang, Relevance
from monitor.relevance.features import Features, Named, features, named, topics

STEPS = ("grade1", "grade2", "grade3")
LITTLE_WORDS = 60
LITTLE = "judged from little text"
MOST_REASONS = 6

__all__ = ("LITTLE", "STEPS", "Features", "Grader", "features", "first_look", "named", "topics")


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
        about = [name for name, model in self.topics.items() if model.score(found) >= model.threshold] if grade else []
        reasons = self.reasons(who, found, contacts)
        if len(reading.article.text.split()) < LITTLE_WORDS:
            reasons = [LITTLE, *reasons]
        return Relevance(grade, round(scores[1], 3), tuple(sorted(about)), tuple(reasons))

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
