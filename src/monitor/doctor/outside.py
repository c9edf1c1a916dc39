"""What is outside the data folder: the installed packages, the channels (nothing is sent), Prefect's server."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, requires, version
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from flows.serve import address
from monitor.config import NEVER, Channel, Config
from monitor.doctor.finding import Finding, fail, ok, some, warn
from monitor.doctor.place import existing, folder

ANSWER = 1.0
"""Seconds for all questions to the server together; a server on this machine answers each in 10 ms."""

Environment = Mapping[str, str]

# --- packages --------------------------------------------------------------------------------------------------------


def packages(wanted: Sequence[str] | None = None, installed: Callable[[str], str] = version) -> Finding:
    """Whether what is installed is what pyproject.toml wants: a pair that pip picks by itself may not start (see
    docs/decisions/0002). `wanted`: as the packaging metadata have it, None for monitor's own. `installed` gives the
    version of a package, or raises PackageNotFoundError.
    """
    from packaging.requirements import Requirement

    try:
        lines = requires("monitor") if wanted is None else wanted
    except PackageNotFoundError:
        return warn(
            "packages",
            "monitor is not installed as a package, so what it wants is not known",
            "install it: pip install -e .",
        )
    own = [one for one in map(Requirement, lines or ()) if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [
        said for one in own if (said := _mismatch(one.name, str(one.specifier), one.specifier.contains, installed))
    ]
    if wrong:
        return fail("packages", some(wrong), "install what is locked: make .venv/ready")
    shown = [f"{one.name} {installed(one.name)}" for one in own if one.name == "prefect"]
    return ok("packages", f"{', '.join([*shown, f'{len(own)} in all'])}, as wanted")


def _mismatch(name: str, wanted: str, fits: Callable[..., bool], installed: Callable[[str], str]) -> str:
    try:
        there = installed(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    return "" if fits(there, prereleases=True) else f"{name} is {there}, wanted is {wanted}"


# --- channels --------------------------------------------------------------------------------------------------------


def channels(config: Config, environment: Environment) -> Iterator[Finding]:
    """Whether each enabled channel could be tried: its secrets are there, its address can be read."""
    enabled = [channel for channel in config.channels if channel.enabled]
    if not enabled:
        yield warn(
            "channels",
            "none is enabled: alerts stand in the database alone",
            "enable one under channels: in config.yaml",
        )
    for channel in enabled:
        yield _channel(channel, config, environment)


def _channel(channel: Channel, config: Config, environment: Environment) -> Finding:
    slug = f"channel-{channel.id}"
    named = (channel.url_env, channel.user_env, channel.password_env)
    if unset := [name for name in named if name and not environment.get(name)]:
        return fail(
            slug,
            f"{' and '.join(unset)} not set: nothing can be sent",
            "set it in the environment of the service (/etc/monitor.env) and start it again",
        )
    if channel.kind == "apprise" and not _is_known(environment[channel.url_env]):
        return fail(
            slug,
            f"{channel.url_env} holds no address that Apprise knows",
            "compare it with the addresses in Apprise's documentation of the service",
        )
    if channel.kind == "folder":
        place = config.data / channel.path
        found = folder(place, existing(place), [])
        return ok(slug, str(place)) if found.level == "ok" else fail(slug, found.line, found.do)
    return ok(slug, f"{channel.kind}, its address can be read; nothing was sent")


def _is_known(url: str) -> bool:
    from apprise import Apprise  # 0.2 s; only who sends by it waits for it

    log = logging.getLogger("apprise")  # it repeats an address it cannot read, with the secrets in it
    log.disabled, before = True, log.disabled
    try:
        return bool(Apprise().add(url))
    finally:
        log.disabled = before


# --- Prefect ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Server:
    """What was learned of Prefect's server at `api`. `problem`: why it did not answer as one; empty where it did."""

    api: str
    named: bool
    """By PREFECT_API_URL; else it is where `monitor serve` would start it."""
    problem: str = ""
    refused: bool = False
    """Nothing listens there."""
    closed: bool = False
    """It wants a password that the environment does not have."""
    deployments: Mapping[str, bool] | None = None
    """Whether each of ours is paused; None: not learned."""
    late: int = 0
    """Runs that are due and not begun."""
    planned: int | None = None
    """Runs that the server has made of our schedules; None: not learned."""


class Asking:
    """Asks the server in a thread: neither a slow name server nor one that never ends its answer is waited for."""

    def __init__(self, config: Config, environment: Environment) -> None:
        named = environment.get("PREFECT_API_URL")
        self._api = (named or f"{address(config.serve.host, config.serve.port)}/api").rstrip("/")
        self._named, self._names = bool(named), scheduled(config)
        self._headers = _login(environment)
        self._server = Server(self._api, self._named, f"no answer within {ANSWER:.0f} s")
        self._thread = Thread(target=self._ask, daemon=True)
        self._thread.start()

    def answer(self) -> Server:
        """What has been learned after `ANSWER` seconds at most."""
        self._thread.join(ANSWER)
        return self._server

    def _ask(self) -> None:
        self._server = self._examine()

    def _examine(self) -> Server:
        try:
            if self._get("/health") is not True:
                return Server(self._api, self._named, "what answers there is not Prefect")
            ours = {"deployments": {"name": {"any_": list(self._names)}}}
            held = {one["name"]: bool(one["paused"]) for one in self._get("/deployments/filter", ours)}
            late = self._get("/flow_runs/count", ours | {"flow_runs": {"state": {"name": {"any_": ["Late"]}}}})
            due = self._get("/flow_runs/count", ours | {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
            return Server(self._api, self._named, deployments=held, late=int(late), planned=int(due))
        except HTTPError as error:
            if error.code in (401, 403):
                return Server(self._api, self._named, closed=True)
            return Server(self._api, self._named, f"it answers {error.code}")
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            refused = isinstance(reason, ConnectionRefusedError)
            return Server(self._api, self._named, f"{getattr(reason, 'strerror', None) or reason}", refused)
        except (ValueError, LookupError, TypeError):
            return Server(self._api, self._named, "what answers there is not Prefect")

    def _get(self, path: str, body: object | None = None) -> Any:
        if urlsplit(self._api).scheme not in ("http", "https"):
            raise OSError("no address that begins with http:// or https://")
        data = None if body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        request = Request(self._api + path, data, headers)  # noqa: S310 - checked above
        with build_opener(ProxyHandler({})).open(request, timeout=ANSWER) as answer:
            return json.loads(answer.read(1_000_000))


def scheduled(config: Config) -> tuple[str, ...]:
    """The deployments of `monitor serve` that have a rhythm."""
    return tuple(name for name, rhythm in config.schedule.model_dump().items() if rhythm != NEVER)


def _login(environment: Environment) -> dict[str, str]:
    secret = environment.get("PREFECT_API_AUTH_STRING") or environment.get("PREFECT_SERVER_API_AUTH_STRING")
    if secret:
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    key = environment.get("PREFECT_API_KEY")
    return {"Authorization": f"Bearer {key}"} if key else {}


def prefect(server: Server, wanted: Sequence[str]) -> Finding:
    """`wanted`: the deployments that have a rhythm. `monitor run` needs no server unless PREFECT_API_URL names one."""
    if server.named and server.problem:
        return fail(
            "prefect",
            f"the server of PREFECT_API_URL, {server.api}, does not answer: {server.problem}",
            "start it, correct PREFECT_API_URL, or unset it to use the embedded one",
        )
    if server.refused:
        return ok("prefect", f"nothing is served at {server.api}; `monitor run` needs no server")
    if server.problem:
        return warn(
            "prefect",
            f"{server.api}, where `monitor serve` would listen: {server.problem}",
            "if that is another program, set serve.port in config.yaml",
        )
    if server.closed:
        return warn("prefect", f"{server.api} wants a password", "set PREFECT_API_AUTH_STRING as the server has it")
    return _serving(server, wanted)


def _serving(server: Server, wanted: Sequence[str]) -> Finding:
    """Of a server that answers: whether somebody does its work."""
    held = server.deployments or {}
    absent = [name for name in wanted if name not in held]
    paused = [name for name in wanted if held.get(name)]
    if server.late:
        return warn(
            "prefect",
            f"{server.late} runs at {server.api} are late",
            "the runner is gone or hangs: start `monitor serve` (or the worker) again",
        )
    if absent and not server.named:
        return warn(
            "prefect",
            f"{server.api} answers but has no deployment {some(absent)}",
            "the runner has not come up: see data/prefect/serve.log, start `monitor serve` again",
        )
    if paused:
        return warn(
            "prefect", f"at {server.api} {some(paused)} is paused", "resume it in the interface once it is to run again"
        )
    if server.planned == 0 and len(absent) < len(wanted):
        return warn(
            "prefect",
            f"{server.api} has {len(wanted) - len(absent)} deployments and not one run to come",
            "unless it was started a minute ago its scheduler fails: see data/prefect/prefect.log",
        )
    return ok("prefect", f"{server.api} answers, {len(wanted) - len(absent)} deployments, none late")
