"""The digest flow: what the ledger gained since the last digest, written to data/digests and shown as an artifact."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlite_utils import Database

from flows.tasks import send
from monitor.alerts.digest import render
from monitor.config import Config, find, load
from monitor.publish import Published, publish
from monitor.store.db import open_database


@task(name="publish", task_run_name="publish digest", cache_policy=NO_CACHE)
def publish_digest(db: Database, config: Config, now: datetime, since: datetime | None) -> Published:
    """Compose and write the digest in all its forms."""
    return publish(db, config, now, since)


@flow(name="digest", flow_run_name="digest {when}", validate_parameters=False)
async def digest(config_path: str | None = None, when: str = "", since: datetime | None = None) -> Path:
    """Write the digest of what came since the last one (or since `since`); the path is that of the HTML file. `when` only
    names the run.
    """
    config = load(find(config_path))
    db = open_database(config.database)
    try:
        published = publish_digest(db, config, datetime.now(UTC), since)
        send("digest", db, config)
        text = render(published.digest, config.language, config.zone, "md", config.people)
        await create_markdown_artifact(text, key="digest", description=f"Digest {published.id}")  # type: ignore[misc]
        page = published.path.with_name(published.path.name + ".html")
        await create_link_artifact(page.resolve().as_uri(), page.name, "digest-page", f"Digest {published.id}")  # type: ignore[misc]
        return page
    finally:
        db.conn.close()
