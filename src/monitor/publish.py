"""Writing a digest and the files beside it, whole or not at all, and putting the digest into the outbox.

data/digests/ID.html, .md and .txt; data/feed.atom, calendar.ics, contacts.csv and contacts.json.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path

from sqlite_utils import Database

from monitor.alerts import reading
from monitor.alerts.atom import atom
from monitor.alerts.channels import FORMS as CHANNEL_FORMS
from monitor.alerts.digest import FORMS, Digest, Late, SourceHealth, compose, message, render
from monitor.alerts.ical import calendar
from monitor.alerts.outgoing import official, phrases
from monitor.alerts.phrases import Phrases
from monitor.alerts.rhythm import rhythm
from monitor.alerts.tables import contacts_csv, contacts_json
from monitor.alerts.terms import out_of_term
from monitor.config import Config
from monitor.contacts.people import load as load_people
from monitor.files import write_whole
from monitor.store import look, outbox
from monitor.store.convert import moment, stamp
from monitor.store.db import writing
from monitor.store.sources import coverage

FEED = timedelta(days=30)
"""How long an alert stands in the feed."""


@dataclass(frozen=True, slots=True)
class Published:
    """A digest and where it lies; `path` is without suffix."""

    id: str
    path: Path
    digest: Digest
    since: datetime


def gather(db: Database, config: Config, since: datetime, now: datetime) -> Digest:
    """What is new and changed since `since`. What was older than news are (`alerts.window`) when it was read is counted:
    the years that a backfill brings would bury what came today.
    """
    names = {s.id: s.name for s in config.sources}
    sources = [
        SourceHealth(names[h.source], h.state, h.reason, h.since, h.waiting)
        for h in coverage(db, now)
        if h.source in names
    ]
    today = now.astimezone(config.zone).date()
    window = config.alerts.window
    items = reading.changed(db, official(config), since, window)
    return compose(
        items,
        reading.announced(db, today),
        look.relevant_articles(db, since, config.digest.articles, window),
        rhythm(reading.held(db), today),
        sources,
        since,
        now,
        reading.withdrawn(db, official(config), since),
        reading.overdue(db, max(today - window, since.astimezone(config.zone).date()), today),
        out_of_term([item.entry for item in items if not item.entry.background], load_people(config.people)),
        Late(window, *look.late(db, since, window)),
    )


def since_last(db: Database, now: datetime) -> datetime:
    """A digest covers what came since the last one; the first covers everything."""
    last = look.last_digest(db, now)
    return (last and moment(str(last["created_at"]))) or datetime.fromtimestamp(0, now.tzinfo)


def publish(db: Database, config: Config, now: datetime, since: datetime | None = None) -> Published:
    """Write the digest of what came since the last one (or since `since`), note it, and put it into the outbox; write
    the files that stand beside it anew.
    """
    start = since or since_last(db, now)
    digest = gather(db, config, start, now)
    identity = _free(config.data / "digests", now.astimezone(config.zone).strftime("%Y-%m-%d-%H%M%S"))
    path = config.data / "digests" / identity
    for form in FORMS:
        write_whole(
            path.with_name(f"{path.name}.{form}"), render(digest, config.language, config.zone, form, config.people)
        )
    with writing(db):
        db.conn.execute(
            "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?, ?, ?)",
            (identity, stamp(now), stamp(start), _shown(path, config), digest.contacts, len(digest.articles)),
        )
        outbox.put(db, "digest", identity, _messages(digest, config), now)
    write_files(db, config, now)
    return Published(identity, path, digest, start)


def _free(folder: Path, name: str) -> str:
    """`name`, numbered where a digest of the same second lies there already."""
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    return next(n for n in names if not (folder / f"{n}.html").exists())


def _shown(path: Path, config: Config) -> str:
    """Relative to the configuration's folder where the data lie there."""
    base = config.data.parent
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _messages(digest: Digest, config: Config) -> dict[str, dict[str, str]]:
    if digest.empty and config.digest.when_empty == "skip":
        return {}
    return {
        channel.id: asdict(message(digest, phrases(channel, config), CHANNEL_FORMS[channel.kind]))
        for channel in config.channels
        if channel.enabled and "digest" in channel.kinds
    }


def write_files(db: Database, config: Config, now: datetime) -> None:
    """Write feed.atom, calendar.ics, contacts.csv and contacts.json into the data folder."""
    items, say = reading.everything(db, official(config)), Phrases(config.language, config.zone, config.people)
    write_whole(config.data / "feed.atom", atom(reading.alerts(db, now - FEED), say.words["title"]))
    write_whole(config.data / "calendar.ics", calendar(items, say))
    write_whole(config.data / "contacts.csv", contacts_csv(items))
    write_whole(config.data / "contacts.json", contacts_json(items))
