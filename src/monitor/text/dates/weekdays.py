"""Rules for weekdays and bare numbers of days: "este martes", "entre el miércoles y este jueves", "el miércoles 26"."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.dates.meaning import (
    DayNumber,
    DayOfMonth,
    DayOfWeek,
    DayShift,
    NumberRun,
    Tense,
    Weekday,
    WeekdayRun,
)
from monitor.text.dates.rules import Reading, Rule, rule
from monitor.text.dates.words import DAY, NEXT, PAST, WEEKDAY, day_of, direction_of, weekday_of

_SHIFTS: Final[dict[str, Tense]] = {"ayer": -1, "yesterday": -1, "hoy": 0, "today": 0, "manana": 1, "tomorrow": 1}


@rule(
    rf"(?:el |del |los |las )?(?P<dir0>{PAST}|{NEXT}|este|this|last|next|this past|this coming|on|el|la noche del"
    rf"|la tarde del|la manana del|the|pasado|desde el|hasta el) (?P<w>{WEEKDAY})(?:,? (?:dia )?(?P<d>{DAY}))?"
    rf"(?: (?P<dir1>{PAST}|{NEXT}|de la proxima semana|de la semana pasada|de esta semana|de la semana entrante"
    rf"|of next week|of last week|last week|next week))?"
)
def _introduced(m: re.Match[str]) -> Reading:
    return _weekday(m)


@rule(
    rf"(?:entre el|del?|desde el|between|from) (?:(?:pasado|este|proximo|this|last|next) )?(?P<w>{WEEKDAY})(?: pasado)?"
    rf" (?:y|al?|hasta|and|to|through|until)(?: el| este| this)? (?P<w2>{WEEKDAY})(?! \d)"
)
def _run(m: re.Match[str]) -> Reading:
    direction = _side(m[0])
    return "weekday", direction, WeekdayRun(weekday_of(m["w"]), weekday_of(m["w2"]), direction)


@rule(
    rf"(?:el |los |este |on |this )?(?P<w>{WEEKDAY}) (?:y|and) (?:el |este |on )?(?P<w2>{WEEKDAY})(?! \d)"
    rf"(?: (?P<dir1>{PAST}|{NEXT}))?"
)
def _two(m: re.Match[str]) -> Reading | None:
    """Two days in a row: "el lunes y el martes", "este viernes y sábado"."""
    first, last = weekday_of(m["w"]), weekday_of(m["w2"])
    direction = direction_of(m)
    return ("weekday", direction, WeekdayRun(first, last, direction)) if (last - first) % 7 == 1 else None


_NO_DAYS = r"(?! ?%| (?:de|del|por|puntos|millones|mil|dias|anos|horas|percent|million|years|hours)\b)"
"""Behind two numbers: they count something else."""


@rule(
    rf"(?:del|entre el|desde el|el|from|between)(?: (?P<w>{WEEKDAY}))?(?:,? the)? (?P<d>{DAY})"
    rf" (?:al?|y el|hasta el|and|to|through|until)(?: {WEEKDAY})?(?:,? the)? (?P<d2>{DAY})" + _NO_DAYS
)
def _numbers(m: re.Match[str]) -> Reading | None:
    """By numbers, in Spanish with or without weekdays; in English with them or with ordinals: "2 to 5" may be anything."""
    spanish = re.match("d|el|entre", m[0]) is not None
    if not spanish and not m["w"] and m["d"].isdigit():
        return None
    weekday = weekday_of(m["w"]) if m["w"] else None
    return "weekday", 0, NumberRun(DayNumber(day_of(m["d"]), weekday), day_of(m["d2"]))


@rule(rf"(?P<word>ayer|hoy|manana|yesterday|today|tomorrow),? (?P<w>{WEEKDAY})(?:,? (?P<d>{DAY}))?")
def _told_twice(m: re.Match[str]) -> Reading:
    if m["d"]:
        return "weekday", 0, DayNumber(day_of(m["d"]), weekday_of(m["w"]))
    shift = _SHIFTS[m["word"]]
    return "relative", shift, DayShift(shift)


@rule(
    rf"(?P<w>{WEEKDAY})(?:,? (?P<d>{DAY}))?(?: (?P<dir1>{PAST}|{NEXT}))?"
    rf"(?: por la| en la|,| \(| night| morning| afternoon| evening|(?=[ .;:!?)\"]|$))"
)
def _bare(m: re.Match[str]) -> Reading | None:
    if len(m["w"].rstrip(".")) < 6 and not m["d"]:
        return None  # "mar", "sat": words
    return _weekday(m)


def _weekday(m: re.Match[str]) -> Reading:
    number, direction = weekday_of(m["w"]), direction_of(m)
    if m["d"]:
        return "weekday", direction, DayNumber(day_of(m["d"]), number)
    if m["dir1"] and re.search("semana|week", m["dir1"]):
        weeks = _side(m["dir1"])
        return "relative", weeks, DayOfWeek(number, weeks)
    return "weekday", direction, Weekday(number, direction)


@rule(
    r"(?:el )?(?:dia |el dia )(?P<d>[12]\d|3[01]|0?[1-9])"
    r"|(?:el pasado|el proximo|este) (?P<d2>[12]\d|3[01]|0?[1-9])(?! (?:de|por|millones|mil|dias|anos|%|horas))"
    r"|(?:on the|the (?:morning|afternoon|evening|night) of the) (?P<d3>\d{1,2})(?:st|nd|rd|th)"
)
def _number(m: re.Match[str]) -> Reading:
    return "weekday", _side(m[0]), DayNumber(int(m["d"] or m["d2"] or m["d3"]))


@rule(
    r"the (?P<d>\d{1,2})(?:st|nd|rd|th) of this month"
    r"|el (?P<d2>\d{1,2}) (?:de este mes|del presente(?: mes)?|del mes en curso)"
)
def _of_this_month(m: re.Match[str]) -> Reading:
    return "weekday", 0, DayOfMonth(int(m["d"] or m["d2"]))


def _side(words: str) -> Tense:
    return -1 if re.search("pasad[oa]|last", words) else 1 if re.search("proxim[oa]|entrante|next", words) else 0


RULES: Final[tuple[Rule, ...]] = (
    _introduced,
    _run,
    _two,
    _numbers,
    _told_twice,
    _bare,
    _number,
    _of_this_month,
)
