"""Saving an assessed article: one transaction for the article, its copies, its contacts, its story and its alerts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from monitor.copies import sign
from monitor.ledger import Decision
from monitor.model import Alert, Article, Assessment, Copy
from monitor.store import copies, ledger, stories, versions
from monitor.store.convert import as_json, stamp
from monitor.store.db import first_row, writing
from monitor.stories import tells


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did. `known`: the same text was held already and nothing changed."""

    article: str
    known: bool
    copy: Copy | None = None
    decisions: tuple[Decision, ...] = ()
    alerts: tuple[Alert, ...] = ()


def text_hash(article: Article) -> str:
    return hashlib.sha256(f"{article.title}\n{article.text}".encode()).hexdigest()[:32]


Tell = Callable[[Article, Sequence[Decision], bool], Iterable[Alert]]
"""Raises the alerts of an article: under the identifier it is saved by, what it did to the ledger, and whether it was
held before with another text. Called inside the transaction."""


Done = Callable[[Saved], None]
"""What else belongs to saving an article, such as its link's outcome. Called at the end of the transaction."""


def save(db: Database, assessment: Assessment, tell: Tell, now: datetime, done: Done | None = None) -> Saved:
    """Store one assessment and `tell` of it. Articles are to be saved oldest first: so the ledger reads them."""
    with writing(db):
        saved = _save(db, assessment, tell, now)
        if done is not None:
            done(saved)
    return saved


def _save(db: Database, assessment: Assessment, tell: Tell, now: datetime) -> Saved:
    article = assessment.article
    known = first_row(db, "SELECT id, number, text, text_hash FROM articles WHERE url = ?", (article.url,))
    if known and known["text_hash"] == text_hash(article):
        return Saved(known["id"], known=True)
    identity = known["id"] if known else article.id
    copy = copies.find(db, article, assessment.signature)
    if known:
        versions.keep(db, identity, now)
        copies.release(db, known["number"], sign(known["text"]))
    _write_article(db, assessment, identity, copy, now)
    _index(db, identity, assessment, bool(known or copy), now)
    told = assessment.contacts
    of = copy.of if copy else None
    saved = replace(article, id=identity)
    decisions = ledger.observe(db, told, identity, article.published, of, now)
    if assessment.relevance.grade >= stories.LEAST_GRADE:
        news = [d.entry.id for d in decisions if d.observation and tells(d.observation.contact)]
        stories.place(db, saved, of, news, now)
    alerts = tell(saved, decisions, known is not None)
    return Saved(identity, False, copy, tuple(decisions), tuple(alerts))


# --- the article and its copies ---------------------------------------------------------------------------------------


def _write_article(db: Database, assessment: Assessment, identity: str, copy: Copy | None, now: datetime) -> None:
    article, relevance = assessment.article, assessment.relevance
    row = {
        "id": identity,
        "url": article.url,
        "source": article.source,
        "outlet": article.outlet,
        "title": article.title,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "published_basis": article.published_basis,
        "lang": article.lang,
        "text": article.text,
        "captions": article.captions,
        "text_hash": text_hash(article),
        "grade": relevance.grade,
        "score": relevance.score,
        "topics": as_json(relevance.topics),
        "reasons": as_json(relevance.reasons),
        "copy_of": copy.of if copy else None,
        "saved_at": stamp(now),
    }
    assignments = ", ".join(f"{k} = excluded.{k}" for k in row if k not in ("id", "url", "saved_at"))
    db.conn.execute(
        f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join(f':{k}' for k in row)})"
        f" ON CONFLICT (url) DO UPDATE SET {assignments}",
        row,
    )
    db.conn.execute("DELETE FROM copies WHERE article = ?", (identity,))
    if copy is not None:
        db.conn.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", (identity, copy.of, copy.jaccard, copy.containment))


def _index(db: Database, identity: str, assessment: Assessment, known: bool, now: datetime) -> None:
    """Hold the text for finding copies; a text that was known before is not counted twice for its outlet's frame."""
    number = db.conn.execute("SELECT number FROM articles WHERE id = ?", (identity,)).fetchone()[0]
    copies.hold(db, number, assessment.signature)
    if not known:
        copies.count_sentences(db, assessment.article.outlet, assessment.signature, now)


def known_texts(db: Database, articles: Iterable[Article]) -> set[str]:
    """URLs among `articles` that are held with exactly this text: they need no second assessment."""
    return {
        a.url
        for a in articles
        if (row := first_row(db, "SELECT text_hash FROM articles WHERE url = ?", (a.url,)))
        and row["text_hash"] == text_hash(a)
    }
