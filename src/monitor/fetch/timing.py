"""When a source is asked again, and when its silence is news. Pure: headers, bytes and times in, times out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

MONTH = timedelta(days=30)
"""The longest any source is left alone: a dead one is tried once a month until someone disables it."""
DAY = timedelta(days=1)
NO_TIME = timedelta()


# --- what the server asks for ------------------------------------------------------------------------------------------


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Retry-After in both its forms (RFC 9110 § 10.2.3), a month at most. A date counts from the server's own Date."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return _seconds(value)
    then = _http_date(value)
    return min(max(then - (_http_date(headers.get("date", "")) or now), NO_TIME), MONTH) if then else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the server calls its answer fresh: max-age less Age, else Expires less Date (RFC 9111 § 4.2)."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return NO_TIME
    if age := re.search(r"\bmax-age\s*=\s*\"?(\d+)", control):
        spent = headers.get("age", "").strip()
        return max(_seconds(age[1]) - (_seconds(spent) if spent.isdigit() else NO_TIME), NO_TIME)
    expires = _http_date(headers.get("expires", ""))
    return min(max(expires - (_http_date(headers.get("date", "")) or now), NO_TIME), MONTH) if expires else NO_TIME


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a source says of when it wants to be asked again."""

    wait: timedelta = NO_TIME
    """A demand (Retry-After): honoured whatever the configuration says."""
    fresh: timedelta = NO_TIME
    """A hint (Cache-Control, Expires, ttl): honoured up to the ceiling."""
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day, UTC, in which nothing new is to be expected."""


NO_WISHES = Wishes()

_HEAD = 65_536
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIP = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_FIRST_ITEM = re.compile(rb"<(?:item|entry)\b", re.IGNORECASE)


def wishes(headers: Mapping[str, str], body: bytes, now: datetime) -> Wishes:
    """The wishes of a response and of the RSS channel in it (ttl in minutes, skipHours in GMT, hour 24 being 0)."""
    head = _FIRST_ITEM.split(body[:_HEAD], maxsplit=1)[0]
    ttl, skip = _TTL.search(head), _SKIP.search(head)
    hours = frozenset(int(hour) % 24 for hour in _HOUR.findall(skip[1])) if skip else frozenset[int]()
    fresh = max(fresh_for(headers, now), timedelta(minutes=int(ttl[1])) if ttl else NO_TIME)
    return Wishes(fresh=fresh, skip_hours=hours if len(hours) < 24 else frozenset())


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=min(int(digits[:12]), int(MONTH.total_seconds())))


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- how often a source publishes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a source publishes, by its last items."""

    usual: timedelta
    """The median time between two items."""
    longest: timedelta
    """The time that 19 in 20 pauses do not exceed."""
    newest: datetime


MIN_PAUSES = 4
"""From fewer pauses between items nothing is concluded."""


def habit(times: Iterable[datetime], now: datetime) -> Habit | None:
    """The habit seen in the times of a source's items; None while there are too few. A time in the future is now."""
    moments = sorted({min(time, now) for time in times})
    pauses = sorted(later - earlier for earlier, later in pairwise(moments))
    if len(pauses) < MIN_PAUSES:
        return None
    return Habit(pauses[len(pauses) // 2], pauses[int(0.95 * (len(pauses) - 1))], moments[-1])


def silent_since(known: Habit | None, now: datetime) -> datetime | None:
    """Since when a source has been silent for longer than its habit explains; None while it has not.

    Three usual pauses, or half as long again as its long ones (weekends), and never less than a day.
    """
    if known is None:
        return None
    patience = max(DAY, 3 * known.usual, 1.5 * known.longest)
    return known.newest if now - known.newest >= patience else None


def interval(known: Habit | None, floor: timedelta, ceiling: timedelta, now: datetime) -> timedelta:
    """How long to wait after a good poll: half a usual pause, within floor and ceiling; the floor while nothing is known.

    A source that has been quiet for long is asked less often: an eighth of the quiet time counts as a usual pause.
    """
    if known is None:
        return floor
    return max(floor, min(max(known.usual, (now - known.newest) / 8) / 2, ceiling))


# --- when to ask again -----------------------------------------------------------------------------------------------------

_FIRST_WAIT: Sequence[tuple[re.Pattern[str], timedelta]] = tuple(
    (re.compile(reasons), wait)
    for reasons, wait in (
        (r"timeout|slow|connect|protocol|resting|http-(?:408|425|429|5\d\d)", timedelta(minutes=15)),  # it may pass
        (r"dns|tls", timedelta(hours=1)),  # someone has to act, and may be at it
        (r".*", timedelta(hours=6)),  # gone, moved, no feed any more
    )
)
NETWORK = frozenset({"dns", "connect", "timeout"})
"""What every source fails with when the fault is on this side."""


def back_off(reason: str, failures: int, floor: timedelta) -> timedelta:
    """How long to wait after the `failures`-th miss in a row: doubling, from a start by class of error, up to a month."""
    first = next(wait for pattern, wait in _FIRST_WAIT if pattern.fullmatch(reason))
    doublings = min(max(failures - 1, 0), 12)
    return min(max(first, floor) * (1 << doublings), MONTH)


def after_skipped(moment: datetime, skip_hours: frozenset[int]) -> datetime:
    """`moment`, or the end of the skipped hours it lies in."""
    utc = moment.astimezone(UTC)
    while utc.hour in skip_hours:
        utc = utc.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return utc
