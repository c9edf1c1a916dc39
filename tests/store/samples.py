"""What the tests of the store are made of: an empty database, and assessed articles on one meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from monitor import copies
from monitor.ledger import Decision
from monitor.model import Alert, Article, Assessment, Contact, Participant, Relevance
from monitor.store import articles

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 4, 12, tzinfo=UTC)
DE_ZELA = Participant("Hugo de Zela", "foreign_minister", "Cancillería", "hugo-de-zela")
LANDAU = Participant("Christopher Landau", "deputy_secretary_of_state", "State Department", "christopher-landau")
NAVARRO = Participant("Bernie Navarro", "ambassador", "US Embassy Lima", "bernie-navarro")
GOVERNMENT = Participant(None, "delegation", "Government of Peru")
BODIES = (Participant(None, "delegation", "Mincetur"), Participant(None, "delegation", "USTR"))


def contact(**changes: Any) -> Contact:
    """A meeting of foreign minister and ambassador on 3 March 2026 in Torre Tagle, changed as said."""
    fields: Mapping[str, Any] = {
        "peru": (DE_ZELA,), "us": (NAVARRO,), "mode": "meeting", "status": "held", "date": "2026-03-03", "date_end": None,
        "place": "Torre Tagle", "level": "high", "background": False, "evidence": "Se reunieron.", "start": 0, "end": 13,
    }  # fmt: skip
    return Contact(**{**fields, **changes})


def assessed(name: str, *contacts: Contact, text: str = "", **changes: Any) -> Assessment:
    """An article of 3 March that tells of `contacts`; its text is its own unless given."""
    body = text or f"Se reunieron. Lo cuenta {name}."
    fields: Mapping[str, Any] = {
        "id": name, "url": f"https://{name}.pe/nota", "outlet": name, "title": f"Reunión, según {name}", "text": body,
        "published": date(2026, 3, 3), "published_basis": "page", "source": "prensa",
    }  # fmt: skip
    article = Article(**{**fields, **changes})
    return Assessment(article, Relevance(3, 0.9, ("diplomacy",), ("both states",)), contacts, copies.sign(article.text))


def alerts_of(article: Article, decisions: Sequence[Decision], changed: bool) -> list[Alert]:
    """Every change is an alert."""
    entries = [(d.entry, d.change) for d in decisions if d.change != "seen"]
    return [Alert(f"{e.id}:{change}", e.id, change, "high", e.id, e.evidence, article.id) for e, change in entries]


def save(db: Database, *assessments: Assessment, now: datetime = NOW) -> list[articles.Saved]:
    return [articles.save(db, one, alerts_of, now) for one in assessments]


def rows(db: Database) -> dict[str, int]:
    """How many rows each table has."""
    return {name: db[name].count for name in db.table_names()}
