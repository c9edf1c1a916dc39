"""`report`: the ledger on one page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import ConfigOption, SinceOption, app, database, load_config


@app.command()
def report(
    since: SinceOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="[default: report.html in the data folder; -: standard output]", show_default=False
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write one HTML page: timeline, who meets whom, contacts per month, what is announced, the sources."""
    from monitor.files import write_whole
    from monitor.report import gather, render

    loaded = load_config(config)
    with database(loaded) as db:
        made = gather(db, loaded, date.fromisoformat(since) if since else None, datetime.now(UTC))
    page = render(made, loaded.language, loaded.zone)
    path = output or loaded.data / "report.html"
    if path == Path("-"):
        typer.echo(page, nl=False)
    else:
        write_whole(path, page)
        typer.echo(f"report: {path}")
