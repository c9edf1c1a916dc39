"""`search` and `why`: what the database knows of articles and links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import ConfigOption, Fail, JsonOption, SinceOption, app, database, say, say_json

if TYPE_CHECKING:
    from sqlite_utils import Database


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
            head = f"{row['published'] or 'undated':10}  {row['outlet']}: {row['title']}"
            say(row, f"{head}\n{'':12}{row['url']}\n{'':12}{' '.join(row['snippet'].split())}", as_json)


@app.command()
def why(
    url: Annotated[str, typer.Argument(help="An address, or an article's id.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What became of a link: where it is or how it ended, its grade and reasons, how its text changed, its contacts."""
    from monitor.store import look, queue

    with database(config) as db:
        outcome = queue.outcome(db, url)
        article = article_of(db, url, outcome)
        observations = look.observations_in(db, str(article["id"])) if article else []
        changes = _changes(db, article) if article else []
    if outcome is None and article is None:
        raise Fail(f"{url}: never seen")
    if as_json:
        say_json({"outcome": outcome, "article": article, "changes": changes, "observations": observations})
        return
    if outcome:
        typer.echo(_outcome_lines(outcome))
    if article:
        typer.echo(_article_lines(article))
    for change in changes:
        typer.echo(f"  changed {change['replaced_at']}, grade {change['grade']} before")
        for line in change["difference"]:
            typer.echo(f"    {line}")
    for one in observations:
        typer.echo(f"  contact {one['contact']}: {one['mode']} {one['status']} {one['date'] or 'undated'}")
        typer.echo(f"    “{one['evidence']}”")


def article_of(db: Database, url: str, outcome: Mapping[str, object] | None) -> Mapping[str, Any] | None:
    """The article of an address, by any spelling of it, or by where its link ended."""
    from monitor.store import look
    from monitor.text.urls import canonical

    ended = str(outcome["article"]) if outcome and outcome["article"] else None
    return look.article(db, url) or look.article(db, canonical(url)) or (look.article(db, ended) if ended else None)


def _changes(db: Database, article: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the article's text changed, the earliest change first."""
    from monitor.store.versions import difference, versions_of

    held = versions_of(db, str(article["id"]))
    texts = [*((one.title, one.text) for one in held[1:]), (str(article["title"]), str(article["text"]))]
    return [
        {"replaced_at": before.replaced_at, "grade": before.grade, "difference": difference(before, *after)}
        for before, after in zip(held, texts, strict=False)
    ]


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
