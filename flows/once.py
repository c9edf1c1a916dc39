"""The flows run once, here and now, with the tags by which Prefect's interface finds them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prefect import get_client, tags

from flows.digest import digest
from flows.ingest import ingest
from flows.tally import Tally


class NoServer(ConnectionError):
    """Prefect's server does not answer; the message is one line for a person."""


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


async def _digest(config_path: str | None, when: str, since: datetime | None = None) -> Path:
    with tags("digest"):
        return await digest(config_path, when, since)


async def _reach_server() -> None:
    """The server of PREFECT_API_URL, or the embedded one, which starts here."""
    async with get_client() as client:
        problem = await client.api_healthcheck()
        if problem is not None:
            raise NoServer(f"Prefect's server at {client.api_url} does not answer: {problem}")
