"""A new source in the text of config.yaml, whose comments and layout stay as they are. Pure.

The new entry is written as text below the last one, not by dumping the whole file again; then the result is read, and is
taken only if it holds what it held before and the new entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_PLAIN = re.compile(r"[A-Za-z0-9À-ÿ][\w .,;()/?=&%+~:@-]*")
_WORDS = frozenset("true false yes no on off null y n".split())


def with_source(text: str, source: Mapping[str, object]) -> str:
    """`text` with one entry more at the end of its `sources`. Raises ValueError with one line where that can't be done."""
    before = _load(text)
    held = before.get("sources") or []
    if not isinstance(held, list):
        raise ValueError("sources: no list that could be added to")
    for one in held:
        for key in ("id", "url"):
            if one.get(key) == source[key]:
                raise ValueError(f"sources: {source[key]} is already there ({one.get('id')})")
    after = _inserted(text, source, held)
    try:
        safe = _load(after) == {**before, "sources": [*held, dict(source)]}
    except ValueError:
        safe = False
    if not safe:
        raise ValueError("the file is written in a way to which nothing can be added safely; add the source by hand")
    return after


def _load(text: str) -> dict[str, Any]:
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(f"not valid YAML: {str(error).splitlines()[0]}") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("no keys and values")
    return data


def _inserted(text: str, source: Mapping[str, object], held: list[Any]) -> str:
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if re.match(r"sources\s*:", line)), None)
    if start is None:
        return "\n".join([*lines, *([""] if lines else []), "sources:", *_entry(source, 2), ""])
    if not held:
        return "\n".join([*lines[:start], "sources:", *_entry(source, 2), *lines[start + 1 :], ""])
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[n])), len(lines))
    last = max(n for n in range(start, end) if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    first = next((line for line in lines[start + 1 : end] if line.lstrip().startswith("-")), "")
    indent = len(first) - len(first.lstrip())
    return "\n".join([*lines[: last + 1], *_entry(source, indent), *lines[last + 1 :], ""])


def _entry(source: Mapping[str, object], indent: int) -> list[str]:
    marks = ["- ", *["  "] * (len(source) - 1)]
    return [
        f"{' ' * indent}{mark}{key}: {_scalar(value)}" for mark, (key, value) in zip(marks, source.items(), strict=True)
    ]


def _scalar(value: object) -> str:
    """Plain where nothing in it means something to YAML, else in double quotes."""
    if isinstance(value, str):
        safe = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not re.search(r": |:$| $|^[\d.+-]", value)
        return value if safe else _quoted(value)
    return json.dumps(value)


def _quoted(value: str) -> str:
    inner = value.replace("\\", r"\\").replace('"', r"\"")
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in inner) + '"'
