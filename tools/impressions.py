"""What encoders that never saw an article made of its passages: what the deciders learn from.

An encoder is sure of the articles it was taught on. So that the deciders learn how far to trust it on others, each
labelled article is read by one of three that were taught on the other stories (`tools/encoder.py`), and what it made of
each passage is kept in tests/gold/impressions.jsonl. A passage that is not there, because a rule or an article changed
since, is read by the shipped encoder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from monitor.contacts import encoder
from monitor.contacts.impression import Impression, Passage

KEPT = Path(__file__).resolve().parent.parent / "tests/gold/impressions.jsonl"


class Kept:
    """An encoding of passages by what is kept of them."""

    def __init__(self, path: Path = KEPT) -> None:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
        self._known: Mapping[str, list[Any]] = {key: rest for key, *rest in map(json.loads, lines)}
        self.missing = 0
        """Passages that had to be read by the shipped encoder."""

    def read(self, passage: Passage) -> Impression:
        known = self._known.get(key(passage))
        if known is None:
            self.missing += 1
            return encoder.shipped().read(passage)
        states, modes, statuses, background, marks = known
        starts = (stretch.start for stretch in passage.marked)
        said = {start: mark for start, mark in zip(starts, marks, strict=True) if mark is not None}
        return Impression(states, modes, statuses, background, said)


def keep(read: Iterable[tuple[Passage, Impression]], path: Path = KEPT) -> None:
    """Write what was made of passages, a line each, in the order of their keys."""
    lines = {key(passage): json.dumps([key(passage), *_numbers(passage, impression)]) for passage, impression in read}
    path.write_text("".join(f"{line}\n" for _, line in sorted(lines.items())), encoding="utf-8")


def _numbers(passage: Passage, impression: Impression) -> list[Any]:
    marks = [impression.marks.get(stretch.start) for stretch in passage.marked]
    return [
        round(impression.states, 2),
        [round(p, 3) for p in impression.modes],
        [round(p, 3) for p in impression.statuses],
        round(impression.background, 3),
        [None if mark is None else round(mark, 2) for mark in marks],
    ]


def key(passage: Passage) -> str:
    return hashlib.sha256(passage.key.encode()).hexdigest()[:16]
