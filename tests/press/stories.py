"""The articles of the press: data files read into frozen values.

A file is `FOLDER/OUTLET/NAME.md`: a YAML head between `---` lines (fields of `Article`) and paragraphs parted by blank
lines. `**bold**` and `[words](/path)` are the only markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

HERE = Path(__file__).parent

Answer = Literal["page", "stub", "missing", "down", "empty", "pdf"]
"""What the outlet gives for the article's address: its page, a paywall stub, 404, 503, nothing, a PDF."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its author handed it in; only `path`, `title` and `body` are needed to publish one."""

    path: str
    title: str
    body: str
    name: str = ""
    """Of its file, such as `radio/llamada-landau`; empty for one made in a test."""
    published: datetime | None = None
    updated: datetime | None = None
    lead: str = ""
    section: str = "Actualidad"
    author: str = "Redacción"
    caption: str = ""
    number: str = ""
    tags: tuple[str, ...] = ()
    answer: Answer = "page"
    amp: bool = False
    """For a stub: whether the AMP twin exists (a full page of an outlet with twins always has one)."""
    alias: str = ""
    """The address the feed names when it is not `path`; it redirects there."""
    declared: str = "utf-8"
    encoding: str = "utf-8"
    """The charset the outlet says the page has, and the one it has."""

    @property
    def address(self) -> str:
        """The path a feed names."""
        return self.alias or self.path

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, each on one line."""
        return [" ".join(block.split()) for block in self.body.split("\n\n") if block.strip()]


def read(folder: str) -> dict[str, Article]:
    """The articles below `folder` ("articles" or "drafts") by their names, such as `radio/llamada-landau`."""
    paths = sorted((HERE / folder).glob("*/*.md"))
    return {article.name: article for article in map(_parse, paths)}


def load(text: str) -> Any:
    """A YAML document as plain values."""
    return YAML(typ="safe", pure=True).load(text)


def _parse(path: Path) -> Article:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Article(body=body.strip(), name=f"{path.parent.name}/{path.stem}", **_values(load(head)))


def _values(head: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields(Article)}
    if unknown := set(head) - known:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    moments = {name: datetime.fromisoformat(head[name]) for name in ("published", "updated") if name in head}
    return {**head, **moments, "tags": tuple(head.get("tags", ()))}
