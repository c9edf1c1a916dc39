"""What an expression means once the day of publication and the tense of its verb are known.

A meaning is an interval where the words alone settle it ("3 de noviembre de 2023"), else a resolver: a frozen value
that is called with the day of publication and the tense. Resolvers may raise ValueError or OverflowError at the ends of
the calendar; `Expression.resolve` turns these into "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from monitor.text.dates.intervals import When, day, month, year

Tense = Literal[-1, 0, 1]
"""-1: the event lies in the past, 1: in the future, 0: not known."""


class Resolver(Protocol):
    """From the day of publication and the tense to the interval meant, or None where there is none."""

    def __call__(self, published: date, tense: Tense, /) -> When | None: ...


Meaning = When | Resolver


class Yearly(Protocol):
    """Something that every year has: a day, a run of days, a month, a quarter."""

    def of(self, number: int) -> When:
        """The one of that year; ValueError where it has none (29 February)."""
        ...


# --- what a year has -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Days:
    """Days by (month, day); a last one before the first lies in the next year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def of(self, number: int) -> When:
        return When(date(number, *self.first), date(number + (self.last < self.first), *self.last), "day")


@dataclass(frozen=True, slots=True)
class Months:
    """One month or several; a last one before the first lies in the next year."""

    first: int
    last: int

    def of(self, number: int) -> When:
        return month(number, self.first, number + (self.last < self.first), self.last)


@dataclass(frozen=True, slots=True)
class Whole:
    """The year itself."""

    def of(self, number: int) -> When:
        return year(number)


# --- years -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InYear:
    """Counted from the year of publication: "mayo del año pasado", "el próximo año"."""

    what: Yearly
    shift: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return self.what.of(published.year + self.shift)


@dataclass(frozen=True, slots=True)
class Nearest:
    """In the year that brings it nearest, on the tense's side: "el 3 de noviembre", "en mayo"."""

    what: Yearly
    over: bool = False
    """Where it lies in the past it is over: "el pasado marzo", said in March, is last year's."""
    weekday: int | None = None
    """Printed beside the first day: tells the year where it fits a nearer one than the tense does."""

    def __call__(self, published: date, tense: Tense) -> When | None:
        options = list(self._options(published))
        if self.over and tense < 0:
            options = [o for o in options if o.end < published] or options
        chosen = closest(options, published, tense)
        if chosen is None or self.weekday in (None, chosen.start.weekday()):
            return chosen
        nearest = closest(options, published, 0)
        return nearest if nearest is not None and nearest.start.weekday() == self.weekday else chosen

    def _options(self, published: date) -> Iterator[When]:
        for number in (published.year - 1, published.year, published.year + 1):
            try:
                yield self.what.of(number)
            except ValueError:
                continue


def closest(options: Iterable[When], published: date, tense: Tense) -> When | None:
    """The option on the right side of the publication day that lies nearest to it; of all where none lies there."""
    options = list(options)
    fitting = [o for o in options if tense == 0 or (o.start <= published if tense < 0 else o.end >= published)]
    return min(fitting or options, key=lambda o: _distance(o, published), default=None)


def _distance(when: When, published: date) -> int:
    if when.start <= published <= when.end:
        return 0
    return min(abs((when.start - published).days), abs((when.end - published).days))


# --- months, weeks and days ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthShift:
    """A whole month: "el mes pasado", "hace tres meses"."""

    months: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return month(*month_beside(published, self.months))


def month_beside(published: date, shift: int) -> tuple[int, int]:
    """Year and month, some months before or after."""
    index = published.year * 12 + published.month - 1 + shift
    return index // 12, index % 12 + 1


@dataclass(frozen=True, slots=True)
class Week:
    """A week, Monday to Sunday: "la próxima semana"."""

    weeks: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return week(monday(published, self.weeks))


def week(first: date) -> When:
    return When(first, first + timedelta(6), "day")


def monday(published: date, weeks: int) -> date:
    return published - timedelta(published.weekday()) + timedelta(7 * weeks)


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday; "el fin de semana" is this week's, or the last: the event past, Saturday to come."""

    weeks: int | None = None

    def __call__(self, published: date, tense: Tense) -> When:
        saturday = monday(published, self.weeks or 0) + timedelta(5)
        if self.weeks is None and tense < 0 and saturday > published:
            saturday -= timedelta(7)
        return When(saturday, saturday + timedelta(1), "day")


@dataclass(frozen=True, slots=True)
class DayShift:
    """A day so many days away: "ayer", "hace tres días"."""

    days: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return day(published + timedelta(self.days))


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """A weekday of a given week: "el martes de la próxima semana"."""

    number: int
    weeks: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return day(monday(published, self.weeks) + timedelta(self.number))


@dataclass(frozen=True, slots=True)
class Weekday:
    """The weekday by tense, today included; never today where the words point: "el viernes pasado"."""

    number: int
    direction: Tense = 0

    def __call__(self, published: date, tense: Tense) -> When:
        back = (published.weekday() - self.number) % 7
        ahead = (self.number - published.weekday()) % 7
        if self.direction:
            return day(published + timedelta(ahead or 7) if self.direction > 0 else published - timedelta(back or 7))
        return day(published + timedelta(ahead) if tense > 0 else published - timedelta(back))


@dataclass(frozen=True, slots=True)
class WeekdayRun:
    """From one weekday to the next other: "entre el miércoles y este jueves"."""

    first: int
    last: int
    direction: Tense = 0

    def __call__(self, published: date, tense: Tense) -> When:
        length = timedelta((self.last - self.first) % 7)
        known = Weekday(self.first if tense > 0 else self.last, self.direction)(published, tense).start
        return When(known, known + length, "day") if tense > 0 else When(known - length, known, "day")


@dataclass(frozen=True, slots=True)
class DayNumber:
    """The day of that number, of the months around the nearest on the tense's side: "el día 26".

    "El miércoles 26" is one on the other side where only there the weekday fits.
    """

    number: int
    weekday: int | None = None

    def __call__(self, published: date, tense: Tense) -> When | None:
        options = list(self._options(published))
        chosen = closest(options, published, tense)
        if chosen is None or self.weekday in (None, chosen.start.weekday()):
            return chosen
        return closest((o for o in options if o.start.weekday() == self.weekday), published, 0) or chosen

    def _options(self, published: date) -> Iterator[When]:
        for shift in (-1, 0, 1):
            try:
                yield day(date(*month_beside(published, shift), self.number))
            except ValueError:
                continue


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Days by their numbers, to the next one of the last number: "del 14 al 16", "entre el martes 18 y el jueves 20"."""

    first: DayNumber
    last: int

    def __call__(self, published: date, tense: Tense) -> When | None:
        start = self.first(published, tense)
        if start is None:
            return None
        first = start.start
        end = first if self.last >= first.day else date(*month_beside(first, 1), 1)
        return When(first, end.replace(day=self.last), "day")


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week, Monday to Sunday, of a day: "la semana del 10 de marzo"."""

    what: Meaning

    def __call__(self, published: date, tense: Tense) -> When | None:
        inside = self.what if isinstance(self.what, When) else self.what(published, tense)
        return None if inside is None else week(monday(inside.start, 0))


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The day of that number of the month of publication: "el 12 de este mes"."""

    number: int

    def __call__(self, published: date, _tense: Tense) -> When:
        return day(published.replace(day=self.number))


@dataclass(frozen=True, slots=True)
class Beside:
    """Counted from a day that the text named before: "al día siguiente"."""

    base: Resolver
    direction: Tense
    """What the words of that day say of its side."""
    days: int

    def __call__(self, published: date, tense: Tense) -> When | None:
        return beside(self.base(published, self.direction or tense), self.days)


def beside(when: When | None, days: int) -> When | None:
    """Some days after the first of `when`; None where that is no day."""
    return day(when.start + timedelta(days)) if when is not None and when.precision == "day" else None


def nothing(_published: date, _tense: Tense) -> None:
    """The meaning of "al día siguiente" after a month or a year."""
