"""From the database to the values digests and alerts are made of."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Unpack

from sqlite_utils import Database

from monitor.alerts.atom import Raised
from monitor.alerts.view import Before, Item, Told, Withdrawal, official_side
from monitor.ledger import Entry, entry_of
from monitor.ledger.days import AHEAD
from monitor.model import Level, Side
from monitor.store import look
from monitor.store.convert import Row, observation_from, stamp
from monitor.text.dates import When, parse_iso

Official = Mapping[str, Side]
"""Whose official voice a source is, by its id in config.yaml."""


def changed(db: Database, official: Official, since: datetime, window: timedelta | None = None) -> list[Item]:
    """Entries that are new or changed since `since`, with what was known of them then; without those that were older than
    `window` when they were read.
    """
    items = [_item(db, known, official) for known in look.entries(db, changed_since=since, window=window)]
    return [replace(item, before=_before(db, item.entry, since)) for item in items]


def _before(db: Database, entry: Entry, since: datetime) -> Before | None:
    """What the articles read before `since` made of an entry on that day, as far as they had not been changed by then."""
    then = stamp(since)
    rows = [
        row
        for row in _observations(db, entry.id)
        if row["observed_at"] < then and (row["superseded_at"] is None or row["superseded_at"] >= then)
    ]
    if not rows:
        return None
    kept = any(db.query("SELECT 1 FROM contacts WHERE visit = ? AND first_seen < ?", (entry.id, then)))
    was = entry_of(entry.id, [observation_from(row) for row in rows], fulfilled=kept, lapsed_on=since.date())
    return None if was.background else Before(was.status, was.date, was.date_end)


def one(db: Database, official: Official, identity: str) -> Item | None:
    """The entry with this id; None where no article tells of it (any more)."""
    return next((_item(db, known, official) for known in look.entries(db, identity=identity)), None)


def said(db: Database, official: Official, entry: Entry) -> Told:
    """What the article says that gives an entry its evidence."""
    return next(t for t, stands in _history(db, entry.id, official) if stands and t.article == entry.article)


def known(db: Database, official: Official, identity: str) -> Item:
    """The entry with this id; one of which no article tells any more as it was told of."""
    return one(db, official, identity) or _as_told(db, official, identity)


def _as_told(db: Database, official: Official, identity: str) -> Item:
    told = _history(db, identity, official)
    rows = _observations(db, identity)
    (dates,) = db.query("SELECT first_seen, changed_at FROM contacts WHERE id = ?", (identity,))
    entry = entry_of(identity, [observation_from(row) for row in rows])
    return Item(entry, (), tuple(t for t, _ in told), dates["first_seen"], dates["changed_at"])


def withdrawn(db: Database, official: Official, since: datetime) -> list[Withdrawal]:
    """What articles told and since `since` tell no more, but for recalls: of contacts which a digest before it or an alert
    told the reader of. An article that says the same in other words still tells of it.
    """
    rows = db.query(
        """SELECT contact, article FROM observations o WHERE superseded_at >= :since AND background = 0
           AND (observed_at < :since OR contact IN (SELECT contact FROM alerts))
           AND NOT EXISTS (SELECT 1 FROM observations s
                           WHERE s.article = o.article AND s.contact = o.contact AND s.superseded_at IS NULL)
           GROUP BY contact, article ORDER BY min(id)""",
        {"since": stamp(since)},
    )
    return [_withdrawal(known(db, official, row["contact"]), row["article"]) for row in rows]


def _withdrawal(item: Item, article: str) -> Withdrawal:
    return Withdrawal(item, [t for t in item.history if t.article == article][-1])


def everything(db: Database, official: Official, **filters: Unpack[look.Filters]) -> list[Item]:
    """The whole ledger, or what the filters leave of it, by date."""
    return [_item(db, known, official) for known in look.entries(db, **filters)]


def announced(db: Database, today: date) -> list[Entry]:
    """Contacts announced or put off whose time has not passed, by date; the undated last."""
    found = [k.entry for k in _promised(db) if _last_day(k) >= today]
    return sorted(found, key=lambda e: (e.when.start if e.when else date.max, e.id))


def overdue(db: Database, since: date, today: date) -> list[Entry]:
    """Contacts announced or put off whose time passed since, without evidence that they took place, by date."""
    dated = [(k.entry.when.end, k.entry) for k in _promised(db) if k.entry.when and not k.entry.background]
    found = [(end, entry) for end, entry in dated if since <= end < today]
    return [entry for _, entry in sorted(found, key=lambda one: (one[0], one[1].id))]


def _promised(db: Database) -> list[look.KnownEntry]:
    return [k for status in ("planned", "slipped") for k in look.entries(db, status=status)]


def _last_day(known: look.KnownEntry) -> date:
    """Until when an announced contact may be still to come. One without a date is waited for as long after its pages as
    the ledger does, or, where these have no date either, after it was first read.
    """
    entry = known.entry
    if entry.when:
        return entry.when.end
    return (entry.last_published or date.fromisoformat(known.first_seen[:10])) + AHEAD


def held(db: Database) -> list[tuple[When, Level]]:
    """When each dated contact was held, and its level."""
    rows = db.query(
        "SELECT date, date_end, level FROM contacts WHERE status = 'held' AND date IS NOT NULL"
        " AND observations > 0 AND joined_to IS NULL"
    )
    return [(when, row["level"]) for row in rows if (when := parse_iso(row["date"], row["date_end"]))]


def alerts(db: Database, since: datetime) -> list[Raised]:
    """The alerts raised since, with the articles that raised them."""
    rows = db.query(
        """SELECT l.id, l.text, l.evidence, l.created_at, coalesce(a.outlet, '') AS outlet, coalesce(a.url, '') AS url
           FROM alerts l LEFT JOIN articles a ON a.id = l.article WHERE l.created_at >= ? ORDER BY l.created_at, l.id""",
        (stamp(since),),
    )
    return [Raised(**row) for row in rows]


def _observations(db: Database, contact: str) -> list[Row]:
    """What was ever read of a contact, in the order it was read, with its articles."""
    return list(
        db.query(
            """SELECT o.*, a.outlet, a.title, a.url, a.published, a.copy_of, a.source, a.topics, a.text AS article_text
               FROM observations o JOIN articles a ON a.id = o.article WHERE o.contact = ? ORDER BY o.id""",
            (contact,),
        )
    )


def _item(db: Database, known: look.KnownEntry, official: Official) -> Item:
    said = _history(db, known.entry.id, official)
    told, history = tuple(t for t, stands in said if stands), tuple(t for t, _ in said)
    return Item(known.entry, told, history, known.first_seen, known.changed_at)


def _history(db: Database, contact: str, official: Official) -> list[tuple[Told, bool]]:
    """What articles say and said of a contact, in the order it was read; whether it stands."""
    rows = _observations(db, contact)
    return [(_told(db, row, contact, official), row["superseded_at"] is None) for row in rows]


def _told(db: Database, row: Mapping[str, str], contact: str, official: Official) -> Told:
    side = official_side(row["url"], official.get(row["source"]))
    return Told(
        article=row["article"],
        outlet=row["outlet"],
        title=row["title"],
        url=row["url"],
        published=row["published"],
        evidence=row["evidence"],
        status=row["status"],
        date=row["date"],
        date_end=row["date_end"],
        background=bool(row["background"]),
        copy_of=row["copy_of"],
        observed_at=row["observed_at"],
        source=row["source"],
        official=side,
        topics=tuple(json.loads(row["topics"])),
        text=row["article_text"] if side else "",
        visits=_visits(db, row["article"], {contact}) if side else (),
    )


def _visits(db: Database, article: str, but: Collection[str]) -> tuple[Entry, ...]:
    rows = db.query(
        "SELECT DISTINCT contact FROM observations WHERE article = ? AND mode = 'visit' AND status <> 'held'"
        " AND superseded_at IS NULL ORDER BY id",
        (article,),
    )
    found = [known.entry for r in rows if r["contact"] not in but for known in look.entries(db, identity=r["contact"])]
    return tuple(found)
