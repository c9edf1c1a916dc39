"""What happened, as Prefect events for a user's automations: `monitor.contact.new`, `monitor.contact.changed` (resource
`monitor.contact.ID`, the entry of the ledger), `monitor.source.silent` (resource `monitor.source.ID`).

An automation matches events by their labels: level, status, mode and background of the contact; the rest is payload.
"""

from __future__ import annotations

from collections.abc import Iterable

from prefect.events import emit_event

from monitor.alerts.raising import one_line
from monitor.ledger import Decision, Entry
from monitor.model import Alert
from monitor.store.articles import Saved

_NAMES = {"new": "monitor.contact.new", "status": "monitor.contact.changed", "date": "monitor.contact.changed"}


def contacts(saved: Iterable[Saved]) -> None:
    """One event for each new entry of the ledger, and for each that changed its status or date."""
    for one in saved:
        for decision in one.decisions:
            if decision.change in _NAMES:
                emit_event(_NAMES[decision.change], _resource(decision.entry), payload=_payload(decision, one.article))


def silences(alerts: Iterable[Alert]) -> None:
    """One event for each source that was found silent; `monitor.source.all` where none answers."""
    for alert in alerts:
        if alert.kind == "source":
            source = alert.id.split(":")[1]
            resource = {"prefect.resource.id": f"monitor.source.{source}", "prefect.resource.name": source}
            emit_event("monitor.source.silent", resource, payload={"line": alert.text})


def _resource(entry: Entry) -> dict[str, str]:
    return {
        "prefect.resource.id": f"monitor.contact.{entry.id}",
        "prefect.resource.name": one_line(entry),
        "monitor.level": entry.level,
        "monitor.status": entry.status,
        "monitor.mode": entry.mode,
        "monitor.background": "yes" if entry.background else "no",
    }


def _payload(decision: Decision, article: str) -> dict[str, object]:
    entry, before = decision.entry, decision.before
    return {
        "contact": entry.id,
        "article": article,
        "line": one_line(entry),
        "date": entry.date,
        "date_end": entry.date_end,
        "place": entry.place,
        "peru": [p.name or p.org for p in entry.peru],
        "us": [p.name or p.org for p in entry.us],
        "evidence": entry.evidence,
        "before": {"status": before.status, "date": before.date, "date_end": before.date_end} if before else None,
    }
