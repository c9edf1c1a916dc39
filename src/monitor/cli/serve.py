"""`serve`: the monitor unattended."""

from __future__ import annotations

import typer

from monitor.cli.common import ConfigOption, app, load_config


@app.command()
def serve(config: ConfigOption = None) -> None:
    """Prefect's server and interface, and the schedules of the configuration, until SIGTERM or Ctrl-C."""
    from flows.serve import serve as keep_serving
    from monitor.config import find
    from monitor.store.db import open_database

    loaded = load_config(config)
    open_database(loaded.database).conn.close()  # what would fail in every run is to fail now
    keep_serving(find(config), loaded, lambda line: typer.echo(line))
