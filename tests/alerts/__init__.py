"""Samples the tests of alerts, digests and delivery are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts.digest import Digest, SourceHealth, compose
from monitor.alerts.rhythm import rhythm
from monitor.alerts.view import Before, Item, Told
from monitor.ledger import Entry, Observation, decide
from monitor.model import Contact, Participant

LIMA = ZoneInfo("America/Lima")
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SINCE = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = "2026-03-03T09:00:00Z"
BALCAZAR = Participant("José María Balcázar", "president", "Presidencia", "jose-maria-balcazar")
NAVARRO = Participant("Bernie Navarro", "ambassador", "US Embassy Lima", "bernie-navarro")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> ](javascript:alert(3)) <!channel> @everyone\r\nBcc: x@y.pe\u202e"
SENTENCE = "El presidente José María Balcázar sostuvo una reunión con el embajador Bernie Navarro."


def entry(**changes: Any) -> Entry:
    """A held meeting of president and ambassador on 2 March 2026, changed as told."""
    contact = Contact(
        peru=(BALCAZAR,), us=(NAVARRO,), mode="meeting", status="held", date="2026-03-02", date_end=None,
        place="Palacio de Gobierno", level="high", background=False, evidence=SENTENCE, start=0, end=len(SENTENCE),
    )  # fmt: skip
    return replace(decide(Observation(contact, "a1", date(2026, 3, 2)), []).entry, **changes)


def told(article: str = "a1", **changes: Any) -> Told:
    """An article of 2 March that tells of it."""
    base = Told(
        article=article, outlet="RPP", title="Balcázar recibe a Navarro", url=f"https://rpp.pe/{article}",
        published="2026-03-02", evidence=SENTENCE, status="held", date="2026-03-02", date_end=None, background=False,
        copy_of=None, observed_at=NEW,
    )  # fmt: skip
    return replace(base, **changes)


def item(*reports: Told, before: Before | None = None, **changes: Any) -> Item:
    reports = reports or (told(),)
    return Item(entry(**changes), reports, reports, min(t.observed_at for t in reports), NEW, before)


def digest(*items: Item, **parts: Any) -> Digest:
    made = compose(items, (), (), rhythm((), NOW.date()), (SourceHealth("RPP", "ok", "ok"),), SINCE, NOW)
    return replace(made, **parts)
