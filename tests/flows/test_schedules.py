"""When a rhythm is due as Prefect reckons it, over the nights on which clocks are changed. No server is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.text.duration import parse_duration

pytestmark = pytest.mark.prefect
DAY = timedelta(days=1)
CHANGES = [
    ("America/New_York", "2026-03-07"),  # the night on which 02:00 to 02:59 is left out
    ("America/New_York", "2026-10-31"),  # the night on which 01:00 to 01:59 comes twice
    ("Europe/Madrid", "2026-03-28"),
    ("Europe/Madrid", "2026-10-24"),
    ("America/Lima", "2026-03-07"),
]


def noon(day: str, zone: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=ZoneInfo(zone))


async def due(rhythm: str, start: datetime, count: int) -> list[datetime]:
    """The next times by the server's own reckoning of the schedule that `monitor serve` gives it."""
    from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

    from flows.deployments import deployment

    made = deployment("ingest", rhythm, Path("config.yaml"), start.tzinfo, None)  # type: ignore[arg-type]
    (schedule,) = made.schedules or ()
    kinds = {"cron": CronSchedule, "rrule": RRuleSchedule, "interval": IntervalSchedule}
    kind = next(kind for field, kind in kinds.items() if hasattr(schedule.schedule, field))
    reckoned = kind.model_validate(schedule.schedule.model_dump())
    return [
        datetime.fromtimestamp(one.timestamp(), start.tzinfo) for one in await reckoned.get_dates(n=count, start=start)
    ]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("time", ["0 7", "30 1", "30 2", "15 3", "0 0"])
async def test_a_time_of_day_comes_once_a_day(time: str, zone: str, day: str) -> None:
    start = noon(day, zone)
    days = [one.date() for one in await due(f"{time} * * *", start, 5)]
    assert days == [(start + n * DAY).date() for n in range(1, 6)]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
async def test_the_digest_stays_at_its_hour_by_the_clock_on_the_wall(zone: str, day: str) -> None:
    assert {(one.hour, one.minute) for one in await due("0 7 * * *", noon(day, zone), 5)} == {(7, 0)}


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("rhythm", ["15m", "30m", "1h"])
async def test_a_span_leaves_no_more_than_one_hour_out(rhythm: str, zone: str, day: str) -> None:
    """Clock time, not time gone by, is what Prefect counts spans in: of an hour that comes twice it takes one."""
    span = parse_duration(rhythm)
    times = [one.timestamp() for one in await due(rhythm, noon(day, zone), DAY // span)]
    pauses = [timedelta(seconds=later - sooner) for sooner, later in pairwise(times)]
    assert max(pauses) <= span + timedelta(hours=1)
    assert min(pauses) >= span
    assert sum(pause != span for pause in pauses) <= 1


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize(("rhythm", "days"), [("24h", 1), ("1d", 1), ("2d", 2), ("7d", 7)])
async def test_whole_days_are_due_at_midnight_before_and_after(rhythm: str, days: int, zone: str, day: str) -> None:
    """Wherever the server begins to reckon, as it does anew every few minutes."""
    before = await due(rhythm, noon(day, zone) - 3 * days * DAY, 6)
    after = await due(rhythm, noon(day, zone) + 2 * days * DAY, 6)
    assert {(one.hour, one.minute) for one in before + after} == {(0, 0)}
    dates = sorted({one.toordinal() for one in before + after})
    assert {later - sooner for sooner, later in pairwise(dates)} == {days}


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize(("rhythm", "hours"), [("2h", 2), ("6h", 6), ("12h", 12), ("1h 60m", 2), ("720m", 12)])
async def test_hours_that_divide_a_day_stay_where_they_are(rhythm: str, hours: int, zone: str, day: str) -> None:
    """Wherever the server begins to reckon; what is due in the hour that is left out comes an hour sooner."""
    times = [one for back in (2, 0, -2) for one in await due(rhythm, noon(day, zone) - back * DAY, 48 // hours)]
    moved = {one for one in times if one.hour % hours or one.minute}
    assert all(is_left_out(one + timedelta(hours=1)) for one in moved)
    assert {one.hour for one in times if one not in moved} == set(range(0, 24, hours))


def is_left_out(wall: datetime) -> bool:
    """Whether no clock on the wall shows this."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None)


async def test_a_midnight_that_is_left_out_costs_no_day() -> None:
    """In Chile clocks are changed at midnight."""
    times = [one.timestamp() for one in await due("1d", noon("2026-09-04", "America/Santiago"), 5)]
    assert {round((later - sooner) / 3600) for sooner, later in pairwise(times)} <= {23, 24, 25}
