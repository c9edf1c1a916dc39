"""The words of dates in Spanish and English, folded, and the pattern fragments made of them.

Both languages stand in one vocabulary: Peruvian pages carry English posts, and translated pages mix the two in one
phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from monitor.text.dates.meaning import Tense


def _numbered(first: int, *lists: str) -> dict[str, int]:
    return {word: number for number, words in enumerate(lists, first) for word in words.split()}


SPANISH_MONTHS: Final = _numbered(
    1,
    *"enero febrero marzo abril mayo junio julio agosto".split(),
    "setiembre septiembre",
    *"octubre noviembre diciembre".split(),
)
ENGLISH_MONTHS: Final = _numbered(
    1, *"january february march april may june july august september october november december".split()
)
_SHORT_MONTHS: Final = _numbered(
    1, "ene jan", "feb", "mar", "abr apr", "may", "jun", "jul", "ago aug", "set sept sep", "oct", "nov", "dic dec"
)
MONTHS: Final = SPANISH_MONTHS | ENGLISH_MONTHS | _SHORT_MONTHS
WEEKDAYS: Final = _numbered(
    0,
    "lunes lun monday mon",
    "martes tuesday tue tues",
    "miercoles mie wednesday wed",
    "jueves jue thursday thu thurs",
    "viernes vie friday fri",
    "sabado sab saturday sat",
    "domingo sunday",
)
NUMBERS: Final = _numbered(
    1,
    "un una one a an primero first",
    "dos two",
    "tres three",
    "cuatro four",
    "cinco five",
    "seis six",
    "siete seven",
    "ocho eight",
    "nueve nine",
    "diez ten",
    "once eleven",
    "doce twelve",
    "trece thirteen",
    "catorce fourteen",
    "quince fifteen",
)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTH: Final = "(?:" + _any(MONTHS) + r")\b\.?"
SPANISH_MONTH: Final = "(?:" + _any(SPANISH_MONTHS) + r")\b"
ENGLISH_MONTH: Final = "(?:" + _any(ENGLISH_MONTHS) + r")\b"
WEEKDAY: Final = "(?:" + _any(WEEKDAYS) + r")\b\.?"
DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.?o|\.?°|ro|ero)?"
YEAR: Final = r"(?:19[5-9]\d|20[0-6]\d)"
NUMBER: Final = r"\d{1,2}|" + _any(NUMBERS)
PAST: Final = r"(?:pasad[oa]s?|ultim[oa]s?|anterior)"
NEXT: Final = r"(?:proxim[oa]s?|entrante|venider[oa]s?|siguiente|que viene)"
OF: Final = r"(?: del? | del? ano |, ?| )"
"""Between a month and its year."""
PART: Final = (
    r"(?:(?P<part>inicios|comienzos|principios|mediados|fines|finales|early|mid|late|the beginning|the end)"
    r"[ -](?:del? mes de |del? |of |in )?)"
)
"""A part of a month or year does not narrow it: "a inicios de 2026" is the year."""

COUNTED_YEAR: Final = (
    r"(?:of last year|of next year|of this year|del ano pasado|de este ano|del proximo ano|del ano entrante"
    r"|del presente ano|del ano en curso)"
)

_BACK = re.compile(PAST + r"|\blast\b|\bpast\b")
_AHEAD = re.compile(NEXT + r"|\bnext\b|\bcoming\b|\bupcoming\b")


def month_of(text: str) -> int:
    """1–12 of a month's name or abbreviation."""
    return MONTHS[text.strip().rstrip(".")]


def weekday_of(text: str) -> int:
    """0–6, Monday first."""
    return WEEKDAYS[text.rstrip(".")]


def day_of(text: str) -> int:
    """The number of a day: 1 of "1", "1st", "1.°", "primero"."""
    return 1 if text == "primero" else int(text.rstrip(".°dehnorst"))


def number_of(text: str) -> int:
    """The number of a numeral or word."""
    return NUMBERS[text] if text in NUMBERS else int(text)


def direction_of(match: re.Match[str]) -> Tense:
    """Where "pasado", "próximo" and the like point, in the groups named `dir…`."""
    words = " ".join(words for name, words in match.groupdict().items() if words and name.startswith("dir"))
    return -1 if _BACK.search(words) else 1 if _AHEAD.search(words) else 0


def year_shift(words: str) -> Tense:
    """Years from that of publication to "del año pasado", "of next year" and the like."""
    return -1 if re.search("pasado|last", words) else 1 if re.search("proximo|entrante|next", words) else 0
