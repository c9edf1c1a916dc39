"""A rule of the grammar: a pattern over folded text, and what a match of it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.text.dates.intervals import When
from monitor.text.dates.meaning import Meaning, Tense

Kind = Literal["absolute", "calendar", "weekday", "relative", "anchored"]
"""absolute (year given), calendar (day and month, or month, no year), weekday (weekdays and bare day numbers), relative
(today, next week …); anchored ("al día siguiente") only until the day it counts from is found."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression at `start`–`end` of the folded text; `resolve` needs the page's date and the verb's tense."""

    start: int
    end: int
    kind: Kind
    direction: Tense
    """What the words themselves say: "pasado" -1, "próximo" 1."""
    meaning: Meaning

    def resolve(self, published: date | None, tense: Tense = 0) -> When | None:
        """The interval meant, or None where it cannot be known. Never raises."""
        if isinstance(self.meaning, When):
            return self.meaning
        if published is None:
            return None
        try:
            return self.meaning(published, self.direction or tense)
        except (ValueError, OverflowError):
            return None  # 31 February, year 0


Reading = tuple[Kind, Tense, Meaning]
Reader = Callable[[re.Match[str]], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Matches stand free of other words; one that reads as None, or as no day of any calendar, is no date."""

    pattern: re.Pattern[str]
    read: Reader

    def find(self, text: str) -> Iterator[Expression]:
        for match in self.pattern.finditer(text):
            try:
                reading = self.read(match)
            except (ValueError, OverflowError):
                continue
            if reading is not None:
                kind, direction, meaning = reading
                yield Expression(match.start(), match.end(), kind, direction, meaning)


def rule(pattern: str) -> Callable[[Reader], Rule]:
    """Make the decorated reader a rule. A number that goes on behind a point or comma is no day: "este jueves 1,2 toneladas"."""
    compiled = re.compile(r"(?<![\w])(?:" + pattern + r")(?![\w]|[.,]\d)")
    return lambda read: Rule(compiled, read)
