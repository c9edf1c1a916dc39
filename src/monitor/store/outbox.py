"""The outbox: what waits to be sent where, what was sent, what could not be.

A delivery is one alert or digest on one channel. Its message is committed together with what it tells of; then

    pending ─ lease ─► sending ─ complete ─► sent
       ▲                  │ fail (back-off: 1, 4, 16, 64 minutes, then 4 and 6 hours)
       └──────────────────┴─ the eighth failure, or a refusal for good ─► dead ─ resend ─► pending

`lease` commits a batch and its key before anything leaves the house, so that two programs never send the same, and
whoever comes after a crash sends the same batch under the same key. A lease that expired leaves a doubt: the message
may have arrived. Where the receiver knows the key (a file, a webhook) it is sent again; where a person would read it
twice (mail, chat) it is sent again once, and the second doubt makes it a dead letter, which a person can resend.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from monitor.model import Alert
from monitor.store.convert import AHEAD, Row, stamp
from monitor.store.db import writing

HOLD = timedelta(minutes=5)
"""How long a lease holds; no channel may take longer over one message."""
MAX_ATTEMPTS = 8
MAX_WAIT = timedelta(hours=6)
MAX_FOLD = 50
"""Alerts that are folded into one message."""
UNKNOWN = "nobody knows whether it arrived"

MuteKind = Literal["person", "source", "topic"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery of a batch. `message` is what `put` was given."""

    id: int
    kind: str
    item: str
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries that go out as one message; `key` is the same whenever the same ones are tried again."""

    key: str
    channel: str
    letters: tuple[Letter, ...]


# --- in ---------------------------------------------------------------------------------------------------------------


def raised(db: Database, alert: str) -> bool:
    """Whether this alert was raised before."""
    return any(db.query("SELECT 1 FROM alerts WHERE id = ?", (alert,)))


def insert_alert(db: Database, alert: Alert, now: datetime) -> None:
    """Note an alert, inside the caller's transaction."""
    db.conn.execute(
        """INSERT OR IGNORE INTO alerts (id, contact, kind, level, text, evidence, article, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            alert.id, alert.contact or None, alert.kind, alert.level, alert.text, alert.evidence, alert.article or None, stamp(now),
        ),
    )  # fmt: skip


def put(
    db: Database,
    kind: Literal["alert", "digest"],
    item: str,
    messages: Mapping[str, Mapping[str, Any]],
    now: datetime,
    *,
    muted: bool = False,
) -> None:
    """Put an item's messages, by channel, into the outbox, inside the caller's transaction; once for each channel."""
    for channel, message in messages.items():
        db.conn.execute(
            """INSERT OR IGNORE INTO deliveries (kind, item, channel, state, message, created_at, updated_at)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (
                kind, item, channel, "muted" if muted else "pending", json.dumps(message, ensure_ascii=False),
                stamp(now), stamp(now),
            ),
        )  # fmt: skip


# --- out --------------------------------------------------------------------------------------------------------------


def lease(db: Database, channel: str, now: datetime, *, per_hour: int, knows_key: bool) -> Batch | None:
    """Take what is to be sent next on a channel; None when nothing is due or the hour's measure is full.

    `knows_key`: sending the same key twice does no harm there.
    """
    with writing(db):
        while True:
            rows, doubtful = _next(db, channel, now, per_hour)
            if not rows:
                return None
            batch = _batch(channel, rows)
            if doubtful and not knows_key and rows[0]["doubts"] >= 1:
                _set(db, batch, "dead", now, UNKNOWN, leased_until=None, doubts=rows[0]["doubts"] + 1)
                continue
            doubts = rows[0]["doubts"] + int(doubtful)
            _set(db, batch, "sending", now, "", leased_until=stamp(now + HOLD), batch=batch.key, doubts=doubts)
            return batch


def complete(db: Database, batch: Batch, now: datetime, detail: str = "") -> None:
    """The batch has left the house."""
    with writing(db):
        _set(db, batch, "sent", now, detail, leased_until=None, next_try=None, message=None)


def fail(db: Database, batch: Batch, now: datetime, detail: str, *, for_good: bool = False) -> None:
    """The batch is known not to have arrived: tried again later, or a dead letter."""
    with writing(db):
        (row,) = db.query("SELECT attempts FROM deliveries WHERE id = ?", (batch.letters[0].id,))
        attempts = int(row["attempts"]) + 1
        dead = for_good or attempts >= MAX_ATTEMPTS
        wait = min(timedelta(minutes=1) * 4 ** (attempts - 1), MAX_WAIT)
        next_try = None if dead else stamp(now + wait)
        state = "dead" if dead else "pending"
        _set(db, batch, state, now, detail, leased_until=None, next_try=next_try, attempts=attempts)


def _next(db: Database, channel: str, now: datetime, per_hour: int) -> tuple[Sequence[Row], bool]:
    """The rows of the next batch, and whether an earlier try of it may have arrived."""
    expired = _prepared(db, channel, "sending", "leased_until", now)
    if expired:
        return expired, True
    room = per_hour - _sent_within_the_hour(db, channel, now)
    if room <= 0:
        return (), False
    again = _prepared(db, channel, "pending", "next_try", now)
    return again or _fresh(db, channel, room), False


def _prepared(db: Database, channel: str, state: str, due: str, now: datetime) -> list[Row]:
    """The oldest batch that was prepared before, is in this state, and whose time (the column `due`) has come."""
    return list(
        db.query(
            f"""SELECT * FROM deliveries WHERE channel = :channel AND batch = (SELECT batch FROM deliveries
                WHERE channel = :channel AND batch IS NOT NULL AND state = :state
                AND ({due} <= :now OR updated_at > :ahead) ORDER BY id LIMIT 1)
                AND state IN ('pending', 'sending') ORDER BY id""",
            {"channel": channel, "state": state, "now": stamp(now), "ahead": stamp(now + AHEAD)},
        )
    )


def _fresh(db: Database, channel: str, room: int) -> Sequence[Row]:
    """The oldest one; or, where only one more may be sent, all alerts that wait."""
    rows = list(
        db.query(
            "SELECT * FROM deliveries WHERE channel = ? AND state = 'pending' AND batch IS NULL ORDER BY id LIMIT ?",
            (channel, MAX_FOLD),
        )
    )
    if room == 1 and rows and rows[0]["kind"] == "alert":
        return [row for row in rows if row["kind"] == "alert"]
    return rows[:1]


def _sent_within_the_hour(db: Database, channel: str, now: datetime) -> int:
    (row,) = db.query(
        """SELECT count(DISTINCT batch) AS n FROM deliveries
           WHERE channel = ? AND state IN ('sent', 'sending') AND updated_at > ? AND updated_at <= ?""",
        (channel, stamp(now - timedelta(hours=1)), stamp(now + AHEAD)),
    )
    return int(row["n"])


def _batch(channel: str, rows: Sequence[Row]) -> Batch:
    letters = tuple(Letter(r["id"], r["kind"], r["item"], json.loads(r["message"])) for r in rows)
    names = "\n".join([channel, *(f"{one.kind} {one.item}" for one in letters)])
    return Batch(rows[0]["batch"] or hashlib.sha256(names.encode()).hexdigest()[:32], channel, letters)


def _set(db: Database, batch: Batch, state: str, now: datetime, detail: str, /, **columns: object) -> None:
    values = {"state": state, "detail": detail, "updated_at": stamp(now), **columns}
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    db.conn.executemany(
        f"UPDATE deliveries SET {assignments} WHERE id = :id", [{**values, "id": one.id} for one in batch.letters]
    )


# --- for a person -----------------------------------------------------------------------------------------------------


def waiting(db: Database) -> list[Row]:
    """Everything that is neither sent nor silenced: pending, sending and dead, the oldest first; without messages."""
    return list(
        db.query(
            """SELECT id, kind, item, channel, state, attempts, doubts, detail, next_try, created_at, updated_at
               FROM deliveries WHERE state IN ('pending', 'sending', 'dead') ORDER BY id"""
        )
    )


def pending(db: Database, now: datetime) -> int:
    """How many deliveries could be sent now."""
    (row,) = db.query(
        """SELECT count(*) AS n FROM deliveries
           WHERE (state = 'pending' AND (next_try IS NULL OR next_try <= ?1 OR updated_at > ?2))
           OR (state = 'sending' AND (leased_until <= ?1 OR updated_at > ?2))""",
        (stamp(now), stamp(now + AHEAD)),
    )
    return int(row["n"])


def resend(db: Database, identity: int, now: datetime) -> bool:
    """Try a dead letter again, with whatever else went in its message; False where none has this number."""
    with writing(db):
        cursor = db.conn.execute(
            """UPDATE deliveries SET state = 'pending', attempts = 0, doubts = 0, next_try = :now, updated_at = :now
               WHERE state = 'dead' AND batch = (SELECT batch FROM deliveries WHERE id = :id)
               AND channel = (SELECT channel FROM deliveries WHERE id = :id)""",
            {"now": stamp(now), "id": identity},
        )
    return cursor.rowcount > 0


def ack(db: Database, alert: str, now: datetime) -> bool:
    """Take note of an alert: what still waits of it is not sent. False where there is no such alert."""
    if not raised(db, alert):
        return False
    with writing(db):
        db.conn.execute("INSERT OR IGNORE INTO acknowledgements VALUES (?, ?)", (alert, stamp(now)))
        db.conn.execute(
            """UPDATE deliveries SET state = 'acknowledged', updated_at = ?
               WHERE kind = 'alert' AND item = ? AND state IN ('pending', 'dead')""",
            (stamp(now), alert),
        )
    return True


def mute(db: Database, kind: MuteKind, value: str, until: datetime | None, now: datetime) -> None:
    """Raise no message about a person, a source or a topic; what waits already is sent."""
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?)",
            (kind, value, stamp(until) if until else None, stamp(now)),
        )


def unmute(db: Database, kind: MuteKind, value: str) -> bool:
    """Take a mute back; False where there was none."""
    with writing(db):
        return db.conn.execute("DELETE FROM mutes WHERE kind = ? AND value = ?", (kind, value)).rowcount > 0


def mutes(db: Database, now: datetime) -> list[Row]:
    """The mutes in force."""
    return list(db.query("SELECT * FROM mutes WHERE until IS NULL OR until > ? ORDER BY kind, value", (stamp(now),)))


def muted(db: Database, kind: MuteKind, values: Iterable[str], now: datetime) -> set[str]:
    """Those of `values` that are muted."""
    silenced = {str(row["value"]) for row in mutes(db, now) if row["kind"] == kind}
    return silenced & set(values)
