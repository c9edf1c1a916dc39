"""What the commands share: the app, options that several take, the way in to configuration and database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor import __version__
from monitor.errors import Expected

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.config import Config

app = typer.Typer(
    name="monitor",
    help="A scheduled watch on Peru–United States relations.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="Configuration file [default: config.yaml].", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


SinceOption = Annotated[
    str | None,
    typer.Option(
        help="Only what is of this day or later (YYYY-MM-DD).", show_default=False, callback=lambda value: day(value)
    ),
]


def group(name: str, text: str) -> typer.Typer:
    """A command that has commands of its own beside what it does by itself."""
    made = typer.Typer(name=name, help=text, invoke_without_command=True, rich_markup_mode=None)
    app.add_typer(made)
    return made


class Fail(Expected):
    """What was asked for can't be done."""


@app.callback()
def _root(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False
) -> None:
    if version:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


def day(value: str | None) -> str | None:
    """An option's value that must be a day. Raises typer.BadParameter."""
    try:
        return value and date.fromisoformat(value).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no day (YYYY-MM-DD)") from None


def midnight(value: str, config: Config) -> datetime:
    """When a day begins where the reader lives."""
    return datetime.combine(date.fromisoformat(value), time(), config.zone)


def load_config(path: Path | None) -> Config:
    """The configuration at `path`, or where `monitor` looks by itself. Raises ConfigError."""
    from monitor.config import find, load

    return load(find(path))


@contextmanager
def database(path: Path | Config | None) -> Iterator[Database]:
    """The database of a configuration, or of the one at `path`; it must exist. Raises ConfigError and StoreError."""
    from monitor.store.db import open_database

    config = load_config(path) if path is None or isinstance(path, Path) else path
    db = open_database(config.database, create=False)
    try:
        yield db
    finally:
        db.conn.close()


def say(row: Mapping[str, Any], text: str, as_json: bool) -> None:
    """One thing: as one JSON object on a line, or for a person."""
    if as_json:
        say_json(row)
    else:
        typer.echo(text)


def say_json(row: Mapping[str, Any]) -> None:
    """One JSON object on one line of standard output."""
    typer.echo(json.dumps(row, ensure_ascii=False, default=str))
