"""Finding: every rule over the whole text, of overlapping matches the longest, then what one lends another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from monitor.text.dates import calendar_days, calendar_months, relative, weekdays
from monitor.text.dates.intervals import When
from monitor.text.dates.meaning import Beside, DayShift, Meaning, beside, nothing
from monitor.text.dates.rules import Expression
from monitor.text.dates.words import DAY, MONTH, day_of, month_of

_RULES: Final = (*calendar_days.RULES, *calendar_months.RULES, *weekdays.RULES, *relative.RULES)
_REACH = 600
"""How far, in characters, "al día siguiente" counts back to the day it follows: some four sentences."""
_DAY_MONTH = re.compile(rf"(?P<d>{DAY})(?: de)? (?P<m>{MONTH})|(?P<m2>{MONTH}) (?P<d2>{DAY})")


def expressions(text: str) -> list[Expression]:
    """All date expressions of a folded text, in order, the longest where several begin or overlap."""
    found = _longest(one for rule in _RULES for one in rule.find(text))
    return list(_anchored(_with_years(text, found)))


def _longest(found: Iterable[Expression]) -> list[Expression]:
    """Without overlaps, in order: longer ones first, then earlier ones, then those of the earlier rule."""
    taken: list[Expression] = []
    for one in sorted(found, key=lambda e: (e.start - e.end, e.start)):
        at = bisect_left(taken, one.start, key=_start)
        if (at == len(taken) or one.end <= taken[at].start) and (at == 0 or taken[at - 1].end <= one.start):
            taken.insert(at, one)
    return taken


def _start(one: Expression) -> int:
    return one.start


def _with_years(text: str, found: Iterable[Expression]) -> Iterator[Expression]:
    """Give "ese 3 de noviembre" the year with which the same day was named before."""
    named: dict[tuple[int, int], When] = {}
    for one in found:
        key = _day_named(text[one.start : one.end]) if one.kind in ("absolute", "calendar") else None
        if key is not None and isinstance(one.meaning, When):
            named[key] = one.meaning
        elif key in named:
            yield replace(one, kind="absolute", meaning=named[key])
            continue
        yield one


def _day_named(words: str) -> tuple[int, int] | None:
    """The one day and month that `words` name."""
    found = list(_DAY_MONTH.finditer(words))
    if len(found) != 1:
        return None
    m = found[0]
    return month_of(m["m"] or m["m2"]), day_of(m["d"] or m["d2"])


def _anchored(found: Iterable[Expression]) -> Iterator[Expression]:
    """Count "al día siguiente" from the expression before it; with none near, it is no date."""
    base: Expression | None = None
    for one in found:
        if one.kind == "anchored":
            if base is None or one.start - base.end >= _REACH:
                continue
            base = replace(one, kind="relative", meaning=_told_from(base, one))
        else:
            base = one
        yield base


def _told_from(base: Expression, one: Expression) -> Meaning:
    days = one.meaning.days if isinstance(one.meaning, DayShift) else 0
    if isinstance(base.meaning, When):
        return beside(base.meaning, days) or nothing
    return Beside(base.meaning, base.direction, days)
