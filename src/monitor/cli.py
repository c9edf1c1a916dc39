"""The command line: a contract other programs rely on.

Exit codes: 0 done; 1 something failed (one line on standard error names it); 2 wrong usage or configuration. Heavy
imports stand inside the commands: `monitor --help` answers in a third of a second.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from monitor import __version__

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.config import Config

app = typer.Typer(
    name="monitor",
    help="A scheduled watch on Peru–United States relations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="Configuration file [default: config.yaml].", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


class Fail(Exception):
    """Something failed: one line for standard error, exit code 1."""


def main() -> NoReturn:
    """Run the command line; every expected error is one line and an exit code."""
    from monitor.errors import expected

    code = 1
    try:
        code = app(standalone_mode=False) or 0
    except (typer.Exit, SystemExit) as stop:
        code = int(getattr(stop, "exit_code", getattr(stop, "code", 1)) or 0)
    except typer.Abort:
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code, line = expected(error)
        if os.environ.get("MONITOR_DEBUG"):
            raise
        print(f"monitor: {line}", file=sys.stderr)
    sys.exit(code)


def _version(value: bool) -> None:
    if value:
        print(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def _load(path: Path | None) -> Config:
    from monitor.config import find, load

    return load(find(path))


def _database(config: Config) -> Database:
    from monitor.store.db import open_database

    return open_database(config.database, create=False)


# --- the main job ----------------------------------------------------------------------------------------------------------


@app.command()
def run(config: ConfigOption = None) -> None:
    """The main job once: seeds and due sources in, contacts, alerts and a digest out. Works with no network."""
    from monitor.jobs import run_once

    run_once(config, _load(config))


@app.command()
def digest(config: ConfigOption = None) -> None:
    """Write the digest of what came since the last one."""
    from monitor.jobs import digest_once

    digest_once(config, _load(config))


@app.command()
def check(config: ConfigOption = None) -> None:
    """Check configuration and environment; say what is wrong and what to do."""
    from monitor.checks import run_checks

    loaded = _load(config)
    bad = False
    for finding in run_checks(loaded):
        print(f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}: {finding.text}")
        bad = bad or not finding.ok
    if bad:
        raise typer.Exit(1)


# --- programs drive these ----------------------------------------------------------------------------------------------------


@app.command()
def analyze(
    file: Annotated[
        str,
        typer.Argument(
            help="JSON lines of articles (id, url, outlet, published, lang, title, text); - for standard input."
        ),
    ] = "-",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what made each contact, and what was turned down and why.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 2,
    people: Annotated[
        Path | None, typer.Option(help="A people file that overlays the shipped one.", show_default=False)
    ] = None,
) -> None:
    """Judge articles: one JSON line for each line, in the same order. Needs no database."""
    from monitor.analyze import analyze as stream

    write = sys.stdout.write
    with _Lines(file) as lines:
        for line in stream(lines, workers=workers, people=people, explain=explain):
            write(line + "\n")
    sys.stdout.flush()


class _Lines:
    """A text file or standard input, read as UTF-8 with bad bytes replaced: a broken line is a line, not the end."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> Iterable[str]:
        if self._name == "-":
            self._file = open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False)
        else:
            try:
                self._file = Path(self._name).open(encoding="utf-8", errors="replace")
            except OSError as error:
                raise Fail(f"{self._name}: {error.strerror or error}") from None
        return self._file

    def __exit__(self, *_: object) -> None:
        self._file.close()


@app.command()
def extract(
    page: Annotated[Path, typer.Argument(help="An HTML file.")],
    url: Annotated[str, typer.Option(help="The page's address.")],
) -> None:
    """Extract the article of a page: one JSON object."""
    from datetime import UTC, datetime

    from monitor.extract import extract as extract_page
    from monitor.model import Failure, Link, Page

    try:
        body = page.read_bytes()
    except OSError as error:
        raise Fail(f"{page}: {error.strerror or error}") from None
    if len(body) > 50_000_000:
        raise Fail(f"{page}: more than 50 MB is no page")
    now = datetime.now(UTC)
    found = extract_page(Page(url, body, "text/html", now, Link(url, "")), "", "", now)
    if isinstance(found, Failure):
        print(_json({"url": url, "error": found.reason, "detail": found.detail}))
        raise Fail(f"{page}: {found.reason}{': ' + found.detail if found.detail else ''}")
    print(_json(_article(found)))


@app.command()
def fetch(
    url: Annotated[str, typer.Argument(help="The address.")],
    config: ConfigOption = None,
) -> None:
    """What the fetcher makes of an address and why: one JSON object; nothing is stored."""
    import asyncio

    from monitor.config import Config, find
    from monitor.probe import probe

    path = find(config)
    loaded = _load(path) if config is not None or path.exists() else Config()
    result = asyncio.run(probe(url, loaded))
    print(_json(result))
    if result["outcome"] != "ok":
        raise typer.Exit(1)


# --- look-ups ------------------------------------------------------------------------------------------------------------------


@app.command()
def contacts(
    since: Annotated[
        str | None, typer.Option(help="Only contacts on or after this day (YYYY-MM-DD).", show_default=False)
    ] = None,
    who: Annotated[str | None, typer.Option(help="Part of a participant's name.", show_default=False)] = None,
    status: Annotated[str | None, typer.Option(help="held, planned or cancelled.", show_default=False)] = None,
    level: Annotated[str | None, typer.Option(help="high or working.", show_default=False)] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """The ledger: who met whom, when, where, told by whom."""
    from monitor.alerts.raising import one_line
    from monitor.store import look

    _one_of("--status", status, ("held", "planned", "cancelled"))
    _one_of("--level", level, ("high", "working"))
    for known in look.contacts(_database(_load(config)), date_since=since, who=who, status=status, level=level):
        if as_json:
            print(_json(_known(known)))
        else:
            print(
                f"{known.entry.id}\n  {one_line(known.entry)}\n  “{known.entry.evidence}”\n  "
                + "; ".join(f"{r.outlet} {r.url}" for r in known.reports)
            )


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words that must all occur.")],
    since: Annotated[
        str | None, typer.Option(help="Only articles published on or after this day.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Search the archive; accents and case do not matter."""
    from monitor.store import look

    for row in look.search(_database(_load(config)), words, since, limit):
        print(
            _json(row)
            if as_json
            else f"{row['published'] or 'undated':10}  {row['outlet']}: {row['title']}\n            {row['url']}\n            {' '.join(row['snippet'].split())}"
        )


@app.command()
def why(
    url: Annotated[str, typer.Argument(help="An address, or an article's id.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What became of a link: where it is or how it ended, its grade and reasons, its contacts."""
    from monitor.store import look, queue
    from monitor.text.urls import canonical

    db = _database(_load(config))
    outcome = queue.outcome(db, url)
    article = (
        look.article(db, url)
        or look.article(db, canonical(url))
        or (look.article(db, str(outcome["article"])) if outcome and outcome["article"] else None)
    )
    if outcome is None and article is None:
        raise Fail(f"{url}: never seen")
    observations = look.observations_in(db, str(article["id"])) if article else []
    if as_json:
        print(_json({"outcome": outcome, "article": article, "observations": observations}))
        return
    if outcome:
        print(
            f"{outcome['url']}\n  source {outcome['source']}, found {outcome['found_at']}\n  {outcome['stage']}: {outcome['reason']} {outcome['detail']}".rstrip()
        )
    if article:
        print(
            f"{article['url']}\n  {article['outlet']}: {article['title']}\n  published {article['published'] or 'unknown'} ({article['published_basis']}), saved {article['saved_at']}"
        )
        print(
            f"  grade {article['grade']} ({article['score']:.2f}): {'; '.join(json.loads(article['reasons'])) or '–'}"
        )
        if article["copy_of"]:
            print(f"  copy of {article['copy_of']}")
        for one in observations:
            print(
                f"  contact {one['contact']}: {one['mode']} {one['status']} {one['date'] or 'undated'}\n    “{one['evidence']}”"
            )


@app.command()
def sources(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """The sources: last poll, what came of it, when each is due again."""
    from monitor.store.sources import health

    loaded = _load(config)
    rows = {r["id"]: r for r in health(_database(loaded))} if loaded.database.exists() else {}
    for source in loaded.sources:
        row: Mapping[str, Any] = rows.get(source.id, {})
        if as_json:
            print(_json({"id": source.id, "url": source.url, "kind": source.kind, "enabled": source.enabled, **row}))
        else:
            state = row.get("last_outcome") or ("never polled" if source.enabled else "disabled")
            print(
                f"{source.id:24} {state:18} last poll {row.get('last_poll') or '–':20} next {row.get('next_poll') or '–':20} waiting {row.get('waiting', 0)}"
            )


# --- helpers ---------------------------------------------------------------------------------------------------------------------


def _one_of(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=option)


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


def _article(article: Any) -> dict[str, Any]:
    return {
        "id": article.id, "url": article.url, "outlet": article.outlet, "title": article.title,
        "published": article.published.isoformat() if article.published else None, "published_basis": article.published_basis,
        "lang": article.lang, "author": article.author, "captions": article.captions, "text": article.text,
    }  # fmt: skip


def _known(known: Any) -> dict[str, Any]:
    from monitor.analyze import participant_row

    entry = known.entry
    return {
        "contact": entry.id, "peru": [participant_row(p) for p in entry.peru], "us": [participant_row(p) for p in entry.us],
        "mode": entry.mode, "status": entry.status, "date": entry.date, "date_end": entry.date_end, "date_basis": entry.date_basis,
        "place": entry.place, "level": entry.level, "background": entry.background, "evidence": entry.evidence,
        "first_seen": known.first_seen, "changed_at": known.changed_at,
        "reports": [{"article": r.article, "outlet": r.outlet, "url": r.url, "published": r.published, "evidence": r.evidence} for r in known.reports],
    }  # fmt: skip


if __name__ == "__main__":
    main()
