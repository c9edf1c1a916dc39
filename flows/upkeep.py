"""The flows that look after the monitor itself: the watchdog every hour, maintenance every week."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from sqlite_utils import Database

from flows.tasks import raise_due, send
from monitor.config import Config, find, load
from monitor.store.db import open_database
from monitor.store.outbox import waiting
from monitor.store.upkeep import back_up, compact, prune_pages


@flow(name="watchdog", validate_parameters=False)
async def watchdog(config_path: str | None = None) -> int:
    """Raise what is due by the passing of time (promises overdue, sources silent, runs failing) and send what waits in
    the outbox; how many alerts were raised. Dead letters are shown as an artifact.
    """
    config = load(find(config_path))
    with closing((db := open_database(config.database)).conn):
        raised = raise_due(db, config, datetime.now(UTC))
        for alert in raised:
            get_run_logger().warning(alert.text)
        send("alerts", db, config)
        stuck = [{"channel": r["channel"], "item": r["item"], "why": r["detail"]} for r in waiting(db) if r["state"] == "dead"]  # fmt: skip
    if stuck:
        await create_table_artifact(stuck, key="dead-letters", description="Sent with `monitor outbox --resend N`")  # type: ignore[misc]
    return len(raised)


@task(name="prune", cache_policy=NO_CACHE)
def prune(db: Database, config: Config) -> str:
    """Delete old raw pages."""
    return f"{prune_pages(db, config.serve.keep_pages, datetime.now(UTC))} raw pages deleted"


@task(name="vacuum", cache_policy=NO_CACHE)
def vacuum(db: Database, config: Config) -> str:
    """Give free space back to the disk."""
    return f"{compact(db) / 1e6:.1f} MB given back"


@task(name="back up", cache_policy=NO_CACHE)
def backup(db: Database, config: Config) -> str:
    """Copy the database and check the copy."""
    return f"backup {back_up(db, config.data / 'backups', config.serve.keep_backups, datetime.now(UTC)).name}, checked"


@flow(name="maintenance", validate_parameters=False)
async def maintenance(config_path: str | None = None) -> list[str]:
    """Delete old raw pages, VACUUM, copy the database and check the copy; what was done, a line each."""
    config = load(find(config_path))
    done = []
    with closing((db := open_database(config.database)).conn):
        for step in (prune, vacuum, backup):
            done.append(step(db, config))
            get_run_logger().info(done[-1])
    return done
