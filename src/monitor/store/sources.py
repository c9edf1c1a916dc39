"""What is known of each source: when it was polled, what came of it, when it is due, whether it has gone quiet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from monitor.config import Source
from monitor.fetch.answer import Rules
from monitor.fetch.timing import (
    DAY,
    NETWORK,
    NO_WISHES,
    Habit,
    Wishes,
    after_skipped,
    back_off,
    habit,
    interval,
    silent_since,
)
from monitor.store.convert import AHEAD, Row, moment, stamp
from monitor.store.db import first_row, writing

SLACK = timedelta(minutes=1)
"""Runs start a little early or late; a source due within so long is due."""
RECENT = 40
"""A source's habit is seen in so many of its last items."""


@dataclass(frozen=True, slots=True)
class PollState:
    """What a conditional request needs, as the server sent it; `conditional` is whether to make one now."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    conditional: bool = True


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll of a source brought. `reason`: ok, not-modified, unchanged, or a failure's slug."""

    source: str
    reason: str
    detail: str = ""
    state: PollState = PollState()
    links: int = 0
    new: int = 0
    wishes: Wishes = NO_WISHES
    unreliable: bool = False
    """The body had changed under the same validators."""

    @property
    def succeeded(self) -> bool:
        return self.reason in ("ok", "not-modified", "unchanged")


def sync(db: Database, sources: Iterable[Source]) -> None:
    """Bring the table in line with the configuration; the history of sources is kept, also of one that is gone."""
    listed = list(sources)
    with writing(db):
        for source in listed:
            db.conn.execute(
                """UPDATE sources SET etag = NULL, last_modified = NULL, body_hash = NULL, last_full = NULL, unreliable = 0,
                   failures = 0, next_poll = NULL WHERE id = ? AND url <> ?""",
                (source.id, source.url),
            )
            db.conn.execute(
                """INSERT INTO sources (id, name, kind, url, enabled, ceiling) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, enabled = excluded.enabled,
                   url = excluded.url, ceiling = excluded.ceiling""",
                (
                    source.id,
                    source.name,
                    source.kind,
                    source.url,
                    int(source.enabled),
                    int(source.ceiling.total_seconds()),
                ),
            )
        marks = ", ".join("?" * len(listed))
        db.conn.execute(f"UPDATE sources SET enabled = 0 WHERE id NOT IN ({marks})", [s.id for s in listed])


def due(db: Database, sources: Sequence[Source], now: datetime) -> list[tuple[Source, PollState]]:
    """The enabled sources whose time has come, with what a conditional request needs."""
    enabled = [s for s in sources if s.enabled]
    rows = {row["id"]: row for row in db.query("SELECT * FROM sources")}
    ours = _our_fault([rows.get(s.id, {}).get("last_outcome") for s in enabled])
    out = []
    for source in enabled:
        row = rows.get(source.id, {})
        when = moment(row.get("next_poll"))
        polled = moment(row.get("last_poll"))
        if ours and when and polled:
            when = min(when, polled + source.every)
        if when is None or when <= now + SLACK or (polled and polled > now + AHEAD):
            out.append((source, _state(row, now)))
    return out


def _our_fault(reasons: Sequence[str | None]) -> bool:
    """Whether every source was last out of reach: then this side was, and none of them is made to wait for it."""
    return len(reasons) > 1 and all(reason in NETWORK for reason in reasons)


def _state(row: Row, now: datetime) -> PollState:
    """Once a day a source is asked for its whole body, so that a server which says 304 for ever is found out."""
    full = moment(row.get("last_full"))
    conditional = full is not None and abs(now - full) < DAY and not row["unreliable"]
    return PollState(row.get("etag"), row.get("last_modified"), row.get("body_hash"), conditional)


def record(db: Database, polled: Polled, every: timedelta, now: datetime) -> None:
    """Write what a poll brought, and when the source is due again. `every`: between two polls at least."""
    with writing(db):
        row = first_row(db, "SELECT failures, ceiling FROM sources WHERE id = ?", (polled.source,))
        if row is None:
            return
        failures = 0 if polled.succeeded else int(row["failures"]) + 1
        ceiling = timedelta(seconds=int(row["ceiling"]))
        db.conn.execute(
            """UPDATE sources SET last_poll = :now, last_outcome = :outcome, failures = :failures, next_poll = :next,
               last_ok = CASE WHEN :ok THEN :now ELSE last_ok END, last_new = CASE WHEN :new THEN :now ELSE last_new END,
               last_full = CASE WHEN :full THEN :now ELSE last_full END, unreliable = max(unreliable, :unreliable),
               etag = CASE WHEN :ok THEN :etag ELSE etag END,
               last_modified = CASE WHEN :ok THEN :modified ELSE last_modified END,
               body_hash = CASE WHEN :ok THEN :hash ELSE body_hash END WHERE id = :id""",
            {
                "now": stamp(now),
                "outcome": polled.reason,
                "failures": failures,
                "next": stamp(next_poll(polled, failures, _habit(db, polled.source, now), every, ceiling, now)),
                "ok": polled.succeeded,
                "new": polled.new > 0,
                "full": polled.reason in ("ok", "unchanged"),
                "unreliable": polled.unreliable,
                "etag": polled.state.etag,
                "modified": polled.state.last_modified,
                "hash": polled.state.body_hash,
                "id": polled.source,
            },
        )


def next_poll(
    polled: Polled, failures: int, known: Habit | None, floor: timedelta, ceiling: timedelta, now: datetime
) -> datetime:
    """When a source is due again after a poll. `failures`: misses in a row, this one included.

    Its habit, or the back-off of its failure, decides; the server's hints lengthen that up to the ceiling; what it
    demands (Retry-After) is done.
    """
    if polled.succeeded:
        own = interval(known, floor, ceiling, now)
        wait = max(own, min(polled.wishes.fresh, ceiling))
    else:
        wait = back_off(polled.reason, failures, floor)
    return after_skipped(now + max(wait, polled.wishes.wait), polled.wishes.skip_hours)


def _habit(db: Database, source: str, now: datetime) -> Habit | None:
    rows = db.query(
        """SELECT min(coalesce(published, found_at), found_at) AS time FROM outcomes WHERE source = ?
           ORDER BY found_at DESC, published DESC LIMIT ?""",
        (source, RECENT),
    )
    return habit((datetime.fromisoformat(row["time"]) for row in rows), now)


# --- health -----------------------------------------------------------------------------------------------------------


State = Literal["unpolled", "failing", "silent", "ok"]


@dataclass(frozen=True, slots=True)
class Health:
    """How an enabled source fares. `since`: of a silent source its last item, of a failing one its last good poll."""

    source: str
    state: State
    since: datetime | None
    silent: datetime | None
    """Since when nothing new has come for longer than its habit explains, whatever keeps it; None: it comes."""
    last_ok: datetime | None
    last_poll: datetime | None
    last_item: datetime | None
    usual: timedelta | None
    """The usual pause between two items; None while it is not known."""
    next_poll: datetime | None
    failures: int
    reason: str
    """What came of the last poll: ok, not-modified, unchanged, a failure's slug; empty before the first."""
    waiting: int = 0
    saved: int = 0
    """Its links that wait to be fetched, and those that ended as articles."""


def coverage(db: Database, now: datetime) -> list[Health]:
    """How each enabled source fares by its own habit: what goes quiet is named, for silence looks like peace."""
    rows = db.query(
        """SELECT s.*, (SELECT count(*) FROM outcomes o WHERE o.source = s.id AND o.stage = 'queued') AS waiting,
           (SELECT count(*) FROM outcomes o WHERE o.source = s.id AND o.stage = 'saved') AS saved
           FROM sources s WHERE s.enabled ORDER BY s.rowid"""
    )
    return [
        replace(judge(row, _habit(db, str(row["id"]), now)), waiting=row["waiting"], saved=row["saved"]) for row in rows
    ]


def out_of_reach(sources: Sequence[Health]) -> bool:
    """Whether no source can be reached, so that the fault is on this side."""
    return _our_fault([one.reason for one in sources])


def judge(row: Row, known: Habit | None) -> Health:
    """How a source with this row and this habit fares, as of its last poll: while nobody asks, none is silent. One that
    can't be reached is failing, not silent.
    """
    polled = moment(row["last_poll"])
    silent = silent_since(known, polled) if polled else None
    state: State = "unpolled" if polled is None else "failing" if row["failures"] else "silent" if silent else "ok"
    return Health(
        source=row["id"],
        state=state,
        since={"failing": moment(row["last_ok"]), "silent": silent}.get(state),
        silent=silent,
        last_ok=moment(row["last_ok"]),
        last_poll=polled,
        last_item=known.newest if known else moment(row["last_new"]),
        usual=known.usual if known else None,
        next_poll=moment(row["next_poll"]),
        failures=int(row["failures"]),
        reason=row["last_outcome"] or "",
    )


# --- robots.txt -------------------------------------------------------------------------------------------------------


def recall_rules(db: Database, origin: str) -> Rules | None:
    """The robots.txt of an origin, as it was last kept."""
    row = first_row(db, "SELECT * FROM robots WHERE origin = ?", (origin,))
    return Rules(row["rules"], datetime.fromisoformat(row["fetched_at"])) if row else None


def keep_rules(db: Database, origin: str, rules: Rules) -> None:
    with writing(db):
        db.conn.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, stamp(rules.fetched_at), rules.text))
