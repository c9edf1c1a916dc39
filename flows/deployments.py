"""The deployments that `monitor serve` serves, and the process that runs them: `python -m flows.deployments CONFIG`.

Prefect's own `serve` forgets, at each start, that somebody paused a deployment or its schedule, and counts an interval
from the moment of the start. So what the server has is read first and kept, and an interval has an anchor.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, RRule, Schedule
from prefect.states import Cancelled

from flows.notice import see_to_automation
from monitor.config import NEVER, Config, load
from monitor.text.duration import parse_duration

AT_ONCE = 2
"""Runs side by side: an ingest, and whatever is due beside it. They share one database, which has one writer."""
ANCHOR = datetime(2026, 1, 1)  # noqa: DTZ001 - midnight wherever the configuration lives
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SKIP = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""Never two of one kind: what is due meanwhile is skipped."""
MISSED = "missed while nothing served; a later run does for it"


def names(config: Config) -> Iterator[tuple[str, str]]:
    """Each deployment, which has the name of its flow, and its rhythm."""
    yield from config.schedule.model_dump().items()


def schedule(rhythm: str, zone: ZoneInfo, *, active: bool) -> Schedule | None:
    """A rhythm as Prefect has it; None for never.

    An interval is counted in hours from its anchor, so that after the clocks are changed it is due an hour earlier or
    later. So whole days are counted by the calendar, and hours that divide a day by the clock on the wall, both from
    midnight. Every n days is no cron line, but a rule of RFC 5545, which the interface shows as it is; a cron line it
    puts into words.
    """
    if rhythm == NEVER:
        return None
    try:
        span = parse_duration(rhythm)
    except ValueError:
        return Cron(rhythm, timezone=zone.key, active=active)
    if span == DAY:
        return Cron("0 0 * * *", timezone=zone.key, active=active)
    if span % DAY == timedelta():
        rule = f"DTSTART:{ANCHOR:%Y%m%dT%H%M%S}\nRRULE:FREQ=DAILY;INTERVAL={span // DAY}"
        return RRule(rule, timezone=zone.key, active=active)
    if span > HOUR and DAY % span == span % HOUR == timedelta():
        return Cron(f"0 */{span // HOUR} * * *", timezone=zone.key, active=active)
    return Interval(span, anchor_date=ANCHOR.replace(tzinfo=zone), timezone=zone.key, active=active)


def deployment(name: str, rhythm: str, path: Path, zone: ZoneInfo, held: DeploymentResponse | None) -> RunnerDeployment:
    """One deployment; `held` is what the server has of it, whose pauses stand.

    A schedule that was paused stays, paused, while the rhythm is never: the server keeps that somebody paused it nowhere
    else.
    """
    paused = [one for one in held.schedules if not one.active] if held else []
    due = schedule(rhythm, zone, active=not paused)
    kept = [DeploymentScheduleCreate(schedule=one.schedule, active=False) for one in paused]
    return RunnerDeployment.from_entrypoint(
        f"flows.scheduled.{name}",
        name=name,
        schedules=[due] if due else kept,
        paused=held.paused if held else False,
        parameters={"config_path": str(path.resolve())},
        concurrency_limit=SKIP,
        tags=[name],
    )


def notice(path: Path) -> RunnerDeployment:
    """What the automation runs when a run failed: it has no rhythm, and several may work side by side."""
    return RunnerDeployment.from_entrypoint(
        "flows.scheduled.notice", name="notice", parameters={"config_path": str(path.resolve())}, tags=["notice"]
    )


class _Runner(Runner):
    """Prefect's runner, but that SIGTERM ends the runs in hand: its own handler calls `stop` where that only makes a
    coroutine, which nobody awaits (seen in 3.8.8).
    """

    def handle_sigterm(self, *_: object, **__: object) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._ending = asyncio.ensure_future(self.astop())  # a task nobody refers to may be collected


async def _held(client: PrefectClient, name: str) -> DeploymentResponse | None:
    try:
        return await client.read_deployment_by_name(f"{name}/{name}")
    except ObjectNotFound:
        return None


async def drop_missed(client: PrefectClient, now: datetime) -> None:
    """Of the runs that came due while nothing served, keep the last one of each deployment: it does for all of them."""
    due = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=now),
    )
    while dropped := _all_but_last(
        await client.read_flow_runs(flow_run_filter=due, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
    ):
        for one in dropped:
            await client.set_flow_run_state(one.id, Cancelled(message=MISSED), force=True)


def _all_but_last(runs: Iterable[FlowRun]) -> list[FlowRun]:
    """The scheduled ones that a later one of the same deployment does for; the latest come first."""
    seen: set[UUID | None] = set()
    out = []
    for one in runs:
        if one.deployment_id in seen and one.auto_scheduled:
            out.append(one)
        seen.add(one.deployment_id)
    return out


async def run(path: Path) -> None:
    """Bring the deployments in line with the configuration at `path` and run what is due, until SIGTERM."""
    config = load(path)
    runner = _Runner(name="monitor", pause_on_shutdown=False, limit=AT_ONCE)
    async with get_client() as client:
        held = {name: await _held(client, name) for name, _ in names(config)}
        for name, rhythm in names(config):
            made = await asyncio.to_thread(deployment, name, rhythm, path, config.zone, held[name])
            await runner.aadd_deployment(made)
        told = await runner.aadd_deployment(await asyncio.to_thread(notice, path))
        await see_to_automation(client, told)
        await drop_missed(client, datetime.now(UTC))
    await runner.start()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
