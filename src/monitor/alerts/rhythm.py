"""The rhythm of contacts: how many were held in each of the last twelve months, and how long ago the last one was. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitor.model import Level
from monitor.text.dates import When, month_beside

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    held: int
    high: int
    """Those of `held` that were high-level."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Contacts held in each of twelve months, the running one last."""

    months: tuple[Month, ...]
    since_high: int | None
    """Days since the last high-level contact whose day is known; None if there is none."""

    @property
    def held(self) -> int:
        return sum(m.held for m in self.months)

    @property
    def high(self) -> int:
        return sum(m.high for m in self.months)

    @property
    def most(self) -> int:
        return max(m.held for m in self.months)


def rhythm(held: Iterable[tuple[When, Level]], today: date) -> Rhythm:
    """Count the contacts held; one known only by its year is in no month."""
    starts = [date(*month_beside(today, -back), 1) for back in range(MONTHS - 1, -1, -1)]
    counts = {first: [0, 0] for first in starts}
    last: date | None = None
    for when, level in held:
        month = counts.get(when.start.replace(day=1))
        if month and when.precision != "year":
            month[0] += 1
            month[1] += level == "high"
        if level == "high" and when.precision == "day" and when.end <= today:
            last = max(last or when.end, when.end)
    months = tuple(Month(first, *counts[first]) for first in starts)
    return Rhythm(months, (today - last).days if last else None)
