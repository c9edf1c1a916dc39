"""Articles on one happening make one story, whoever tells it; chains do not run away."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from monitor import pipeline
from monitor.analyze import parse_line
from monitor.model import Article
from monitor.stories import Stories

DEV = Path(__file__).parent / "gold/dev.jsonl"
DAY = date(2026, 3, 2)
LEAD = "El canciller Hugo de Zela se reunió en Washington con Marco Rubio para tratar minerales críticos"


def article(identity: str, text: str, day: date | None = DAY, title: str = "") -> Article:
    return Article(identity, f"{identity}:1", "A", title, text, day)


def b_cubed(gold: dict[str, str], found: dict[str, str]) -> float:
    """F1 of B³: for each article, how much of its found story is of its story, and the reverse."""
    wanted, got = defaultdict(set), defaultdict(set)
    for one in gold:
        wanted[gold[one]].add(one)
        got[found[one]].add(one)
    shares = [(wanted[gold[one]], got[found[one]]) for one in gold]
    precision = sum(len(w & g) / len(g) for w, g in shares) / len(gold)
    recall = sum(len(w & g) / len(w) for w, g in shares) / len(gold)
    return 2 * precision * recall / (precision + recall)


def test_the_labelled_stories_are_found() -> None:
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    known = pipeline.knowledge(None)
    assessed = [pipeline.assess(parse_line(json.dumps(row), 0), known) for row in rows]
    placed = pipeline.Stream().place(assessed)
    gold = {row["id"]: row["story"] for row in rows}
    assert b_cubed(gold, {row["id"]: one.story for row, one in zip(rows, placed, strict=True)}) >= 0.87


def test_a_copy_belongs_to_the_story_of_its_original() -> None:
    stories = Stories()
    assert stories.place(article("a", LEAD), None, []) == "a"
    assert stories.place(article("b", "Otro texto sin nada en común", date(2027, 1, 1)), "a", []) == "a"


def test_reports_of_one_contact_belong_together_in_any_language_but_not_after_a_year() -> None:
    stories = Stories()
    stories.place(article("a", LEAD), None, ["contact"])
    assert stories.place(article("b", "The two discussed trade at length yesterday"), None, ["contact"]) == "a"
    late = article("c", "Anniversary piece about something quite different", date(2027, 3, 2))
    assert stories.place(late, None, ["contact"]) == "c"


def test_like_leads_of_one_week_belong_together_and_of_two_months_do_not() -> None:
    stories = Stories()
    stories.place(article("a", LEAD), None, [])
    assert stories.place(article("b", f"{LEAD} y la cooperación"), None, []) == "a"
    assert stories.place(article("c", f"{LEAD} otra vez", date(2026, 5, 2)), None, []) == "c"


def test_a_chain_of_half_alike_articles_does_not_run_away() -> None:
    words = "arancel vacuna puerto minera embajada visita senado frontera aduana comercio justicia energia clima salud deporte".split()
    stories = Stories()
    found = [stories.place(article(str(n), " ".join(words[n : n + 5])), None, []) for n in range(0, 10, 2)]
    assert len(set(found)) > 1
