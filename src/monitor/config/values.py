"""The kinds of values that stand in config.yaml, each with its check: a ValueError says what is wrong with one."""

from __future__ import annotations

import ipaddress
import re
from datetime import time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

from monitor.text.duration import parse_duration
from monitor.text.selector import to_xpath


def _duration(value: object) -> timedelta:
    span = value if isinstance(value, timedelta) else parse_duration(str(value))
    if span <= timedelta():
        raise ValueError("must be longer than nothing")
    return span


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone {value!r} (e.g. America/Lima)") from error
    return value


def _network(value: str) -> str:
    ipaddress.ip_network(value)  # its ValueError names what is wrong
    return value


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("no address that begins with http:// or https://")
    return value


def _proxy(value: str) -> str:
    if value and not _PROXY.fullmatch(value):
        raise ValueError("no address of a proxy such as http://proxy.example.org:3128, without path or credentials")
    return value


_PROXY = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}")


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from None
    return value


def _selector(value: str) -> str:
    if value:
        to_xpath(value)  # its ValueError names the part that is not understood
    return value


NEVER = "never"
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CRON_PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")


def _rhythm(value: str) -> str:
    if value == NEVER or _is_cron(value):
        return value
    try:
        span = parse_duration(value)
    except ValueError:
        raise ValueError("no rhythm (write 30m, 1h, never, or five fields of cron such as 0 7 * * *)") from None
    if span < timedelta(minutes=1):
        raise ValueError("must be a minute or longer")
    return value


def _is_cron(value: str) -> bool:
    """Minute, hour, day of month, month, day of week (0, 7: Sunday), as numbers, each with *, lists, ranges, steps."""
    fields = value.split()
    return len(fields) == len(_CRON_RANGES) and all(map(_in_range, fields, _CRON_RANGES))


def _in_range(field: str, allowed: tuple[int, int]) -> bool:
    parts = [_CRON_PART.fullmatch(part) for part in field.split(",")]
    numbers = [[int(n) for n in part.groups()[:2] if n] for part in parts if part]
    return all(parts) and all(ends == sorted(ends) and allowed[0] <= n <= allowed[1] for ends in numbers for n in ends)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("a line break or another control character can't stand in a User-Agent")
    return value


def _hours(value: str) -> str:
    first, _, last = value.partition("-")
    try:
        if time.fromisoformat(first) != time.fromisoformat(last):
            return value
    except ValueError:
        pass
    raise ValueError("no span of hours such as 22:00-07:00")


def is_mailbox(value: str) -> bool:
    """Whether it is a mail address."""
    return _MAILBOX.fullmatch(value) is not None


_MAILBOX = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")

Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""30m, 6h, 2d."""
Zone = Annotated[str, AfterValidator(_zone)]
Network = Annotated[str, AfterValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65535)]
Address = Annotated[str, AfterValidator(_address)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Selector = Annotated[str, AfterValidator(_selector)]
Printable = Annotated[str, AfterValidator(_printable)]
Hours = Annotated[str, AfterValidator(_hours)]
"""Of the day, 22:00-07:00."""
Rhythm = Annotated[str, AfterValidator(_rhythm)]
"""A span (30m, counted from midnight), five fields of cron, or never."""
