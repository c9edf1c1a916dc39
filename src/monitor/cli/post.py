"""`alerts`, `outbox`, `ack`, `mute`: what is told, what waits to be sent, and what shall not be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    ConfigOption,
    Fail,
    JsonOption,
    SinceOption,
    app,
    database,
    day,
    load_config,
    midnight,
    say,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.config import Config
    from monitor.store.outbox import MuteKind

WhatArgument = Annotated[str, typer.Argument(help="person:ID, source:ID or topic:NAME.")]


@app.command()
def alerts(since: SinceOption = None, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """The alerts raised, the oldest first."""
    from monitor.store import look

    loaded = load_config(config)
    start = midnight(since, loaded) if since else datetime.fromtimestamp(0, UTC)
    with database(loaded) as db:
        for row in look.alerts(db, start):
            say(row, f"{row['created_at']}  {row['kind']:10} {row['text']}\n{'':22}{row['id']}", as_json)


@app.command()
def outbox(
    resend: Annotated[
        int | None, typer.Option(help="Try a dead letter again, by its number.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What waits to be sent, and dead letters: what could not be, and why."""
    from monitor.store import outbox as store

    with database(config) as db:
        if resend is not None and not store.resend(db, resend, datetime.now(UTC)):
            raise Fail(f"{resend}: no dead letter has this number")
        for row in store.waiting(db):
            tried = f", {row['attempts']} failed" if row["attempts"] else ""
            then = f", next {row['next_try']}" if row["next_try"] else ""
            line = f"{row['id']:6} {row['state']:8} {row['channel']}: {row['kind']} {row['item']}{tried}{then}"
            say(row, f"{line}\n{'':7}{row['detail']}" if row["detail"] else line, as_json)


@app.command()
def ack(
    alert: Annotated[str, typer.Argument(help="An alert's id.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Take note of an alert: what still waits of it is not sent."""
    from monitor.store import outbox as store

    with database(config) as db:
        if not store.ack(db, alert, datetime.now(UTC)):
            raise Fail(f"{alert}: no such alert")
    say({"acknowledged": alert}, f"acknowledged: {alert}", as_json)


@app.command()
def mute(
    what: WhatArgument,
    until: Annotated[
        str | None, typer.Option(help="Through this day (YYYY-MM-DD).", show_default=False, callback=day)
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Send no more alerts about a person, a source or a topic; digests show them all the same."""
    from monitor.store import outbox as store

    loaded = load_config(config)
    with database(loaded) as db:
        kind, value = _known(db, what, loaded)
        end = midnight(until, loaded) + timedelta(days=1) if until else None
        store.mute(db, kind, value, end, datetime.now(UTC))
    say({"muted": what}, f"muted: {what}", as_json)


@app.command()
def unmute(what: WhatArgument, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Take a mute back."""
    from monitor.store import outbox as store

    with database(config) as db:
        if not store.unmute(db, *_parted(what)):
            raise Fail(f"{what}: is not muted")
    say({"unmuted": what}, f"unmuted: {what}", as_json)


@app.command()
def mutes(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """What is muted, and until when."""
    from monitor.store import outbox as store

    with database(config) as db:
        for row in store.mutes(db, datetime.now(UTC)):
            until = f" until {row['until']}" if row["until"] else ""
            say(row, f"{row['kind']}:{row['value']}{until}", as_json)


def _parted(what: str) -> tuple[MuteKind, str]:
    kind, _, value = what.partition(":")
    match kind:
        case "person" | "source" | "topic" if value:
            return kind, value
    raise typer.BadParameter(f"{what!r} is not person:ID, source:ID or topic:NAME")


def _known(db: Database, what: str, config: Config) -> tuple[MuteKind, str]:
    """What to mute; a name nobody knows is a mistake, not a mute that never works."""
    kind, value = _parted(what)
    if value not in _names(db, kind, config):
        raise Fail(f"{value}: no such {kind}")
    return kind, value


def _names(db: Database, kind: MuteKind, config: Config) -> set[str]:
    from monitor.contacts.people import load
    from monitor.data import load_yaml
    from monitor.store import look

    match kind:
        case "person":
            return {*load(config.people).by_id, *look.person_ids(db)}
        case "source":
            return {source.id for source in config.sources}
        case "topic":
            return set(load_yaml("messages.yaml")["en"]["topics"])
