"""`doctor`: what is wrong or will be, and what to do."""

from __future__ import annotations

from monitor.cli.common import ConfigOption, Fail, JsonOption, app, load_config, say


@app.command()
def doctor(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Examine disk, database, clock, runs, sources, outbox, channels and Prefect; say what to do.

    Changes and sends nothing.
    """
    import os
    from dataclasses import asdict
    from datetime import UTC, datetime

    from monitor.doctor import examine

    failed = []
    for finding in examine(load_config(config), os.environ, datetime.now(UTC)):
        failed += [finding.slug] * (finding.level == "fail")
        line = f"{finding.level:4} {finding.slug}: {finding.line}"
        say(asdict(finding), f"{line}\n     {finding.do}" if finding.do else line, as_json)
    if failed:
        raise Fail(f"doctor: {', '.join(failed)}")
