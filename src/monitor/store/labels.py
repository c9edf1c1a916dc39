"""The user's corrections: what grade an article should have had, by its address."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.model import Article
from monitor.store.convert import article_from, stamp
from monitor.store.db import writing

GRADES = range(4)


def put(db: Database, url: str, grade: int, now: datetime, note: str = "") -> None:
    """Keep a correction in place of an earlier one of the same address. Raises ValueError for a grade that is none.

    `url` is canonical (text.urls). The article need not be held yet: it counts once it is.
    """
    if grade not in GRADES:
        raise ValueError(f"grade {grade}: grades are 0 (unrelated) to 3 (main subject)")
    with writing(db):
        db.conn.execute(
            """INSERT INTO labels (url, grade, note, created_at) VALUES (?, ?, ?, ?)
               ON CONFLICT (url) DO UPDATE SET
                   grade = excluded.grade, note = excluded.note, created_at = excluded.created_at""",
            (url, grade, note, stamp(now)),
        )


def take_back(db: Database, url: str) -> bool:
    """Forget a correction. False: there was none."""
    with writing(db):
        return db.conn.execute("DELETE FROM labels WHERE url = ?", (url,)).rowcount > 0


def labelled(db: Database) -> list[tuple[Article, int]]:
    """The articles held that were corrected, with their right grade, by address: one order for one content."""
    rows = db.query("SELECT a.*, l.grade AS right_grade FROM labels l JOIN articles a ON a.url = l.url ORDER BY l.url")
    return [(article_from(row), int(row["right_grade"])) for row in rows]
