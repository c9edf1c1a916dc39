"""The flows as a schedule runs them: each run is named for the minute it was due, in the configured time zone.

prefect.yaml and `flows.deployments` refer to these names.
"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect.runtime import flow_run

import flows.digest
import flows.ingest
import flows.notice
import flows.upkeep
from monitor.config import find, load


def run_name() -> str:
    """Such as "ingest 2026-11-22 07:30"."""
    zone = load(find(flow_run.parameters.get("config_path"))).zone
    due = flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{flow_run.flow_name} {due.astimezone(zone):%Y-%m-%d %H:%M}"


ingest = flows.ingest.ingest.with_options(flow_run_name=run_name)
digest = flows.digest.digest.with_options(flow_run_name=run_name)
watchdog = flows.upkeep.watchdog.with_options(flow_run_name=run_name)
notice = flows.notice.notice
maintenance = flows.upkeep.maintenance.with_options(flow_run_name=run_name)
