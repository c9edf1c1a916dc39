"""The tasks of the ingest flow: network calls and batches of work, named for a person to read.

A miss is a value, so no task fails for one. Where it may be gone in a moment (a name server, a refused connection, a
gateway), the first attempt raises `MayPass`, so that Prefect shows the retry, and the second asks again only for what
was missed. Time-outs are not asked again, they have cost their time already; nor is 429 or 503, which ask for patience:
those links wait for a later run.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from sqlite_utils import Database

from monitor import pipeline
from monitor.config import Config, Source
from monitor.fetch.client import Client
from monitor.model import Assessment, Failure, Link, Page
from monitor.poll import poll
from monitor.store.articles import Saved
from monitor.store.sources import Polled, PollState

RETRIES = 1
RETRY_SECONDS = 2
_MAY_PASS = frozenset(("dns", "connect", "protocol", "http-500", "http-502", "http-504"))


class MayPass(Exception):
    """Some of what was asked for may be there in a moment; the message counts the reasons."""


Get = Callable[[Link], Awaitable[Page | Failure]]


class Round(Protocol):
    """What one task asks for. It remembers what it was answered."""

    async def ask(self) -> list[str]:
        """Ask for what has no answer yet, or one that may pass; the reasons of all misses so far."""


class PollRound:
    """Some sources, asked side by side what is new."""

    def __init__(self, client: Client, due: Sequence[tuple[Source, PollState]]) -> None:
        self._client, self._due = client, due
        self.answers: dict[str, tuple[Polled, list[Link]]] = {}

    async def ask(self) -> list[str]:
        again = [(s, state) for s, state in self._due if s.id not in self.answers or self._reason(s) in _MAY_PASS]
        found = await asyncio.gather(*(poll(self._client, source, state) for source, state in again))
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

    async def ask(self) -> list[str]:
        await asyncio.gather(*(self._in_turn(links) for links in self._by_source.values()))
        return [answer.reason for answer in self.answers.values() if isinstance(answer, Failure)]

    async def _in_turn(self, links: Sequence[Link]) -> None:
        for link in links:
            held = self.answers.get(link)
            settled = held is not None and not (isinstance(held, Failure) and held.reason in _MAY_PASS)
            if not settled and datetime.now(UTC) < self._until:
                self.answers[link] = await self._get(link)


@task(name="poll", task_run_name="poll {name}", retries=RETRIES, retry_delay_seconds=RETRY_SECONDS, cache_policy=NO_CACHE)  # fmt: skip
async def poll_sources(name: str, polls: PollRound) -> None:
    """Ask sources what is new."""
    await _attempt(polls)


@task(name="fetch", task_run_name="fetch {name}", retries=RETRIES, retry_delay_seconds=RETRY_SECONDS, cache_policy=NO_CACHE)  # fmt: skip
async def fetch_pages(name: str, fetches: FetchRound) -> None:
    """Fetch the pages of links."""
    await _attempt(fetches)


async def _attempt(asked: Round) -> None:
    missed = Counter(reason for reason in await asked.ask() if reason in _MAY_PASS)
    if missed and task_run.run_count <= RETRIES:
        raise MayPass(", ".join(f"{reason} × {count}" for reason, count in missed.items()))


@task(name="assess", task_run_name="assess {name}", cache_policy=NO_CACHE)
async def assess_batch(
    name: str, executor: Executor | None, jobs: Sequence[pipeline.Job], people: Path | None, now: datetime
) -> list[Assessment | Failure]:
    """Extract and assess a batch in a worker process (or a thread of this one, when there is little to do)."""
    return await asyncio.get_running_loop().run_in_executor(executor, pipeline.work, jobs, people, now)


@task(name="save", task_run_name="save {name}", cache_policy=NO_CACHE)
def save_all(name: str, db: Database, assessments: Sequence[Assessment], config: Config, now: datetime) -> list[Saved]:
    """Save, oldest first, one transaction each. SQLite has one writer, so this is one task in one process."""
    return [pipeline.save(db, one, config, now) for one in assessments]
