"""How much does an article concern Peru–US relations? Graded 0–3, explained, with topics.

Evidence features (features.py) go through three log-linear models, one for each step of the scale: P(grade ≥ 1),
P(≥ 2), P(≥ 3), and one for each topic. Fitted by learning.py, in `make train` and, with the user's corrections, in
`monitor learn`; the labelled texts are told twice more without the sentences of one side, as texts that are not relevant.
Little text (a title, a title and a summary) has three models of its own, fitted to the same articles' titles and first 200
characters, on evidence for titles (glimpse.py).

Measured by cross-validation over stories: on dev.jsonl F1 .95, recall .99, quadratic kappa .91, Brier .04; with the
harder train.jsonl and the unrelated pages .94, .95, .80, .06; topics of relevant articles, by lists and words
(subjects.py), micro-F1 .76 and .78. The threshold of grade 2 is .4 for the sake of recall. Of 1,996 real pages of
Spanish-language papers, with the menus that a weak extractor left in them, 9 pass, four of them rightly; a model that
counted offices and topics anywhere in the text passed 192. Grading takes .5 ms an article, .9 ms at the 95th percentile.

Titles alone are graded with F1 .84 (dev; .69 with train.jsonl), with 200 characters .90 (.86); the scale for whole
articles gave .05 (.03) and .76 (.61). What counts there is the order: of relevant titles 62 in a hundred stand above all
but the most promising hundredth of the headlines of Peruvian papers (32 by the scale for whole articles).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.contacts.decide import Binary
from monitor.contacts.find import Reader, Reading
from monitor.data import load_json
from monitor.errors import BadFile
from monitor.model import Article, Contact, Lang, Relevance
from monitor.relevance.features import Features, Named, features, named, own, topics
from monitor.relevance.glimpse import glimpse
from monitor.relevance.subjects import Subjects, stems, subjects

STEPS = ("grade1", "grade2", "grade3")
LITTLE_WORDS = 60
LITTLE = "judged from little text"
MOST_REASONS = 6

__all__ = (
    "LITTLE", "STEPS", "Features", "Grader", "base", "evidence", "features", "first_look", "glimpse", "load",
    "models_file", "named", "own", "topics",
)  # fmt: skip


def models_file(data: Path) -> Path:
    """Where in the data folder the models stand that `monitor learn` fitted to the user's corrections."""
    return data / "relevance.json"


def load(data: Path) -> Grader:
    """The grader by the models learnt for the database in the folder `data`, if there are any and they were learnt with
    this version's examples; else by those shipped. Raises BadFile, in one line, where the file is none of ours.
    """
    path = models_file(data)
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Grader(raw) if raw["base"] == base() else Grader()
    except FileNotFoundError:
        return Grader()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadFile(f"{path}: not a file that `monitor learn` wrote; delete it to grade as shipped") from None


@cache
def base() -> str:
    """A digest of the shipped models, which names the examples and the features that others are learnt from."""
    return sha256(json.dumps(load_json("relevance.json"), sort_keys=True).encode()).hexdigest()[:16]


def is_little(article: Article) -> bool:
    """Whether there is too little text for the scale made for whole articles."""
    return article.teaser or len(article.text.split()) < LITTLE_WORDS


def evidence(who: Named, contacts: Sequence[Contact]) -> Features:
    """What an article is graded by: of little text a glimpse, which no contact adds to."""
    return glimpse(who) if is_little(who.reading.article) else features(who, contacts)


class Grader:
    """The trained scale, that for little text, and the topics by lists and by words."""

    def __init__(self, raw: Mapping[str, Any] | None = None, by_words: Subjects | None = None) -> None:
        raw = raw if raw is not None else load_json("relevance.json")
        self.steps = [_binary(raw[name]) for name in STEPS]
        self.little = [_binary(raw["little"][name]) for name in STEPS]
        self.topics = {name: _binary(model) for name, model in raw["topics"].items()}
        self.subjects = by_words or subjects(load_json("topic-words.json"))

    def grade(self, reading: Reading, contacts: Sequence[Contact]) -> Relevance:
        """Grade, probability of grade ≥ 2, topics and reasons."""
        who = named(reading)
        found = features(who, contacts)
        little = is_little(reading.article)
        steps, judged = (self.little, glimpse(who)) if little else (self.steps, found)
        scores = [step.score(judged) for step in steps]
        grade = 0
        for step, score in zip(steps, scores, strict=True):
            if score < step.threshold:
                break
            grade += 1
        about = self.about(reading, found) if grade else []
        reasons = [*([LITTLE] if little else []), *self.reasons(who, steps[1], judged, contacts)]
        return Relevance(grade, round(scores[1], 3), tuple(sorted(about)), tuple(reasons))

    def about(self, reading: Reading, found: Features) -> list[str]:
        """The topics for which lists and words together speak."""
        shares = self.subjects.weigh(stems(reading))
        return [
            name
            for name, model in self.topics.items()
            if _mean(model.score({**found, **own(found, name)}), self.subjects.odds(shares, name)) >= model.threshold
        ]

    @staticmethod
    def reasons(who: Named, step: Binary, found: Features, contacts: Sequence[Contact]) -> list[str]:
        """What a person would point at: contacts, the words beside both countries, then what weighed most."""
        out = [
            f"{c.peru[0].name or c.peru[0].org} – {c.us[0].name or c.us[0].org}: {c.mode} {c.status}"
            for c in contacts[:2]
        ]
        if beside := who.phrases("relations"):
            out.append("beside both countries: " + ", ".join(f"“{word}”" for word in beside[:3]))
        for name, weight in step.reasons(found, 30):
            sentence = (_EXPLAIN if weight > 0 else _AGAINST).get(name)
            if sentence and found[name] > 0:
                out.append(sentence)
        return out[:MOST_REASONS]


def _mean(chance: float, odds: float) -> float:
    """The probability half way, in log-odds, between a probability (of Binary.score, thus never 0 or 1) and log-odds."""
    return 1 / (1 + math.exp(-(math.log(chance / (1 - chance)) + odds) / 2))


def _binary(raw: Mapping[str, Any]) -> Binary:
    return Binary(raw["weights"], float(raw["threshold"]))


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
    "us named, peru named": "both countries named",
    "us named, peru hinted": "the United States named, and what may be Peru's",
    "us hinted, peru named": "Peru named, and what may be of the United States",
    "us hinted, peru hinted": "what may be of both states",
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
    **{f"us absent, peru {peru}": "the United States are not named" for peru in ("named", "hinted", "absent")},
    **{f"us {us}, peru absent": "Peru is not named" for us in ("named", "hinted")},
}
