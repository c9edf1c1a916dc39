"""`sources`: what is watched, how it fares, what waits in quarantine; new ones and lists for feed readers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from monitor.cli.common import ConfigOption, Fail, JsonOption, database, group, load_config, say

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store.sources import Health

sources = group("sources", "The sources: how each fares by its own habit, when it is due again.")
LangOption = Annotated[Literal["es", "en"], typer.Option(help="The language of what is added.")]


@sources.callback()
def _sources(
    context: typer.Context,
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Links that failed again and again.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    if context.invoked_subcommand:
        return
    if quarantine:
        _show_quarantine(config, as_json)
    else:
        _show(load_config(config), as_json)


def _show(config: Config, as_json: bool) -> None:
    from monitor.store.sources import coverage

    fares: dict[str, Health] = {}
    if config.database.exists():
        with database(config) as db:
            fares = {one.source: one for one in coverage(db, datetime.now(UTC))}
    for source in config.sources:
        one = fares.get(source.id)
        state = ("unpolled" if one is None else one.state) if source.enabled else "disabled"
        row = {"id": source.id, "url": source.url, "kind": source.kind, "enabled": source.enabled, "state": state}
        known, line = (_health(one), _line(one)) if one and source.enabled else ({}, "")
        say(row | known, f"{source.id:24} {state:9} {line}".rstrip(), as_json)


def _health(one: Health) -> dict[str, Any]:
    return {
        "reason": one.reason or None, "since": _stamp(one.since), "last_poll": _stamp(one.last_poll), "last_item": _stamp(one.last_item),
        "usual_pause": one.usual and int(one.usual.total_seconds()), "next_poll": _stamp(one.next_poll), "failures": one.failures,
        "waiting": one.waiting, "saved": one.saved,
    }  # fmt: skip


def _line(one: Health) -> str:
    from monitor.text.duration import format_duration

    since = f" since {_stamp(one.since)}" if one.since else ""
    usual = f", an item every {format_duration(one.usual)}" if one.usual else ""
    polled = f"last poll {_stamp(one.last_poll) or '–'}, next {_stamp(one.next_poll) or '–'}"
    return f"{one.reason or '–'}{since}; {polled}; waiting {one.waiting}, saved {one.saved}{usual}"


def _stamp(moment: datetime | None) -> str | None:
    from monitor.store.convert import stamp

    return stamp(moment) if moment else None


# --- quarantine -------------------------------------------------------------------------------------------------------


_QUARANTINED = ("url", "source", "title", "reason", "detail", "attempts", "updated_at")


def _show_quarantine(config: Path | None, as_json: bool) -> None:
    from monitor.store import queue

    with database(config) as db:
        for row in queue.quarantined(db):
            shown = {name: row[name] for name in _QUARANTINED}
            say(shown, f"{row['url']}\n  {row['source']}: {row['reason']} {row['detail']}".rstrip(), as_json)


@sources.command()
def release(
    url: Annotated[str | None, typer.Argument(help="A link in quarantine.", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="All links in quarantine.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Let a link out of quarantine: it is tried again in the next run."""
    from monitor.store import queue

    if everything == (url is not None):
        raise typer.BadParameter("name one link, or --all")
    with database(config) as db:
        released = queue.release(db, url, datetime.now(UTC))
    if url is not None and not released:
        raise Fail(f"{url}: is not in quarantine")
    say({"released": released}, f"{released} released", as_json)


# --- new sources ------------------------------------------------------------------------------------------------------


@sources.command("add")
def add(
    url: Annotated[str, typer.Argument(help="A feed, a sitemap, or a page of the site.")],
    name: Annotated[str, typer.Option(help="What to call it [default: its host].", show_default=False)] = "",
    lang: LangOption = "es",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Find the feed of a site, try it, and write it into the configuration, whose comments stay as they are."""
    from monitor.probe import find_source

    loaded, path = load_config(config), _path(config)
    found = asyncio.run(find_source(url, loaded))
    if isinstance(found, str):
        raise Fail(f"{url}: {found}")
    source = _entry(found.url, name or found.title, found.kind, lang, {s.id for s in loaded.sources})
    _write(path, [source])
    line = f"added {source['id']}: {found.url} ({found.kind}, {found.items} items) to {path}"
    say(source | {"items": found.items}, line, as_json)


@sources.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file, as feed readers write it.")],
    lang: LangOption = "es",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Write the feeds of an OPML file into the configuration; those that are there already stay as they are."""
    from monitor.model import Failure
    from monitor.sources.opml import read_opml

    loaded, path = load_config(config), _path(config)
    outlines = read_opml(file.read_bytes())
    if isinstance(outlines, Failure):
        raise Fail(f"{file}: {outlines.reason}: {outlines.detail}")
    held, names = {s.url for s in loaded.sources}, {s.id for s in loaded.sources}
    new = [
        _entry(one.url, one.name, "feed", "en" if one.lang.startswith("en") else lang, names)
        for one in outlines
        if one.url not in held
    ]
    _write(path, new)
    for source in new:
        say(source, f"added {source['id']}: {source['url']}", as_json)


@sources.command()
def export(config: ConfigOption = None) -> None:
    """The feeds as OPML, on standard output."""
    from monitor.sources.opml import write_opml

    typer.echo(write_opml(load_config(config).sources).decode(), nl=False)


def _path(config: Path | None) -> Path:
    from monitor.config import find

    return find(config)


def _entry(url: str, name: str, kind: str, lang: str, taken: set[str]) -> dict[str, object]:
    """A source as config.yaml has it, under an id that is not `taken` yet; it is then."""
    import re
    from itertools import chain, count
    from urllib.parse import urlsplit

    from monitor.text.fold import plain

    host = (urlsplit(url).hostname or "").removeprefix("www.")
    base = re.sub(r"[^a-z0-9]+", "-", plain(name or host))[:36].strip("-") or "source"
    identity = next(one for one in chain((base,), (f"{base}-{n}" for n in count(2))) if one not in taken)
    taken.add(identity)
    entry: Mapping[str, object] = {"id": identity, "name": name or host, "kind": kind, "url": url, "lang": lang}
    usual = {"kind": "feed", "lang": "es"}
    return {key: value for key, value in entry.items() if usual.get(key) != value}


def _write(path: Path, new: list[dict[str, object]]) -> None:
    """Into the configuration, whole or not at all. Raises BadFile where that can't be done safely."""
    from monitor.errors import BadFile
    from monitor.files import write_whole
    from monitor.sources.adding import with_source

    text = path.read_bytes().decode("utf-8")
    try:
        for source in new:
            text = with_source(text, source)
    except ValueError as error:
        raise BadFile(f"{path}: {error}") from None
    if new:
        write_whole(path, text)
