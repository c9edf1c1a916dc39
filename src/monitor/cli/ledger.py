"""`contacts` and `people`: the ledger, and the user's corrections of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import ConfigOption, JsonOption, SinceOption, database, group, load_config, say, say_json
from monitor.model import Level, Standing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.config import Config
    from monitor.ledger import Entry
    from monitor.store.look import Filters, KnownContact


NoteOption = Annotated[str, typer.Option(help="Why; kept with the correction.", show_default=False)]
IdArgument = Annotated[str, typer.Argument(help="A contact's id.")]

contacts = group("contacts", "The ledger: who met whom, when, where, told by whom.")
people = group("people", "Who takes part in the ledger's contacts.")


@contacts.callback()
def _contacts(
    context: typer.Context,
    since: SinceOption = None,
    who: Annotated[str | None, typer.Option(help="Part of a participant's name.", show_default=False)] = None,
    status: Annotated[Standing | None, typer.Option(help="Only this status.", show_default=False)] = None,
    level: Annotated[Level | None, typer.Option(help="Only this level.", show_default=False)] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A table with a header, for a spreadsheet.")] = False,
    config: ConfigOption = None,
) -> None:
    if context.invoked_subcommand:
        return
    from monitor.store import look

    if as_json and as_csv:
        raise typer.BadParameter("either --json or --csv")
    loaded = load_config(config)
    with database(loaded) as db:
        wanted = look.Filters(date_since=since, who=who, status=status, level=level)
        if as_csv:
            typer.echo(_table(db, wanted, loaded), nl=False)
            return
        for known in look.contacts(db, **wanted):
            say(_known(known), _told(known), as_json)


def _table(db: Database, wanted: Filters, config: Config) -> str:
    from monitor.alerts import reading
    from monitor.alerts.outgoing import official
    from monitor.alerts.tables import contacts_csv

    return contacts_csv(reading.everything(db, official(config), **wanted))


def _told(known: KnownContact) -> str:
    reports = "; ".join(f"{r.outlet} {r.url}" for r in known.reports)
    return f"{_summary(known.entry)}\n  “{known.entry.evidence}”\n  {reports}"


def _summary(entry: Entry) -> str:
    from monitor.alerts.raising import one_line

    return f"{entry.id}\n  {one_line(entry)}"


def _known(known: KnownContact) -> dict[str, Any]:
    return {
        **_entry(known.entry), "first_seen": known.first_seen, "changed_at": known.changed_at,
        "reports": [{"article": r.article, "outlet": r.outlet, "url": r.url, "published": r.published, "evidence": r.evidence} for r in known.reports],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    from monitor.analyze import participant_row

    return {
        "contact": entry.id, "peru": [participant_row(p) for p in entry.peru], "us": [participant_row(p) for p in entry.us],
        "mode": entry.mode, "status": entry.status, "date": entry.date, "date_end": entry.date_end, "date_basis": entry.date_basis,
        "place": entry.place, "level": entry.level, "background": entry.background, "evidence": entry.evidence,
    }  # fmt: skip


@contacts.command()
def split(
    contact: IdArgument,
    articles: Annotated[list[str], typer.Argument(help="Articles that speak of another contact: ids or addresses.")],
    note: NoteOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Part articles from a contact they do not speak of; holds for all that is read later."""
    from monitor.store import ledger

    with database(config) as db:
        _say(ledger.split(db, contact, articles, note, datetime.now(UTC)), as_json)


@contacts.command()
def join(
    contact: IdArgument,
    other: Annotated[str, typer.Argument(help="Another contact's id, which becomes part of the first.")],
    note: NoteOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Make one contact of two entries that mean the same; holds for all that is read later."""
    from monitor.store import ledger

    with database(config) as db:
        _say([ledger.join(db, contact, other, note, datetime.now(UTC))], as_json)


@contacts.command()
def corrections(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """What was split and joined by hand, the oldest first."""
    from monitor.store import ledger

    with database(config) as db:
        for row in ledger.corrections(db):
            did = f"{row['kind']:5} {row['other']} {'from' if row['kind'] == 'split' else 'into'} {row['contact']}"
            note = f"\n{'':22}{row['note']}" if row["note"] else ""
            say(row, f"{row['decided_at']}  {did}{note}", as_json)


def _say(entries: Iterable[Entry], as_json: bool) -> None:
    for entry in entries:
        say(_entry(entry), _summary(entry), as_json)


@people.callback()
def _people(context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    if not context.invoked_subcommand:
        _show_people(as_json, config, provisional=None)


@people.command()
def review(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """People named beside an office that the people file does not know, the best attested first."""
    _show_people(as_json, config, provisional=True)


def _show_people(as_json: bool, config: ConfigOption, *, provisional: bool | None) -> None:
    from monitor.store import look

    with database(config) as db:
        for row in look.people(db, provisional=provisional):
            if as_json:
                say_json(row)
                continue
            mark = " (provisional)" if row["provisional"] and not provisional else ""
            counts = f"contacts {row['contacts']}, outlets {row['outlets']}"
            typer.echo(f"{row['id']:32} {row['name']}{mark}, {row['side']}: {row['roles']}; {counts}")
            if provisional:
                typer.echo(f"    “{' '.join(row['evidence'].split())}” {row['url']}")
