"""The links: found, waiting, ended. Every link ends in exactly one outcome; what a run leaves over waits for the next."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.fetch.answer import Declined
from monitor.model import Failure, Link, Page, Stage
from monitor.store.convert import AHEAD, Row, moment, page_from, stamp
from monitor.store.db import first_row, writing
from monitor.text.urls import canonical, host_of

OLDEST = 4
"""One in so many pages of a source is the one that has waited longest, so that none that promises little waits for ever."""
MAX_ATTEMPTS = 4
FIRST_WAIT = timedelta(minutes=15)
_RETRY = frozenset(
    {"dns", "tls", "connect", "timeout", "slow", "protocol", "robots-unreachable", "crash", "hang", "memory"}
    | {f"http-{status}" for status in (408, 425, 429, 500, 502, 503, 504)}
)
"""Reasons that may pass: tried again after 15 minutes, an hour, four hours. What then still fails is put in quarantine."""
_NOT_ASKED = "resting"
"""The host wants to be left alone: no attempt was made."""
READY = """(next_try IS NULL OR next_try <= :now OR updated_at > :ahead)
    AND host NOT IN (SELECT host FROM outcomes WHERE host_rests_until > :now AND updated_at <= :ahead)"""
"""Of what waits: its time has come and its host does not rest; the values are `at`."""


def at(now: datetime) -> dict[str, str]:
    """The values of `READY`."""
    return {"now": stamp(now), "ahead": stamp(now + AHEAD)}


def enqueue(db: Database, links: Iterable[Link], now: datetime) -> int:
    """Note links not seen before; how many were new."""
    return note(db, links, Stage.QUEUED, now)


def note(db: Database, links: Iterable[Link], stage: Stage, now: datetime, *, take_over: bool = False) -> int:
    """Note links as found, waiting in `stage`; how many rows that made or changed. One that has its row already keeps it;
    with `take_over` it becomes the new source's if it waits in the same stage.
    """
    known = "DO UPDATE SET source = excluded.source WHERE stage = excluded.stage" if take_over else "DO NOTHING"
    found = stamp(now)
    with writing(db):
        return db.conn.executemany(
            f"""INSERT INTO outcomes (url, address, host, source, title, summary, content, published, outlet, found_at,
                stage, reason, detail, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'found', '', ?) ON CONFLICT (url) {known}""",
            (
                (
                    canonical(link.url),
                    link.url,
                    host_of(link.url),
                    link.source,
                    link.title,
                    link.summary,
                    link.content or None,
                    stamp(link.published) if link.published else None,
                    link.outlet,
                    found,
                    stage,
                    found,
                )
                for link in links
            ),
        ).rowcount


def waiting(db: Database, now: datetime, per_source: int) -> list[Link]:
    """Links to fetch now, at most `per_source` of each source: those that promise most first, of equal promise (to a
    tenth) the newest, and every fourth the oldest; none of a host that rests.
    """
    rows = db.query(
        f"""WITH ready AS (SELECT *,
               row_number() OVER (PARTITION BY source
                   ORDER BY round(coalesce(promise, 0), 1) DESC, coalesce(published, found_at) DESC, rowid) AS hope,
               row_number() OVER (PARTITION BY source ORDER BY found_at, coalesce(published, found_at), rowid) AS age
           FROM outcomes WHERE stage = 'queued' AND {READY})
           SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY source ORDER BY min(hope, :oldest * age), hope) AS place
               FROM ready)
           WHERE place <= :most ORDER BY place, source""",
        {**at(now), "most": per_source, "oldest": OLDEST},
    )
    return [_link(row) for row in rows]


def unread(db: Database) -> list[Link]:
    """Links that wait and whose title and summary nobody has looked at."""
    return [
        _link(row)
        for row in db.query("SELECT * FROM outcomes WHERE stage = 'queued' AND promise IS NULL ORDER BY rowid")
    ]


def promise(db: Database, promises: Iterable[tuple[Link, float]]) -> None:
    """Note what links promise."""
    with writing(db):
        db.conn.executemany(
            "UPDATE outcomes SET promise = ? WHERE url = ?", [(much, canonical(link.url)) for link, much in promises]
        )


def _link(row: Row) -> Link:
    return Link(
        row["address"],
        row["source"],
        row["title"],
        row["summary"],
        moment(row["published"]),
        row["content"] or "",
        row["outlet"],
    )


def count_waiting(db: Database) -> int:
    return db["outcomes"].count_where("stage = 'queued'")


def fail(db: Database, link: Link, failure: Failure, now: datetime, *, back: str | None = Stage.QUEUED.value) -> None:
    """A link that could not be used: tried again later if the reason may pass, else ended. `back` is the stage in which it
    waits for that; None: there is no second try.

    One that fails for reasons that should have passed by now is put in quarantine, where `release` finds it.
    """
    url = canonical(link.url)
    wait = failure.wait if isinstance(failure, Declined) else None
    with writing(db):
        row = first_row(db, "SELECT attempts FROM outcomes WHERE url = ?", (url,)) or {"attempts": 0}
        attempts = int(row["attempts"]) + (failure.reason != _NOT_ASKED)
        stage, delay = _after(failure, attempts)
        queued = stage == Stage.QUEUED and back is not None
        db.conn.execute(
            """UPDATE outcomes SET stage = ?, reason = ?, detail = ?, attempts = ?, next_try = ?, host_rests_until = ?,
               updated_at = ?, content = CASE WHEN ? THEN content END WHERE url = ?""",
            (
                back if queued else failure.stage if back is None else stage,
                failure.reason,
                failure.detail,
                attempts,
                stamp(now + max(delay, wait or delay)) if queued else None,
                stamp(now + wait) if wait and isinstance(failure, Declined) and failure.closed else None,
                stamp(now),
                queued or stage == Stage.QUARANTINE,
                url,
            ),
        )


def _after(failure: Failure, attempts: int) -> tuple[str, timedelta]:
    """The stage a link is in after a failure, and how long it waits there."""
    if failure.reason == _NOT_ASKED:
        return Stage.QUEUED, timedelta()
    if failure.reason not in _RETRY:
        return failure.stage, timedelta()
    if attempts >= MAX_ATTEMPTS:
        return Stage.QUARANTINE, timedelta()
    return Stage.QUEUED, FIRST_WAIT * 4 ** (attempts - 1)


def quarantined(db: Database) -> list[Row]:
    """The links that failed again and again, the last one first."""
    sql = "SELECT * FROM outcomes WHERE stage = ? ORDER BY updated_at DESC, rowid DESC"
    return list(db.query(sql, (Stage.QUARANTINE,)))


def release(db: Database, url: str | None, now: datetime) -> int:
    """Let a link out of quarantine, by any spelling of its address, or (None) all of them; how many go back to the queue."""
    with writing(db):
        return db.conn.execute(
            """UPDATE outcomes SET stage = 'queued', attempts = 0, next_try = NULL, updated_at = ?
               WHERE stage = ? AND (? IS NULL OR url = ? OR address = ?)""",
            (stamp(now), Stage.QUARANTINE, url, canonical(url or ""), url),
        ).rowcount


def finish(db: Database, link: Link, article: str, reason: str, now: datetime) -> None:
    """A link whose article is saved; `reason`: ok, copy, or known. One statement, inside a transaction or not."""
    db.conn.execute(
        """UPDATE outcomes SET stage = ?, reason = ?, detail = '', article = ?, next_try = NULL, host_rests_until = NULL, content = NULL,
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


def holds_page(db: Database, page: Page) -> bool:
    """Whether the page is kept as it is."""
    row = first_row(db, "SELECT * FROM pages WHERE url = ?", (canonical(page.link.url),))
    kept = page_from(row, row["address"], page.link) if row else None
    return isinstance(kept, Page) and kept.body == page.body


def outcome(db: Database, url: str) -> Row | None:
    """What became of a link, by any spelling of its address."""
    return first_row(db, "SELECT * FROM outcomes WHERE url = ? OR address = ?", (canonical(url), url))
