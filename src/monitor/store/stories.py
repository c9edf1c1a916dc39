"""The stories in the database: which articles tell of the same happening."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import nlargest

from sqlite_utils import Database

from monitor.model import Article
from monitor.store.convert import as_json, day, stamp
from monitor.stories import COMPARED, HORIZON, Told, choose, rarity, recalled, told

LEAST_GRADE = 1
"""The least grade of an article that is put into a story; the others, most of what is read, have none."""


def place(db: Database, article: Article, copy_of: str | None, entries: Iterable[str], now: datetime) -> str:
    """Put a saved article into the story it belongs to, and name that: its founding article. Inside a transaction.

    `entries` are the ledger entries it reports as news. An article that has a story keeps it when its text changes:
    others may have joined it.
    """
    held = of(db, article.id)
    if held is not None:
        return held
    new = told(article, entries)
    story = (of(db, copy_of) if copy_of else None) or _alike(db, new, now) or article.id
    founds = story == article.id
    db.conn.execute(
        "INSERT INTO stories (article, story, day, words, entries, placed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            article.id,
            story,
            article.published.isoformat() if article.published else None,
            as_json(new.marks) if founds else None,
            as_json(sorted(new.entries)) if founds else None,
            stamp(now),
        ),
    )
    return story


def of(db: Database, identity: str) -> str | None:
    """The story of an article; None where it is in none."""
    row = db.conn.execute("SELECT story FROM stories WHERE article = ?", (identity,)).fetchone()
    return str(row[0]) if row else None


def _alike(db: Database, new: Told, now: datetime) -> str | None:
    founders = _founders(db, new, now)
    holders = Counter(word for _, founder in founders for word in founder.words)
    near = nlargest(COMPARED, founders, key=lambda one: len(new.words & one[1].words))
    near += [one for one in founders if new.entries & one[1].entries]
    return choose(new, near, rarity(holders.__getitem__, len(founders)))


def _founders(db: Database, new: Told, now: datetime) -> list[tuple[str, Told]]:
    """Founders within the horizon, by day of publication or, where one of the two days is unknown, by when they came."""
    where, values = "placed_at >= ?", [stamp(now - timedelta(days=HORIZON))]
    if new.day is not None:
        where = f"(day IS NULL AND {where} OR day BETWEEN ? AND ?)"
        values += [(new.day + timedelta(days=n)).isoformat() for n in (-HORIZON, HORIZON)]
    rows = db.query(f"SELECT * FROM stories WHERE words IS NOT NULL AND {where} ORDER BY number", values)
    return [(r["story"], recalled(day(r["day"]), json.loads(r["words"]), json.loads(r["entries"]))) for r in rows]
