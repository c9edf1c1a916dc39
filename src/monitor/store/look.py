"""Look-ups: what the digest, the command line and reports show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypedDict, Unpack

from sqlite_utils import Database

from monitor.ledger import Entry
from monitor.model import RELEVANT
from monitor.store import ledger
from monitor.store.convert import Row, stamp
from monitor.store.db import first_row


@dataclass(frozen=True, slots=True)
class KnownReport:
    """An article that speaks of a contact."""

    article: str
    outlet: str
    url: str
    published: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A ledger entry, and when it was first seen and last changed."""

    entry: Entry
    first_seen: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class KnownContact(KnownEntry):
    """A ledger entry with the articles that report it, oldest first."""

    reports: tuple[KnownReport, ...]


class Filters(TypedDict, total=False):
    """What narrows a look at the ledger."""

    changed_since: datetime | None
    date_since: str | None
    who: str | None
    status: str | None
    level: str | None
    identity: str | None
    window: timedelta | None
    """Without what was over for longer than this when it was first read, and told of by articles as old."""


@dataclass(frozen=True, slots=True)
class KnownText:
    """Where a text stands."""

    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class KnownArticle:
    id: str
    outlet: str
    title: str
    url: str
    published: str | None
    grade: int
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    copies: int
    also: tuple[KnownText, ...] = ()
    """Other texts of the same story."""


def entries(db: Database, **filters: Unpack[Filters]) -> list[KnownEntry]:
    """Ledger entries, by date; every filter narrows."""
    changed_since = filters.get("changed_since")
    where, values = ["joined_to IS NULL"], []
    for clause, value in (
        ("changed_at >= ?", stamp(changed_since) if changed_since else None),
        ("coalesce(date_end, date) >= ?", filters.get("date_since")),
        ("status = ?", filters.get("status")),
        ("level = ?", filters.get("level")),
        ("id = (SELECT coalesce(joined_to, id) FROM contacts WHERE id = ?)", filters.get("identity")),
    ):
        if value is not None:
            where.append(clause)
            values.append(value)
    if (window := filters.get("window")) is not None:
        where.append(f"({_LATE}) IS NOT TRUE")
        values += [_back(window)] * 2
    if (who := filters.get("who")) is not None:
        where.append("(who_peru LIKE ? OR who_us LIKE ?)")
        values += [f"%{who}%"] * 2
    rows = {
        row["id"]: row
        for row in db.query(
            f"SELECT * FROM contacts WHERE {' AND '.join(where)} ORDER BY date IS NULL, date, first_seen, id", values
        )
    }
    return [
        KnownEntry(entry, rows[entry.id]["first_seen"], rows[entry.id]["changed_at"])
        for entry in ledger.entries(db, list(rows))
    ]


_LATE_ARTICLE = "a.published < date(a.saved_at, ?) AND a.published_basis <> 'header'"
"""Of articles but seeds, which a person gave: published long before they were read. An undated one is taken for news."""
_LATE = f"""coalesce(contacts.date_end, contacts.date, contacts.last_published) || '-99-99' < date(contacts.first_seen, ?)
    AND NOT EXISTS (SELECT 1 FROM observations o JOIN articles a ON a.id = o.article
                    WHERE o.contact = contacts.id AND o.superseded_at IS NULL AND ({_LATE_ARTICLE}) IS NOT TRUE)"""
"""Of contacts: over long before they were read (99: the end of a month or a year), and told of by late articles only."""
_WITHOUT_CONTACT = f"""a.saved_at >= ? AND a.grade >= {RELEVANT} AND a.copy_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.article = a.id AND o.superseded_at IS NULL)"""


def late(db: Database, since: datetime, window: timedelta) -> tuple[int, int]:
    """What came since and was older than `window` when it was read: contacts, and relevant articles that speak of none."""
    back = _back(window)
    told = f"SELECT count(*) FROM contacts WHERE joined_to IS NULL AND observations > 0 AND changed_at >= ? AND {_LATE}"
    others = f"SELECT count(*) FROM articles a WHERE {_WITHOUT_CONTACT} AND {_LATE_ARTICLE}"
    return (
        int(db.conn.execute(told, (stamp(since), back, back)).fetchone()[0]),
        int(db.conn.execute(others, (stamp(since), back)).fetchone()[0]),
    )


def _back(window: timedelta) -> str:
    """As SQLite's `date` has it."""
    return f"-{window.total_seconds():.0f} seconds"


def contacts(db: Database, **filters: Unpack[Filters]) -> list[KnownContact]:
    """The same, with the articles that report each; for those who need no articles `entries` asks less."""
    return [
        KnownContact(known.entry, known.first_seen, known.changed_at, _reports(db, known.entry))
        for known in entries(db, **filters)
    ]


def _reports(db: Database, entry: Entry) -> tuple[KnownReport, ...]:
    rows = db.query(
        """SELECT o.article, a.outlet, a.url, a.published, o.evidence
           FROM observations o JOIN articles a ON a.id = o.article WHERE o.contact = ? AND o.superseded_at IS NULL
           GROUP BY o.article ORDER BY a.published IS NULL, a.published, o.id""",
        (entry.id,),
    )
    return tuple(KnownReport(**row) for row in rows)


def people(db: Database, *, provisional: bool | None = None) -> list[Row]:
    """Everyone named in a contact of the ledger: `roles` in which, in how many `contacts` and by how many `outlets`,
    and one sentence with its address. The best attested first; `provisional` keeps those the people file does not know,
    or the others.
    """
    rows = db.query(
        """SELECT p.id, p.name, p.side, p.provisional, p.first_seen, group_concat(DISTINCT json_extract(j.value, '$.role')) AS roles,
           count(DISTINCT o.contact) AS contacts, count(DISTINCT a.outlet) AS outlets, o.evidence, min(a.url) AS url
           FROM people p JOIN observations o ON o.superseded_at IS NULL
           JOIN json_each(CASE p.side WHEN 'peru' THEN o.peru ELSE o.us END) j ON json_extract(j.value, '$.person') = p.id
           JOIN articles a ON a.id = o.article
           WHERE ? IS NULL OR p.provisional = ? GROUP BY p.id ORDER BY outlets DESC, contacts DESC, p.name""",
        (provisional, provisional),
    )
    return [{**row, "provisional": bool(row["provisional"]), "roles": row["roles"].replace(",", ", ")} for row in rows]


def person_ids(db: Database) -> set[str]:
    """Identifiers of everyone named in a contact of the ledger."""
    return {str(row["id"]) for row in db.query("SELECT id FROM people")}


def relevant_articles(db: Database, since: datetime, limit: int, window: timedelta | None = None) -> list[KnownArticle]:
    """Articles of grade 2 and 3 saved since, that speak of no contact and copy no other, but for those that were older
    than `window` then; the most relevant first. Of each story the most relevant stands for all.
    """
    rows = db.query(
        f"""SELECT a.*, coalesce(s.story, a.id) AS story, (SELECT count(*) FROM articles c WHERE c.copy_of = a.id) AS copies
           FROM articles a LEFT JOIN stories s ON s.article = a.id WHERE {_WITHOUT_CONTACT} AND (? IS NULL OR ({_LATE_ARTICLE}) IS NOT TRUE)
           ORDER BY a.grade DESC, a.score DESC, a.published DESC, a.number""",
        (stamp(since), *[_back(window) if window else None] * 2),
    )
    stories: dict[str, list[Row]] = {}
    for row in rows:
        stories.setdefault(row["story"], []).append(row)
    return [_article(first, others) for first, *others in islice(stories.values(), limit)]


def _article(row: Row, others: Sequence[Row]) -> KnownArticle:
    return KnownArticle(
        row["id"], row["outlet"], row["title"], row["url"], row["published"], row["grade"],
        tuple(json.loads(row["topics"])), tuple(json.loads(row["reasons"])), row["copies"],
        tuple(KnownText(other["outlet"], other["url"]) for other in others),
    )  # fmt: skip


def search(db: Database, words: str, since: str | None, limit: int) -> list[Row]:
    """Articles with all the words, accents folded, best first."""
    query = " ".join('"' + w.replace('"', '""') + '"' for w in words.split())
    if not query:
        return []
    return list(
        db.query(
            """SELECT a.id, a.url, a.outlet, a.title, a.published, a.grade, snippet(articles_fts, 1, '', '', ' … ', 24) AS snippet
               FROM articles_fts f JOIN articles a ON a.rowid = f.rowid
               WHERE articles_fts MATCH ? AND (? IS NULL OR a.published >= ?) ORDER BY rank LIMIT ?""",
            (query, since, since, limit),
        )
    )


def article(db: Database, url: str) -> Row | None:
    return first_row(db, "SELECT * FROM articles WHERE url = ? OR id = ?", (url, url))


def observations_in(db: Database, identity: str) -> list[Row]:
    return list(
        db.query("SELECT * FROM observations WHERE article = ? AND superseded_at IS NULL ORDER BY id", (identity,))
    )


def alerts(db: Database, since: datetime) -> list[Row]:
    return list(db.query("SELECT * FROM alerts WHERE created_at >= ? ORDER BY created_at, id", (stamp(since),)))


def last_digest(db: Database, now: datetime) -> Row | None:
    """The last digest as of `now`: one of the future was made before the clock was moved back."""
    return first_row(db, "SELECT * FROM digests WHERE created_at <= ? ORDER BY created_at DESC LIMIT 1", (stamp(now),))
