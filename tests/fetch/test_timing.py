"""When a source is asked again, and when its silence is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.timing import (
    MONTH,
    NO_TIME,
    Habit,
    after_skipped,
    back_off,
    fresh_for,
    habit,
    interval,
    retry_after,
    silent_since,
    wishes,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DATE = "Sun, 22 Nov 2026 09:00:00 GMT"  # the server's clock is an hour slow
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLOOR, CEILING = timedelta(minutes=30), timedelta(hours=6)


@pytest.mark.parametrize(
    ("value", "date", "wait"),
    [
        ("120", DATE, timedelta(minutes=2)),
        ("0", DATE, NO_TIME),
        (" 3600 ", DATE, HOUR),
        ("Sun, 22 Nov 2026 11:00:00 GMT", DATE, 2 * HOUR),
        ("Sun, 22 Nov 2026 11:00:00 GMT", "", HOUR),
        ("Sunday, 22-Nov-26 11:00:00 GMT", "", HOUR),
        ("Sun Nov 22 11:00:00 2026", "", HOUR),
        ("Sun, 22 Nov 2026 08:00:00 GMT", DATE, NO_TIME),
        ("Sun, 22 Nov 2099 08:00:00 GMT", DATE, MONTH),
        ("99999999999999999999999999", DATE, MONTH),
        ("-5", DATE, None),
        ("1.5", DATE, None),
        ("soon", DATE, None),
        ("Sun, 99 Nov 2026 11:00:00 GMT", DATE, None),
        ("", DATE, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(value: str, date: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": value, "date": date}, NOW) == wait
    assert retry_after({}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "max-age=600"}, timedelta(minutes=10)),
        ({"cache-control": 'public, Max-Age="600", must-revalidate'}, timedelta(minutes=10)),
        ({"cache-control": "max-age=600", "age": "500"}, timedelta(seconds=100)),
        ({"cache-control": "max-age=600", "age": "9000"}, NO_TIME),
        ({"cache-control": "s-maxage=600"}, NO_TIME),
        ({"cache-control": "max-age=0", "expires": "Sun, 22 Nov 2026 12:00:00 GMT"}, NO_TIME),
        ({"cache-control": "no-cache, max-age=600"}, NO_TIME),
        ({"cache-control": "no-store"}, NO_TIME),
        ({"cache-control": "max-age=999999999999999999"}, MONTH),
        ({"expires": "Sun, 22 Nov 2026 12:00:00 GMT", "date": DATE}, 3 * HOUR),
        ({"expires": "Sun, 22 Nov 2026 12:00:00 GMT"}, 2 * HOUR),
        ({"expires": "0"}, NO_TIME),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, NO_TIME),
        ({}, NO_TIME),
    ],
)
def test_what_a_server_calls_fresh_is_read(headers: dict[str, str], fresh: timedelta) -> None:
    assert fresh_for(headers, NOW) == fresh


@pytest.mark.parametrize(
    ("channel", "fresh", "hours"),
    [
        (b"<ttl>60</ttl>", HOUR, set()),
        (b"<TTL> 5 </TTL>", timedelta(minutes=10), set()),  # max-age says more
        (b"<ttl>soon</ttl>", timedelta(minutes=10), set()),
        (b"<skipHours><hour>0</hour><hour>24</hour>\n<hour>7</hour></skipHours>", timedelta(minutes=10), {0, 7}),
        (b"<skipHours>" + b"".join(b"<hour>%d</hour>" % h for h in range(24)) + b"</skipHours>", timedelta(minutes=10), set()),
        (b"<item><ttl>999</ttl></item>", timedelta(minutes=10), set()),
        (b"\x00\xff<rss", timedelta(minutes=10), set()),
    ],
)  # fmt: skip
def test_the_wishes_of_a_channel_are_read(channel: bytes, fresh: timedelta, hours: set[int]) -> None:
    got = wishes({"cache-control": "max-age=600"}, b"<rss><channel>" + channel + b"<item></item></channel></rss>", NOW)
    assert (got.fresh, set(got.skip_hours), got.wait) == (fresh, hours, NO_TIME)


def every(pause: timedelta, count: int = 12, last: datetime = NOW) -> list[datetime]:
    return [last - n * pause for n in range(count)]


WEEKDAYS = [d for n in range(40) if (d := NOW - timedelta(days=2 + n)).weekday() < 5][:20]  # Friday, Thursday, …


@pytest.mark.parametrize(
    ("times", "wait"),
    [
        (every(timedelta(minutes=5)), FLOOR),
        (every(2 * HOUR), HOUR),
        (every(DAY), CEILING),
        (every(timedelta(minutes=5), last=NOW - DAY), 1.5 * HOUR),  # quiet for a day: an eighth of it, halved
        (every(timedelta(minutes=5), last=NOW - 60 * DAY), CEILING),
        (every(HOUR, count=3), FLOOR),
        ([NOW - 5 * HOUR] * 30, FLOOR),  # all at once says nothing
        ([NOW + n * DAY for n in range(30)], FLOOR),  # nor does the future
        ([], FLOOR),
    ],
)
def test_a_source_is_asked_as_often_as_it_publishes(times: list[datetime], wait: timedelta) -> None:
    assert interval(habit(times, NOW), FLOOR, CEILING, NOW) == wait


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=40))
def test_no_source_is_asked_more_often_than_its_floor_or_less_than_its_ceiling(times: list[datetime]) -> None:
    assert FLOOR <= interval(habit(times, NOW), FLOOR, CEILING, NOW) <= CEILING
    assert interval(habit(times, NOW), DAY, CEILING, NOW) == DAY


@pytest.mark.parametrize(
    ("times", "silent_after"),
    [
        (every(DAY), 3 * DAY),
        (every(timedelta(minutes=20), count=40), DAY),
        (every(12 * HOUR), 1.5 * DAY),
        (every(7 * DAY), 21 * DAY),
        (WEEKDAYS, 4.5 * DAY),  # a weekend and half a weekend
    ],
)
def test_silence_is_news_when_the_habit_does_not_explain_it(times: list[datetime], silent_after: timedelta) -> None:
    newest = max(times)
    known = habit(times, newest)
    assert silent_since(known, newest + silent_after) == newest
    assert silent_since(known, newest + silent_after - timedelta(seconds=1)) is None


def test_a_source_without_a_habit_is_never_called_silent() -> None:
    assert silent_since(habit(every(DAY, count=3), NOW), NOW + 99 * DAY) is None


def test_one_long_holiday_does_not_change_a_habit() -> None:
    times = every(DAY, count=20) + every(DAY, count=20, last=NOW - 60 * DAY)
    assert habit(times, NOW) == Habit(DAY, DAY, NOW)


@pytest.mark.parametrize(
    ("reason", "waits"),
    [
        ("timeout", [0.5, 1, 2, 4, 8]),
        ("http-503", [0.5, 1, 2, 4, 8]),
        ("http-429", [0.5, 1, 2, 4, 8]),
        ("connect", [0.5, 1, 2, 4, 8]),
        ("dns", [1, 2, 4, 8, 16]),
        ("tls", [1, 2, 4, 8, 16]),
        ("http-404", [6, 12, 24, 48, 96]),
        ("not-a-feed", [6, 12, 24, 48, 96]),
        ("private-address", [6, 12, 24, 48, 96]),
    ],
)
def test_misses_back_off_by_their_class_up_to_a_month(reason: str, waits: list[float]) -> None:
    assert [back_off(reason, n, FLOOR) / HOUR for n in range(1, 6)] == waits
    assert back_off(reason, 500, FLOOR) == MONTH
    assert back_off(reason, 1, 2 * DAY) == 2 * DAY


@pytest.mark.parametrize(
    ("hour", "skipped", "then"),
    [(3, {4, 5}, 3.5), (4, {4, 5}, 6), (23, {23, 0, 1}, 26), (12, set(), 12.5)],
)
def test_skipped_hours_are_waited_out(hour: int, skipped: set[int], then: float) -> None:
    midnight = NOW.replace(hour=0)
    got = after_skipped(midnight + (hour + 0.5) * HOUR, frozenset(skipped))
    assert got == midnight + then * HOUR
