"""What is known of each source: when it was polled, what came of it, when it is due again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.config import Source
from monitor.store.convert import Row, moment, stamp
from monitor.store.db import writing

MAX_BACKOFF = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PollState:
    """What a conditional request needs, as the server sent it."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll of a source brought. `reason`: ok, not-modified, unchanged, or a failure's slug."""

    source: str
    reason: str
    detail: str = ""
    state: PollState = PollState()
    links: int = 0
    new: int = 0

    @property
    def succeeded(self) -> bool:
        return self.reason in ("ok", "not-modified", "unchanged")


def sync(db: Database, sources: Iterable[Source]) -> None:
    """Bring the table in line with the configuration; what a source's history says is kept."""
    with writing(db):
        for source in sources:
            db.conn.execute(
                """INSERT INTO sources (id, name, kind, url, enabled) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, enabled = excluded.enabled,
                   url = excluded.url,
                   etag = CASE WHEN url = excluded.url THEN etag END,
                   last_modified = CASE WHEN url = excluded.url THEN last_modified END,
                   body_hash = CASE WHEN url = excluded.url THEN body_hash END,
                   next_poll = CASE WHEN url = excluded.url THEN next_poll END""",
                (source.id, source.name, source.kind, source.url, int(source.enabled)),
            )


def due(db: Database, sources: Sequence[Source], now: datetime) -> list[tuple[Source, PollState]]:
    """The enabled sources whose time has come, with what a conditional request needs."""
    rows = {row["id"]: row for row in db.query("SELECT * FROM sources")}
    out = []
    for source in sources:
        row = rows.get(source.id, {})
        when = moment(row.get("next_poll"))
        if source.enabled and (when is None or when <= now):
            out.append((source, PollState(row.get("etag"), row.get("last_modified"), row.get("body_hash"))))
    return out


def record(db: Database, polled: Polled, every: timedelta, now: datetime) -> None:
    """Write what a poll brought, and when the source is due again: failures back off, up to a day."""
    failures = 0
    if not polled.succeeded:
        row = next(iter(db.query("SELECT failures FROM sources WHERE id = ?", (polled.source,))), {"failures": 0})
        failures = int(row["failures"]) + 1
    wait = min(every * 2 ** min(failures, 10), max(MAX_BACKOFF, every))
    with writing(db):
        db.conn.execute(
            """UPDATE sources SET last_poll = :now, last_outcome = :outcome, failures = :failures, next_poll = :next,
               last_ok = CASE WHEN :ok THEN :now ELSE last_ok END, last_new = CASE WHEN :new THEN :now ELSE last_new END,
               etag = CASE WHEN :ok THEN :etag ELSE etag END,
               last_modified = CASE WHEN :ok THEN :modified ELSE last_modified END,
               body_hash = CASE WHEN :ok THEN :hash ELSE body_hash END WHERE id = :id""",
            {
                "now": stamp(now),
                "outcome": polled.reason,
                "failures": failures,
                "next": stamp(now + wait),
                "ok": polled.succeeded,
                "new": polled.new > 0,
                "etag": polled.state.etag,
                "modified": polled.state.last_modified,
                "hash": polled.state.body_hash,
                "id": polled.source,
            },
        )


def health(db: Database) -> list[Row]:
    """One row per enabled source, for the coverage table: outcome, last poll, last item, links waiting."""
    return list(
        db.query(
            """SELECT s.*, (SELECT count(*) FROM outcomes o WHERE o.source = s.id AND o.stage = 'queued') AS waiting,
               (SELECT count(*) FROM outcomes o WHERE o.source = s.id AND o.stage = 'saved') AS saved
               FROM sources s WHERE s.enabled ORDER BY s.rowid"""
        )
    )
