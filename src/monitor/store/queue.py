"""The links: found, waiting, ended. Every link ends in exactly one outcome; what a run leaves over waits for the next."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.model import Failure, Link, Page, Stage
from monitor.store.convert import moment, stamp
from monitor.store.db import writing
from monitor.text.urls import canonical

MAX_ATTEMPTS = 4
_RETRY = ("dns", "connect", "timeout", "slow", "protocol", "http-429", "http-500", "http-502", "http-503", "http-504")
"""Reasons that pass: tried again after 15 minutes, an hour, four hours."""


def enqueue(db: Database, links: Iterable[Link], now: datetime) -> int:
    """Note links not seen before; how many were new."""
    added = 0
    with writing(db):
        for link in links:
            cursor = db.conn.execute(
                """INSERT INTO outcomes (url, address, source, title, summary, content, published, found_at, stage, reason,
                   detail, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', 'found', '', ?) ON CONFLICT (url) DO NOTHING""",
                (
                    canonical(link.url),
                    link.url,
                    link.source,
                    link.title,
                    link.summary,
                    link.content or None,
                    stamp(link.published) if link.published else None,
                    stamp(now),
                    stamp(now),
                ),
            )
            added += cursor.rowcount
    return added


def waiting(db: Database, now: datetime, per_source: int) -> list[Link]:
    """Links to fetch now: the newest of each source first, at most `per_source` of each."""
    rows = db.query(
        """SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY source ORDER BY coalesce(published, found_at) DESC, rowid) AS place
           FROM outcomes WHERE stage = 'queued' AND (next_try IS NULL OR next_try <= ?)) WHERE place <= ? ORDER BY place, source""",
        (stamp(now), per_source),
    )
    return [
        Link(r["address"], r["source"], r["title"], r["summary"], moment(r["published"]), r["content"] or "")
        for r in rows
    ]


def count_waiting(db: Database) -> int:
    return int(next(iter(db.query("SELECT count(*) AS n FROM outcomes WHERE stage = 'queued'")))["n"])


def fail(db: Database, link: Link, failure: Failure, now: datetime) -> None:
    """A link that could not be used: tried again later if the reason passes, else ended."""
    url = canonical(link.url)
    with writing(db):
        row = next(iter(db.query("SELECT attempts FROM outcomes WHERE url = ?", (url,))), {"attempts": 0})
        attempts = int(row["attempts"]) + 1
        again = failure.reason in _RETRY and attempts < MAX_ATTEMPTS
        next_try = stamp(now + timedelta(minutes=15) * 4 ** (attempts - 1)) if again else None
        db.conn.execute(
            """UPDATE outcomes SET stage = ?, reason = ?, detail = ?, attempts = ?, next_try = ?, updated_at = ?,
               content = CASE WHEN ? THEN content END WHERE url = ?""",
            (
                "queued" if again else failure.stage.value,
                failure.reason,
                failure.detail,
                attempts,
                next_try,
                stamp(now),
                again,
                url,
            ),
        )


def finish(db: Database, link: Link, article: str, reason: str, now: datetime) -> None:
    """A link whose article is saved; `reason`: ok, copy, or known."""
    with writing(db):
        db.conn.execute(
            """UPDATE outcomes SET stage = ?, reason = ?, detail = '', article = ?, next_try = NULL, content = NULL,
               attempts = attempts + 1, updated_at = ? WHERE url = ?""",
            (Stage.SAVED.value, reason, article, stamp(now), canonical(link.url)),
        )


def keep_page(db: Database, page: Page) -> None:
    """The raw page, compressed, so that everything can be extracted again without the network."""
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)",
            (
                canonical(page.link.url),
                page.url,
                stamp(page.fetched_at),
                page.content_type,
                len(page.body),
                zlib.compress(page.body, 6),
            ),
        )


def outcome(db: Database, url: str) -> dict[str, object] | None:
    """What became of a link, by any spelling of its address."""
    return next(iter(db.query("SELECT * FROM outcomes WHERE url = ? OR address = ?", (canonical(url), url))), None)
