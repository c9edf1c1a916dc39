"""The main job and the digest, run from the command line through the Prefect flows."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Unpack

import typer
from sqlite_utils import Database

from monitor.config import Config
from monitor.pipeline import check_files
from monitor.progress import Bars, Plain, showing
from monitor.store.db import open_database

if TYPE_CHECKING:
    from flows.tally import Tally
    from monitor.backfill.scope import Asked


def run_once(path: Path | None, config: Config) -> bool:
    """Ingest, then digest; prints what was done and where the digest is. False where a seed could not be read.

    Raises BadFile and StoreError before anything starts.
    """
    _prepare(config)
    from flows.once import run_both, wait_for

    started = datetime.now(config.zone)
    with _shown_progress():
        tally, page = wait_for(run_both(_name(path), _when(config)))
    _report(config, tally, page, started)
    return not tally.unreadable


def backfill_once(path: Path | None, config: Config, **asked: Unpack[Asked]) -> bool:
    """Read the archives asked for. Prints how far it is and what came of it. False where a
    sitemap could not be read.
    """
    _prepare(config)
    from flows.once import run_backfill, wait_for

    with _shown_progress():
        tally = wait_for(run_backfill(_name(path), _when(config), **asked))
    for line in tally.failed:
        typer.echo(f"monitor: {line}", err=True)
    typer.echo(
        f"{tally.read} pages, {tally.seen} of them known; {tally.articles} new articles, {tally.relevant} relevant; "
        f"{tally.new_contacts} new contacts, {tally.alerts} alerts"
    )
    if tally.waiting:
        typer.echo(f"{tally.waiting} pages could not be had yet: the same command tries them again later")
    return not tally.failed


@contextmanager
def _shown_progress() -> Iterator[None]:
    with Bars() if sys.stdout.isatty() else nullcontext(Plain()) as progress:
        token = showing.set(progress)
        try:
            yield
        finally:
            showing.reset(token)


def digest_once(path: Path | None, config: Config, since: datetime | None = None) -> None:
    """The digest alone, of what came since the last one (or since `since`)."""
    _prepare(config)
    from flows.once import run_digest, wait_for

    typer.echo(f"digest: {_shown(wait_for(run_digest(_name(path), _when(config), since)))}")


def preview_digest(config: Config, since: datetime | None = None) -> str:
    """The digest as it would be written now, as plain text; nothing is noted or sent."""
    from monitor.alerts.digest import render
    from monitor.publish import gather, since_last

    check_files(config)
    now = datetime.now(config.zone)
    with closing(open_database(config.database, create=False).conn) as connection:
        db = Database(connection)
        made = gather(db, config, since or since_last(db, now), now)
    return render(made, config.language, config.zone, "txt", config.people)


def _prepare(config: Config) -> None:
    """What would fail is to fail now: Prefect takes seconds to start. It ends its embedded server when Python ends in
    an orderly way, so a plain SIGTERM, as systemd sends it, must be one. Raises BadFile and StoreError.
    """
    import flows

    check_files(config)
    open_database(config.database).conn.close()
    flows.environment(config.data)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _name(path: Path | None) -> str | None:
    return str(path) if path else None


def _when(config: Config) -> str:
    return datetime.now(config.zone).strftime("%Y-%m-%d %H:%M")


def _report(config: Config, tally: Tally, page: Path, started: datetime) -> None:
    for line in tally.unreadable:
        typer.echo(f"monitor: seeds: {line}", err=True)
    typer.echo()
    _headlines(config, started)
    answered = sum(outcome in ("ok", "not-modified", "unchanged") for outcome in tally.sources.values())
    asked = f"{answered} of {len(tally.sources)} sources answered" if tally.sources else "no source was due"
    typer.echo(
        f"{tally.articles} new articles, {tally.relevant} relevant; {tally.new_contacts} new contacts, "
        f"{tally.alerts} alerts; {asked}; {tally.waiting} links waiting"
    )
    typer.echo(f"digest: {_shown(page)}")


_SHOWN = 110
"""Characters of a sentence on a terminal; the digest has it whole."""


def _headlines(config: Config, started: datetime) -> None:
    """The high-level contacts that this run added or changed, but for old ones that an article only recalls, each with
    its sentence.
    """
    from monitor.alerts.raising import one_line
    from monitor.store import look

    db = open_database(config.database)
    try:
        news = [k.entry for k in look.entries(db, level="high", changed_since=started)]
        for entry in news:
            if not entry.background or entry.status != "held":
                mark = "!" if entry.status != "held" else "*"
                typer.echo(f"{mark} {one_line(entry)}\n    “{shorten(entry.evidence, _SHOWN, placeholder=' …')}”")
        if news:
            typer.echo()
    finally:
        db.conn.close()


def _shown(page: Path) -> str:
    """Relative to where the person stands, if it lies below."""
    return str(page.relative_to(Path.cwd())) if page.is_relative_to(Path.cwd()) else str(page)
