"""Memory, open files, sockets and speed of `monitor serve` over many ingest runs: `python bench/soak_runs.py [RUNS]`.

The runs are asked of a server and a runner of their own, one after another, as a schedule has them. Their sources are the
invented press of the tests, on loopback; before each run two outlets publish an article and one is corrected, and all
sources are due. A run is a process of its own, with workers of its own: of the processes that stay, each line has what the
kernel says; of those that end with their run, the largest so far. With --growth, memory of the staying processes that
grew by more MiB after the first tenth, more files left open than a pool of connections has, or a run that takes half as
long again ends the program with 1.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from process import children, open_files, peak, resident, sockets
from run import ROOT, articles

sys.path.insert(0, str(ROOT / "tests"))

from press import NOW, OUTLETS, Article, Press

STEPS = 10
STARTED, ENDED = 120.0, 300.0
"""Seconds in which the deployments must be there, and a run at its end."""
POOL = 16
"""Files by which the server may grow: the connections to its database that SQLAlchemy keeps, each with its log."""
OUTLET = {"es": "radio", "en": "state"}
CORRECTED = "gestor/dolar"


class Held(NamedTuple):
    """What the processes that stay hold: MiB, open files (sockets among them), sockets."""

    memory: dict[str, float]
    files: dict[str, int]
    sockets: dict[str, int]

    def __str__(self) -> str:
        return "; ".join(
            f"{name} {self.memory[name]:.0f} MiB, {self.files[name]} files, {self.sockets[name]} sockets" for name in self.memory
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=int, nargs="?", default=200)
    parser.add_argument("--growth", type=float)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Press() as press:
        folder, port = Path(name), _free_port()
        (folder / "config.yaml").write_text(configuration(press, port), encoding="utf-8")
        with serving(folder) as pids, httpx.Client(base_url=f"http://127.0.0.1:{port}/api", trust_env=False) as api:
            seconds, held = soak(api, folder, press, pids, asked.runs)
    _judge(seconds, held, asked.growth)


def soak(
    api: httpx.Client, folder: Path, press: Press, pids: dict[str, int], runs: int
) -> tuple[list[float], list[Held]]:
    """Seconds of each run, and what was held after each tenth of them."""
    deployment, step, news = _deployment(api), max(1, runs // STEPS), articles(2 * runs)
    seconds: list[float] = []
    held: list[Held] = []
    largest: dict[str, float] = {}
    for number in range(1, runs + 1):
        _publish(press, news, number)
        with closing(sqlite3.connect(folder / "data" / "monitor.db", isolation_level=None)) as db:
            db.execute("UPDATE sources SET next_poll = NULL")
        seconds.append(_run(api, deployment, pids["runner"], largest))
        press.requests.clear()
        if number % step == 0:
            held.append(_held(pids))
            median = statistics.median(seconds[-step:])
            print(
                f"{number:5} runs, {median:5.2f} s each; {held[-1]}; {_files(folder)}; {_largest(largest)}", flush=True
            )
    return seconds, held


def _judge(seconds: list[float], held: list[Held], growth: float | None) -> None:
    first, last = held[0], held[-1]
    step = max(1, len(seconds) // STEPS)
    begin, end = statistics.median(seconds[step : 3 * step]), statistics.median(seconds[-2 * step :])
    grown = {name: last.memory[name] - first.memory[name] for name in first.memory}
    opened = {name: last.files[name] - first.files[name] for name in first.files}
    print(f"grown by {', '.join(f'{n} {g:.0f} MiB and {opened[n]} files' for n, g in grown.items())}")
    print(f"a run took {begin:.2f} s in the second and third tenth, {end:.2f} s in the last two")
    if growth is not None and (max(grown.values()) > growth or max(opened.values()) > POOL or end > 1.5 * begin):
        raise SystemExit(1)


def configuration(press: Press, port: int) -> str:
    lines = [
        "seeds: null",
        f"fetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}], host_gap: 0.01s}}",
        "alerts: {window: 5000d}",
        f"serve: {{port: {port}}}",
        "schedule: {ingest: never, digest: never, watchdog: never, maintenance: never}",
        "sources:",
    ]
    for name, feed in press.feeds.items():
        lines.append(f"  - {{id: {name}, name: {OUTLETS[name].name}, url: '{feed.url}', kind: {feed.kind}, lang: {feed.lang}}}")  # fmt: skip
    return "\n".join(lines) + "\n"


@contextmanager
def serving(folder: Path) -> Iterator[dict[str, int]]:
    """`monitor serve` in a folder; the processes that stay, by name."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "serve"], cwd=folder, start_new_session=True, stdout=subprocess.DEVNULL,
        env={**kept, "PREFECT_RUNNER_POLL_FREQUENCY": "1"},
    )  # fmt: skip
    try:
        end = time.monotonic() + STARTED
        while len(started := children(process.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.2)
        server, runner = started
        yield {"serve": process.pid, "server": server, "runner": runner}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _deployment(api: httpx.Client) -> str:
    """Of the ingest flow, once the runner asks for its runs."""
    end = time.monotonic() + STARTED
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            found = api.get("/deployments/name/ingest/ingest")
            if found.is_success and found.json()["last_polled"]:
                return str(found.json()["id"])
        time.sleep(0.5)
    raise SystemExit("the deployments did not come up")


def _publish(press: Press, news: Iterator[dict[str, Any]], number: int) -> None:
    """Two labelled articles come out, and one that is out is corrected."""
    for part in range(2):
        row = next(news)
        outlet, published = OUTLET[row["lang"]], NOW + timedelta(minutes=number)
        body = "\n\n".join(row["text"].split("\n"))
        press.publish(
            outlet, Article(f"/{outlet}/noticias/nota-{number}-{part}/", row["title"], body, published=published)
        )
    old = press.article(CORRECTED)
    new = replace(old, title=f"{old.title.split(' (')[0]} ({number})", updated=NOW + timedelta(minutes=number))
    press.edit(CORRECTED, title=new.title, updated=new.updated)


def _run(api: httpx.Client, deployment: str, runner: int, largest: dict[str, float]) -> float:
    """One run of the deployment: its seconds, the start of its process not among them."""
    run = _ask(api, "POST", f"/deployments/{deployment}/create_flow_run", json={})
    end = time.monotonic() + ENDED
    while run["state_type"] not in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") or children(runner):
        if time.monotonic() > end:
            raise SystemExit(f"{run['name']} did not end: {run['state_name']}")
        time.sleep(0.3)
        _measure(runner, largest)
        run = _ask(api, "GET", f"/flow_runs/{run['id']}")
    if run["state_type"] != "COMPLETED":
        raise SystemExit(f"{run['name']}: {run['state_name']}")
    return float(run["total_run_time"])


def _ask(api: httpx.Client, method: str, path: str, **content: Any) -> dict[str, Any]:
    """As Prefect's own client does, ask again when its database is busy (503)."""
    end = time.monotonic() + STARTED
    while (answer := api.request(method, path, timeout=60, **content)).status_code == 503 and time.monotonic() < end:
        time.sleep(1)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _measure(runner: int, largest: dict[str, float]) -> None:
    """The peaks of the processes that end with their run."""
    for run in children(runner):
        largest["run"] = max(largest.get("run", 0), peak(run))
        for worker in children(run):
            largest["worker"] = max(largest.get("worker", 0), peak(worker))


def _held(pids: dict[str, int]) -> Held:
    return Held(
        {name: resident(pid) for name, pid in pids.items()},
        {name: open_files(pid) for name, pid in pids.items()},
        {name: sockets(pid) for name, pid in pids.items()},
    )


def _files(folder: Path) -> str:
    sizes = {name: (folder / "data" / name).stat().st_size / 1e6 for name in ("monitor.db", "prefect/prefect.db")}
    return ", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items())


def _largest(largest: dict[str, float]) -> str:
    return "at most " + ", ".join(f"{name} {size:.0f} MiB" for name, size in largest.items())


if __name__ == "__main__":
    main()
