"""How far an ingest is, as a progress artifact in Prefect's interface."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from httpx import HTTPError
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from monitor.progress import Progress, showing

EVERY = 5.0
"""Seconds between two updates; a run shorter than that shows the beginning and the end."""
_STAGES = {"sources": (0, 10), "pages": (10, 60), "assessed": (60, 95)}
"""Percent at the beginning and the end of what a run counts: fetching takes longest, a host being asked every five
seconds.
"""


class Gauge:
    """Passes on what it is told, and remembers how far the run is."""

    def __init__(self, inner: Progress) -> None:
        self._inner = inner
        self.percent = 0.0

    def line(self, text: str) -> None:
        """One line that stays."""
        self._inner.line(text)

    def count(self, what: str, done: int, total: int) -> None:
        """How far a stage is."""
        self._inner.count(what, done, total)
        if what in _STAGES and total:
            first, last = _STAGES[what]
            self.percent = max(self.percent, first + (last - first) * min(1.0, done / total))


@asynccontextmanager
async def gauged(key: str, description: str) -> AsyncIterator[None]:
    """A progress artifact while the block works: full at its end; where the block fails, as it was last brought up to date."""
    gauge = Gauge(showing.get())
    artifact = await create_progress_artifact(0.0, key=key, description=description)  # type: ignore[misc]

    async def follow() -> None:
        shown = 0.0
        while True:
            await asyncio.sleep(EVERY)
            if gauge.percent > shown:
                shown = gauge.percent
                with suppress(HTTPError):  # a server that is gone ends the run elsewhere, by name
                    await update_progress_artifact(artifact, shown)  # type: ignore[misc]

    before = showing.set(gauge)
    following = asyncio.create_task(follow())
    try:
        yield
        gauge.percent = 100.0
    finally:
        showing.reset(before)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    await update_progress_artifact(artifact, gauge.percent)  # type: ignore[misc]
