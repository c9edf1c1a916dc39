"""The files that other programs start the monitor by: they parse, agree with each other and name what exists."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from typer.main import get_command

import flows
from monitor.cli import app
from monitor.config import load
from monitor.text.duration import parse_duration

QUIET = {
    name: value for name, value in flows._SETTINGS.items() if "TRACK" in name or "ANALYTICS" in name or "_UI_" in name
}


def read(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text())


def unit() -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment]
    parsed.read(ROOT / "docs" / "monitor.service")
    return parsed


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, each with its arguments on one line."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]  # type: ignore[misc]


DEPLOYMENTS = {one["name"]: one for one in read("prefect.yaml")["deployments"]}
SCHEDULE = load(ROOT / "config.yaml").schedule.model_dump()


def test_work_pools_get_the_deployments_that_serve_has() -> None:
    assert list(DEPLOYMENTS) == [*SCHEDULE, "notice"]
    assert import_module("flows.scheduled").notice.name == "notice"
    assert {name for name in DEPLOYMENTS if "schedules" not in DEPLOYMENTS[name]} == {"notice"}


@pytest.mark.parametrize("name", SCHEDULE)
def test_deployment_names_a_flow_and_the_rhythm_of_the_configuration(name: str) -> None:
    one = DEPLOYMENTS[name]
    module, _, flow = one["entrypoint"].rpartition(".")
    assert getattr(import_module(module), flow).name == name
    assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    (schedule,) = one["schedules"]
    if "cron" in schedule:
        assert schedule["cron"] == SCHEDULE[name]
    else:
        assert schedule["interval"] == parse_duration(SCHEDULE[name]).total_seconds()
        assert schedule["anchor_date"].startswith("2026-01-01T00:00:00"), "a restart moves no run"
    assert schedule["timezone"] == load(ROOT / "config.yaml").timezone


def test_image_is_built_of_files_that_exist_and_starts_a_command_that_exists() -> None:
    copied = [name for what, rest in instructions() if what == "COPY" for name in rest.split()[:-1]]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    (start,) = (rest for what, rest in instructions() if what == "CMD")
    program, command = re.findall(r'"([^"]+)"', start)
    assert program == "monitor"
    assert command in get_command(app).commands  # type: ignore[attr-defined]


def test_image_calls_nobody() -> None:
    set_there = dict(re.findall(r"(\w+)=(\S+)", " ".join(rest for what, rest in instructions() if what == "ENV")))
    assert QUIET.items() <= set_there.items()
    assert len(QUIET) == 4


def test_compose_wires_server_worker_and_volumes() -> None:
    compose = read("compose.yaml")
    services = compose["services"]
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert {name for name in used if not name.startswith(".")} == set(compose["volumes"])
    assert all((ROOT / name).exists() for name in used if name.startswith("."))
    assert all(needed in services for s in services.values() for needed in s.get("depends_on", ()))
    assert services["worker"]["environment"]["PREFECT_API_URL"] == "http://server:4200/api"
    assert services["server"]["ports"] == ["127.0.0.1:4200:4200"], "on loopback unless somebody decides otherwise"
    pools = set(re.findall(r"--pool (\w+)|--overwrite (\w+)", " ".join(services["worker"]["command"])))
    assert {name for pair in pools for name in pair if name} == {
        one["work_pool"]["name"] for one in DEPLOYMENTS.values()
    }


def test_unit_starts_a_command_that_exists_and_gives_it_time_to_end() -> None:
    service = unit()["Service"]
    program, command = service["ExecStart"].split()
    assert Path(program).name == "monitor"
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    assert program.startswith(service["WorkingDirectory"])
    assert int(service["TimeoutStopSec"]) > 30


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_unit_has_no_key_that_systemd_does_not_know(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^ExecStart=.*$", "ExecStart=/bin/true", (ROOT / "docs" / "monitor.service").read_text())
    path = tmp_path / "monitor.service"
    path.write_text(text.replace("User=monitor", "User=root"))
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, timeout=30)
    assert [line for line in done.stderr.splitlines() if str(path) in line] == []
