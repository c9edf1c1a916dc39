"""Which changes are alerts. Pure: a change of the ledger (or of a source, or of the runs) and the day → Alert or None.

An alert is raised by a change, not by an article: the same story told by forty outlets is one alert, because an alert's
id is made of the entry and of what it changed to. Background recalls, contacts that lie further back than the window and
those of which only one text tells, in a way that is often no contact, fill the ledger silently; the digest shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from monitor.ledger import Decision, Entry
from monitor.model import Alert, Level, who

Kind = Literal["new", "status", "date", "overdue", "correction", "source", "flow"]


def alert_for(
    decision: Decision, published: date | None, today: date, window: timedelta, level: Level = "high"
) -> Alert | None:
    """The alert a decision deserves, or None. `published` is the article's day, `today` the day of the run."""
    entry, before = decision.entry, decision.before
    waited = before is not None and not is_attested(before)
    if (decision.change == "seen" and not waited) or not is_attested(entry):
        return None
    if not _worth_it(entry, level) or is_old(entry, published, today, window):
        return None
    if str(entry.status) == "lapsed":
        return _overdue(entry)
    if waited:
        return _alert(entry, "new", "new")
    if decision.change == "date":
        return _alert(entry, "date", "-".join(filter(None, ("date", entry.date, entry.date_end))))
    kind: Kind = "new" if decision.change == "new" else "status"
    return _alert(entry, kind, "new" if kind == "new" else entry.status)


def overdue(entry: Entry, today: date, window: timedelta, level: Level = "high") -> Alert | None:
    """An announced contact whose time has passed without evidence that it took place."""
    if entry.status not in ("planned", "slipped", "lapsed") or not (is_attested(entry) and _worth_it(entry, level)):
        return None
    if entry.when is None or not today - window <= entry.when.end < today:
        return None
    return _overdue(entry)


def correction(entry: Entry, article: str, evidence: str, level: Level = "high") -> Alert | None:
    """An article that told of the contact (with `evidence`) was withdrawn or changed and tells of it no more."""
    if not _worth_it(entry, level):
        return None
    return Alert(
        f"{entry.id}:correction-{article}", entry.id, "correction", entry.level, one_line(entry), evidence, article
    )


def is_attested(entry: Entry) -> bool:
    """Whether an article is sure of the contact, or two texts tell of it; copies are one text."""
    from monitor.relevance import trust  # the models take 0.3 s to import; who only lists contacts needs none

    texts = {o.copy_of or o.article for o in entry.observations}
    return len(texts) > 1 or any(trust.sure(o.contact) for o in entry.observations)


def _worth_it(entry: Entry, level: Level) -> bool:
    return not entry.background and (level == "working" or entry.level == "high")


def _overdue(entry: Entry) -> Alert:
    return _alert(entry, "overdue", f"overdue-{entry.when.end if entry.when else 'undated'}")


def _alert(entry: Entry, kind: Kind, what: str) -> Alert:
    return Alert(f"{entry.id}:{what}", entry.id, kind, entry.level, one_line(entry), entry.evidence, entry.article)


def is_old(entry: Entry, published: date | None, today: date, window: timedelta) -> bool:
    """Whether the contact lies so far back that it is no news; an undated one is as old as its article."""
    when = entry.when
    if when is not None:
        return when.end < today - window
    return published is not None and published < today - window


def one_line(entry: Entry) -> str:
    """Who–whom, what, when, where, in one line, with the ledger's own words."""
    day = " – ".join(filter(None, (entry.date, entry.date_end))) or "date unknown"
    place = f", {entry.place}" if entry.place else ""
    return f"{entry.mode} {entry.status}: {who(entry.peru)} – {who(entry.us)} ({day}{place})"


# --- the monitor itself ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quiet:
    """A source from which nothing new comes for longer than its own habit explains: when the last came, and what came
    of the last poll.
    """

    id: str
    name: str
    since: datetime
    outcome: str


def silent(source: Quiet) -> Alert:
    """Raised once in each silence."""
    text = f"{source.name}: nothing new since {source.since:%Y-%m-%d} ({source.outcome})"
    return Alert(f"source:{source.id}:{source.since:%Y-%m-%d}", "", "source", "high", text, "", "")


def unreachable(since: datetime) -> Alert:
    """No source can be reached since then: one alert in place of one for each."""
    return Alert(f"source:all:{since:%Y-%m-%dT%H:%M}", "", "source", "high", f"nothing answers since {since}", "", "")


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended; `outcome` is ok, or says what happened."""

    started_at: str
    outcome: str


def failing(runs: Sequence[Run], least: int) -> Alert | None:
    """The last runs (newest first) did not end well, at least `least` of them in a row; raised once in each row."""
    row = failed(runs)
    if len(row) < least:
        return None
    text = f"{len(row)} runs in a row since {row[-1].started_at}: {row[0].outcome}"
    return Alert(f"flow:ingest:{row[-1].started_at}", "", "flow", "high", text, "", "")


def fell(kind: str, run: str, why: str, today: date) -> Alert:
    """A run failed, as Prefect tells it; raised once a day for each kind of run."""
    return Alert(f"flow:{kind}:failed-{today}", "", "flow", "high", f"{run}: {why}", "", "")


def failed(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs since the last good one, newest first."""
    good = next((place for place, run in enumerate(runs) if run.outcome == "ok"), len(runs))
    return runs[:good]
