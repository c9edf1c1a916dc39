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
    from flows import gauge

    monkeypatch.setattr(gauge, "EVERY", 0.05)
    async with gauge.gauged("gauge-test", "how far"):
        showing.get().count("sources", 5, 10)
        showing.get().count("other", 1, 1)
        await asyncio.sleep(1)
        assert await _shown("gauge-test") == 5
        showing.get().count("assessed", 10, 10)
        showing.get().count("pages", 1, 2)
        await asyncio.sleep(1)
        assert await _shown("gauge-test") == 95, "it never goes back"
    assert await _shown("gauge-test") == 100
    assert isinstance(showing.get(), Silent)


async def test_a_run_that_fails_leaves_it_where_it_stood() -> None:
    from flows import gauge

    with pytest.raises(ValueError, match="bad"):
        async with gauge.gauged("gauge-fails", "how far"):
            showing.get().count("pages", 1, 2)
            raise ValueError("bad")
    assert await _shown("gauge-fails") == 0
