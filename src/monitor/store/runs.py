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
    assignments = ", ".join(f"{name} = :{name}" for name in counts)
    with writing(db):
        db.conn.execute(
            f"UPDATE runs SET finished_at = :finished_at, outcome = :outcome, {assignments} WHERE id = :id",
            {**counts, "finished_at": stamp(now), "outcome": outcome, "id": run},
        )
