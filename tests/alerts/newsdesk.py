"""A database that articles are saved into as the pipeline does, without reading any text."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from alerts import BALCAZAR, NAVARRO, NOW
from monitor import copies
from monitor.alerts.outgoing import tell
from monitor.config import Channel, Config, Source
from monitor.model import Alert, Article, Assessment, Contact, Relevance
from monitor.store import articles, sources
from monitor.store.db import open_database

RREE = Source(id="rree", name="Cancillería", url="https://www.gob.pe/rree.xml", official="peru")
RPP = Source(id="rpp", name="RPP", url="https://rpp.pe/rss")


def contact(**changes: object) -> Contact:
    base = Contact(
        peru=(BALCAZAR,), us=(NAVARRO,), mode="meeting", status="held", date="2026-03-02", date_end=None, place="Lima",
        level="high", background=False, evidence="Balcázar se reunió con Navarro.", start=0, end=31,
    )  # fmt: skip
    return replace(base, **changes)


class Newsdesk:
    """Opens the database in a folder and saves articles into it; every alert goes to the given channels."""

    def __init__(self, folder: Path, *channels: Channel, **config: object) -> None:
        self.config = Config(data=folder, channels=channels, sources=(RREE, RPP), **config)
        self.db: Database = open_database(self.config.database)
        sources.sync(self.db, self.config.sources)

    def save(self, url: str, *contacts: Contact, text: str = "", now: datetime = NOW, **changes: object) -> list[Alert]:
        """Save an article that tells of the contacts; the alerts it raised."""
        text = text or "\n".join(c.evidence for c in contacts) + "\n" + hashlib.sha256(url.encode()).hexdigest() * 3
        article = Article(
            hashlib.sha256(url.encode()).hexdigest()[:16], url, "RPP", "Título", text, date(2026, 3, 2), source="rpp"
        )
        article = replace(article, **changes)
        assessment = Assessment(article, Relevance(3, 1.0, ("security",)), contacts, copies.sign(text))
        saved = articles.save(self.db, assessment, lambda *change: tell(self.db, *change, self.config, now), now)
        return list(saved.alerts)

    def deliveries(self) -> list[tuple[str, str, str]]:
        rows = self.db.query("SELECT channel, item, state FROM deliveries ORDER BY id")
        return [(row["channel"], row["item"].rpartition(":")[2], row["state"]) for row in rows]

    def close(self) -> None:
        self.db.conn.close()
