"""Rules for months, quarters and years: "entre enero y marzo", "en mayo próximo", "a inicios de 2026"."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.dates.intervals import month, year
from monitor.text.dates.meaning import InYear, Months, Nearest
from monitor.text.dates.rules import Reading, Rule, rule
from monitor.text.dates.words import (
    COUNTED_YEAR,
    ENGLISH_MONTH,
    NEXT,
    PART,
    PAST,
    SPANISH_MONTH,
    YEAR,
    direction_of,
    month_of,
    year_shift,
)

_VERBS = ("march", "may")
_QUARTERS = {
    "primer": 1,
    "first": 1,
    "segundo": 2,
    "second": 2,
    "tercer": 3,
    "third": 3,
    "cuarto": 4,
    "fourth": 4,
}


@rule(
    rf"(?:entre|between|from|de) (?P<m1>{SPANISH_MONTH}|{ENGLISH_MONTH})(?: de (?P<y1>{YEAR}))? "
    rf"(?:y|and|to|a) (?P<m2>{SPANISH_MONTH}|{ENGLISH_MONTH})(?:(?: del? |,? )(?P<y>{YEAR}))?"
    rf"(?: (?:del? )?(?P<dir1>{PAST}|{NEXT}|este ano|proximo ano))?"
)
def _months(m: re.Match[str]) -> Reading:
    months = Months(month_of(m["m1"]), month_of(m["m2"]))
    if m["y"] or m["y1"]:
        return "absolute", 0, months.of(int(m["y1"] or m["y"]))
    return "calendar", direction_of(m), Nearest(months)


@rule(
    rf"(?:(?P<dir0>last|next|this past|this coming|{PAST}|{NEXT}) )?"
    rf"(?:(?:en|a|in|por|hacia|desde|since|de|during|durante) )?(?:el )?(?:mes de )?"
    rf"{PART}?(?P<m>{SPANISH_MONTH}|{ENGLISH_MONTH})(?:(?: del? (?:ano )?|,? )(?P<y>{YEAR}))?"
    rf"(?:,? (?P<dir1>{PAST}|{NEXT}|{COUNTED_YEAR}))?"
)
def _month(m: re.Match[str]) -> Reading | None:
    if m["m"] in _VERBS and m[0] == m["m"]:
        return None
    number = month_of(m["m"])
    if m["y"]:
        return "absolute", 0, month(int(m["y"]), number)
    months = Months(number, number)
    if m["dir1"] and re.search("ano|year", m["dir1"]):
        return "calendar", 0, InYear(months, year_shift(m["dir1"]))
    direction = direction_of(m)
    return "calendar", direction, Nearest(months, over=direction < 0)


@rule(
    rf"(?P<q>primer|segundo|tercer|cuarto|ultimo|first|second|third|fourth|last) "
    rf"(?P<span>trimestre|semestre|quarter|half)(?:(?: del? (?:ano )?| of (?:the year )?|,? )(?P<y>{YEAR})"
    rf"| (?P<rel>del proximo ano|del ano entrante|of next year|del ano pasado|of last year|de este ano|del ano"
    rf"|of this year|of the year))?"
)
def _quarter(m: re.Match[str]) -> Reading | None:
    size = 3 if m["span"] in ("trimestre", "quarter") else 6
    first = (_QUARTERS.get(m["q"], 12 // size) - 1) * size + 1
    if first > 12:
        return None
    quarter = Months(first, first + size - 1)
    if m["y"]:
        return "absolute", 0, quarter.of(int(m["y"]))
    shift = year_shift(m["rel"] or "")
    if shift > 0:
        return "relative", 1, InYear(quarter, 1)
    if shift < 0:
        return "relative", -1, InYear(quarter, -1)
    return "calendar", 0, Nearest(quarter)


@rule(
    rf"(?:(?:en|a|de|durante|del|para|hacia|desde|since|in|during|for|by|este|el ano|ano) "
    rf"(?:el (?:ano )?)?{PART}?)(?P<y>{YEAR})"
)
def _year(m: re.Match[str]) -> Reading:
    return "absolute", 0, year(int(m["y"]))


RULES: Final[tuple[Rule, ...]] = (_months, _month, _quarter, _year)
