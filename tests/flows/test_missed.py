"""What came due while nothing served."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DOWN = timedelta(hours=2, minutes=1)


async def test_after_a_downtime_the_last_run_of_each_deployment_does_for_all(tmp_path: Path) -> None:
    from prefect import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId

    from flows.deployments import MISSED, deployment, drop_missed

    (tmp_path / "config.yaml").write_text("")
    made = [
        await deployment(name, rhythm, tmp_path / "config.yaml", ZoneInfo("America/Lima"), None).aapply()
        for name, rhythm in (("ingest", "1h"), ("watchdog", "30m"))
    ]
    ours = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=made))
    async with get_client() as client:
        for one in made:
            window = {"start_time": NOON.isoformat(), "end_time": (NOON + timedelta(hours=4)).isoformat()}
            await client.request("POST", f"/deployments/{one}/schedule", json=window)  # type: ignore[arg-type]
        asked_for = await client.create_flow_run_from_deployment(made[0])
        await drop_missed(client, NOON + DOWN)
        runs = await client.read_flow_runs(flow_run_filter=ours)
        for one in made:
            await client.delete_deployment(one)
    for one in made:
        due = sorted((run.expected_start_time, run.state_name) for run in runs if run.deployment_id == one)
        assert [state for when, state in due if when <= NOON + DOWN] == ["Cancelled", "Cancelled", "Scheduled"]
    assert {run.state.message for run in runs if run.state and run.state_name == "Cancelled"} == {MISSED}
    assert asked_for.id not in {run.id for run in runs if run.state_name == "Cancelled"}
