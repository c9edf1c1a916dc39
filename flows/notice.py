"""A run that failed is told at once: an automation of Prefect's server runs the flow `notice`, which sends an alert to
the channels.

`monitor serve` sees to the automation; with work pools `python -m flows.notice` does, after `prefect deploy --all`. What
somebody changed of it in the interface stays; to be rid of it, disable it there.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

from prefect import flow, get_client
from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from flows.tasks import raise_due, send
from monitor.alerts.outgoing import tell_failed
from monitor.config import Schedule, find, load
from monitor.store.db import open_database

NAME = "monitor: tell of a run that failed"
WATCHED = tuple(Schedule.model_fields)
_FAILED = {f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "TimedOut")}
_ASKED = {"kind": "{{ flow.name }}", "run": "{{ flow_run.name }}", "why": "{{ flow_run.state.message }}"}
"""The parameters, as the server fills them in."""


@flow(name="notice", flow_run_name="notice: {run}", validate_parameters=False)
async def notice(config_path: str | None = None, kind: str = "", run: str = "", why: str = "") -> int:
    """Send an alert that the run of this name, of the flow `kind`, failed, once a day for each kind of run; how many alerts were raised."""
    config = load(find(config_path))
    now = datetime.now(UTC)
    with closing((db := open_database(config.database)).conn):
        raised = [*tell_failed(db, kind, run, why, config, now), *raise_due(db, config, now)]
        send("alerts", db, config)
    return len(raised)


async def see_to_automation(client: PrefectClient, deployment: UUID) -> None:
    """Make the automation, or have the one there is run this deployment."""
    wanted = _automation(deployment)
    held = await client.read_automations_by_name(NAME)
    if not held:
        await client.create_automation(wanted)
    elif not any(isinstance(a, RunDeployment) and a.deployment_id == deployment for a in held[0].actions):
        await client.update_automation(held[0].id, wanted.model_copy(update={"enabled": held[0].enabled}))


def _automation(deployment: UUID) -> AutomationCore:
    return AutomationCore(
        name=NAME,
        description="Sends an alert to the channels of config.yaml by the deployment notice.",
        trigger=EventTrigger(
            expect=_FAILED,
            match_related=ResourceSpecification(
                {"prefect.resource.role": "tag", "prefect.resource.id": [f"prefect.tag.{name}" for name in WATCHED]}
            ),
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            RunDeployment(
                deployment_id=deployment,
                parameters={name: {"__prefect_kind": "jinja", "template": text} for name, text in _ASKED.items()},
            )
        ],
    )


async def main() -> None:
    """For work pools: the automation for the deployment that `prefect deploy` made."""
    async with get_client() as client:
        try:
            made = await client.read_deployment_by_name("notice/notice")
        except ObjectNotFound:
            raise SystemExit("no deployment notice/notice at this server: prefect --no-prompt deploy --all") from None
        await see_to_automation(client, made.id)
        print(f"{NAME}: see Automations in the interface")  # noqa: T201 - a program for a terminal


if __name__ == "__main__":
    asyncio.run(main())
