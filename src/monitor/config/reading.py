"""The file: read, checked, and each mistake named by its line and key."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.config.sections import Channel, Config, Source
from monitor.errors import Expected

Place = list[str | int]
"""The keys and list indices that lead to a value."""


class ConfigError(Expected):
    """The configuration can't be used."""

    exit_code = 2


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
