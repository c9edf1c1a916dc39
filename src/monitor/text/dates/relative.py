"""Rules for times told from the day of publication ("hoy", "two weeks ago") or from another ("al día siguiente")."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.dates.meaning import DayShift, InYear, Meaning, MonthShift, Tense, Week, Weekend, Whole
from monitor.text.dates.rules import Reading, Rule, rule
from monitor.text.dates.words import MONTH, NUMBER, number_of

_YEAR = Whole()


def _said(direction: Tense, meaning: Meaning, spanish: str, english: str) -> Rule:
    """A set phrase; its Spanish and its English forms mean the same."""
    return rule(f"{spanish}|{english}")(lambda _: ("relative", direction, meaning))


_PHRASES: Final = (
    _said(-1, DayShift(-2), r"anteayer|antes de ayer|antier", r"the day before yesterday"),
    _said(1, DayShift(2), r"pasado manana", r"the day after tomorrow"),
    _said(-1, DayShift(-1), r"ayer|anoche|(?:en )?la vispera", r"yesterday|last night"),
    _said(
        0,
        DayShift(0),
        r"hoy(?: mismo)?|esta (?:manana|tarde|noche|madrugada)",
        r"today|tonight|this (?:morning|afternoon|evening)",
    ),
    _said(
        1,
        DayShift(1),
        r"(?<!la )(?<!esta )(?<!por la )(?<!de la )manana(?! (?:a|por) la)(?: por la manana)?",
        r"tomorrow",
    ),
    _said(
        1,
        Week(1),
        r"(?:la )?(?:proxima semana|semana (?:proxima|entrante|que viene|siguiente|venidera))",
        r"next week|the coming week",
    ),
    _said(
        0,
        Week(0),
        r"esta (?:misma )?semana|la presente semana",
        r"this week|earlier this week|later this week",
    ),
    _said(
        -1,
        Week(-1),
        rf"la (?:semana (?:pasada|anterior|ultima)|ultima semana(?! de(?:l mes de)? (?:{MONTH}))|pasada semana)",
        r"last week|the previous week",
    ),
    _said(
        -1,
        Weekend(),
        r"(?:el |este )?(?:pasado|ultimo) fin de semana|(?:el )?fin de semana (?:pasado|ultimo)",
        r"(?:last|over the|the past) weekend",
    ),
    _said(1, Weekend(1), r"(?:el )?(?:proximo fin de semana|fin de semana (?:proximo|entrante))", r"next weekend"),
    _said(0, Weekend(), r"(?:este|el) fin de semana", r"this weekend"),
    _said(-1, MonthShift(-1), r"(?:el )?(?:mes pasado|pasado mes|mes anterior)", r"last month"),
    _said(1, MonthShift(1), r"(?:el )?(?:proximo mes|mes (?:proximo|entrante|que viene))", r"next month"),
    _said(
        0,
        MonthShift(0),
        r"este (?:mismo )?mes|el presente mes|(?:a )?(?:inicios|mediados|fines|finales) de(?:l| este)? mes",
        r"this month|earlier this month|later this month|the end of the month",
    ),
    _said(-1, InYear(_YEAR, -1), r"(?:el )?(?:ano pasado|pasado ano|ano anterior)", r"last year(?:'s)?"),
    _said(1, InYear(_YEAR, 1), r"(?:el )?(?:proximo ano|ano (?:proximo|entrante|que viene))", r"next year"),
    _said(
        0,
        InYear(_YEAR, 0),
        r"este (?:mismo )?ano|el presente ano|(?:a )?(?:inicios|mediados|fines|finales) de(?:l| este)? ano",
        r"this year|earlier this year|later this year",
    ),
)


@rule(
    r"(?:(?:al|el) dia (?P<after>siguiente)"
    r"|(?P<next>the (?:next|following) day|a day later|un dia despues|al dia siguiente)"
    r"|un dia antes|the day before|a day earlier)"
)
def _beside(m: re.Match[str]) -> Reading:
    return "anchored", 0, DayShift(1 if m["after"] or m["next"] else -1)


@rule(
    rf"(?:hace (?:solo |apenas |ya |exactamente )?(?P<n>{NUMBER}) (?P<u>dias?|semanas?|mes(?:es)?|anos?))"
    rf"|(?:(?P<n2>{NUMBER}) (?P<u2>days?|weeks?|months?|years?) ago)"
)
def _ago(m: re.Match[str]) -> Reading:
    return "relative", -1, _before(number_of(m["n"] or m["n2"]), m["u"] or m["u2"])


def _before(number: int, unit: str) -> Meaning:
    match unit[0]:
        case "d":
            return DayShift(-number)
        case "s" | "w":
            return Week(-number)
        case "m":
            return MonthShift(-number)
        case _:
            return InYear(_YEAR, -number)


@rule(rf"(?:dentro de|en|in|within) (?P<n>{NUMBER}) (?P<u>dias|semanas|days|weeks)(?! (?:de|of))")
def _ahead(m: re.Match[str]) -> Reading:
    number = number_of(m["n"])
    return "relative", 1, DayShift(number) if m["u"] in ("dias", "days") else Week(number)


RULES: Final[tuple[Rule, ...]] = (_beside, *_PHRASES, _ago, _ahead)
