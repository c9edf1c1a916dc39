"""How far an ingest is, in Prefect's interface."""

from __future__ import annotations

import asyncio

import pytest

from monitor.progress import Silent, showing

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]


async def _shown(key: str) -> float:
    from prefect.artifacts import Artifact

    artifact = await Artifact.aget(key)
    assert artifact is not None
    return float(artifact.data)  # type: ignore[arg-type]


async def test_progress_is_shown_while_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect import flow

    from flows import gauge

    monkeypatch.setattr(gauge, "EVERY", 0.05)

    @flow(name="gauge-test")
    async def run() -> list[float]:
        seen = []
        async with gauge.gauged("gauge-test", "how far"):
            showing.get().count("sources", 5, 10)
            showing.get().count("other", 1, 1)
            await asyncio.sleep(1)
            seen.append(await _shown("gauge-test"))
            showing.get().count("assessed", 10, 10)
            showing.get().count("pages", 1, 2)
            await asyncio.sleep(1)
            seen.append(await _shown("gauge-test"))
        return [*seen, await _shown("gauge-test")]

    assert await run() == [5, 95, 100], "it never goes back"
    assert isinstance(showing.get(), Silent)


async def test_a_run_that_fails_leaves_it_where_it_stood() -> None:
    from prefect import flow

    from flows import gauge

    @flow(name="gauge-fails")
    async def run() -> None:
        async with gauge.gauged("gauge-fails", "how far"):
            showing.get().count("pages", 1, 2)
            raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        await run()
    assert await _shown("gauge-fails") == 0
