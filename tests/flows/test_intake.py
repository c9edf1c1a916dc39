"""What enters a run and in which order: saved pages among the seeds, and links by what their titles promise."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from press import Press

from monitor.text.urls import canonical

pytestmark = pytest.mark.prefect

SAVED_PAGE, SOURCE = "state/landau-ferrero", "gestor"
PROMISING = ("gestor/visita-landau", "gestor/reunion-navarro")
"""By their titles, the best first; all are older than an article on the rate of the dollar."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Three runs that may fetch three pages each, and what the press was asked for."""

    folder: Path
    press: Press
    tallies: tuple[Any, ...]
    asked: tuple[str, ...]
    texts: tuple[int, ...]
    """How many articles there were after each run."""


@pytest.fixture(scope="module")
def ran(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    from flows.ingest import ingest

    folder = tmp_path_factory.mktemp("intake")
    with Press() as press:
        seeds = folder / "seeds"
        seeds.mkdir()
        (seeds / "saved.html").write_bytes(httpx.get(press.address(SAVED_PAGE), trust_env=False).content)
        (seeds / "empty.htm").write_text("<html><body><p>Nada</p></body></html>")
        (seeds / "nota.txt").write_text("El alcalde de Paita inauguró ayer una obra en el puerto, informó la comuna.")
        feed = press.feeds[SOURCE]
        (folder / "config.yaml").write_text(
            f"fetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}], host_gap: 0.01s}}\n"
            "alerts: {window: 5000d}\nrun: {pages_per_source: 3}\n"
            f"sources: [{{id: {SOURCE}, name: Gestor, url: '{feed.url}'}}]\n"
        )
        press.requests.clear()
        tallies, texts = [], []
        for _ in range(3):
            tallies.append(asyncio.run(ingest(str(folder / "config.yaml"), "intake")))
            texts.append(rows(folder, "SELECT count(*) AS n FROM articles WHERE source = 'seeds'")[0]["n"])
        asked = tuple(request.path for request in press.requests)
        yield Ran(folder, press, tuple(tallies), asked, tuple(texts))


def rows(folder: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


# --- seeds ---


def test_a_saved_page_is_an_article_of_where_it_comes_from(ran: Ran) -> None:
    url = canonical(ran.press.address(SAVED_PAGE))
    (article,) = rows(ran.folder, "SELECT * FROM articles WHERE url = ?", url)
    assert (article["published"], article["source"], article["lang"]) == ("2026-02-20", "seeds", "en")
    assert rows(ran.folder, "SELECT * FROM observations WHERE article = ?", article["id"]), "it tells of a contact"
    assert ran.press.asked(SAVED_PAGE) == [], "it was not fetched"


def test_a_saved_page_ends_in_an_outcome_and_is_kept(ran: Ran) -> None:
    (outcome,) = rows(ran.folder, "SELECT * FROM outcomes WHERE source = 'seeds'")
    assert (outcome["url"], outcome["stage"], outcome["reason"]) == ("seeds:saved.html", "saved", "ok")
    (kept,) = rows(ran.folder, "SELECT bytes FROM pages WHERE url = 'seeds:saved.html'")
    assert kept["bytes"] == (ran.folder / "seeds" / "saved.html").stat().st_size
    assert outcome["attempts"] == 1, "the runs after the first saw that it had not changed"


def test_a_saved_page_that_is_no_article_is_named_in_every_run(ran: Ran) -> None:
    assert [tally.unreadable for tally in ran.tallies] == [["empty.htm: no-text (1 words)"]] * 3


def test_seeds_enter_once(ran: Ran) -> None:
    assert ran.texts == (2, 2, 2)


# --- order ---


def test_pages_that_promise_most_are_fetched_first(ran: Ran) -> None:
    pages = [path for path in ran.asked if path.endswith("-noticia/")]
    wanted = [ran.press.article(name).path for name in PROMISING]
    assert pages[: len(wanted)] == wanted


def test_what_promises_nothing_is_fetched_as_well(ran: Ran) -> None:
    links = rows(ran.folder, "SELECT stage, promise FROM outcomes WHERE source = ?", SOURCE)
    assert len(links) == 8
    assert "queued" not in {link["stage"] for link in links}
    assert min(link["promise"] for link in links) < 0.1 < 0.5 < max(link["promise"] for link in links)
