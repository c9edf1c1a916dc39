"""config.yaml → Config.

Every mistake is an error with one clear line that names the file, the line and the key; an unknown key names the
nearest valid one. Secrets never stand in the file: it names environment variables.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.text.duration import parse_duration


class ConfigError(Exception):
    """The configuration can't be used; the message is one line for a person."""


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    return parse_duration(str(value))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone {value!r} (e.g. America/Lima)") from error
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[str, AfterValidator(_zone)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """One thing to watch."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    name: str
    kind: Literal["feed", "sitemap", "folder"] = "feed"
    url: str
    lang: Literal["es", "en"] = "es"
    official: Literal["peru", "us"] | None = None
    every: Duration = timedelta(minutes=30)
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


class Fetch(_Strict):
    """How pages and feeds are fetched."""

    contact: str = ""
    timeout: Duration = timedelta(seconds=20)
    total_timeout: Duration = timedelta(seconds=60)
    page_bytes: int = Field(10_000_000, ge=1_000)
    feed_bytes: int = Field(20_000_000, ge=1_000)
    host_gap: Duration = timedelta(seconds=5)
    robots: bool = True
    allow_private: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = (80, 443)
    concurrency: int = Field(16, ge=1, le=200)


class Alerts(_Strict):
    """Which changes of the ledger are alerts."""

    window: Duration = timedelta(days=30)
    """A contact that lies further back than this when first read is no alert."""


class Digest(_Strict):
    """What the digest shows."""

    days: float = Field(1, gt=0)
    articles: int = Field(30, ge=0)


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
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Config:
        seen: dict[str, str] = {}
        for source in self.sources:
            for key in (source.id, source.url):
                if key in seen:
                    raise ValueError(f"sources: {key!r} stands twice ({seen[key]} and {source.id})")
                seen[key] = source.id
        return self

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
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file (monitor looks for config.yaml here; --config names another)"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    try:
        raw = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: not valid YAML: {error.problem or error.context}") from None
    except YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    if raw is None:
        raw = {}
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{path}:1: expected keys and values, found {type(raw).__name__}")
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
    return config.model_copy(update=update)


def find(path: str | Path | None) -> Path:
    """The configuration file to use: the one named, `MONITOR_CONFIG`, or ./config.yaml."""
    return Path(path or os.environ.get("MONITOR_CONFIG") or "config.yaml")


def _first_problem(error: ValidationError, raw: object) -> str:
    problems = error.errors(include_url=False)
    first = problems[0]
    place = [part for part in first["loc"] if isinstance(part, str | int)]
    line = _line(raw, place)
    where = f":{line}" if line else ""
    name = ".".join(str(_label(raw, place, depth)) for depth in range(len(place)))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    if first["type"] == "extra_forbidden":
        known = _fields(place[:-1])
        near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(known)}"
        return f"{where}: unknown key {name!r}{hint}{more}"
    message = first["msg"].removeprefix("Value error, ")
    given = first.get("input")
    shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) and "got" not in message else ""
    return f"{where}: {name + ': ' if name else ''}{message}{shown}{more}"


def _label(raw: object, place: list[str | int], depth: int) -> str | int:
    """A list item is shown by its id, where it has one: sources.rpp.url says more than sources.0.url."""
    part = place[depth]
    if isinstance(part, int):
        item = _walk(raw, place[: depth + 1])
        if isinstance(item, Mapping) and item.get("id"):
            return str(item["id"])
    return part


def _walk(raw: object, place: list[str | int]) -> object:
    for part in place:
        try:
            raw = raw[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return raw


def _line(raw: object, place: list[str | int]) -> int | None:
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


def _fields(place: list[str | int]) -> list[str]:
    model: Any = Config
    for part in place:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        model = Source if part == "sources" else annotation
    return list(model.model_fields)
