"""Durations as people write them in a configuration: 30m, 6h, 2d, 90s, 1w."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(
    r"(\d+(?:\.\d+)?)\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)(?![a-z])\s*"
)


def parse_duration(text: str) -> timedelta:
    """`30m`, `1h 30m`, `2 days`. Raises ValueError with an example for anything else."""
    parts, at = [], 0
    lowered = text.strip().lower()
    for match in _PART.finditer(lowered):
        if match.start() != at:
            break
        parts.append(timedelta(**{_UNITS[match[2][0]]: float(match[1])}))
        at = match.end()
    if not parts or at != len(lowered):
        raise ValueError(f"no duration: {text!r} (write 30m, 6h, 2d)")
    return sum(parts, timedelta())


def format_duration(span: timedelta) -> str:
    """The shortest exact form: 90m → 1h 30m."""
    seconds = int(span.total_seconds())
    out = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        if seconds >= size:
            out.append(f"{seconds // size}{unit}")
            seconds %= size
    return " ".join(out) or "0s"
