"""`analyze`, `extract`, `fetch`: programs drive these; JSON out, nothing stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from monitor.cli.common import ConfigOption, Fail, app, load_config, say_json

if TYPE_CHECKING:
    from monitor.model import Article

_MAX_PAGE = 50_000_000


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

    with _lines(file) as lines:
        for line in stream(lines, workers=workers, people=people, explain=explain):
            sys.stdout.write(line + "\n")


@contextmanager
def _lines(name: str) -> Iterator[TextIO]:
    """A text file or standard input as UTF-8, bad bytes replaced: a broken line is a line, not the end."""
    if name == "-":
        yield TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
        return
    with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
        yield file


@app.command()
def extract(
    page: Annotated[Path, typer.Argument(help="An HTML file.")],
    url: Annotated[str, typer.Option(help="The page's address.")],
) -> None:
    """Extract the article of a page: one JSON object."""
    from datetime import UTC, datetime

    from monitor.extract import extract as extract_page
    from monitor.model import Failure, Link, Page

    now = datetime.now(UTC)
    found = extract_page(Page(url, _body(page), "text/html", now, Link(url, "")), "", "", now)
    if isinstance(found, Failure):
        say_json({"url": url, "error": found.reason, "detail": found.detail})
        raise Fail(f"{page}: {found.reason}{': ' + found.detail if found.detail else ''}")
    say_json(_article(found))


def _body(page: Path) -> bytes:
    if page.stat().st_size > _MAX_PAGE:
        raise Fail(f"{page}: too-large: more than {_MAX_PAGE:,} bytes")
    return page.read_bytes()


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id, "url": article.url, "outlet": article.outlet, "title": article.title,
        "published": article.published.isoformat() if article.published else None, "published_basis": article.published_basis,
        "lang": article.lang, "author": article.author, "captions": article.captions, "text": article.text,
    }  # fmt: skip


@app.command()
def fetch(
    url: Annotated[str, typer.Argument(help="The address.")],
    config: ConfigOption = None,
) -> None:
    """What the fetcher makes of an address and why: one JSON object; nothing is stored."""
    import asyncio

    from monitor.config import Config, find
    from monitor.probe import probe

    named = config is not None or find(None).exists()
    result = asyncio.run(probe(url, load_config(config) if named else Config()))
    say_json(result)
    if result["outcome"] != "ok":
        raise Fail(f"{url}: {result['outcome']}{': ' + result['detail'] if result['detail'] else ''}")
