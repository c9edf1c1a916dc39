"""The report: the whole ledger on one HTML page that needs nothing else.

`gather` reads, `compose` and `render` are pure. No script, no remote content (a policy in the page forbids both); foreign
text is escaped, links are only http(s).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlite_utils import Database

from monitor.alerts import reading
from monitor.alerts.escape import clip, one_line, web_address
from monitor.alerts.outgoing import official
from monitor.alerts.phrases import Phrases
from monitor.alerts.rhythm import Rhythm, rhythm
from monitor.alerts.view import Item
from monitor.config import Config
from monitor.data import load_yaml
from monitor.ledger import Entry, person_key
from monitor.model import Side
from monitor.store.sources import Health, coverage

PEOPLE = {"peru": 14, "us": 10}
"""Most rows and columns of the matrix; those with the most contacts are shown."""
BAR = 96
"""Height of the highest bar, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many contacts each two people held; rows are Peru's, columns the United States'."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    left_out: int
    """People for whom there was no room."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says, before it is written in a language."""

    now: datetime
    since: date | None
    timeline: tuple[tuple[str | None, tuple[Item, ...]], ...]
    """The newest first, by month (2026-03), or by year where no more is known (2026), or None: undated."""
    matrix: Matrix
    rhythm: Rhythm
    announced: tuple[Entry, ...]
    sources: tuple[tuple[str, Health], ...]
    """The enabled ones by name, those that fare badly first."""

    @property
    def entries(self) -> list[Entry]:
        return [item.entry for _, items in self.timeline for item in items]

    @property
    def held(self) -> int:
        return sum(entry.status == "held" for entry in self.entries)


def gather(db: Database, config: Config, since: date | None, now: datetime) -> Report:
    """The ledger as it stands; with `since`, without the contacts that were over before that day."""
    today = now.astimezone(config.zone).date()
    names = {source.id: source.name for source in config.sources}
    health = [(names[one.source], one) for one in coverage(db, now) if one.source in names]
    return compose(
        reading.everything(db, official(config)),
        rhythm(reading.held(db), today),
        reading.announced(db, today),
        health,
        since,
        now,
    )


_WORST = ("failing", "silent", "ok", "unpolled")


def compose(
    items: Iterable[Item],
    months: Rhythm,
    announced: Iterable[Entry],
    sources: Iterable[tuple[str, Health]],
    since: date | None,
    now: datetime,
) -> Report:
    """Group and count what there is. Contacts without a date are left out where `since` is given."""
    shown = [i for i in items if since is None or (i.entry.when and i.entry.when.end >= since)]
    return Report(
        now=now,
        since=since,
        timeline=_timeline(shown),
        matrix=matrix([i.entry for i in shown]),
        rhythm=months,
        announced=tuple(announced),
        sources=tuple(sorted(sources, key=lambda one: (_WORST.index(one[1].state), one[0]))),
    )


def _timeline(items: Iterable[Item]) -> tuple[tuple[str | None, tuple[Item, ...]], ...]:
    ordered = sorted(items, key=lambda i: _place(i.entry), reverse=True)
    return tuple((name, tuple(group)) for name, group in groupby(ordered, lambda i: _period(i.entry)))


def _place(entry: Entry) -> tuple[date, bool, str]:
    """What is known by its year stands after that year's months."""
    when = entry.when
    return (when.start, when.precision != "year", entry.id) if when else (date.min, False, entry.id)


def _period(entry: Entry) -> str | None:
    when = entry.when
    return when.start.isoformat()[: 4 if when.precision == "year" else 7] if when else None


def matrix(entries: Iterable[Entry]) -> Matrix:
    """Who held how many contacts with whom; a person counts once in each, whatever the spelling of the name."""
    pairs: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for entry in entries:
        if entry.status == "held":
            peru, us = _people(entry, "peru"), _people(entry, "us")
            names |= peru | us
            pairs.update((one, other) for one in peru for other in us)
    totals = {"peru": Counter[str](), "us": Counter[str]()}
    for (one, other), count in pairs.items():
        totals["peru"][one] += count
        totals["us"][other] += count
    shown = {side: sorted(total, key=lambda key: (-total[key], names[key]))[: PEOPLE[side]] for side, total in totals.items()}  # fmt: skip
    return Matrix(
        rows=tuple(names[key] for key in shown["peru"]),
        columns=tuple(names[key] for key in shown["us"]),
        counts=tuple(tuple(pairs[one, other] for other in shown["us"]) for one in shown["peru"]),
        left_out=sum(len(total) - len(shown[side]) for side, total in totals.items()),
    )


def _people(entry: Entry, side: Side) -> dict[str, str]:
    return {key: one.name for one in entry.side(side) if one.name and (key := person_key(one))}


# --- rendering -------------------------------------------------------------------------------------------------------------


def render(report: Report, language: str, zone: ZoneInfo) -> str:
    """The page, in one language (es, en)."""
    say = Phrases(language, zone)
    today = report.now.astimezone(zone).date()
    page = _environment().get_template("report.html.j2")
    return page.render(r=report, w=load_yaml("report.yaml")[language], say=say, today=say.date(today), bar=_bar)


def _bar(count: int, most: int) -> int:
    """The height of a bar; whatever was held at all is seen."""
    return max(round(BAR * count / most), 2) if count else 0


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    environment.filters |= {"web": web_address, "line": one_line, "clip": clip}
    return environment
