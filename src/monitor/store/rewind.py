"""What was read since a day, and a copy of the database as it was before: for reading it again, with other rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from monitor.model import Article, Failure, Link, Page
from monitor.store import ledger
from monitor.store.convert import Row, article_from, moment, page_from, stamp
from monitor.store.copies import NUMBER_BITS
from monitor.store.db import open_database, writing


@contextmanager
def scratch(db: Database, since: datetime) -> Iterator[Database]:
    """A copy from which everything that was read since is taken back. Gone after the block. The user's corrections
    stay, whenever they were made; an article of before whose text has changed since stays with its last text.
    """
    with TemporaryDirectory(prefix="monitor-") as folder:
        copy = open_database(Path(folder, "scratch.db"))
        try:
            db.conn.backup(copy.conn)
            _rewind(copy, since)
            yield copy
        finally:
            copy.conn.close()


def _rewind(db: Database, since: datetime) -> None:
    db.conn.execute("PRAGMA foreign_keys = OFF")  # rows that refer to each other go together
    with writing(db):
        touched = [row["contact"] for row in db.query(_TOUCHED, {"since": stamp(since)})]
        for statement in _TAKE_BACK:
            db.conn.execute(statement, {"since": stamp(since)})
        for identity in touched:
            ledger.write_anew(db, identity, since)
        for statement in _TIDY:
            db.conn.execute(statement)
    db.conn.execute("PRAGMA foreign_keys = ON")


_TOUCHED = """SELECT contact FROM observations WHERE observed_at >= :since OR superseded_at >= :since
    UNION SELECT id FROM contacts WHERE lapsed_on >= substr(:since, 1, 10)"""
_TAKE_BACK = (
    "DELETE FROM deliveries",
    "DELETE FROM acknowledgements",
    "DELETE FROM alerts WHERE created_at >= :since",
    "DELETE FROM observations WHERE observed_at >= :since",
    "UPDATE observations SET superseded_at = NULL WHERE superseded_at >= :since",
    "UPDATE contacts SET lapsed_on = NULL WHERE lapsed_on >= substr(:since, 1, 10)",
    f"DELETE FROM copy_keys WHERE entry & {(1 << NUMBER_BITS) - 1} IN (SELECT number FROM articles WHERE saved_at >= :since)",
    "DELETE FROM copies WHERE article IN (SELECT id FROM articles WHERE saved_at >= :since)",
    "DELETE FROM stories WHERE placed_at >= :since",
    "DELETE FROM versions WHERE article IN (SELECT id FROM articles WHERE saved_at >= :since)",
    "DELETE FROM articles WHERE saved_at >= :since",
)
_TIDY = (
    "DELETE FROM contacts WHERE joined_to IS NULL AND id NOT IN (SELECT contact FROM observations)",
    "DELETE FROM participants WHERE contact NOT IN (SELECT id FROM contacts)",
    "UPDATE contacts SET visit = NULL WHERE visit NOT IN (SELECT id FROM contacts)",
)


# --- what was read ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as it was saved, and its raw page: None where none is kept, a Failure where it was damaged."""

    article: Article
    saved_at: datetime
    page: Page | Failure | None


def kept(db: Database, since: datetime) -> Iterator[Kept]:
    """The articles saved since, in the order they were."""
    rows = db.query(
        """SELECT a.*, p.address AS page_address, p.fetched_at, p.content_type, p.body, o.address AS link_address,
           o.title AS link_title, o.summary AS link_summary, o.published AS link_published, o.outlet AS link_outlet
           FROM articles a LEFT JOIN outcomes o ON o.article = a.id AND o.reason <> 'known'
           LEFT JOIN pages p ON p.url = o.url
           WHERE a.saved_at >= ? GROUP BY a.id ORDER BY a.number""",
        (stamp(since),),
    )
    for row in rows:
        yield Kept(article_from(row), datetime.fromisoformat(row["saved_at"]), _page(row))


def _page(row: Row) -> Page | Failure | None:
    if row["body"] is None:
        return None
    link = Link(
        row["link_address"],
        row["source"],
        row["link_title"],
        row["link_summary"],
        moment(row["link_published"]),
        outlet=row["link_outlet"],
    )
    return page_from(row, row["page_address"], link)


def alerts_of_articles(db: Database, since: datetime) -> list[Row]:
    """The alerts that articles have raised since, the oldest first, each with its entry's `family` and `people`."""
    rows = db.query(
        """SELECT l.id, l.kind, l.text, l.evidence, l.article, c.family,
           (SELECT group_concat(coalesce(p.person, p.org, p.role), '|') FROM participants p WHERE p.contact = c.id)
               AS people
           FROM alerts l JOIN contacts c ON c.id = l.contact
           WHERE l.created_at >= ? AND l.kind IN ('new', 'status', 'date', 'correction') ORDER BY l.created_at, l.id""",
        (stamp(since),),
    )
    return [{**row, "people": tuple(sorted((row["people"] or "").split("|")))} for row in rows]
