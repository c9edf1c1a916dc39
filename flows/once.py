"""The flows run once, here and now, with the tags by which Prefect's interface finds them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, Unpack

from httpx import TransportError
from prefect import get_client, tags
from prefect.exceptions import TerminationSignal

from flows.backfill import Backfilled, backfill
from flows.digest import digest
from flows.ingest import ingest
from flows.leftover import end_left_behind
from flows.tally import Tally
from monitor.backfill.scope import Asked
from monitor.errors import Expected

T = TypeVar("T")


class NoServer(Expected, ConnectionError):
    """Prefect's server does not answer; the message is one line for a person."""


def wait_for(run: Coroutine[Any, Any, T]) -> T:
    """Run to the end. What is told to stop by SIGTERM stops as by Ctrl-C: Prefect's handler raises out of the event loop.

    Raises NoServer where Prefect's server goes away meanwhile, which its client has then tried to reach for minutes; what
    a source or page does not answer is an outcome and raises nothing.
    """
    try:
        return asyncio.run(run)
    except TerminationSignal:
        raise KeyboardInterrupt from None
    except TransportError as error:
        raise NoServer(
            f"Prefect's server answers no more ({error}); what was saved stays, and the next run goes on from there"
        ) from error


async def run_digest(config_path: str | None, when: str, since: datetime | None = None) -> Path:
    """Write the digest; the path of its HTML file. Raises NoServer."""
    await _reach_server()
    return await _digest(config_path, when, since)


async def run_both(config_path: str | None, when: str) -> tuple[Tally, Path]:
    """Ingest, then digest. Raises NoServer."""
    await _reach_server()
    with tags("ingest"):
        tally = await ingest(config_path, when)
    return tally, await _digest(config_path, when)


async def run_backfill(config_path: str | None, when: str, **asked: Unpack[Asked]) -> Backfilled:
    """The backfill flow, with its parameters. Raises NoServer."""
    await _reach_server()
    with tags("backfill"):
        done: Backfilled = await backfill(config_path, when, **asked)
        return done


async def _digest(config_path: str | None, when: str, since: datetime | None = None) -> Path:
    with tags("digest"):
        return await digest(config_path, when, since)


async def _reach_server() -> None:
    """The server of PREFECT_API_URL, or the embedded one, which starts here."""
    end_left_behind()
    async with get_client() as client:
        problem = await client.api_healthcheck()
        if problem is not None:
            raise NoServer(f"Prefect's server at {client.api_url} does not answer: {problem}")
