"""How much does an article concern Peru–US relations? Graded 0–3, explained, with topics.

Evidence features (who is named, where, together with what) go through three log-linear models, one for each step of
the scale: P(grade ≥ 1), P(≥ 2), P(≥ 3). Trained with the contacts' deciders by `make train`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from monitor.contacts.decide import Binary
from monitor.contacts.find import Reading
from monitor.data import load_json, load_yaml
from monitor.model import Contact, Relevance

Features = dict[str, float]
STEPS = ("grade1", "grade2", "grade3")


@cache
def vocabulary() -> dict[str, re.Pattern[str]]:
    """One pattern for each word list: `topic:…` for the topics, the plain name for the others."""
    raw = load_yaml("lexicon/topics.yaml")
    lists = {f"topic:{name}": forms for name, forms in raw["topics"].items()}
    lists |= {name: forms for name, forms in raw.items() if name != "topics"}
    return {name: _pattern(forms) for name, forms in lists.items()}


def _pattern(forms: Sequence[str]) -> re.Pattern[str]:
    parts = [
        re.escape(f.rstrip("*")) + (r"\w*" if f.endswith("*") else "")
        for f in sorted(map(str, forms), key=len, reverse=True)
    ]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def features(reading: Reading, contacts: Sequence[Contact]) -> Features:
    """Evidence features of a reading; counts are damped (log) so that length says little."""
    document, cast = reading.document, reading.cast
    text = document.folded.text
    title = text[: reading.offset]
    words = max(1, len(text.split()))
    counts = _counts(reading)
    out: Features = {"bias": 1}
    for name in ("peru", "us", "other"):
        out[f"named:{name}"] = _damp(counts[f"state:{name}"])
        out[f"officials:{name}"] = _damp(counts[f"person:{name}"])
        out[f"bodies:{name}"] = _damp(counts[f"body:{name}"])
        out[f"title:{name}"] = float(bool(counts[f"title:{name}"]))
    both = [_sides(reading, s.number) >= {"peru", "us"} for s in document.sentences]
    out["both-in-sentence"] = _damp(sum(both))
    out["both-in-title"] = float(counts["title:peru"] > 0 and counts["title:us"] > 0)
    lead = range(reading.context.title_sentences, min(len(both), reading.context.title_sentences + 3))
    out["both-in-lead"] = float(any(both[i] for i in lead))
    out["officials-of-both"] = float(counts["person:peru"] > 0 and counts["person:us"] > 0)
    out["bodies-of-both"] = float(
        counts["body:peru"] + counts["person:peru"] > 0 and counts["body:us"] + counts["person:us"] > 0
    )
    out["us-share"] = counts["us"] / (counts["us"] + counts["peru"] + counts["other"] + 1)
    out["third-share"] = counts["other"] / (counts["us"] + counts["peru"] + counts["other"] + 1)
    out["peru-absent"] = float(counts["peru"] == 0)
    out["us-absent"] = float(counts["us"] == 0)
    out[f"home:{cast.home if cast.home in ('peru', None) else 'other'}"] = 1
    out["contacts"] = _damp(len(contacts))
    out["contact-score"] = max((c.score for c in contacts), default=0.0)
    out["contact-news"] = float(any(not c.background for c in contacts))
    for name, pattern in vocabulary().items():
        found = len(pattern.findall(text))
        out[f"words:{name}"] = _damp(found * 300 / max(150, words))
        if not name.startswith("topic:") and pattern.search(title):
            out[f"title-words:{name}"] = 1
    near = sum(
        1 for s in document.sentences if both[s.number] and vocabulary()["relations"].search(document.text_of(s.number))
    )
    out["relations-beside-both"] = _damp(near)
    out["short"] = float(words < 60)
    return out


def _counts(reading: Reading) -> Counter[str]:
    document, cast = reading.document, reading.cast
    counts: Counter[str] = Counter()
    for hit in document.hits:
        if hit.entry.category == "country" and hit.entry.side:
            counts[f"state:{hit.entry.side}"] += 1
            counts[hit.entry.side] += 1
            if hit.start < reading.offset:
                counts[f"title:{hit.entry.side}"] += 1
    for mention, entity in cast.mentions:
        side = cast.entities[entity].side
        if side is None:
            continue
        kind = (
            "person"
            if cast.entities[entity].kind in ("person", "office")
            else "body"
            if cast.entities[entity].kind in ("body", "group")
            else ""
        )
        if kind:
            counts[f"{kind}:{side}"] += 1
            counts[side] += 1
            if mention.start < reading.offset:
                counts[f"title:{side}"] += 1
    return counts


def _sides(reading: Reading, number: int) -> set[str | None]:
    document = reading.document
    sentence = document.sentences[number]
    sides = {reading.cast.entities[e].side for m, e in reading.cast.mentions if m.sentence == number}
    return sides | {
        h.entry.side
        for h in document.hits
        if sentence.start <= h.start < sentence.end and h.entry.category == "country"
    }


def _damp(count: float) -> float:
    return math.log1p(count)


# --- deciding --------------------------------------------------------------------------------------------------------------


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
        found = features(reading, contacts)
        scores = [step.score(found) for step in self.steps]
        grade = 0
        for step, score in zip(self.steps, scores, strict=True):
            if score < step.threshold:
                break
            grade += 1
        topics = (
            tuple(sorted(name for name, model in self.topics.items() if model.score(found) >= model.threshold))
            if grade
            else ()
        )
        return Relevance(grade, round(scores[1], 3), topics, tuple(self.reasons(found, contacts)))

    def reasons(self, found: Features, contacts: Sequence[Contact]) -> list[str]:
        """What a person would point at, the weightiest first."""
        out = [
            f"{c.peru[0].name or c.peru[0].org} – {c.us[0].name or c.us[0].org}: {c.mode} {c.status}"
            for c in contacts[:2]
        ]
        for name, weight in self.steps[1].reasons(found, 30):
            sentence = _EXPLAIN.get(name)
            if sentence and weight > 0 and found[name] > 0:
                out.append(sentence)
            elif name in _AGAINST and weight < 0 and found[name] > 0:
                out.append(_AGAINST[name])
            if len(out) >= 5:
                break
        return out


_EXPLAIN = {
    "both-in-title": "both countries in the title",
    "both-in-lead": "both countries in the first sentences",
    "both-in-sentence": "both countries in one sentence",
    "relations-beside-both": "a word of relations beside both countries",
    "officials-of-both": "office-holders of both states",
    "bodies-of-both": "bodies of both states",
    "officials:us": "US office-holders",
    "bodies:us": "US government bodies",
    "title:us": "the United States in the title",
    "words:relations": "words of bilateral relations",
    "us-share": "much about the United States",
}
_AGAINST = {
    "third-share": "mostly about third countries",
    "title:other": "a third country in the title",
    "words:sport": "sport",
    "words:market": "markets and prices",
    "words:crime": "crime",
    "words:show": "entertainment",
    "words:weather": "weather",
    "peru-absent": "Peru is not named",
    "us-absent": "the United States are not named",
}
