"""What an examination finds: how bad it is, one line, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination. `level`: ok; warn, which will or may cost something; fail, with which the monitor
    does not do its work. `slug` names what was looked at; `do` is empty where nothing is to be done.
    """

    level: Level
    slug: str
    line: str
    do: str = ""


def ok(slug: str, line: str) -> Finding:
    return Finding("ok", slug, line)


def warn(slug: str, line: str, do: str) -> Finding:
    return Finding("warn", slug, line, do)


def fail(slug: str, line: str, do: str) -> Finding:
    return Finding("fail", slug, line, do)


def size(count: float) -> str:
    """Bytes for a person: 1.4 GB, 35.0 MB, 4.1 kB."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count:.0f} bytes"


def age(span: timedelta) -> str:
    """A span in its largest unit: 3 days, 5 hours, 1 minute."""
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if span >= unit:
            return f"{span // unit} {name}{'s' if span // unit > 1 else ''}"
    return "less than a minute"


def some(names: list[str], most: int = 5) -> str:
    """A list for one line."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
