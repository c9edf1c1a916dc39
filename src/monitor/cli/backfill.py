"""`backfill`: years of the press, out of archives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import ConfigOption, app, day, load_config


@app.command()
def backfill(
    what: Annotated[list[str], typer.Argument(help="WARC files, or addresses of sitemaps.", show_default=False)],
    warc: Annotated[bool, typer.Option("--warc", help="Read files such as Common Crawl's news (.warc.gz).")] = False,
    sitemap: Annotated[bool, typer.Option("--sitemap", help="Fetch what sitemaps, or their indexes, name.")] = False,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only what was published on this day (YYYY-MM-DD) or later.", callback=day, show_default=False
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(help="Only what was published on this day or earlier.", callback=day, show_default=False),
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(
            help="Of files: only pages of this site, also many times [default: the sites of the configured sources].",
            show_default=False,
        ),
    ] = None,
    all_hosts: Annotated[bool, typer.Option("--all-hosts", help="Of files: pages of every site.")] = False,
    batch: Annotated[
        int | None,
        typer.Option(
            min=1, max=10_000, help="Pages in a batch [default: 500 of files, 40 of sites].", show_default=False
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Read archives, in batches: what was killed goes on with the same command. What is old raises no alert."""
    if warc == sitemap:
        raise typer.BadParameter("say either --warc or --sitemap")
    if since and until and until < since:
        raise typer.BadParameter(f"--until {until} is before --since {since}")
    from monitor.backfill.scope import Asked

    loaded = load_config(config)
    asked = Asked(since=since, until=until, size=batch)
    if warc:
        asked |= Asked(files=_files(what), hosts=host or [], all_hosts=all_hosts)
    else:
        asked |= Asked(addresses=_addresses(what, since, host, all_hosts))

    from monitor.jobs import backfill_once

    if not backfill_once(config, loaded, **asked):
        raise typer.Exit(1)


def _files(names: list[str]) -> list[str]:
    """The files, each looked at. Raises NoArchive and OSError."""
    from monitor.backfill.warc import check

    for name in names:
        check(Path(name))
    return names


def _addresses(given: list[str], since: str | None, host: list[str] | None, all_hosts: bool) -> list[str]:
    if since is None:
        raise typer.BadParameter("--sitemap needs --since: a site may have millions of pages")
    if host or all_hosts:
        raise typer.BadParameter("--host and --all-hosts choose among the pages of files")
    for address in given:
        if not address.startswith(("http://", "https://")):
            raise typer.BadParameter(f"{address!r} is no address that begins with http:// or https://")
    return given
