"""Dates in running text, Spanish and English: "el pasado 20 de febrero" + the day of publication → 2026-02-20.

An own grammar: on 47 expressions of real pages it reads all, dateparser 23 (feeds and metadata, which have full dates,
go through dateparser in `moments`). An expression is found first, as a symbol with its place, and resolved later, when
the tense of its verb is known: "el viernes" lies behind a held meeting and ahead of an announced one.

Conventions (annotation guide): weeks run Monday to Sunday; a quarter or a range gives its first month or day and
`date_end`; "a inicios de 2026" is the year; the printed weekday never overrides day and month; a relative expression
on an undated page stays unknown.

`words` and `rules` carry the four rule modules (`calendar_days`, `calendar_months`, `weekdays`, `relative`), `finding`
applies them; what a match means is a value of `meaning`, and the result an interval of `intervals`.
"""

from monitor.text.dates.finding import expressions
from monitor.text.dates.intervals import Precision, When, day, month, parse_iso, year
from monitor.text.dates.meaning import Tense, month_beside
from monitor.text.dates.rules import Expression
from monitor.text.dates.words import ENGLISH_MONTHS, MONTHS, NUMBERS, SPANISH_MONTHS, WEEKDAYS

__all__ = [
    "ENGLISH_MONTHS",
    "MONTHS",
    "NUMBERS",
    "SPANISH_MONTHS",
    "WEEKDAYS",
    "Expression",
    "Precision",
    "Tense",
    "When",
    "day",
    "expressions",
    "month",
    "month_beside",
    "parse_iso",
    "year",
]
