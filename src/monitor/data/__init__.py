"""Data shipped with the program: people, words, weights; each file names its sources."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_yaml(name: str) -> Any:
    """A YAML file of this package. Read once; do not change what it returns."""
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def load_json(name: str) -> Any:
    """A JSON file of this package. Read once; do not change what it returns."""
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
