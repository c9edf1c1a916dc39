"""The second chance of a page with next to no text: its AMP twin, else the teaser it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fetch.conftest import Server, client, reply, server
from sqlite_utils import Database

from monitor.config import Config
from monitor.extract import Thin
from monitor.fetch.client import Client
from monitor.model import Article, Assessment, Failure, Link, Page, Stage
from monitor.pipeline import Job, work_one
from monitor.poll import Pages
from monitor.store.db import open_database

__all__ = ["client", "server"]

NOW = datetime(2026, 3, 11, tzinfo=UTC)
SENTENCE = (
    "El canciller Hugo de Zela recibió este lunes en Torre Tagle al embajador de Estados Unidos, Bernie Navarro. "
)
TEASER = Article(
    "a1", "https://diario.pe/1", "Diario", "Navarro visita Torre Tagle", SENTENCE, None, "unknown", "es", teaser=True
)
WHOLE = f"<html lang=es><body><article><h1>Navarro visita Torre Tagle</h1><p>{SENTENCE * 9}</p></article></body></html>"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "monitor.db")
    yield made
    made.conn.close()


async def assess(_what: str, items: Mapping[Link, Page | Article]) -> dict[Link, Assessment | Failure]:
    return {link: work_one(Job(item, "Diario"), None, NOW) for link, item in items.items()}


@pytest.mark.parametrize(
    ("answer", "teaser", "told"),
    [
        pytest.param(reply(WHOLE.encode()), TEASER, False, id="the twin tells more"),
        pytest.param(reply(b"", status="404 Not Found"), TEASER, True, id="no twin there"),
        pytest.param(reply(b"<html><p>Nada"), TEASER, True, id="an empty twin"),
        pytest.param(reply(b"", status="404 Not Found"), None, None, id="no twin, no teaser"),
    ],
)
async def test_a_thin_page_is_told_by_its_twin_else_by_its_teaser(
    prefect_server: None, db: Database, client: Client, server: Server,
    answer: bytes, teaser: Article | None, told: bool | None,
) -> None:  # fmt: skip
    from flows.twins import second_chance

    server.routes["/amp"] = answer
    link = Link(f"{server.url}/1", "s")
    thin = Thin(Stage.EXTRACT, "paywall", "17 words", f"{server.url}/amp", teaser)
    pages = Pages(client, Config(fetch=server.config()))
    found = await second_chance({link: thin}, pages, assess, db, NOW)
    assert [one.article.teaser for one in found.values()] == ([] if told is None else [told])


async def test_without_the_network_the_teaser_is_taken(db: Database) -> None:
    from flows.twins import second_chance

    link = Link("https://diario.pe/1", "s")
    found = await second_chance({link: Thin(Stage.EXTRACT, "paywall", "", "/amp", TEASER)}, None, assess, db, NOW)
    assert found[link].article == TEASER
