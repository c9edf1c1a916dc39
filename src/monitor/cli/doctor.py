"""`doctor`: what is wrong or will be, and what to do."""

from __future__ import annotations

import typer

from monitor.cli.common import ConfigOption, Fail, JsonOption, app, load_config, say_json


@app.command()
def doctor(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Examine disk, database, clock, runs, sources, outbox, channels and Prefect; say what to do. Changes and sends nothing."""
    import os
    from dataclasses import asdict
    from datetime import UTC, datetime

    from monitor.doctor import examine

    failed = []
    for finding in examine(load_config(config), os.environ, datetime.now(UTC)):
        failed += [finding.slug] * (finding.level == "fail")
        if as_json:
            say_json(asdict(finding))
        else:
            typer.echo(
                f"{finding.level:4} {finding.slug}: {finding.line}" + (f"\n     {finding.do}" if finding.do else "")
            )
    if failed:
        raise Fail(f"doctor: {', '.join(failed)}")
