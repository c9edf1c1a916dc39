"""Writing a digest: from the database to three files in data/digests, whole or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.alerts.digest import FORMS, Digest, SourceHealth, compose, render
from monitor.config import Config
from monitor.store import look
from monitor.store.convert import moment, stamp
from monitor.store.db import writing
from monitor.store.sources import health


@dataclass(frozen=True, slots=True)
class Published:
    """A digest and where it lies; `path` is without suffix."""

    id: str
    path: Path
    digest: Digest
    since: datetime


def gather(db: Database, config: Config, since: datetime, now: datetime) -> Digest:
    """What is new and changed since `since`."""
    names = {s.id: s.name for s in config.sources}
    rows = [r for r in health(db) if r["id"] in names]
    sources = [
        SourceHealth(
            names[r["id"]], r["last_outcome"], r["last_outcome"] is not None and r["failures"] == 0, r["waiting"]
        )
        for r in rows
    ]
    contacts = look.contacts(db, changed_since=since)
    articles = look.relevant_articles(db, since, config.digest.articles)
    return compose(contacts, articles, sources, since, now)


def since_last(db: Database, config: Config, now: datetime) -> datetime:
    """A digest covers what came since the last one; the first covers everything."""
    last = look.last_digest(db)
    if last is None:
        return datetime.fromtimestamp(0, now.tzinfo)
    return moment(str(last["created_at"])) or now - timedelta(days=config.digest.days)


def publish(db: Database, config: Config, now: datetime, since: datetime | None = None) -> Published:
    """Write the digest of what came since the last one (or since `since`) and note it."""
    start = since or since_last(db, config, now)
    digest = gather(db, config, start, now)
    identity = now.astimezone(config.zone).strftime("%Y-%m-%d-%H%M%S")
    path = config.data / "digests" / identity
    path.parent.mkdir(parents=True, exist_ok=True)
    for form in FORMS:
        write_whole(path.with_name(f"{path.name}.{form}"), render(digest, config.language, config.zone, form))
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?, ?, ?)",
            (identity, stamp(now), stamp(start), str(path.relative_to(config.data.parent)) if path.is_relative_to(config.data.parent) else str(path),
             digest.contacts, len(digest.articles)),
        )  # fmt: skip
        db.conn.execute(
            "INSERT OR IGNORE INTO deliveries (kind, item, channel, state, attempts, updated_at) VALUES ('digest', ?, 'folder', 'sent', 1, ?)",
            (identity, stamp(now)),
        )
    return Published(identity, path, digest, start)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
