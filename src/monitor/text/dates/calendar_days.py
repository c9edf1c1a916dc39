"""Rules for days of the calendar: "el pasado 20 de febrero", "del 30 de diciembre al 2 de enero", "March 2, 2026"."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from monitor.text.dates.intervals import day
from monitor.text.dates.meaning import Days, InYear, Nearest, WeekOf
from monitor.text.dates.rules import Reading, Rule, rule
from monitor.text.dates.words import (
    COUNTED_YEAR,
    DAY,
    ENGLISH_MONTH,
    MONTH,
    NEXT,
    OF,
    PAST,
    WEEKDAY,
    YEAR,
    day_of,
    direction_of,
    month_of,
    weekday_of,
    year_shift,
)

_SIDE_BEFORE = rf"(?:(?P<dir0>{PAST}|{NEXT}) )?"
_SIDE_AFTER = rf"(?: (?P<dir1>{PAST}|{NEXT}))?"
_NAMED = rf"(?:{WEEKDAY},? )?"


def _days(
    match: re.Match[str], first: tuple[int, int], last: tuple[int, int], year: str | None, weekday: str | None = None
) -> Reading:
    days = Days(first, last)
    if year:
        return "absolute", 0, days.of(int(year))
    return "calendar", direction_of(match), Nearest(days, weekday=weekday_of(weekday) if weekday else None)


@rule(
    rf"{_SIDE_BEFORE}(?:del?|desde el|entre (?:el|los dias)|entre) "
    rf"{_NAMED}(?P<d1>{DAY}) (?:de )?(?P<m1>{MONTH})(?:{OF}(?P<y1>{YEAR}))? "
    rf"(?:al|y el|y|hasta el|a) "
    rf"{_NAMED}(?P<d2>{DAY}) (?:de )?(?P<m2>{MONTH})(?:{OF}(?P<y>{YEAR}))?{_SIDE_AFTER}"
)
def _across_months(m: re.Match[str]) -> Reading:
    return _days(m, (month_of(m["m1"]), day_of(m["d1"])), (month_of(m["m2"]), day_of(m["d2"])), m["y"] or m["y1"])


@rule(
    rf"{_SIDE_BEFORE}(?:del?|desde el|entre (?:el|los dias)|entre|los dias|el|los|dias)? ?"
    rf"{_NAMED}(?P<d1>{DAY}) ?(?:al|y el|y|hasta el|a|-|e) ?{_NAMED}(?P<d2>{DAY}) "
    rf"(?:del? (?:mes de )?)?(?P<m>{MONTH})(?:{OF}(?P<y>{YEAR}))?{_SIDE_AFTER}"
)
def _within_month(m: re.Match[str]) -> Reading | None:
    month, first, last = month_of(m["m"]), day_of(m["d1"]), day_of(m["d2"])
    return _days(m, (month, first), (month, last), m["y"]) if first <= last else None


@rule(
    rf"(?P<m1>{MONTH}) (?P<d1>{DAY}) ?(?:-|to|through|until|and|hasta) ?"
    rf"(?:(?P<m2>{MONTH}) )?(?P<d2>{DAY})(?:,? (?P<y>{YEAR}))?"
)
def _month_first(m: re.Match[str]) -> Reading | None:
    first = month_of(m["m1"]), day_of(m["d1"])
    last = month_of(m["m2"]) if m["m2"] else first[0], day_of(m["d2"])
    if first[0] == last[0] and last < first:
        return None
    return _days(m, first, last, m["y"])


@rule(
    rf"(?P<d1>{DAY})(?: (?P<m1>{ENGLISH_MONTH}))? ?(?:-|to|and) ?"
    rf"(?P<d2>{DAY}) (?P<m2>{ENGLISH_MONTH})(?:,? (?P<y>{YEAR}))?"
)
def _day_first(m: re.Match[str]) -> Reading:
    last = month_of(m["m2"]), day_of(m["d2"])
    first = month_of(m["m1"]) if m["m1"] else last[0], day_of(m["d1"])
    return _days(m, first, last, m["y"])


@rule(
    rf"{_SIDE_BEFORE}(?:(?P<w>{WEEKDAY}),? (?:dia )?)?(?P<d>{DAY}|primero) (?:del? (?:mes de )?)?(?P<m>{MONTH})"
    rf"(?:(?:{OF}|, )(?P<y>{YEAR})| (?P<year>{COUNTED_YEAR}))?{_SIDE_AFTER}"
)
def _day_month(m: re.Match[str]) -> Reading:
    named = month_of(m["m"]), day_of(m["d"])
    if m["year"]:
        return "calendar", 0, InYear(Days(named, named), year_shift(m["year"]))
    return _days(m, named, named, m["y"], m["w"])


@rule(rf"(?:(?P<dir0>last|next|this past) )?(?:(?P<w>{WEEKDAY}),? )?(?P<m>{MONTH}) (?P<d>{DAY})(?:,? (?P<y>{YEAR}))?")
def _month_day(m: re.Match[str]) -> Reading:
    named = month_of(m["m"]), day_of(m["d"])
    return _days(m, named, named, m["y"], m["w"])


@rule(
    rf"(?:the )?week (?:of|beginning|starting)(?: on)? (?:{WEEKDAY},? )?(?P<m>{MONTH}) (?P<d>{DAY})(?:,? (?P<y>{YEAR}))?"
    rf"|(?:la )?semana (?:del|que (?:empieza|comienza|se inicia) el) (?:{WEEKDAY},? )?(?P<d2>{DAY}) de (?P<m2>{MONTH})"
    rf"(?:{OF}(?P<y2>{YEAR}))?"
)
def _week_of(m: re.Match[str]) -> Reading:
    named = month_of(m["m"] or m["m2"]), day_of(m["d"] or m["d2"])
    kind, direction, meaning = _days(m, named, named, m["y"] or m["y2"])
    return kind, direction, WeekOf(meaning)


@rule(rf"(?P<y>{YEAR})[-/](?P<m>0?[1-9]|1[0-2])[-/](?P<d>[12]\d|3[01]|0?[1-9])")
def _iso(m: re.Match[str]) -> Reading:
    return "absolute", 0, day(date(int(m["y"]), int(m["m"]), int(m["d"])))


@rule(
    rf"(?P<us>date (?:taken|posted) ?: ?)?"
    rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{YEAR})"
)
def _numeric(m: re.Match[str]) -> Reading:
    """Day first, as Peru writes it, unless only the US order is possible or a US military page says when it was
    posted: "Date Posted: 03.02.2026".
    """
    a, b = int(m["a"]), int(m["b"])
    day_first = b <= 12 and not (m["us"] and m["sep"] == "." and a <= 12)
    number, month = (a, b) if day_first else (b, a)
    return "absolute", 0, day(date(int(m["y"]), month, number))


RULES: Final[tuple[Rule, ...]] = (
    _across_months,
    _within_month,
    _month_first,
    _day_first,
    _day_month,
    _month_day,
    _week_of,
    _iso,
    _numeric,
)
