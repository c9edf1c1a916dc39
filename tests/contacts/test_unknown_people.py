"""The engine without its people file: new office-holders are found by name and office all the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from monitor.analyze import contact_row
from monitor.contacts.find import Reader
from monitor.contacts.people import People, load
from monitor.model import Article

ROOT = Path(__file__).resolve().parents[2]
EVERY = 6
"""One labelled article in six: some 230 contacts, a minute less than all of them."""
DROP = 0.08
"""What found F1 may lose; on all labelled articles, read by models trained on the others, it lost .063."""


def rows() -> list[dict[str, Any]]:
    lines = (ROOT / "tests/gold/train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[::EVERY]]


def found(people: People, labelled: Iterable[dict[str, Any]], folder: Path) -> float:
    """Found F1 by score.py of an engine that knows `people`."""
    reader = Reader(people)
    gold, results = folder / "gold.jsonl", folder / "results.jsonl"
    with gold.open("w", encoding="utf-8") as truth, results.open("w", encoding="utf-8") as told:
        for row in labelled:
            day = date.fromisoformat(row["published"]) if row["published"] else None
            article = Article(
                row["id"], f"gold:{row['id']}", row["outlet"], row["title"], row["text"], day, "given", row["lang"]
            )
            contacts, _ = reader.contacts(reader.read(article))
            truth.write(json.dumps(row) + "\n")
            told.write(json.dumps({"id": row["id"], "grade": 0, "contacts": [contact_row(c) for c in contacts]}) + "\n")
    score = [sys.executable, str(ROOT / "tools/score.py"), str(gold), str(results), "--json"]
    return float(json.loads(subprocess.run(score, capture_output=True, text=True, check=True).stdout)["found"]["f1"])


def test_without_people_file_found_loses_little(tmp_path: Path) -> None:
    labelled = rows()
    assert sum(len(row["contacts"]) for row in labelled) > 200
    known = found(load(), labelled, tmp_path)
    unknown = found(People([]), labelled, tmp_path)
    assert known - DROP <= unknown < known
