"""Saving an assessed article: one transaction for the article, its copies, its contacts and the alerts they raise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import copies
from monitor.ledger import Decision, Entry, Observation, decide, person_key
from monitor.model import FAMILIES, SIDES, Alert, Article, Assessment, Contact, Copy, Participant, Side
from monitor.store.convert import as_json, entry_from, entry_row, participant_row, stamp
from monitor.store.db import writing


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


Raise = Callable[[Decision, Article], Alert | None]


def save(db: Database, assessment: Assessment, raise_alert: Raise, now: datetime) -> Saved:
    """Store one assessment; `raise_alert` says which changes of the ledger are alerts. Articles are to be saved oldest
    first: the ledger reads them in that order.
    """
    article = assessment.article
    with writing(db):
        known = _row(db, "SELECT id, text_hash FROM articles WHERE url = ?", article.url)
        if known and known["text_hash"] == text_hash(article):
            return Saved(str(known["id"]), known=True)
        identity = str(known["id"]) if known else article.id
        copy = _find_copy(db, assessment, identity)
        _write_article(db, assessment, identity, copy, now)
        decisions = [_observe(db, contact, identity, article, now) for contact in assessment.contacts]
        raised = [a for d in decisions if (a := raise_alert(d, article))]
        alerts = [a for a in raised if _insert_alert(db, a, now)]
    return Saved(identity, False, copy, tuple(decisions), tuple(alerts))


# --- the article and its copies ----------------------------------------------------------------------------------------


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
    signature = assessment.signature
    db.conn.execute(
        "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?)",
        (identity, signature.scheme, copies.pack(signature), signature.shingles),
    )
    db.conn.execute("DELETE FROM bands WHERE article = ?", (identity,))
    db.conn.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(b, identity) for b in copies.bands(signature)])
    if copy is not None:
        db.conn.execute(
            "INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)", (identity, copy.of, copy.jaccard, copy.containment)
        )


def _find_copy(db: Database, assessment: Assessment, identity: str) -> Copy | None:
    """The oldest article this one is a copy of; a copy of a copy points to the first."""
    keys = copies.bands(assessment.signature)
    if not keys:
        return None
    marks = ", ".join("?" * len(keys))
    rows = _rows(
        db,
        f"""SELECT a.id, a.text, a.copy_of FROM articles a
            JOIN (SELECT article, count(*) AS shared FROM bands WHERE band IN ({marks}) GROUP BY article
                  ORDER BY shared DESC LIMIT 20) b ON b.article = a.id
            WHERE a.id <> ? ORDER BY a.rowid""",
        *keys,
        identity,
    )
    for row in rows:
        found = copies.compare(str(row["copy_of"] or row["id"]), assessment.article.text, str(row["text"]))
        if found and found.of != identity:
            return found
    return None


# --- the ledger --------------------------------------------------------------------------------------------------------


def _observe(db: Database, contact: Contact, identity: str, article: Article, now: datetime) -> Decision:
    decision = decide(Observation(contact, identity, article.published), _candidates(db, contact))
    _write_entry(db, decision.entry, is_new=decision.before is None, changed=decision.change != "seen", now=now)
    _write_observation(db, decision.entry.id, contact, identity, now)
    return decision


def _candidates(db: Database, contact: Contact) -> list[Entry]:
    """Entries of the same family that share a person, or that have an unnamed side where this contact has one."""
    people = [key for side in SIDES for p in contact.side(side) if (key := person_key(p))]
    marks = ", ".join("?" * len(people)) or "NULL"
    rows = _rows(
        db,
        f"""SELECT DISTINCT c.* FROM contacts c JOIN participants p ON p.contact = c.id
            WHERE c.family = ? AND (p.person IN ({marks}) OR p.person IS NULL OR p.person LIKE '?%')
            ORDER BY c.rowid""",
        FAMILIES[contact.mode],
        *people,
    )
    return [entry_from(row, participants_of(db, str(row["id"]))) for row in rows]


def participants_of(db: Database, entry: str) -> list[dict[str, object]]:
    return _rows(db, "SELECT * FROM participants WHERE contact = ? ORDER BY side, position", entry)


def _write_entry(db: Database, entry: Entry, *, is_new: bool, changed: bool, now: datetime) -> None:
    row = entry_row(entry, now)
    if is_new or changed:
        row["changed_at"] = stamp(now)
    if is_new:
        row["first_seen"] = stamp(now)
        db.conn.execute(f"INSERT INTO contacts ({', '.join(row)}) VALUES ({', '.join(f':{k}' for k in row)})", row)
    else:
        assignments = ", ".join(f"{k} = :{k}" for k in row if k != "id")
        db.conn.execute(f"UPDATE contacts SET {assignments} WHERE id = :id", row)
        db.conn.execute("DELETE FROM participants WHERE contact = ?", (entry.id,))
    for side in SIDES:
        for position, one in enumerate(entry.side(side)):
            _write_participant(db, entry.id, side, position, one, now)


def _write_participant(db: Database, entry: str, side: Side, position: int, one: Participant, now: datetime) -> None:
    person = person_key(one)
    if person and one.name:
        db.conn.execute(
            "INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?)",
            (person, one.name, side, int(one.provisional), stamp(now)),
        )
    db.conn.execute(
        "INSERT INTO participants VALUES (?, ?, ?, ?, ?, ?, ?)",
        (entry, side, position, person, one.name, one.role, one.org),
    )


def _write_observation(db: Database, entry: str, contact: Contact, identity: str, now: datetime) -> None:
    row = {
        "contact": entry,
        "article": identity,
        "peru": as_json(participant_row(p) for p in contact.peru),
        "us": as_json(participant_row(p) for p in contact.us),
        "mode": contact.mode,
        "status": contact.status,
        "date": contact.date,
        "date_end": contact.date_end,
        "place": contact.place,
        "level": contact.level,
        "background": int(contact.background),
        "evidence": contact.evidence,
        "start": contact.start,
        "end": contact.end,
        "score": contact.score,
        "observed_at": stamp(now),
    }
    columns = ", ".join(f'"{k}"' for k in row)
    db.conn.execute(f"INSERT INTO observations ({columns}) VALUES ({', '.join(f':{k}' for k in row)})", row)


def _insert_alert(db: Database, alert: Alert, now: datetime) -> bool:
    """True when it is new: an alert's identity is its entry, kind and state, so it is raised once."""
    cursor = db.conn.execute(
        "INSERT OR IGNORE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (alert.id, alert.contact, alert.kind, alert.level, alert.text, alert.evidence, alert.article, stamp(now)),
    )
    return cursor.rowcount > 0


def _rows(db: Database, sql: str, *values: object) -> list[dict[str, object]]:
    return list(db.query(sql, values))


def _row(db: Database, sql: str, *values: object) -> dict[str, object] | None:
    return next(iter(_rows(db, sql, *values)), None)


def known_texts(db: Database, articles: Iterable[Article]) -> set[str]:
    """URLs among `articles` that are held with exactly this text: they need no second assessment."""
    return {
        a.url
        for a in articles
        if (row := _row(db, "SELECT text_hash FROM articles WHERE url = ?", a.url)) and row["text_hash"] == text_hash(a)
    }
