"""What an article said before its text changed, and the difference."""

from __future__ import annotations

import difflib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.store.convert import stamp
from monitor.text.fold import fold
from monitor.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was replaced. Times are UTC, as stored."""

    title: str
    text: str
    grade: int
    replaced_at: str


def keep(db: Database, identity: str, now: datetime) -> None:
    """Keep the text that is about to be replaced. Inside a transaction."""
    title, text, grade = db.conn.execute("SELECT title, text, grade FROM articles WHERE id = ?", (identity,)).fetchone()
    db.conn.execute(
        "INSERT INTO versions (article, title, text, grade, replaced_at) VALUES (?, ?, ?, ?, ?)",
        (identity, title, zlib.compress(text.encode()), grade, stamp(now)),
    )


def versions_of(db: Database, identity: str) -> list[Version]:
    """The earlier texts of an article, the oldest first; empty when it never changed."""
    rows = db.query("SELECT title, text, grade, replaced_at FROM versions WHERE article = ? ORDER BY id", (identity,))
    return [Version(r["title"], zlib.decompress(r["text"]).decode(), r["grade"], r["replaced_at"]) for r in rows]


def difference(before: Version, title: str, text: str) -> list[str]:
    """What changed, by sentences: lines that begin with "- " (went) or "+ " (came), in the order of the text."""
    old, new = _sentences(before.title, before.text), _sentences(title, text)
    return [line for line in difflib.ndiff(old, new) if line[:2] in ("- ", "+ ")]


def _sentences(title: str, text: str) -> Sequence[str]:
    folded = fold(text)
    return [title, *(" ".join(folded.cut(s.start, s.end).split()) for s in sentences(folded))]
