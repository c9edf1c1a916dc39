"""config.yaml → Config.

Every mistake is an error with one clear line that names the file, the line and the key; an unknown key names the
nearest valid one, and is named first, since a misspelt key often shows as a missing one as well. Secrets never stand in the file: it names environment variables.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.text.duration import parse_duration
from monitor.text.selector import to_xpath


class ConfigError(Exception):
    """The configuration can't be used; the message is one line for a person."""


def _duration(value: object) -> timedelta:
    span = value if isinstance(value, timedelta) else parse_duration(str(value))
    if span <= timedelta():
        raise ValueError("must be longer than nothing")
    return span


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone {value!r} (e.g. America/Lima)") from error
    return value


def _network(value: str) -> str:
    ipaddress.ip_network(value)  # its ValueError names what is wrong
    return value


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("no address that begins with http:// or https://")
    return value


def _proxy(value: str) -> str:
    if value and not _PROXY.fullmatch(value):
        raise ValueError("no address of a proxy such as http://proxy.example.org:3128, without path or credentials")
    return value


_PROXY = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}")


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from None
    return value


def _selector(value: str) -> str:
    if value:
        to_xpath(value)  # its ValueError names the part that is not understood
    return value


NEVER = "never"
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CRON_PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")


def _rhythm(value: str) -> str:
    if value == NEVER or _is_cron(value):
        return value
    try:
        span = parse_duration(value)
    except ValueError:
        raise ValueError("no rhythm (write 30m, 1h, never, or five fields of cron such as 0 7 * * *)") from None
    if span < timedelta(minutes=1):
        raise ValueError("must be a minute or longer")
    return value


def _is_cron(value: str) -> bool:
    """Minute, hour, day of month, month, day of week (0 and 7: Sunday), as numbers, each with *, lists, ranges, steps."""
    fields = value.split()
    return len(fields) == len(_CRON_RANGES) and all(map(_in_range, fields, _CRON_RANGES))


def _in_range(field: str, allowed: tuple[int, int]) -> bool:
    parts = [_CRON_PART.fullmatch(part) for part in field.split(",")]
    numbers = [[int(n) for n in part.groups()[:2] if n] for part in parts if part]
    return all(parts) and all(ends == sorted(ends) and allowed[0] <= n <= allowed[1] for ends in numbers for n in ends)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("a line break or another control character can't stand in a User-Agent")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[str, AfterValidator(_zone)]
Network = Annotated[str, AfterValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65535)]
Rhythm = Annotated[str, AfterValidator(_rhythm)]
"""A span (30m, counted from midnight), five fields of cron, or never."""


Place = list[str | int]
"""The keys and list indices that lead to a value."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """One thing to watch."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    name: str
    kind: Literal["feed", "sitemap", "list", "gdelt"] = "feed"
    url: Annotated[str, AfterValidator(_address)]
    links: Annotated[str, AfterValidator(_pattern)] = ""
    """Of a list: what the addresses of its articles have in common, as a regular expression."""
    select: Annotated[str, AfterValidator(_selector)] = ""
    """Of a list: the part of the page its articles stand in, as a CSS selector."""
    lang: Literal["es", "en"] = "es"
    official: Literal["peru", "us"] | None = None
    every: Duration = timedelta(minutes=30)
    """Between two polls at least; a source that publishes rarely is polled less often, up to `ceiling`."""
    ceiling: Duration = timedelta(hours=6)
    enabled: bool = True
    max_pages: int | None = Field(None, ge=0)
    note: str = ""

    @model_validator(mode="after")
    def _polite(self) -> Source:
        if self.every < timedelta(minutes=15):
            raise ValueError(f"every: {self.every} is shorter than the 15 minutes a guest allows himself")
        return self


class Run(_Strict):
    """The budget of one run."""

    minutes: float = Field(10, gt=0, le=24 * 60)
    pages_per_source: int = Field(40, ge=0)
    batch: int = Field(40, ge=1, le=500)
    workers: int = Field(2, ge=1, le=64)
    runner: Literal["processes", "dask", "ray"] = "processes"
    """What extracts and assesses: processes of this machine, or a cluster."""
    address: str = ""
    """Of a cluster that runs already (tcp://host:8786, ray://host:10001); empty: one with `workers` workers, here."""

    @model_validator(mode="after")
    def _addressed(self) -> Run:
        if self.address and self.runner == "processes":
            raise ValueError("address: only a runner of dask or ray has one")
        return self


class Fetch(_Strict):
    """How pages and feeds are fetched."""

    contact: Annotated[str, AfterValidator(_printable)] = ""
    timeout: Duration = timedelta(seconds=20)
    total_timeout: Duration = timedelta(seconds=60)
    page_bytes: int = Field(10_000_000, ge=1_000)
    feed_bytes: int = Field(20_000_000, ge=1_000)
    host_gap: Duration = timedelta(seconds=5)
    robots: bool = True
    allow_private: tuple[Network, ...] = ()
    allow_ports: tuple[Port, ...] = (80, 443)
    proxy: Annotated[str, AfterValidator(_proxy)] = ""
    """Through which everything is fetched; it then looks names up, and must itself refuse private addresses."""
    concurrency: int = Field(16, ge=1, le=200)


class Alerts(_Strict):
    """Which changes of the ledger are alerts."""

    window: Duration = timedelta(days=30)
    """A contact that lies further back than this when first read is no alert."""
    level: Literal["high", "working"] = "high"
    """The lowest level of a contact that is worth an alert."""
    failing: int = Field(3, ge=1)
    """So many runs in a row that did not end well are an alert."""
    link: str = ""
    """The address of a ledger entry, {id} standing for it, such as a page of Datasette; empty: the id alone is told."""


class Digest(_Strict):
    """What the digest shows."""

    days: float = Field(1, gt=0)
    articles: int = Field(30, ge=0)
    when_empty: Literal["send", "skip"] = "send"
    """Whether a digest with nothing in it is sent to the channels; it is written in any case."""


class Schedule(_Strict):
    """When `monitor serve` does what, in the configured time zone."""

    ingest: Rhythm = "30m"
    digest: Rhythm = "0 7 * * *"
    watchdog: Rhythm = "1h"
    maintenance: Rhythm = "15 3 * * 0"


class Serve(_Strict):
    """The server that `monitor serve` starts, and what its maintenance keeps."""

    host: str = Field("127.0.0.1", min_length=1)
    port: Port = 4200
    keep_pages: Duration = timedelta(days=180)
    """Raw pages older than this are deleted; their articles stay."""
    keep_backups: int = Field(4, ge=1)


AlertKind = Literal["new", "status", "date", "overdue", "correction", "source", "flow", "digest"]


def _hours(value: str) -> str:
    first, _, last = value.partition("-")
    try:
        if time.fromisoformat(first) != time.fromisoformat(last):
            return value
    except ValueError:
        pass
    raise ValueError("no span of hours such as 22:00-07:00")


class Channel(_Strict):
    """One way out for alerts and digests. Addresses with secrets in them stand in environment variables."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    kind: Literal["folder", "stdout", "mail", "apprise"]
    enabled: bool = True
    kinds: tuple[AlertKind, ...] = get_args(AlertKind)
    level: Literal["high", "working"] = "high"
    language: Literal["es", "en"] | None = None
    """None: that of the configuration."""
    quiet: Annotated[str, AfterValidator(_hours)] | None = None
    """Hours of the day, in the configured time zone, in which nothing is sent: 22:00-07:00."""
    per_hour: int = Field(10, ge=1)
    """Messages within an hour; the last of them holds all that is left."""
    path: Path = Path("alerts")
    """folder: where the messages are written, relative to the data folder."""
    url_env: str = ""
    """apprise: the environment variable with the Apprise address."""
    host: str = "localhost"
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    to: tuple[str, ...] = ()
    user_env: str = ""
    password_env: str = ""
    """mail: the server, and the environment variables with user name and password (empty: no login)."""

    @model_validator(mode="after")
    def _complete(self) -> Channel:
        if self.kind == "apprise" and not self.url_env:
            raise ValueError("url_env is missing: name the environment variable with the Apprise address")
        if self.kind == "mail" and not (self.to and all(_MAILBOX.fullmatch(a) for a in (self.sender, *self.to))):
            raise ValueError("sender and to must be mail addresses (name@example.org)")
        return self


_MAILBOX = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")


class Config(_Strict):
    """The whole configuration. Paths are relative to the file's folder."""

    language: Literal["es", "en"] = "es"
    timezone: Zone = "America/Lima"
    data: Path = Path("data")
    seeds: Path | None = Path("seeds")
    people: Path | None = None
    run: Run = Run()
    fetch: Fetch = Fetch()
    alerts: Alerts = Alerts()
    digest: Digest = Digest()
    schedule: Schedule = Schedule()
    serve: Serve = Serve()
    channels: tuple[Channel, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    @property
    def enabled_sources(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if s.enabled)


def load(path: Path) -> Config:
    """Read and check `path`. Raises ConfigError with one line that names the file, the line and the key."""
    raw = _parse(path)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(f"{path}{_first_problem(error, raw)}") from None
    base = path.resolve().parent
    update: dict[str, Any] = {"data": base / config.data}
    if config.seeds is not None:
        update["seeds"] = base / config.seeds
    if config.people is not None:
        update["people"] = base / config.people
    config = config.model_copy(update=update)
    for place, problem in _contradictions(config, raw):
        raise ConfigError(f"{path}:{_line(raw, place) or 1}: {_name(raw, place)}: {problem}")
    return config


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file (monitor looks for config.yaml here; --config names another)"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        raw = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: not valid YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{path}:1: expected keys and values")
    return raw


def _contradictions(config: Config, raw: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """What no single value shows: places that are named but do not exist, sources that stand twice."""
    if "seeds" in raw and config.seeds is not None and not config.seeds.is_dir():
        yield ["seeds"], f"no such folder: {config.seeds}"
    if config.people is not None and not config.people.is_file():
        yield ["people"], f"no such file: {config.people}"
    seen: dict[str, str] = {}
    for number, source in enumerate(config.sources):
        for key, value in (("id", source.id), ("url", source.url)):
            if value in seen:
                yield ["sources", number, key], f"{value!r} stands at {seen[value]} already"
            seen[value] = f"line {_line(raw, ['sources', number, key])}"
    channels = [channel.id for channel in config.channels]
    for number, name in enumerate(channels):
        if name in channels[:number]:
            yield ["channels", number, "id"], f"{name!r} stands twice"


def find(path: str | Path | None) -> Path:
    """The configuration file to use: the one named, `MONITOR_CONFIG`, or ./config.yaml."""
    return Path(path or os.environ.get("MONITOR_CONFIG") or "config.yaml")


_PLAINLY = {
    "missing": "is missing",
    "model_type": "expected keys and values",
    "tuple_type": "expected a list",
    "string_type": "expected text",
    "path_type": "expected a path",
    "string_pattern_mismatch": "expected lower-case letters, digits and dashes",
}
"""Pydantic's kinds of errors that it words for programmers."""


def _first_problem(error: ValidationError, raw: object) -> str:
    problems = error.errors(include_url=False)
    first = min(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    place = [part for part in first["loc"] if isinstance(part, str | int)]
    line = _line(raw, place)
    where = f":{line}" if line else ""
    name = _name(raw, place)
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    if first["type"] == "extra_forbidden":
        known = _fields(place[:-1])
        near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(known)}"
        return f"{where}: unknown key {name!r}{hint}{more}"
    message = _PLAINLY.get(first["type"], first["msg"].removeprefix("Value error, "))
    given = first.get("input")
    shown = f" (got {given!r})" if isinstance(given, str | int | float) and repr(given) not in message else ""
    return f"{where}: {name + ': ' if name else ''}{message}{shown}{more}"


def _name(raw: object, place: Place) -> str:
    return ".".join(str(_label(raw, place, depth)) for depth in range(len(place)))


def _label(raw: object, place: Place, depth: int) -> str | int:
    """A list item is shown by its id, where it has one: sources.rpp.url says more than sources.0.url."""
    part = place[depth]
    if isinstance(part, int):
        item = _walk(raw, place[: depth + 1])
        if isinstance(item, Mapping) and item.get("id"):
            return str(item["id"])
    return part


def _walk(raw: object, place: Place) -> object:
    for part in place:
        try:
            raw = raw[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _line(raw: object, place: Place) -> int | None:
    """The line of the key at `place`, as ruamel noted it; of its nearest parent where it is missing."""
    for depth in range(len(place), 0, -1):
        parent = _walk(raw, place[: depth - 1])
        marks = getattr(parent, "lc", None)
        if marks is None or not marks.data:
            continue
        mark = marks.data.get(place[depth - 1])
        if mark:
            return int(mark[0]) + 1
    return None


def _fields(place: Place) -> list[str]:
    model: Any = Config
    for part in place:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        model = {"sources": Source, "channels": Channel}.get(part, annotation)
    return list(model.model_fields)
