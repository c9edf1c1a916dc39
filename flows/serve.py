"""`monitor serve`: Prefect's server and the process that runs the deployments, kept together.

    this process ─┬─ prefect server start      (not where PREFECT_API_URL names a server)
                  └─ python -m flows.deployments

It does not import Prefect: it waits. Either child ending ends both, so that whoever started this (systemd, a container)
starts all of it anew. Each child leads a process group of its own: Ctrl-C reaches this process alone, which ends first
the runs and then the server they report to, within 30 s in all.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import flows
from monitor.config import Config
from monitor.errors import Expected

READY = 120
"""Seconds in which the server must answer; an empty database takes it 10, a busy machine longer."""
STOP_RUNS, STOP_SERVER = 18, 8
"""Seconds to end by themselves; then they are killed. What a killed run had not saved, the next one does."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach a server that listens everywhere


class ServeError(Expected):
    """Serving could not start or go on; the message is one line for a person."""


def serve(path: Path, config: Config, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then return. Raises ServeError."""
    flows.environment(config.data)
    log = Path(os.environ["PREFECT_HOME"]) / "serve.log"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    named = os.environ.get("PREFECT_API_URL")
    with suppress(KeyboardInterrupt):
        if named:
            _serve_on(named, path, log, say)
        else:
            _refuse_taken(config)
            with _child(["-m", "prefect", "server", "start"], server_environment(config), log, STOP_SERVER) as server:  # fmt: skip
                url = address(config.serve.host, config.serve.port)
                _wait_until_ready(url, server, log)
                _serve_on(f"{url}/api", path, log, say, server)


def address(host: str, port: int) -> str:
    """Where this machine reaches a server that listens on `host`."""
    host = _EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server_environment(config: Config) -> dict[str, str]:
    """What Prefect's server reads. Values already in the environment win, but for host and port.

    The interface asks for its data beside the page it came from (/api), so that it works on any port, from any browser
    and behind a proxy; the default is 127.0.0.1:4200 whatever the port. Old runs are deleted after 90 days, by default
    only their events are.
    """
    return {
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        **os.environ,
        "PREFECT_SERVER_API_HOST": config.serve.host,
        "PREFECT_SERVER_API_PORT": str(config.serve.port),
    }


def _serve_on(
    api: str, path: Path, log: Path, say: Callable[[str], None], server: subprocess.Popen[bytes] | None = None
) -> None:
    environment = {**os.environ, "PREFECT_API_URL": api}
    if server and (secret := environment.get("PREFECT_SERVER_API_AUTH_STRING")):
        environment.setdefault("PREFECT_API_AUTH_STRING", secret)
    with _child(["-m", "flows.deployments", str(path.resolve())], environment, log, STOP_RUNS) as runner:
        say(f"serving; interface at {api.removesuffix('/api')}, log in {log}")
        while runner.poll() is None and (server is None or server.poll() is None):
            time.sleep(0.5)
        raise ServeError(f"{'the runner' if runner.poll() is not None else 'the server'} has ended; see {log}")


def _refuse_taken(config: Config) -> None:
    host, port = config.serve.host, config.serve.port
    try:
        (family, kind, protocol, _, place), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        reason = error.strerror or error
        raise ServeError(f"serve.host {host}, serve.port {port}: {reason}; is another monitor serving?") from None


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener, end = build_opener(ProxyHandler({})), time.monotonic() + READY
    while time.monotonic() < end and server.poll() is None:
        with suppress(URLError, OSError), opener.open(f"{url}/api/health", timeout=5):
            return
        time.sleep(0.2)
    raise ServeError(f"the server did not start; see {log}")


@contextmanager
def _child(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path, seconds: float
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program that ends with the block: asked to, and killed with all it started after `seconds`."""
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )  # fmt: skip
    try:
        yield process
    finally:
        _end(process, seconds)


def _end(process: subprocess.Popen[bytes], seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()
        process.wait(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
