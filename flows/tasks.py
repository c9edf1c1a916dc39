"""The tasks of the ingest flow: network calls and batches of work, named for a person to read.

A miss is a value, so no task fails for one. A page that was missed for a reason that may pass goes back to the queue,
which tries it again in a later run. A source is asked a second time at once, since a miss costs all its news until it
is due again: where the reason may be gone in a moment (a name server, a refused connection, a gateway), the first
attempt raises `MayPass`, so that Prefect shows the retry. Time-outs are not asked again, they have cost their time
already; nor is 429 or 503, which ask for patience.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.context import tags
from prefect.runtime import task_run
from prefect.utilities.annotations import quote
from sqlite_utils import Database

from flows import events
from flows.workers import Workers
from monitor import pipeline
from monitor.alerts.delivering import Delivered, deliver
from monitor.alerts.outgoing import watch
from monitor.config import Config, Source
from monitor.fetch.client import Client
from monitor.model import Alert, Assessment, Failure, Link, Page, Stage
from monitor.poll import Parse, poll
from monitor.progress import showing
from monitor.store.articles import Saved
from monitor.store.sources import Polled, PollState

RETRIES = 1
RETRY_SECONDS = 2
_MAY_PASS = frozenset(("dns", "connect", "protocol", "http-500", "http-502", "http-504"))


class MayPass(Exception):
    """Some of what was asked for may be there in a moment; the message counts the reasons."""


T = TypeVar("T")


def unseen(value: T) -> T:
    """A parameter that Prefect does not look through for results of other tasks: that takes 0.9 ms of the processor for each
    assessment of a batch and 0.08 for each page (measured). The task gets the value itself.
    """
    return cast("T", quote(value))


Get = Callable[[Link], Awaitable[Page | Failure]]


class PollRound:
    """Some sources, asked side by side what is new. It remembers what it was answered."""

    def __init__(self, client: Client, due: Sequence[tuple[Source, PollState]], read: Parse) -> None:
        self._client, self._due, self._read = client, due, read
        self.answers: dict[str, tuple[Polled, list[Link]]] = {}

    async def ask(self) -> list[str]:
        """Ask what has no answer yet, or one that may pass; how each was answered."""
        again = [(s, state) for s, state in self._due if s.id not in self.answers or self._reason(s) in _MAY_PASS]
        found = await asyncio.gather(*(poll(self._client, source, state, self._read) for source, state in again))
        self.answers.update((source.id, answer) for (source, _), answer in zip(again, found, strict=True))
        return [self._reason(source) for source, _ in self._due]

    def _reason(self, source: Source) -> str:
        return self.answers[source.id][0].reason


class FetchRound:
    """The links of some sources: sources side by side, the pages of each in turn, until time is up."""

    def __init__(self, get: Get, by_source: Mapping[str, Sequence[Link]], until: datetime) -> None:
        self._get, self._by_source, self._until = get, by_source, until
        self.answers: dict[Link, Page | Failure] = {}
        """A link the run had no time for has no answer: it goes on waiting."""

    async def ask(self) -> None:
        await asyncio.gather(*(self._in_turn(links) for links in self._by_source.values()))

    async def _in_turn(self, links: Sequence[Link]) -> None:
        for link in links:
            if datetime.now(UTC) < self._until:
                self.answers[link] = await self._get(link)


@task(name="poll", task_run_name="poll {name}", retries=RETRIES, retry_delay_seconds=RETRY_SECONDS, cache_policy=NO_CACHE)  # fmt: skip
async def poll_sources(name: str, polls: PollRound) -> None:
    """Ask sources what is new."""
    missed = Counter(reason for reason in await polls.ask() if reason in _MAY_PASS)
    if missed and task_run.run_count <= RETRIES:
        raise MayPass(", ".join(f"{reason} × {count}" for reason, count in missed.items()))


@task(name="fetch", task_run_name="fetch {name}", cache_policy=NO_CACHE)
async def fetch_pages(name: str, fetches: FetchRound) -> None:
    """Fetch the pages of links."""
    await fetches.ask()


@task(name="assess", task_run_name="assess {name}", cache_policy=NO_CACHE)
async def assess_batch(
    name: str, workers: Workers | None, jobs: Sequence[pipeline.Job], config: Config, now: datetime
) -> list[Assessment | Failure]:
    """Extract and assess a batch in worker processes, or in a thread of this one."""
    if workers is None:
        return await asyncio.to_thread(pipeline.work, jobs, config.people, now, config.data)
    results = (workers.do(Stage.EXTRACT, pipeline.work_one, job, config.people, now, config.data) for job in jobs)
    return list(await asyncio.gather(*results))


@task(name="save", task_run_name="save {name}", cache_policy=NO_CACHE)
def save_all(name: str, db: Database, assessments: Sequence[Assessment], config: Config, now: datetime) -> list[Saved]:
    """Save, oldest first, one transaction each. SQLite has one writer, so this is one task in one process."""
    return [pipeline.save(db, one, config, now) for one in assessments]


@task(name="deliver", task_run_name="deliver {name}", cache_policy=NO_CACHE)
def deliver_all(name: str, db: Database, config: Config) -> list[Delivered]:
    """Send what waits in the outbox. A channel that fails is tried again after the next run."""
    return deliver(db, config, partial(datetime.now, UTC), secret, sys.stdout)


def secret(name: str) -> str | None:
    """What the environment variable of this name holds, or else Prefect's Secret block of it: `monitor-chat-url` for
    MONITOR_CHAT_URL.
    """
    if name in os.environ:
        return os.environ[name]
    with suppress(ValueError):  # there is no such block
        block = cast("Secret[str]", Secret.load(name.lower().replace("_", "-"), _sync=True))  # type: ignore[call-arg]
        return block.get()
    return None


def raise_due(db: Database, config: Config, now: datetime) -> list[Alert]:
    """Raise what no article tells, as alerts and as events."""
    raised = watch(db, config, now)
    events.silences(raised)
    return raised


def send(name: str, db: Database, config: Config) -> None:
    """Deliver, and tell what could not be sent."""
    with tags("deliver"):
        delivered = deliver_all(name, db, config)
    for one in delivered:
        if one.outcome.state != "sent":
            line = f"{one.channel}: {one.outcome.state} ({one.outcome.detail})"
            showing.get().line(line)
            get_run_logger().warning(line)
