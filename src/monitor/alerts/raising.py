"""Which changes of the ledger are alerts. Pure.

An alert is raised by a change, not by an article: the same story told by forty outlets is one alert. Background
recalls and contacts that lie further back than the window fill the ledger silently; the digest shows them.
"""

from __future__ import annotations

from datetime import date, timedelta

from monitor.ledger import Decision, Entry
from monitor.model import Alert, who


def alert_for(decision: Decision, published: date | None, today: date, window: timedelta) -> Alert | None:
    """The alert a decision deserves, or None. `published` is the article's day, `today` the day of the run."""
    entry = decision.entry
    if (
        decision.change == "seen"
        or entry.level != "high"
        or entry.background
        or is_old(entry, published, today, window)
    ):
        return None
    suffix = {"new": "new", "status": entry.status, "date": f"date-{entry.date}"}[decision.change]
    return Alert(
        id=f"{entry.id}:{suffix}",
        contact=entry.id,
        kind=decision.change,
        level=entry.level,
        text=one_line(entry),
        evidence=entry.evidence,
        article=entry.article,
    )


def is_old(entry: Entry, published: date | None, today: date, window: timedelta) -> bool:
    """Whether the contact lies so far back that it is no news; an undated one is as old as its article."""
    when = entry.when
    if when is not None:
        return when.end < today - window
    return published is not None and published < today - window


def one_line(entry: Entry) -> str:
    """Who–whom, what, when, where, in one line that can be forwarded."""
    day = " – ".join(filter(None, (entry.date, entry.date_end))) or "date unknown"
    place = f", {entry.place}" if entry.place else ""
    return f"{entry.mode} {entry.status}: {who(entry.peru)} – {who(entry.us)} ({day}{place})"
