"""The runs: when each started, what it did, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from monitor.store.convert import stamp
from monitor.store.db import writing


def start(db: Database, now: datetime) -> int:
    """Note that a run begins; its number."""
    with writing(db):
        return int(db.conn.execute("INSERT INTO runs (started_at) VALUES (?)", (stamp(now),)).lastrowid or 0)


def finish(db: Database, run: int, counts: Mapping[str, int], outcome: str, now: datetime) -> None:
    """Note how a run ended, with as many of its counts as are known."""
    columns = {"finished_at": stamp(now), "outcome": outcome, **counts}
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    with writing(db):
        db.conn.execute(f"UPDATE runs SET {assignments} WHERE id = :id", {**columns, "id": run})
