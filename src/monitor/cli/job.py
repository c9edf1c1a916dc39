"""`run`, `digest`, `check`: what a person or a timer starts."""

from __future__ import annotations

import typer

from monitor.cli.common import ConfigOption, app, load_config


@app.command()
def run(config: ConfigOption = None) -> None:
    """The main job once: seeds and due sources in, contacts, alerts and a digest out. Works with no network."""
    from monitor.jobs import run_once

    if not run_once(config, load_config(config)):
        raise typer.Exit(1)


@app.command()
def digest(config: ConfigOption = None) -> None:
    """Write the digest of what came since the last one."""
    from monitor.jobs import digest_once

    digest_once(config, load_config(config))


@app.command()
def check(config: ConfigOption = None) -> None:
    """Check configuration and environment; say what is wrong and what to do."""
    from monitor.checks import run_checks

    findings = list(run_checks(load_config(config)))
    for finding in findings:
        typer.echo(f"{finding.state:4} {finding.what}: {finding.text}")
    if any(finding.state == "FAIL" for finding in findings):
        raise typer.Exit(1)
