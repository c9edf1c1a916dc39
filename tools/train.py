"""Train the deciders of the contacts package from the labelled articles: `make train`, `make crossvalidate`.

    python tools/train.py [--cross FOLDS] [--write] [GOLD.jsonl …]

Deterministic: same files, same weights. `--cross` trains on the other folds (grouped by story, copies with it) and
writes what it finds in the fold left out, so that no figure comes from an article seen in training. `--write` trains
on everything and writes weights.json (contacts), relevance.json, the examples it was fitted on (relevance-examples.json)
and topic-words.json in src/monitor/data; `--relevance` all but the first.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from heapq import nlargest
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from impressions import KEPT, Kept
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor import relevance
from monitor.analyze import contact_row
from monitor.contacts import assemble, decide
from monitor.contacts.entities import Entity
from monitor.contacts.features import nearest, statement_features
from monitor.contacts.find import CANDIDATE, Reader, Reading
from monitor.contacts.impression import Encoding, Impression, passage
from monitor.contacts.people import People, load
from monitor.contacts.units import Unit, units
from monitor.contacts.when import date_options
from monitor.model import FAMILIES, SIDES, Article
from monitor.relevance import learning
from monitor.relevance.subjects import Subjects, stems, subjects
from monitor.text.dates import parse_iso
from monitor.text.fold import plain, words

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "src/monitor/data/weights.json"
UNRELATED = ROOT / "tests/gold/unrelated.jsonl"
"""Pages about something else: relevance learns from them alone. Contacts are looked for in what is relevant; beside the
labelled contacts 120 articles without any move their models by chance (alerts of dev .73 to .70, found .76 and .76).
"""
TRAINING = [ROOT / "tests/gold/dev.jsonl", ROOT / "tests/gold/train.jsonl", UNRELATED]
RELEVANCE = ROOT / "src/monitor/data/relevance.json"
SUBJECTS = RELEVANCE.with_name("topic-words.json")
EXAMPLES = RELEVANCE.with_name(learning.EXAMPLES)
Gold = Mapping[str, Any]
Made = TypeVar("Made")


def article_of(row: Gold) -> Article:
    """A labelled record as the article the pipeline would see."""
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return Article(
        row["id"], f"gold:{row['id']}", row["outlet"], row["title"], row["text"], published, "given", row["lang"]
    )


# --- which pair is which contact -----------------------------------------------------------------------------------------

_GENERIC = frozenset(
    "gobierno government peru us estados unidos united states of the de del la el ee uu delegation delegacion".split()
)


def body_words(org: str | None) -> set[str]:
    return {w for w in words(plain(org or "")) if len(w) > 2 and w not in _GENERIC}


def same_name(one: str, other: str) -> bool:
    a, b = set(words(plain(one))), set(words(plain(other)))
    return a <= b or b <= a


@cache
def _people() -> People:
    return load()


def _names(entity: Entity) -> Sequence[str]:
    """The name an entity bears in the text, and the full names of whoever that is in the people file."""
    known = _people().by_id.get(entity.person or "")
    return [entity.name or "", *(known.full if known else ())]


def takes_part(entity: Entity, side: Sequence[Gold]) -> bool:
    """Whether `entity` is one of the labelled participants of a side."""
    for participant in side:
        if entity.name and participant["name"]:
            if any(same_name(name, participant["name"]) for name in _names(entity)):
                return True
        elif not entity.name and not participant["name"]:
            if entity.kind == "virtual":
                return True
            if entity.kind == "office":
                if entity.role == participant["role"]:
                    return True
                continue
            a, b = body_words(entity.org), body_words(participant["org"])
            if not a or not b or a & b or participant["role"] not in ("delegation", "other"):
                return True
    return False


@dataclass(frozen=True)
class LabelledUnit:
    """A unit with the labelled contacts it is the evidence of, and those whose people it names."""

    unit: Unit
    features: dict[str, float]
    """At a glance."""
    impression: Impression
    states: tuple[int, ...]
    names: tuple[int, ...]

    @property
    def seen(self) -> Mapping[str, float]:
        """The features, the encoder's impression with them."""
        return {**self.features, **self.impression.statement()}

    def rated(self, models: decide.Models) -> assemble.Scored:
        return assemble.rate(self.unit, self.features, models, lambda: self.impression)


@dataclass(frozen=True)
class Labelled:
    """A labelled article, read."""

    row: Gold
    reading: Reading
    units: Sequence[LabelledUnit]

    @property
    def contacts(self) -> Sequence[Gold]:
        return self.row["contacts"]  # type: ignore[no-any-return]


def label(row: Gold, reader: Reader, encoding: Encoding) -> Labelled:
    reading = reader.read(article_of(row))
    spans = []
    for contact in row["contacts"]:
        start = row["text"].find(contact["evidence"]) + reading.offset
        spans.append((start, start + len(contact["evidence"])))
    out = []
    if {"peru", "us"} <= {e.side for e in reading.cast.entities.values()}:
        for unit in units(reading.document, reading.cast, reading.context.title_sentences):
            a, b = reading.document.folded.span(unit.start, unit.end)
            states = (
                ()
                if unit.title
                else tuple(i for i, (c, d) in enumerate(spans) if min(b, d) - max(a, c) > 0.5 * min(b - a, d - c))
            )
            names = tuple(
                i for i, c in enumerate(row["contacts"])
                if all(any(s.near != "virtual" and takes_part(s.entity, c[side]) for s in unit.side(side)) for side in SIDES)
            )  # fmt: skip
            read = encoding.read(passage(unit, reading.context))
            out.append(LabelledUnit(unit, statement_features(unit, reading.context), read, states, names))
    return Labelled(row, reading, out)


# --- fitting ---------------------------------------------------------------------------------------------------------------


@dataclass
class Examples:
    features: list[Mapping[str, float]]
    answers: list[Any]
    weights: list[float]

    @classmethod
    def none(cls) -> Examples:
        return cls([], [], [])

    def add(self, features: Mapping[str, float], answer: Any, weight: float = 1.0) -> None:
        self.features.append(features)
        self.answers.append(answer)
        self.weights.append(weight)


def _class_weights(answers: Sequence[Any], balance: float) -> dict[Any, float]:
    """What each answer counts: 1 at balance 0; at 1 so that all answers together count alike, however rare."""
    counts = Counter(answers)
    return {answer: (len(answers) / (len(counts) * n)) ** balance for answer, n in counts.items()}


def fit(
    examples: Examples, strength: float, least: int = 3, balance: float = 0.0
) -> tuple[DictVectorizer, LogisticRegression]:
    seen = Counter(name for one in examples.features for name in one)
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform([{k: v for k, v in one.items() if seen[k] >= least} for one in examples.features])
    model = LogisticRegression(
        C=strength, max_iter=4000, fit_intercept=False, class_weight=_class_weights(examples.answers, balance)
    )
    model.fit(matrix, examples.answers, sample_weight=np.array(examples.weights))
    return vectorizer, model


def binary(examples: Examples, strength: float, threshold: float, least: int = 3) -> decide.Binary:
    vectorizer, model = fit(examples, strength, least)
    positive = list(model.classes_).index(True)
    sign = 1 if positive == 1 else -1
    weights = {n: round(float(w) * sign, 4) for n, w in zip(vectorizer.feature_names_, model.coef_[0], strict=True)}
    return decide.Binary({n: w for n, w in weights.items() if w}, threshold)


def choice(examples: Examples, strength: float, balance: float) -> decide.Choice:
    vectorizer, model = fit(examples, strength, balance=balance)
    names = vectorizer.feature_names_
    classes = {
        str(c): {n: round(float(w), 4) for n, w in zip(names, row, strict=True) if abs(w) >= 0.00005}
        for c, row in zip(model.classes_, model.coef_, strict=True)
    }
    return decide.Choice(classes)


@dataclass(frozen=True)
class Settings:
    """Regularisation (C: larger is freer), how far rare answers count more, and thresholds; chosen by cross-validation."""

    unit: float = 0.07
    glance_threshold: float = 0.05
    slot: float = 0.07
    slot_threshold: float = 0.5
    mode: float = 0.3
    mode_balance: float = 0.5
    status: float = 0.3
    status_balance: float = 1.0
    background: float = 0.2
    date: float = 0.5
    date_threshold: float = 0.3
    same: float = 1.0
    same_threshold: float = 0.35
    member: float = 0.3
    member_threshold: float = 0.44
    contact: float = 0.2
    contact_threshold: float = 0.5


_UNSAID = frozenset(("interview", "wish"))
"""Cues of a sentence that tells of no contact, whoever it names: "estimó en una entrevista que podría llegar"."""


def is_example(unit: LabelledUnit) -> bool:
    """Whether it is known to state a contact, or not to: a further sentence about a contact is neither yes nor no."""
    unsaid = any(cue.entry.id in _UNSAID for cue in unit.unit.cues)
    return bool(unit.states or not unit.names) or unsaid


def unit_examples(labelled: Sequence[Labelled]) -> tuple[Examples, Examples, Examples]:
    """Which units state a contact, at a glance and read; and, in those that do, who of those there takes part."""
    glances, units_, slots = Examples.none(), Examples.none(), Examples.none()
    for one in labelled:
        for unit in one.units:
            if unit.unit.title:
                continue
            if is_example(unit):
                glances.add(unit.features, bool(unit.states))
                units_.add(unit.seen, bool(unit.states))
            if len(unit.states) == 1:
                _slot_examples(slots, unit, one)
    return glances, units_, slots


def _slot_examples(out: Examples, unit: LabelledUnit, one: Labelled) -> None:
    contact = one.contacts[unit.states[0]]
    for side in SIDES:
        slots = unit.unit.side(side)
        right = [s for s in slots if s.near != "virtual" and takes_part(s.entity, contact[side])]
        if not right:  # the body or group that stands for people who are not named here, else the nameless stand-in
            right = [
                s
                for s in slots
                if s.entity.kind in ("body", "group") and s.near == "direct" and _stands(s.entity, contact[side])
            ]
        for slot in slots:
            out.add(
                assemble.participation_features(slot, unit.unit, one.reading.context, unit.impression),
                slot in right or (not right and slot.near == "virtual"),
            )


def _stands(entity: Entity, side: Sequence[Gold]) -> bool:
    mine = body_words(entity.org)
    return not mine or entity.kind == "group" or any(mine & body_words(p["org"]) for p in side)


def right_slots(unit: LabelledUnit, contact: Gold) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The slots of each side as the label has them, for the attributes' group features."""
    out = []
    for side in SIDES:
        slots = unit.unit.side(side)
        right = [s for s in slots if takes_part(s.entity, contact[side])] or [nearest(unit.unit, side)]
        here = [s for s in right if s.near == "direct"]
        out.append(tuple(here or right[:1]))
    return out[0], out[1]


def attribute_examples(labelled: Sequence[Labelled]) -> tuple[Examples, Examples, Examples, Examples]:
    """For mode, status, background and date, from the units that state exactly one contact."""
    mode, status, background, day = (Examples.none() for _ in range(4))
    for one in labelled:
        ctx = one.reading.context
        for unit in one.units:
            if len(unit.states) != 1:
                continue
            gold = one.contacts[unit.states[0]]
            read = unit.impression
            features = assemble.attribute_features(unit.unit, *right_slots(unit, gold), ctx, read)
            mode.add(features, gold["mode"])
            status.add(features, gold["status"])
            background.add(features, bool(gold["background"]))
            for option in date_options(unit.unit, ctx, gold["status"]):
                right = option.when.iso == (gold.get("date"), gold.get("date_end"))
                recalled = float(gold["background"])
                day.add(assemble.day_features(option, unit.unit, ctx, gold["status"], recalled, read), right)
    return mode, status, background, day


def same_examples(labelled: Sequence[Labelled], models: decide.Models) -> Examples:
    """Pairs of sightings of one text, with whether they are one contact."""
    out = Examples.none()
    for one in labelled:
        found: list[tuple[int, assemble.Sighting]] = []
        for unit in one.units:
            sure = set(unit.states) or (set(unit.names) if len(unit.names) == 1 else set())
            rated = unit.rated(models)
            if len(sure) == 1 and (unit.states or rated.score >= CANDIDATE):
                found.append(
                    (
                        sure.pop(),
                        assemble.sight(rated, models, one.reading.context),
                    )
                )
        for i, (contact, sighting) in enumerate(found):
            for other_contact, other in found[i + 1 :]:
                if assemble.compatible(sighting, other):
                    out.add(assemble.same_features(sighting, other), contact == other_contact)
    return out


def contact_examples(labelled: Sequence[Labelled], models: decide.Models) -> tuple[Examples, Examples]:
    """Clusters as the program makes them, with whether they match a labelled contact not yet matched; and, for those that
    do, everybody who may take part, with whether they do.
    """
    out, people = Examples.none(), Examples.none()
    for one in labelled:
        ctx = one.reading.context
        scored = [unit.rated(models) for unit in one.units]
        groups = assemble.clusters([assemble.sight(s, models, ctx) for s in scored if s.score >= CANDIDATE], models)
        taken: set[int] = set()
        states = {id(u.unit): u.states for u in one.units}
        for group in sorted(groups, key=lambda g: -g.best.score):
            hit = _matched(group, one.row["contacts"], taken, states)
            if hit is not None:
                taken.add(hit)
                for side in ("peru", "us"):
                    gold = one.row["contacts"][hit][side]
                    for entity, features in assemble.member_options(group, side, ctx):
                        people.add(features, takes_part(entity, gold))
            out.add(assemble.cluster_features(group, groups, ctx), hit is not None)
    return out, people


def _meets(entities: Iterable[Entity], side: Sequence[Gold]) -> bool:
    """As score.py: somebody shared, or one of the two unnamed."""
    unnamed = any(not p["name"] and p["role"] in ("delegation", "other") for p in side)
    return unnamed or any(takes_part(e, side) or (e.name is None and e.kind != "office") for e in entities)


def _matched(
    group: assemble.Cluster, gold: Sequence[Gold], taken: set[int], states: Mapping[int, tuple[int, ...]]
) -> int | None:
    """The labelled contact a cluster stands for: people of both sides right, and the family right or the evidence."""
    best = group.best
    options = []
    for number, contact in enumerate(gold):
        if number in taken:
            continue
        told = any(number in states[id(m.unit)] for m in group.members)
        if not told and FAMILIES[contact["mode"]] != FAMILIES[best.mode]:
            continue
        if all(_meets(best.entities(side).values(), contact[side]) for side in SIDES):
            when = parse_iso(contact.get("date"), contact.get("date_end"))
            agree = bool(when and best.when and when.start <= best.when.end and best.when.start <= when.end)
            options.append((told, agree, contact["status"] == best.status, number))
    return max(options)[-1] if options else None


def train(labelled: Sequence[Labelled], settings: Settings, inner: int = 3) -> decide.Models:
    """All models. The last ones learn from what the first ones say of articles they have not seen."""
    labelled = [one for one in labelled if one.row["file"] != UNRELATED.name]
    glances, units_, slots = unit_examples(labelled)
    mode, status, background, day = attribute_examples(labelled)
    blank = decide.Binary({}, settings.same_threshold)
    first = decide.Models(
        glance=binary(glances, settings.unit, settings.glance_threshold),
        unit=binary(units_, settings.unit, CANDIDATE),
        slot=binary(slots, settings.slot, settings.slot_threshold),
        mode=choice(mode, settings.mode, settings.mode_balance),
        status=choice(status, settings.status, settings.status_balance),
        background=binary(background, settings.background, 0.5),
        same=blank,
        date=binary(day, settings.date, settings.date_threshold),
        member=blank,
        contact=blank,
    )
    if inner < 2:
        return first
    same, contact, member = Examples.none(), Examples.none(), Examples.none()
    held = [(fold_of(one.row, inner), one) for one in labelled]
    partial = []
    for number in range(inner):
        rest = [one for fold, one in held if fold != number]
        out = [one for fold, one in held if fold == number]
        models = train(rest, settings, 0)
        partial.append((models, out))
        _extend(same, same_examples(out, models))
    join = binary(same, settings.same, settings.same_threshold, 2)
    for models, out in partial:
        whole, people = contact_examples(out, replace(models, same=join))
        _extend(contact, whole)
        _extend(member, people)
    belongs = binary(member, settings.member, settings.member_threshold, 2)
    last = binary(contact, settings.contact, settings.contact_threshold, 2)
    return replace(first, same=join, member=belongs, contact=last)


def _extend(one: Examples, other: Examples) -> None:
    one.features += other.features
    one.answers += other.answers
    one.weights += other.weights


# --- relevance -------------------------------------------------------------------------------------------------------------


def relevance_examples(labelled: Sequence[Labelled], found: Mapping[str, Sequence[Any]]) -> list[learning.Example]:
    """Every article, followed by what it tells without either side and what little of it does. `found` are the contacts of each article, as the
    program finds them.
    """
    out = []
    for one in labelled:
        fold = fold_of(one.row, learning.FOLDS)
        features = relevance.features(relevance.named(one.reading), found[one.row["id"]])
        out.append(learning.Example(features, one.row["grade"], frozenset(one.row["topics"]), fold))
        out += [learning.Example(half, 0, None, fold) for half in half_told(one.reading.article)]
        out += [learning.Example(*seen, None, fold) for seen in glimpses(one)]
    return out


@cache
def plain_reader() -> Reader:
    """One that reads but judges nothing."""
    return Reader(load(), decide.Models(*[decide.Binary({})] * 10))  # type: ignore[arg-type]


STEM_ARTICLES, STEM_WEIGHTS, STEM_STRENGTH = 8, 400, 10.0
"""Articles that must have a stem; weights kept of a topic, the largest; inverse of the penalty. By cross-validation."""


def train_subjects(labelled: Sequence[Labelled]) -> dict[str, Any]:
    """The topics by words, as topic-words.json has them: learnt from relevant articles; how rare a stem is, from all."""
    counts = {one.row["id"]: stems(one.reading) for one in labelled}
    holders = Counter(stem for of in counts.values() for stem in of)
    rarity = {s: round(math.log(len(labelled) / n), 4) for s, n in sorted(holders.items()) if n >= STEM_ARTICLES}
    weigh = Subjects(rarity, {}, {}).weigh
    relevant = [one for one in labelled if one.row["grade"] >= 2]
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform([weigh(counts[one.row["id"]]) for one in relevant])
    out = {}
    for topic in relevance.topics():
        answers = [topic in one.row["topics"] for one in relevant]
        if learning.LEAST_TOPIC <= sum(answers) < len(answers):
            model = LogisticRegression(C=STEM_STRENGTH, max_iter=4000).fit(matrix, answers)
            weights = zip(vectorizer.feature_names_, map(float, model.coef_[0]), strict=True)
            largest = nlargest(STEM_WEIGHTS, weights, key=lambda pair: (abs(pair[1]), pair[0]))
            kept = {stem: round(weight, 3) for stem, weight in sorted(largest)}
            out[topic] = {"bias": round(float(model.intercept_[0]), 3), "weights": kept}
    return {"rarity": rarity, "topics": out}


SUMMARY = 200
"""Characters of the text that stand for a summary."""


def glimpses(one: Labelled) -> Iterator[tuple[relevance.Features, int]]:
    """Title alone and title with summary, of the article with its grade and of what it tells without either side."""
    article = one.reading.article
    for told, grade in ((article, one.row["grade"]), *((half, 0) for half in halves(article))):
        summary = " ".join(told.text.split())[: SUMMARY + 1].rsplit(" ", 1)[0]
        for text in ("", summary) if told.title else (summary,):
            if told.title or text:
                yield relevance.glimpse(relevance.named(plain_reader().read(replace(told, text=text)))), grade


def half_told(article: Article) -> Iterator[relevance.Features]:
    """Its halves, where enough is left: unrelated to relations, and in everything else like the pages of domestic politics
    that the labelled articles lack.
    """
    for half in halves(article):
        if len(half.text.split()) >= 40:
            yield relevance.features(relevance.named(plain_reader().read(half)), ())


@cache
def halves(article: Article) -> tuple[Article, ...]:
    """The article without the sentences that name the one side, and without those of the other."""
    reading = plain_reader().read(article)
    sides = relevance.named(reading).sides
    folded, titles = reading.document.folded, reading.context.title_sentences
    out = []
    for side in SIDES:
        kept = [s for s in reading.document.sentences if side not in sides[s.number]]
        text = "\n".join(folded.cut(s.start, s.end) for s in kept if s.number >= titles)
        title = article.title if any(s.number < titles for s in kept) else ""
        out.append(replace(article, title=title, text=text))
    return tuple(out)


# --- folds, files ------------------------------------------------------------------------------------------------------------


def fold_of(row: Gold, folds: int) -> int:
    import hashlib

    return int(hashlib.sha256(f"fold:{row['story']}".encode()).hexdigest(), 16) % folds


def read_gold(paths: Sequence[Path]) -> list[Gold]:
    """The articles of some files, each with the name of its own under `file`."""
    return [
        json.loads(line) | {"file": path.name}
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def dump(models: decide.Models) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, model in models.__dict__.items():
        if isinstance(model, decide.Binary):
            out[name] = {"threshold": model.threshold, "weights": dict(sorted(model.weights.items()))}
        else:
            out[name] = {"classes": {c: dict(sorted(w.items())) for c, w in sorted(model.classes.items())}}
    return out


_work: list[Callable[[int], Any]] = []


def forked(work: Callable[[int], Made], numbers: Sequence[int]) -> list[Made]:
    """`work` of each number, each in a process that shares what this one holds; in turn where none can be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return [work(number) for number in numbers]
    _work.append(work)
    try:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_forked, numbers))
    finally:
        _work.pop()


def _forked(number: int) -> Any:
    return _work[-1](number)


def out_of_fold(
    labelled: Sequence[Labelled], settings: Settings, folds: int, say: Callable[[str], None]
) -> dict[str, Sequence[Any]]:
    """The contacts of each article as models trained on the other folds find them."""

    def read(number: int) -> dict[str, Sequence[Any]]:
        models = train([one for one in labelled if fold_of(one.row, folds) != number], settings)
        reader = Reader(load(), models, Kept())
        say(f"fold {number + 1}/{folds}")
        return {one.row["id"]: reader.contacts(one.reading)[0] for one in labelled if fold_of(one.row, folds) == number}

    return {identity: contacts for part in forked(read, range(folds)) for identity, contacts in part.items()}


def cross(
    labelled: Sequence[Labelled], settings: Settings, folds: int, say: Callable[[str], None] = print
) -> list[dict[str, Any]]:
    """What each fold's articles give with models trained on the other folds."""
    found = out_of_fold(labelled, settings, folds, say)
    examples = [(one, relevance_examples([one], found)) for one in labelled]

    def judge(number: int) -> list[dict[str, Any]]:
        rest = [example for one, of in examples for example in of if fold_of(one.row, folds) != number]
        apart = train_subjects([one for one in labelled if fold_of(one.row, folds) != number])
        grader = relevance.Grader(learning.train(rest), subjects(apart))
        return [
            {
                "id": one.row["id"],
                "grade": graded.grade,
                "score": graded.score,
                "topics": graded.topics,
                "contacts": [contact_row(c) for c in found[one.row["id"]]],
            }
            for one in labelled
            if fold_of(one.row, folds) == number
            for graded in (grader.grade(one.reading, found[one.row["id"]]),)
        ]

    return [row for part in forked(judge, range(folds)) for row in part]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--cross", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--relevance", action="store_true")
    args = parser.parse_args()
    rows = read_gold(args.gold or TRAINING)
    kept = Kept()
    labelled = [label(row, plain_reader(), kept) for row in rows]
    say(f"{kept.missing} passages are not in {KEPT.name}")
    settings = Settings()
    if args.cross:
        results = cross(labelled, settings, args.cross, say)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in results)
        if args.out:
            args.out.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    if args.write or args.relevance:
        found = out_of_fold(labelled, settings, 5, say)  # relevance learns from contacts as good as those it will meet
        if args.write:
            write(WEIGHTS, dump(train(labelled, settings)))
        text = learning.examples_text(relevance_examples(labelled, found))
        EXAMPLES.write_text(text, encoding="utf-8")
        learning.write(learning.train(learning.examples_from(json.loads(text))), RELEVANCE)
        write(SUBJECTS, train_subjects(labelled))
        first = f"{WEIGHTS.name}, " if args.write else ""
        print(f"trained on {len(rows)} articles: {first}{RELEVANCE.name}, {SUBJECTS.name}")


def say(line: str) -> None:
    print(line, file=sys.stderr)


def write(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
