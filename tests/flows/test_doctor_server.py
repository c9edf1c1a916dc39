"""`monitor doctor` of a Prefect server that works: whether somebody does its work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Config, Schedule
from monitor.doctor.finding import Finding
from monitor.doctor.outside import Asking, prefect, scheduled

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]
CONFIG = Config(schedule=Schedule(ingest="never", digest="never", maintenance="never"))


def asked() -> Finding:
    from prefect.settings import PREFECT_API_URL

    return prefect(Asking(CONFIG, {"PREFECT_API_URL": str(PREFECT_API_URL.value())}).answer(), scheduled(CONFIG))


async def test_server_is_asked_for_its_work(tmp_path: Path) -> None:
    from prefect import get_client
    from prefect.client.schemas.actions import DeploymentUpdate
    from prefect.states import Scheduled

    from flows.deployments import deployment

    (tmp_path / "config.yaml").write_text("")
    none = asked()
    assert (none.level, "0 deployments, none late" in none.line) == ("ok", True)

    made = await deployment("watchdog", "1h", tmp_path / "config.yaml", CONFIG.zone, None).aapply()
    nothing_due = asked()
    assert (nothing_due.level, "1 deployments and not one run to come" in nothing_due.line) == ("warn", True)
    async with get_client() as client:
        await client.request("POST", f"/deployments/{made}/schedule", json={})  # type: ignore[arg-type]
        assert "1 deployments, none late" in asked().line
        await client.update_deployment(made, DeploymentUpdate(paused=True))
        assert asked().line.endswith("watchdog is paused")
        await client.update_deployment(made, DeploymentUpdate(paused=False))
        late = Scheduled(scheduled_time=datetime(2026, 1, 1, tzinfo=UTC), name="Late")
        run = await client.create_flow_run_from_deployment(made, state=late)
        finding = asked()
        assert (finding.level, "1 runs at" in finding.line) == ("warn", True)
        await client.delete_flow_run(run.id)
        await client.delete_deployment(made)
