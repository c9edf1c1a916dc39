"""`monitor serve` as systemd starts it, and what it is made of."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from flows.serve import address, server_environment
from monitor.config import Config, ConfigError, Serve, load

LIMA = "America/Lima"
SCHEDULES = {
    "ingest": {"interval": 1800.0, "anchor_date": "2026-01-01T00:00:00-05:00", "timezone": LIMA},
    "digest": {"cron": "30 6 * * 1-5", "timezone": LIMA, "day_or": True},
    "watchdog": {"interval": 3600.0, "anchor_date": "2026-01-01T00:00:00-05:00", "timezone": LIMA},
}
"""As the server lists them; maintenance has none here."""


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`monitor serve` in a folder, in a process group of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "serve"], cwd=folder, env={**kept, "HOME": str(folder)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(40)


def deployments(api: str) -> dict[str, dict[str, Any]]:
    """What the server lists, by name; nothing while it does not answer."""
    try:
        answer = httpx.post(f"{api}/deployments/filter", json={}, trust_env=False)
        found = {one["name"]: one for one in answer.raise_for_status().json()}
        found.pop("notice", None)  # has no rhythm
        return found
    except httpx.HTTPError:
        return {}


def when_polled(api: str, since: datetime, seconds: float = 60) -> dict[str, dict[str, Any]]:
    """The four deployments, once the runner that was started at `since` has brought them in line and asks for work."""
    end = time.monotonic() + seconds
    while len(found := deployments(api)) < 4 or any(_polled(one) < since for one in found.values()):
        assert time.monotonic() < end, found
        time.sleep(0.2)
    return found


def _polled(deployment: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(deployment["last_polled"] or "1970-01-01T00:00:00Z")


def children(parent: int) -> list[int]:
    """The processes that a process started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def stop(process: subprocess.Popen[str]) -> float:
    """Tell it to end as systemd does; how many seconds that took."""
    start = time.monotonic()
    os.kill(process.pid, signal.SIGTERM)
    out, err = process.communicate(timeout=40)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("serving; interface at http://127.0.0.1:")
    return time.monotonic() - start


def configure(folder: Path, port: int, watchdog: str) -> None:
    schedule = f"{{digest: 30 6 * * 1-5, watchdog: {watchdog}, maintenance: never}}"
    (folder / "config.yaml").write_text(f"seeds: null\nserve: {{port: {port}}}\nschedule: {schedule}\n")


@pytest.mark.prefect
def test_serves_its_schedules_keeps_a_pause_over_a_restart_and_ends_when_told(tmp_path: Path, free_port: int) -> None:
    configure(tmp_path, free_port, watchdog="1h")
    api = f"http://127.0.0.1:{free_port}/api"
    with serving(tmp_path) as process:
        first = when_polled(api, datetime.now(UTC))
        assert {name: one["schedules"][0]["schedule"] for name, one in first.items() if one["schedules"]} == SCHEDULES
        assert all(one["global_concurrency_limit"]["limit"] == 1 for one in first.values())
        assert all(one["concurrency_options"]["collision_strategy"] == "CANCEL_NEW" for one in first.values())
        assert {name: one["tags"] for name, one in first.items()} == {name: [name] for name in first}
        settings = httpx.get(f"http://127.0.0.1:{free_port}/ui-settings", trust_env=False).json()
        assert settings["api_url"] == "/api", "the interface asks where it came from"
        httpx.post(f"{api}/deployments/{first['digest']['id']}/pause_deployment", trust_env=False).raise_for_status()
        hourly = f"{api}/deployments/{first['watchdog']['id']}/schedules/{first['watchdog']['schedules'][0]['id']}"
        httpx.patch(hourly, json={"active": False}, trust_env=False).raise_for_status()
        pids = children(process.pid)
        assert len(pids) == 2
        assert stop(process) < 30
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
        assert deployments(api) == {}
    configure(tmp_path, free_port, watchdog="never")
    with serving(tmp_path) as process:
        again = when_polled(api, datetime.now(UTC))
        assert {name: one["paused"] for name, one in again.items()} == {name: name == "digest" for name in again}
        assert {name: one["id"] for name, one in again.items()} == {name: one["id"] for name, one in first.items()}
        assert {n: one["schedules"][0]["schedule"] for n, one in again.items() if one["schedules"]} == SCHEDULES
        active = {name: one["schedules"][0]["active"] for name, one in again.items() if one["schedules"]}
        assert active == {"ingest": True, "digest": True, "watchdog": False}
        assert stop(process) < 30


def scheduled(api: str) -> list[dict[str, Any]]:
    """The runs that the server made of the schedules, in the order in which they are due."""
    asked = {"sort": "EXPECTED_START_TIME_ASC"}
    answer = httpx.post(f"{api}/flow_runs/filter", json=asked, trust_env=False).raise_for_status()
    return [one for one in answer.json() if one["auto_scheduled"]]


@pytest.mark.prefect
def test_what_is_due_runs_at_its_minute_and_a_run_that_failed_is_told(tmp_path: Path, free_port: int) -> None:
    schedule = "{ingest: 1m, digest: never, watchdog: never, maintenance: never}"
    channel = "channels: [{id: folder, kind: folder, path: alerts, kinds: [flow]}]"
    (tmp_path / "config.yaml").write_text(
        f"seeds: null\nserve: {{port: {free_port}}}\nschedule: {schedule}\n{channel}\n"
    )
    api = f"http://127.0.0.1:{free_port}/api"
    with serving(tmp_path) as process:
        ours = when_polled(api, datetime.now(UTC))
        lost = {"parameters": {"config_path": str(tmp_path / "lost.yaml")}, "state": {"type": "SCHEDULED"}}
        httpx.post(f"{api}/deployments/{ours['watchdog']['id']}/create_flow_run", json=lost, trust_env=False)
        end = time.monotonic() + 120
        while not (done := [one for one in scheduled(api) if one["state_type"] == "COMPLETED"]):
            assert time.monotonic() < end, scheduled(api)
            time.sleep(1)
        while not (told := list((tmp_path / "data" / "alerts").glob("*"))):
            assert time.monotonic() < end, "an automation tells of a run that failed"
            time.sleep(1)
        stop(process)
    assert re.search(r"La ejecución watchdog .+ falló: .+", told[0].read_text())
    due, started = (datetime.fromisoformat(done[0][name]) for name in ("expected_start_time", "start_time"))
    assert due.second == 0
    assert -1 < (started - due).total_seconds() < 15
    assert (done[0]["name"], done[0]["tags"]) == (
        f"ingest {due.astimezone(ZoneInfo(LIMA)):%Y-%m-%d %H:%M}",
        ["auto-scheduled", "ingest"],
    )


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "config.yaml").write_text(f"seeds: null\nserve: {{port: {port}}}\n")
        with serving(tmp_path) as process:
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err == (
        f"monitor: serve.host 127.0.0.1, serve.port {port}: Address already in use; is another monitor serving?\n"
    )


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1:4200"),
        ("0.0.0.0", "http://127.0.0.1:4200"),
        ("::", "http://[::1]:4200"),
        ("::1", "http://[::1]:4200"),
        ("desk.example.org", "http://desk.example.org:4200"),
    ],
)
def test_server_is_reached_where_it_listens(host: str, reached: str) -> None:
    assert address(host, 4200) == reached


def test_callers_settings_win_but_for_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_UI_API_URL", "https://desk.example.org/api")
    monkeypatch.setenv("PREFECT_SERVER_API_PORT", "1")
    environment = server_environment(Config(serve=Serve(host="::1", port=4999)))
    assert environment["PREFECT_UI_API_URL"] == "https://desk.example.org/api"
    assert (environment["PREFECT_SERVER_API_HOST"], environment["PREFECT_SERVER_API_PORT"]) == ("::1", "4999")


@pytest.mark.parametrize("rhythm", ["30m", "1h 30m", "never", "0 7 * * *", "*/15 6-22 * * 1-5", "0,30 0 1-31/2 12 7"])
def test_rhythms(rhythm: str, tmp_path: Path) -> None:
    from flows.deployments import schedule

    (tmp_path / "config.yaml").write_text(f"schedule: {{ingest: '{rhythm}'}}\n")
    assert load(tmp_path / "config.yaml").schedule.ingest == rhythm
    made = schedule(rhythm, ZoneInfo(LIMA), active=False)
    assert (made is None) is (rhythm == "never")
    if made is not None:
        assert made.cron == (rhythm if len(rhythm.split()) == 5 else None)
        assert (made.interval is None, made.active, made.timezone) == (made.cron is not None, False, LIMA)


@pytest.mark.parametrize("rhythm", ["30s", "0m", "soon", "0 7 * *", "60 * * * *", "0 24 * * *", "0 7 * * 8", "*/0 * * * *", "9-3 * * * *", "0 7 * * mon"])  # fmt: skip
def test_no_rhythms(rhythm: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f"schedule:\n  ingest: '{rhythm}'\n")
    with pytest.raises(ConfigError, match=r"config\.yaml:2: schedule\.ingest: (no rhythm|must be)"):
        load(tmp_path / "config.yaml")


def test_interval_counts_from_midnight_whenever_it_is_made() -> None:
    from flows.deployments import schedule

    made = schedule("5h", ZoneInfo(LIMA), active=True)
    assert made is not None
    assert made.interval == timedelta(hours=5)
    assert made.anchor_date == datetime(2026, 1, 1, 5, tzinfo=UTC)


@pytest.mark.prefect
@pytest.mark.parametrize("active", [True, False])
def test_a_pause_outlives_never(tmp_path: Path, *, active: bool) -> None:
    """A rhythm, never, another rhythm: what was paused under the first is paused under the last."""
    from prefect.client.schemas.objects import DeploymentSchedule
    from prefect.client.schemas.responses import DeploymentResponse

    from flows.deployments import deployment

    def started(rhythm: str, held: list[DeploymentSchedule]) -> list[DeploymentSchedule]:
        server = DeploymentResponse(name="ingest", flow_id=uuid4(), schedules=held)
        made = deployment("ingest", rhythm, tmp_path / "config.yaml", ZoneInfo(LIMA), server)
        return [DeploymentSchedule(schedule=one.schedule, active=one.active) for one in made.schedules or ()]

    first = started("30m", [])
    first[0].active = active
    asleep = started("never", first)
    assert not any(one.active for one in asleep)
    (last,) = started("0 7 * * *", asleep)
    assert (last.active, last.schedule.cron) == (active, "0 7 * * *")


def test_every_deployment_has_a_flow_of_its_name() -> None:
    from flows import scheduled
    from flows.deployments import names

    for name, _ in names(Config()):
        assert re.fullmatch(r"[a-z]+", name)
        assert getattr(scheduled, name).name == name
