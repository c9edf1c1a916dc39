"""Evidence of relevance: who is named together with whom, in how much of the text, beside which words.

Everything turns on sentences in which both states are named by the words themselves. What an article says elsewhere
(its offices, its topics) counts only beside that: on real pages of Lima dailies one in seven passed a model that added
up the two, since every page of domestic politics is full of offices.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.contacts.find import Reading
from monitor.contacts.lexicon import Hit
from monitor.data import load_yaml
from monitor.model import SIDES, Contact

Features = dict[str, float]
LEAD = 3
"""Sentences after the title that count as the lead."""
LONGEST = 90
"""Words of a sentence; a longer "sentence" is a menu or a list of links."""
DISTINCT, OFTEN = 2, 3
"""Different bodies, known people and places of a side, or mentions of one of them (in the title twice), from which on
the side counts as named without its country's name."""
_WORD = re.compile(r"\w+")


# --- words -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """The word lists in one automaton. A form that ends in * is the beginning of a word."""

    names: Sequence[Sequence[str]]
    beginnings: Sequence[bool]
    automaton: AhoCorasick

    def find(self, text: str) -> list[tuple[int, str]]:
        """(place, list) of every whole-word occurrence in a folded text."""
        out = []
        for index, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum():
                continue
            if not self.beginnings[index] and end < len(text) and text[end].isalnum():
                continue
            out += [(start, name) for name in self.names[index]]
        return out


@cache
def vocabulary() -> Words:
    """`topic:…` for the topics, the plain name for the other lists of lexicon/topics.yaml."""
    raw = load_yaml("lexicon/topics.yaml")
    lists = {f"topic:{name}": forms for name, forms in raw["topics"].items()}
    lists |= {name: forms for name, forms in raw.items() if name != "topics"}
    table: dict[str, list[str]] = {}
    for name, forms in lists.items():
        for form in map(str, forms):
            table.setdefault(form, []).append(name)
    return Words(
        list(table.values()),
        [form.endswith("*") for form in table],
        AhoCorasick([form.rstrip("*") for form in table], matchkind=MatchKind.Standard),
    )


def topics() -> list[str]:
    return list(load_yaml("lexicon/topics.yaml")["topics"])


# --- who is named where ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A text by sentence: the sides named in each, and the words of the lists."""

    reading: Reading
    sides: Sequence[frozenset[str]]
    hinted: Sequence[frozenset[str]]
    """Sides that something in a sentence points to, sure or not: in the title anything, below it a place or a known name."""
    officials: Sequence[frozenset[str]]
    words: Sequence[Counter[str]]
    telling: Sequence[int]
    """Numbers of the sentences that count, the title's among them."""
    people: Counter[str]
    bodies: Counter[str]

    def having(self, *sides: str) -> list[int]:
        """Telling sentences that name all of `sides`."""
        return [n for n in self.telling if self.sides[n].issuperset(sides)]

    @cached_property
    def near(self) -> list[int]:
        """Telling sentences that name the United States, with Peru named there or in the sentence before or after."""
        peru = set(self.having("peru"))
        return [n for n in self.having("us") if peru & {n - 1, n, n + 1}]

    def phrases(self, name: str) -> list[str]:
        """The words of a list that stand in these sentences, as written, each once."""
        folded, sentences = self.reading.document.folded, self.reading.document.sentences
        out: dict[str, str] = {}
        for number in self.near:
            start, end = sentences[number].start, sentences[number].end
            for place, found in vocabulary().find(folded.text[start:end]):
                if found == name:
                    word = _WORD.match(folded.text, start + place)
                    if word:
                        out.setdefault(word[0], folded.cut(*word.span()))
        return list(out.values())


def named(reading: Reading) -> Named:
    """Who is named in which sentence.

    A side must be named somewhere by a country's name or a known person in full. Then what only points to it counts
    too: its offices and bodies, people met for the first time. Without that, a "secretario" or anything "federal" made
    Mexican and Peruvian home news look bilateral.
    """
    document, cast = reading.document, reading.cast
    telling = _telling(reading)
    counted = set(telling)
    size = len(document.sentences)
    sides: list[set[str]] = [set() for _ in range(size)]
    hints: list[set[str]] = [set() for _ in range(size)]
    pointers: list[set[str]] = [set() for _ in range(size)]
    officials: list[set[str]] = [set() for _ in range(size)]
    words: list[Counter[str]] = [Counter() for _ in range(size)]
    people: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    cues: dict[str, Counter[str]] = {"peru": Counter(), "us": Counter(), "other": Counter()}
    for place, name in vocabulary().find(document.folded.text):
        words[document.sentence_at(place)][name] += 1
    for hit in _outermost(document.hits):
        if hit.entry.category == "country" and hit.entry.side:
            weak = document.folded.text[hit.start : hit.end] in _WEAK
            (hints if weak else sides)[document.sentence_at(hit.start)].add(hit.entry.side)
        elif hit.entry.category == "place" and hit.entry.side in ("peru", "us"):
            number = document.sentence_at(hit.start)
            hints[number].add(hit.entry.side)
            pointers[number].add(hit.entry.side)
            cues[hit.entry.side][document.folded.text[hit.start : hit.end]] += 1
    for mention, key in cast.mentions:
        entity = cast.entities[key]
        if entity.side is None or entity.kind in ("state", "virtual"):
            continue
        number = mention.sentence
        known = mention.kind == "name" and bool(entity.person) and not str(entity.person).startswith("?")
        if entity.kind in ("person", "office"):
            people[entity.side] += number in counted
            officials[number].add(entity.side)
        else:
            bodies[entity.side] += number in counted
        text = document.folded.text[mention.start : mention.end]
        if (entity.kind == "body" and "federal" not in text and mention.side) or known:
            cues[entity.side][entity.person or text] += 1 + (number < reading.context.title_sentences)
        in_full = known and " " in document.folded.text[mention.start : mention.end]
        (sides if in_full else hints)[number].add(entity.side)
        if known:
            pointers[number].add(entity.side)
    sure = {side for n in telling for side in sides[n]}
    sure |= {side for side, found in cues.items() if len(found) >= DISTINCT or max(found.values(), default=0) >= OFTEN}
    hinted = [
        frozenset(sides[n] | (hints if n < reading.context.title_sentences else pointers)[n]) for n in range(size)
    ]
    for number in range(size):
        sides[number] |= hints[number] & sure
        officials[number] &= sure
    return Named(
        reading,
        [frozenset(s) for s in sides],
        hinted,
        [frozenset(s) for s in officials],
        words,
        telling,
        Counter({s: n for s, n in people.items() if s in sure}),
        Counter({s: n for s, n in bodies.items() if s in sure}),
    )


_WEAK = frozenset(("federal", "federales", "nuestro pais", "el pais", "this country", "our country"))


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Countries and places without those that a longer one runs over: "Estados Unidos Mexicanos" is Mexico."""
    kept: list[Hit] = []
    for hit in (h for h in hits if h.entry.category in ("country", "place")):
        while kept and hit.start < kept[-1].end < hit.end:
            kept.pop()
        if not kept or hit.end >= kept[-1].end:
            kept.append(hit)
    return kept


def _telling(reading: Reading) -> list[int]:
    document = reading.document
    return [
        s.number
        for s in document.sentences
        if s.number < reading.context.title_sentences
        or (document.is_evidence(s.number) and document.folded.text.count(" ", s.start, s.end) < LONGEST)
    ]


# --- features ----------------------------------------------------------------------------------------------------------------


def features(found: Named, contacts: Sequence[Contact]) -> Features:
    """Evidence features; counts are damped (log), shares are of the telling sentences."""
    reading = found.reading
    title = [n for n in found.telling if n < reading.context.title_sentences]
    body = [n for n in found.telling if n >= reading.context.title_sentences]
    lead = body[:LEAD]
    both, us, peru = found.having(*SIDES), found.having("us"), found.having("peru")
    other = [n for n in found.telling if found.sides[n] - {"peru", "us"}]
    count = max(1, len(found.telling))
    out: Features = {"bias": 1}
    if us and peru:
        out |= _joint(found, contacts, both, us, title, lead)
    else:
        out["us-absent" if not us else "peru-absent"] = 1
    for name, numbers in (("us", us), ("peru", peru), ("other", other), ("both", both)):
        out[f"share:{name}"] = len(numbers) / count
        out[f"title:{name}"] = float(bool(set(numbers) & set(title)))
        out[f"lead:{name}"] = float(bool(set(numbers) & set(lead)))
    out[f"home:{reading.cast.home if reading.cast.home in ('peru', None) else 'other'}"] = 1
    density = 10 / max(10, count)
    for name, times in _sum(found.words[n] for n in found.telling).items():
        out[f"words:{name}"] = _damp(times * density)
    for name in _sum(found.words[n] for n in title):
        out[f"title-words:{name}"] = 1
    out["short"] = float(len(body) < LEAD)
    return out


def _joint(
    found: Named, contacts: Sequence[Contact], both: list[int], us: list[int], title: list[int], lead: list[int]
) -> Features:
    """What counts only where both states are named."""
    near, peru = found.near, set(found.having("peru"))
    out: Features = {
        "both-named": 1,
        "both": _damp(len(both)),
        "near": _damp(len(near)),
        "both-in-title-and-lead": float(bool(set(us) & {*title, *lead}) and bool(peru & {*title, *lead})),
        "officials-meet": _damp(sum(found.officials[n].issuperset(SIDES) for n in both)),
        "officials-of-both": float(bool(near) and found.people["peru"] > 0 and found.people["us"] > 0),
        "bodies-of-both": float(bool(near) and found.bodies["peru"] > 0 and found.bodies["us"] > 0),
        "near-share": len(near) / max(1, len(found.telling)),
        "us-officials": _damp(found.people["us"]),
        "us-bodies": _damp(found.bodies["us"]),
        "contacts": _damp(len(contacts)),
        "contact-score": max((c.score for c in contacts), default=0.0),
        "contact-news": float(any(not c.background for c in contacts)),
    }
    for name, times in _sum(found.words[n] for n in near).items():
        out[f"near:{name}"] = _damp(times)
    for name, times in _sum(found.words[n] for n in us).items():
        out[f"us-words:{name}"] = _damp(times)
    return out


def own(features: Features, topic: str) -> Features:
    """What makes an article one's subject, in terms that every topic shares: how often its words come, where they stand
    and how they compare with those of the other topics. The names begin with `own:`.
    """
    said = {name: value for name, value in features.items() if name.startswith(_TOPIC)}
    mine = said.get(_TOPIC + topic, 0.0)
    return {
        "own:bias": 1.0,
        "own:words": mine,
        "own:title": features.get(f"title-words:topic:{topic}", 0.0),
        "own:near": features.get(f"near:topic:{topic}", 0.0),
        "own:us-words": features.get(f"us-words:topic:{topic}", 0.0),
        "own:share": mine / (sum(said.values()) or 1.0),
        "own:rank": mine / (max(said.values(), default=0.0) or 1.0),
        "own:absent": float(not mine),
    }


_TOPIC = "words:topic:"


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    out: Counter[str] = Counter()
    for one in counts:
        out.update(one)
    return out


def _damp(count: float) -> float:
    return math.log1p(count)
