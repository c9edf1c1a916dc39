"""`monitor run` as a person or a timer starts it: with the embedded server, and with one that runs already."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from conftest import ROOT

import flows
from flows.leftover import STARTER, end_left_behind

pytestmark = pytest.mark.prefect

SEED = min((ROOT / "seeds").glob("*.txt"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One seed, one source that can't be reached."""
    (tmp_path / "seeds").mkdir()
    shutil.copy(SEED, tmp_path / "seeds")
    (tmp_path / "config.yaml").write_text(
        "sources:\n  - {id: nameless, name: Nameless, url: 'https://no-such-host.invalid/feed'}\n"
    )
    (tmp_path / "home").mkdir()
    return tmp_path


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The caller's, without what a test has set for Prefect in this process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT_"))}
    return {**kept, "HOME": str(folder / "home"), **more}


def started(folder: Path, command: str = "run", **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", command], cwd=folder, env=environment(folder, **more),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def told(out: str) -> list[str]:
    """The first word of each line."""
    return [line.split()[0] for line in out.splitlines() if line.strip()]


def test_run_prints_its_own_lines_only_and_stays_in_its_folder(folder: Path) -> None:
    process = started(folder)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("nameless: dns ")
    assert told(out)[0] == "nameless:"
    assert told(out)[-2:] == ["1", "digest:"]
    assert all(word in ("nameless:", "*", "!", "1", "digest:") or word.startswith("“") for word in told(out))
    assert out.splitlines()[-1].startswith("digest: data/digests/")
    assert list((folder / "home").iterdir()) == []
    assert (folder / "data" / "prefect" / "prefect.db").exists()
    assert not group(process.pid), "the embedded server has ended"


def test_run_that_is_told_to_stop_leaves_no_server_behind(folder: Path) -> None:
    process = started(folder)
    try:
        wait_for(lambda: (folder / "data" / "prefect" / "prefect.db").exists())  # the embedded server is at work
        os.kill(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, "", "")
        assert not group(process.pid)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_server_of_a_run_that_was_killed_is_ended_by_the_next(folder: Path) -> None:
    process = started(folder, "digest")
    try:
        wait_for(lambda: embedded(folder))
        process.kill()
        process.wait()
        assert group(process.pid), "the embedded server goes on"
        out, err = started(folder, "digest").communicate(timeout=120)
        assert (told(out), err) == (["digest:"], "")
        wait_for(lambda: not group(process.pid), 20)
    finally:
        if group(process.pid):
            os.killpg(process.pid, signal.SIGKILL)


def embedded(folder: Path) -> list[int]:
    """The embedded servers of a folder, whoever started them."""
    home = os.fsencode(folder / "data" / "prefect")
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            given = path.read_bytes().split(b"\0")
            found += [int(path.parent.name)] * (
                b"PREFECT__SERVER_EPHEMERAL=1" in given and b"PREFECT_HOME=" + home in given
            )
    return found


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({}, True),
        ({STARTER: str(os.getpid())}, False),
        ({STARTER: None}, False),
        ({"PREFECT_HOME": "/elsewhere"}, False),
        ({"PREFECT__SERVER_EPHEMERAL": None}, False),
    ],
)
def test_only_an_embedded_server_whose_starter_is_gone_is_ended(
    changes: dict[str, str | None], ends: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    gone = {"PREFECT_HOME": str(tmp_path), "PREFECT__SERVER_EPHEMERAL": "1", STARTER: "1", **changes}
    process = subprocess.Popen(["sleep", "60"], env={name: value for name, value in gone.items() if value is not None})
    try:
        end_left_behind()
        if ends:
            assert process.wait(10) == -signal.SIGTERM
        else:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.3)
    finally:
        process.kill()
        process.wait()


def group(leader: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, belongs_to = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(belongs_to) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for(reached: object, seconds: float = 60) -> None:
    """Until `reached()` is true."""
    end = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@contextmanager
def prefect_server_in(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Prefect server of its own on a free port; the address of its API, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {**flows._SETTINGS, "PREFECT_HOME": str(folder / "server"), "PREFECT_SERVER_API_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start"], env=environment(folder, **settings),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    api = f"http://127.0.0.1:{port}/api"
    try:
        wait_for(lambda: process.poll() is not None or healthy(api), 120)
        yield api, process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """The API of a Prefect server of its own."""
    with prefect_server_in(folder) as (api, _):
        yield api


def healthy(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_server_that_is_named_is_used(folder: Path, server: str) -> None:
    process = started(folder, "digest", PREFECT_API_URL=server)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert told(out) == ["digest:"]
    (run,) = httpx.post(f"{server}/flow_runs/filter", json={}, trust_env=False).json()
    assert (run["name"].split()[0], run["tags"], run["state_name"]) == ("digest", ["digest"], "Completed")
    assert not (folder / "data" / "prefect" / "prefect.db").exists()


class Slow(BaseHTTPRequestHandler):
    """A feed that answers in its own time."""

    asked = threading.Event()
    go_on = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/feed":
            self.asked.set()
            self.go_on.wait(120)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def test_server_that_goes_away_in_the_middle_of_a_run_is_named_and_costs_nothing(folder: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as site, prefect_server_in(folder) as (api, prefect):
        threading.Thread(target=site.serve_forever, daemon=True).start()
        port = site.server_address[1]
        (folder / "config.yaml").write_text(
            f"fetch: {{allow_private: [127.0.0.1/32], allow_ports: [{port}], robots: false}}\n"
            f"sources:\n  - {{id: slow, name: Slow, url: 'http://127.0.0.1:{port}/feed'}}\n"
        )
        process = started(folder, PREFECT_API_URL=api, PREFECT_CLIENT_MAX_RETRIES="2")
        assert Slow.asked.wait(120)
        os.killpg(prefect.pid, signal.SIGKILL)
        prefect.wait()
        Slow.go_on.set()
        _, err = process.communicate(timeout=120)
        site.shutdown()
    assert process.returncode == 1
    named = [line for line in err.splitlines() if "monitor:" in line]
    assert len(named) == 1
    assert "Prefect's server answers no more" in named[0]
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert db.execute("SELECT outcome FROM runs").fetchone() == ("failed",)
