"""What `monitor backfill` has to know to go on after a kill: links that wait for it, how far each archive was read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from monitor.model import Link, Page, Stage
from monitor.store.convert import moment, page_from, stamp
from monitor.store.db import first_row, writing
from monitor.store.queue import READY, at, note
from monitor.text.urls import canonical

_OF_BACKFILLS = "stage = :stage AND source IN (SELECT value FROM json_each(:backfills))"
"""Where links of some backfills wait, which no run takes."""


def name(archive: str) -> str:
    """The `source` of links out of an archive."""
    return f"backfill:{archive}"


def claim(db: Database, links: Iterable[Link], now: datetime) -> None:
    """Note links not seen before, and take over those that wait for another backfill. A link's `source` says which."""
    note(db, links, Stage.BACKFILL, now, take_over=True)


def waiting(db: Database, backfills: Sequence[str], now: datetime, most: int, after: int = 0) -> list[tuple[int, Link]]:
    """The links of some backfills that wait, in the order they came, each with its place; none of a host that rests, or
    that failed a short time ago.
    """
    rows = db.query(
        f"""SELECT rowid AS place, * FROM outcomes WHERE rowid > :after AND {_OF_BACKFILLS} AND {READY}
            ORDER BY rowid LIMIT :most""",
        {"after": after, "most": most, **_of(backfills), **at(now)},
    )
    return [
        (r["place"], Link(r["address"], r["source"], r["title"], r["summary"], moment(r["published"]))) for r in rows
    ]


def count_waiting(db: Database, backfills: Sequence[str]) -> int:
    return db["outcomes"].count_where(_OF_BACKFILLS, _of(backfills))


def _of(backfills: Sequence[str]) -> dict[str, str]:
    """The values of `_OF_BACKFILLS`."""
    return {"stage": Stage.BACKFILL, "backfills": json.dumps(backfills)}


def still_waiting(db: Database, links: Iterable[Link]) -> set[str]:
    """The canonical addresses of those links that wait for a backfill: the others have their outcome, or belong to a run."""
    urls = {canonical(link.url) for link in links}
    sql = "SELECT 1 FROM outcomes WHERE url = ? AND stage = ?"
    return {url for url in urls if db.conn.execute(sql, (url, Stage.BACKFILL)).fetchone()}


def kept_page(db: Database, link: Link) -> Page | None:
    """The raw page of a link, fetched before a kill; one that is damaged where it lies counts as none."""
    row = first_row(db, "SELECT * FROM pages WHERE url = ?", (canonical(link.url),))
    page = page_from(row, row["address"], link) if row else None
    return page if isinstance(page, Page) else None


# --- files -----------------------------------------------------------------------------------------------------------------


def position(db: Database, archive: str) -> int:
    """Where reading an archive goes on: 0 for a new one."""
    row = db.conn.execute("SELECT position FROM archives WHERE id = ?", (archive,)).fetchone()
    return int(row[0]) if row else 0


def advance(db: Database, archive: str, path: Path, place: int, now: datetime) -> None:
    """Note that every record before `place` has its outcome."""
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO archives VALUES (?, ?, ?, ?, ?)",
            (archive, path.name, path.stat().st_size, place, stamp(now)),
        )
