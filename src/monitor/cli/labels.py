"""`label` and `learn`: the user's word on how much an article matters, and what the program makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import ConfigOption, Fail, JsonOption, app, database, load_config, say

if TYPE_CHECKING:
    from sqlite_utils import Database

    from monitor.config import Config
    from monitor.relevance.learning import Learnt


@app.command()
def label(
    url: Annotated[str, typer.Argument(help="An address, or an article's id.")],
    grade: Annotated[
        int | None,
        typer.Option(
            min=0, max=3, help="0 unrelated, 1 names both, 2 a substantial part, 3 main subject.", show_default=False
        ),
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="Forget what was said of it.")] = False,
    note: Annotated[str, typer.Option(help="Why; kept with the grade.", show_default=False)] = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Say what grade an article should have had; `monitor learn` learns from it."""
    from monitor.store import labels

    if (grade is None) != take_back:
        raise typer.BadParameter("either --grade or --take-back")
    with database(config) as db:
        address, given = _graded(db, url)
        if grade is not None:
            labels.put(db, address, grade, datetime.now(UTC), note)
        elif not labels.take_back(db, address):
            raise Fail(f"{address}: was not labelled")
    done = "label taken back" if grade is None else f"grade {grade}"
    row = {"url": address, "label": grade, "note": note, "grade": given}
    say(row, f"{address}: {done}, graded {_or_dash(given)}", as_json)


def _graded(db: Database, url: str) -> tuple[str, int | None]:
    """The canonical address that `url` means, and the grade its article was given; None where none is held."""
    from monitor.cli.lookups import article_of
    from monitor.store import queue
    from monitor.text.urls import canonical

    article = article_of(db, url, queue.outcome(db, url))
    if article is None and not url.lower().startswith(("http://", "https://")):
        raise Fail(f"{url}: never seen")
    return (str(article["url"]), int(article["grade"])) if article else (canonical(url), None)


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)


@app.command()
def learn(as_json: JsonOption = False, config: ConfigOption = None) -> None:
    """Fit the models to the labels; keep them only where the articles they were made with are graded no worse."""
    from monitor import pipeline
    from monitor.relevance import learning, models_file
    from monitor.store import labels

    loaded = load_config(config)
    with database(loaded) as db:
        labelled = labels.labelled(db)
    if not labelled:
        models_file(loaded.data).unlink(missing_ok=True)
        say({"labels": 0}, "no article held has a label: articles are graded as shipped", as_json)
        return
    found = learning.learn(pipeline.lessons(labelled, pipeline.knowledge(loaded.people).reader))
    keep(found, loaded)
    row = {"labels": len(labelled), **_marks(found)}
    say(row, f"learnt from {len(labelled)} labels: {compared(found)}", as_json)


def keep(found: Learnt, config: Config) -> None:
    """Write the models where they spoil nothing; the next run grades by them. Raises Fail where they would."""
    from monitor.relevance import learning, models_file

    if not found.good:
        raise Fail(f"the models are left as they were, the labels would spoil them: {compared(found)}")
    learning.write(found.models, models_file(config.data))


def compared(found: Learnt) -> str:
    """How well the articles the models were made with are graded, without and with the labels."""
    before, after = found.before, found.after
    return f"F1 {before.f1:.3f} → {after.f1:.3f}, Brier {before.brier:.4f} → {after.brier:.4f}"


def _marks(found: Learnt) -> dict[str, Any]:
    from dataclasses import asdict

    return {"before": asdict(found.before), "after": asdict(found.after)}
