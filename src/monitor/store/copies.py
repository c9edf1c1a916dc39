"""The index of copies in the database: which articles held are like a new one.

`copy_keys` is one column of integers: the key in the upper bits, the article's number in the lower. An article takes
some 40 rows of 14 bytes, and every look-up is a range of one tree (measured by bench/copies.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.copies import FRAME, PER_KEY, Text, asked_keys, candidates, compare, held_keys
from monitor.model import Article, Copy, Signature
from monitor.store.convert import article_from, stamp

NUMBER_BITS = 24
"""Sixteen million articles."""
FRAME_MEMORY = timedelta(days=21)
"""A sentence not met a second time within this is forgotten: counting frames takes no more space every year."""


def find(db: Database, article: Article, signature: Signature) -> Copy | None:
    """The first article held that this one is a copy of; a copy of a copy points to the first."""
    numbers = candidates(n for key in asked_keys(signature) for n in holders(db, key))
    if not numbers:
        return None
    new, frame = Text(article), frame_of(db, article.outlet, signature)
    marks = ", ".join("?" * len(numbers))
    rows = db.query(
        f"SELECT * FROM articles WHERE number IN ({marks}) AND url <> ? ORDER BY number",
        [*numbers, article.url],
    )
    for row in rows:
        found = compare(new, Text(article_from(row)), frame)
        root = str(row["copy_of"] or row["id"])
        if found and root != article.id:
            return replace(found, of=root)
    return None


def holders(db: Database, key: int) -> list[int]:
    """Numbers of the articles held under a key, the newest."""
    first = key << NUMBER_BITS
    last = first | (1 << NUMBER_BITS) - 1
    rows = db.conn.execute(
        "SELECT entry FROM copy_keys WHERE entry BETWEEN ? AND ? ORDER BY entry DESC LIMIT ?", (first, last, PER_KEY)
    )
    return [entry & (1 << NUMBER_BITS) - 1 for (entry,) in rows]


def hold(db: Database, number: int, signature: Signature) -> None:
    """Hold an article under its keys. Inside a transaction."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO copy_keys VALUES (?)", [(key << NUMBER_BITS | number,) for key in held_keys(signature)]
    )


def release(db: Database, number: int, signature: Signature) -> None:
    """Forget the keys of a text that has changed. Inside a transaction."""
    db.conn.executemany(
        "DELETE FROM copy_keys WHERE entry = ?", [(key << NUMBER_BITS | number,) for key in held_keys(signature)]
    )


# --- frames ------------------------------------------------------------------------------------------------------------------


def frame_of(db: Database, outlet: str, signature: Signature) -> frozenset[int]:
    """The sentences of a text that are its outlet's frame."""
    marks = ", ".join("?" * len(signature.sentences))
    rows = db.conn.execute(
        f"SELECT sentence FROM frames WHERE outlet = ? AND seen >= ? AND sentence IN ({marks})",
        (outlet, FRAME, *signature.sentences),
    )
    return frozenset(sentence for (sentence,) in rows)


def count_sentences(db: Database, outlet: str, signature: Signature, now: datetime) -> None:
    """Count the sentences of a new text that is no copy. Inside a transaction."""
    db.conn.executemany(
        """INSERT INTO frames VALUES (?, ?, 1, ?)
           ON CONFLICT (outlet, sentence) DO UPDATE SET seen = seen + 1, last_seen = excluded.last_seen""",
        [(outlet, sentence, stamp(now)) for sentence in signature.sentences],
    )


def forget_sentences(db: Database, now: datetime) -> None:
    """Forget the sentences that no outlet repeated. Inside a transaction; once a run is enough."""
    db.conn.execute("DELETE FROM frames WHERE seen < ? AND last_seen < ?", (FRAME, stamp(now - FRAME_MEMORY)))
