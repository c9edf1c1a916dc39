"""`contacts`, `search`, `why`, `sources`: what the database knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import ConfigOption, Fail, JsonOption, app, database, day, load_config, say_json
from monitor.model import Level, Status

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.store.look import KnownContact

SinceOption = Annotated[
    str | None, typer.Option(help="Only what is of this day or later (YYYY-MM-DD).", show_default=False, callback=day)
]


@app.command()
def contacts(
    since: SinceOption = None,
    who: Annotated[str | None, typer.Option(help="Part of a participant's name.", show_default=False)] = None,
    status: Annotated[Status | None, typer.Option(help="Only this status.", show_default=False)] = None,
    level: Annotated[Level | None, typer.Option(help="Only this level.", show_default=False)] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """The ledger: who met whom, when, where, told by whom."""
    from monitor.store import look

    with database(config) as db:
        for known in look.contacts(db, date_since=since, who=who, status=status, level=level):
            if as_json:
                say_json(_known(known))
            else:
                typer.echo(_told(known))


def _told(known: KnownContact) -> str:
    from monitor.alerts.raising import one_line

    entry = known.entry
    reports = "; ".join(f"{r.outlet} {r.url}" for r in known.reports)
    return f"{entry.id}\n  {one_line(entry)}\n  “{entry.evidence}”\n  {reports}"


def _known(known: KnownContact) -> dict[str, Any]:
    from monitor.analyze import participant_row

    entry = known.entry
    return {
        "contact": entry.id, "peru": [participant_row(p) for p in entry.peru], "us": [participant_row(p) for p in entry.us],
        "mode": entry.mode, "status": entry.status, "date": entry.date, "date_end": entry.date_end, "date_basis": entry.date_basis,
        "place": entry.place, "level": entry.level, "background": entry.background, "evidence": entry.evidence,
        "first_seen": known.first_seen, "changed_at": known.changed_at,
        "reports": [{"article": r.article, "outlet": r.outlet, "url": r.url, "published": r.published, "evidence": r.evidence} for r in known.reports],
    }  # fmt: skip


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words that must all occur.")],
    since: SinceOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Search the archive; accents and case do not matter."""
    from monitor.store import look

    with database(config) as db:
        for row in look.search(db, words, since, limit):
            if as_json:
                say_json(row)
            else:
                typer.echo(f"{row['published'] or 'undated':10}  {row['outlet']}: {row['title']}")
                typer.echo(f"{'':12}{row['url']}\n{'':12}{' '.join(row['snippet'].split())}")


@app.command()
def why(
    url: Annotated[str, typer.Argument(help="An address, or an article's id.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What became of a link: where it is or how it ended, its grade and reasons, its contacts."""
    from monitor.store import look, queue

    with database(config) as db:
        outcome = queue.outcome(db, url)
        article = _article_of(db, url, outcome)
        observations = look.observations_in(db, str(article["id"])) if article else []
    if outcome is None and article is None:
        raise Fail(f"{url}: never seen")
    if as_json:
        say_json({"outcome": outcome, "article": article, "observations": observations})
        return
    if outcome:
        typer.echo(_outcome_lines(outcome))
    if article:
        typer.echo(_article_lines(article))
    for one in observations:
        typer.echo(f"  contact {one['contact']}: {one['mode']} {one['status']} {one['date'] or 'undated'}")
        typer.echo(f"    “{one['evidence']}”")


def _article_of(db: Database, url: str, outcome: Mapping[str, object] | None) -> Mapping[str, Any] | None:
    """The article of an address, by any spelling of it, or by where its link ended."""
    from monitor.store import look
    from monitor.text.urls import canonical

    ended = str(outcome["article"]) if outcome and outcome["article"] else None
    return look.article(db, url) or look.article(db, canonical(url)) or (look.article(db, ended) if ended else None)


def _outcome_lines(outcome: Mapping[str, object]) -> str:
    end = f"{outcome['stage']}: {outcome['reason']} {outcome['detail']}".rstrip()
    return f"{outcome['url']}\n  source {outcome['source']}, found {outcome['found_at']}\n  {end}"


def _article_lines(article: Mapping[str, Any]) -> str:
    published = f"published {article['published'] or 'unknown'} ({article['published_basis']})"
    reasons = "; ".join(json.loads(article["reasons"])) or "–"
    lines = [
        article["url"],
        f"  {article['outlet']}: {article['title']}",
        f"  {published}, saved {article['saved_at']}",
        f"  grade {article['grade']} ({article['score']:.2f}): {reasons}",
    ]
    return "\n".join([*lines, f"  copy of {article['copy_of']}"] if article["copy_of"] else lines)


@app.command()
def sources(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """The sources: last poll, what came of it, when each is due again."""
    from monitor.store.sources import health

    loaded = load_config(config)
    rows: dict[str, Mapping[str, Any]] = {}
    if loaded.database.exists():
        with database(config) as db:
            rows = {row["id"]: row for row in health(db)}
    for source in loaded.sources:
        row = rows.get(source.id, {})
        if as_json:
            say_json({"id": source.id, "url": source.url, "kind": source.kind, "enabled": source.enabled, **row})
            continue
        state = row.get("last_outcome") or ("never polled" if source.enabled else "disabled")
        polled = f"last poll {row.get('last_poll') or '–':20} next {row.get('next_poll') or '–':20}"
        typer.echo(f"{source.id:24} {state:18} {polled} waiting {row.get('waiting', 0)}")
