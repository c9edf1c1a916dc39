"""How well stories are found on the labelled articles, and what their likeness would count if fitted anew.

    python bench/stories.py

B³ (precision, recall, F1) with copies and contacts as the program finds them, articles oldest first. Several people
labelled each file and named a happening each in their own way (the beginning of an article's id tells whose): articles
that two of them named differently are compared in the first line alone. The weights are those of a logistic regression
on the pairs of train.jsonl within the horizon that share no ledger entry.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from monitor import pipeline, stories
from monitor.analyze import parse_line
from monitor.model import Assessment

GOLD = Path(__file__).parent.parent / "tests/gold"
Pair = tuple[list[float], bool]


def main() -> None:
    for name in ("dev", "train"):
        rows = {r["id"]: r for r in map(json.loads, (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())}
        known = pipeline.knowledge(None)
        assessed = [pipeline.assess(parse_line(json.dumps(row), 0), known) for row in rows.values()]
        placed = pipeline.Stream().place(assessed)
        gold = {one: str(row["story"]) for one, row in rows.items()}
        found = {one.article.id: p.story for one, p in zip(assessed, placed, strict=True)}
        print(f"{name}: B³ {b_cubed(gold, found, False)}; within one person's names {b_cubed(gold, found, True)}")
        if name == "train":
            given, answers = zip(*pairs(assessed, placed, gold), strict=True)
            model = LogisticRegression(C=3, max_iter=2000).fit(given, answers)
            weights = zip(("TITLE", "WORDS", "NUMBER", "DAY", "UNDATED"), model.coef_[0], strict=True)
            print(f"BIAS {model.intercept_[0]:.1f}", *(f"{what} {weight:.2f}" for what, weight in weights))


def namer(identity: str) -> str:
    """Whose labels an article has."""
    part = identity.split("-")[0] if identity[0] != "d" else identity[:5]
    return part[0] if part[0] in "wx" else part


def b_cubed(gold: Mapping[str, str], found: Mapping[str, str], one_namer: bool) -> str:
    wanted, got = defaultdict(set), defaultdict(set)
    for one in gold:
        wanted[gold[one]].add(one)
        got[found[one]].add(one)
    precision = recall = 0.0
    for one in gold:
        same = wanted[gold[one]] & got[found[one]]
        others = {o for o in got[found[one]] if not one_namer or o in same or namer(o) == namer(one)}
        precision += len(same) / len(others) / len(gold)
        recall += len(same) / len(wanted[gold[one]]) / len(gold)
    return f"{precision:.3f} {recall:.3f} {2 * precision * recall / (precision + recall):.3f}"


def pairs(assessed: list[Assessment], placed: list[pipeline.Placed], gold: Mapping[str, str]) -> Iterator[Pair]:
    """Pairs that the likeness decides, as it sees them, with whether they are labelled one story."""
    told = {
        one.article.id: stories.told(one.article, (
            entry for entry, contact in zip(where.entries, one.contacts, strict=True) if stories.tells(contact)
        ))
        for one, where in zip(assessed, placed, strict=True)
        if where.duplicate_of is None
    }  # fmt: skip
    holders = Counter(word for one in told.values() for word in one.words)
    rare = stories.rarity(holders.__getitem__, len(told))
    for one, other in combinations(told, 2):
        a, b = told[one], told[other]
        apart = abs((a.day - b.day).days) if a.day and b.day else None
        if a.entries & b.entries or (apart or 0) > stories.HORIZON:
            continue
        if gold[one] == gold[other] or namer(one) == namer(other):
            yield [*stories.alike(a, b, rare), float(apart or 0), float(apart is None)], gold[one] == gold[other]


if __name__ == "__main__":
    main()
