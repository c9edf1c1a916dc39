"""Intervals of whole days, months and years, and their written form in the annotation."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year"]
_WRITTEN = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class When:
    """An interval of whole days, months or years: first and last day, both included."""

    start: date
    end: date
    precision: Precision

    def overlaps(self, other: When) -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    @property
    def iso(self) -> tuple[str, str | None]:
        """`date` and `date_end` in the annotation's form: the end only where it names another day, month or year."""
        size = _WRITTEN[self.precision]
        first, last = self.start.isoformat()[:size], self.end.isoformat()[:size]
        return first, (last if last != first else None)


def day(value: date) -> When:
    return When(value, value, "day")


def month(year: int, number: int, last_year: int | None = None, last: int | None = None) -> When:
    last_year, last = last_year or year, last or number
    return When(date(year, number, 1), date(last_year, last, monthrange(last_year, last)[1]), "month")


def year(number: int) -> When:
    return When(date(number, 1, 1), date(number, 12, 31), "year")


def parse_iso(value: str | None, value_end: str | None = None) -> When | None:
    """The interval of an annotation's `date` and `date_end`; None for null or nonsense."""
    if not value:
        return None
    try:
        first, last = _interval(value), _interval(value_end or value)
    except ValueError:
        return None
    return When(first.start, max(first.end, last.end), first.precision)


def _interval(value: str) -> When:
    parts = [int(p) for p in value.split("-")]
    if len(parts) == 1:
        return year(parts[0])
    return month(*parts) if len(parts) == 2 else day(date(*parts))
