"""`run`, `digest`, `check`: what a person or a timer starts."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.common import ConfigOption, JsonOption, SinceOption, app, load_config, midnight, say


@app.command()
def run(config: ConfigOption = None) -> None:
    """The main job once: seeds and due sources in, contacts, alerts and a digest out. Works with no network."""
    from monitor.jobs import run_once

    if not run_once(config, load_config(config)):
        raise typer.Exit(1)


@app.command()
def digest(
    preview: Annotated[bool, typer.Option("--preview", help="Show it; write, note and send nothing.")] = False,
    since: SinceOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the digest of what came since the last one, or since a day."""
    from monitor.jobs import digest_once, preview_digest

    loaded = load_config(config)
    start = midnight(since, loaded) if since else None
    if preview:
        typer.echo(preview_digest(loaded, start), nl=False)
    else:
        digest_once(config, loaded, start)


@app.command()
def check(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Check configuration and environment; say what is wrong and what to do."""
    from dataclasses import asdict

    from monitor.checks import run_checks

    findings = list(run_checks(load_config(config)))
    for finding in findings:
        say(asdict(finding), f"{finding.state:4} {finding.what}: {finding.text}", as_json)
    if any(finding.state == "FAIL" for finding in findings):
        raise typer.Exit(1)
