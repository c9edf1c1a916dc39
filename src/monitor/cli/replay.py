"""`replay`: what today's rules would have told."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.common import ConfigOption, JsonOption, app, database, day, load_config, midnight, say_json


@app.command()
def replay(
    start: Annotated[
        str, typer.Option("--from", help="Read again what was saved from this day on (YYYY-MM-DD).", callback=day)
    ],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Read the archive again with today's rules; show which alerts would differ. Nothing is stored or sent."""
    from dataclasses import asdict

    from monitor.replay import lines
    from monitor.replay import replay as read_again

    loaded = load_config(config)
    with database(loaded) as db:
        made = read_again(db, loaded, midnight(start, loaded))
    if not as_json:
        for line in lines(made):
            typer.echo(line)
        return
    for change, alerts in (("more", made.more), ("less", made.less)):
        for one in alerts:
            say_json({"change": change, **asdict(one)})
    say_json({"articles": made.articles, "unread": made.unread, "same": made.same})
