"""What is read long after it was published, such as by a backfill: a digest counts it in a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from alerts import LIMA, NOW
from alerts.newsdesk import Newsdesk, contact
from monitor.alerts.digest import FORMS, Digest, message, render
from monitor.alerts.phrases import Phrases
from monitor.publish import gather, publish

FRESH = date(2026, 2, 1)
"""Thirty days before NOW."""
STALE, OLD = date(2026, 1, 31), date(2019, 6, 2)
URL = "https://nota.pe/1"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    made = Newsdesk(tmp_path)
    yield made
    made.close()


def told(desk: Newsdesk) -> Digest:
    return gather(desk.db, desk.config, NOW - timedelta(days=1), NOW)


@pytest.mark.parametrize(
    ("when", "published", "listed"),
    [
        ({"date": "2026-02-28"}, FRESH, True),
        ({"date": "2026-02-01"}, FRESH, True),
        ({"date": "2026-02"}, FRESH, True),
        ({"date": "2026"}, FRESH, True),
        ({"date": "2019-06-02", "date_end": "2026-02-02"}, FRESH, True),
        ({"date": None}, FRESH, True),
        ({"date": None}, None, True),
        ({"date": "2019"}, FRESH, True),
        ({"date": "2026-02-28"}, OLD, True),
        ({"date": "2026-01-31"}, STALE, False),
        ({"date": "2026-01"}, STALE, False),
        ({"date": "2019"}, OLD, False),
        ({"date": None}, OLD, False),
    ],
)
def test_contact_is_listed_where_it_or_its_article_is_news(
    when: dict[str, str | None], published: date | None, listed: bool, desk: Newsdesk
) -> None:
    desk.save(URL, contact(**when), published=published)
    made = told(desk)
    assert (made.contacts, made.late.contacts if made.late else 0) == ((1, 0) if listed else (0, 1))


def test_old_contact_that_the_news_tell_of_as_well_is_listed(desk: Newsdesk) -> None:
    desk.save(URL, contact(date="2019"), published=OLD)
    desk.save("https://rpp.pe/1", contact(date="2019"))
    assert (told(desk).contacts, told(desk).late) == (1, None)


def test_what_was_news_when_it_was_read_is_listed_ever_after(desk: Newsdesk) -> None:
    desk.save(URL, contact())
    made = gather(desk.db, desk.config, NOW - timedelta(days=1), NOW + timedelta(days=400))
    assert (made.contacts, made.late) == (1, None)


def test_a_seed_is_listed_however_old(desk: Newsdesk) -> None:
    desk.save("seed:1.txt", contact(date="2019"), published=OLD, published_basis="header")
    assert (told(desk).contacts, told(desk).late) == (1, None)


@pytest.mark.parametrize(("published", "listed"), [(FRESH, 1), (STALE, 0), (None, 1)])
def test_article_is_listed_where_it_is_news(published: date | None, listed: int, desk: Newsdesk) -> None:
    desk.save(URL, published=published)
    made = told(desk)
    assert (len(made.articles), made.late.articles if made.late else 0) == (listed, 1 - listed)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Publicados más de 30 días antes de leerse: 3 contactos y un artículo relevante. No se"),
        ("en", "Published more than 30 days before they were read: 3 contacts and one relevant article. They"),
    ],
)
def test_what_is_counted_is_said_once_in_one_line(language: str, line: str, desk: Newsdesk) -> None:
    for year in (2017, 2018, 2019):
        desk.save(f"{URL}/{year}", contact(date=f"{year}-06-02"), published=date(year, 6, 2))
    desk.save(URL, published=OLD)
    made = publish(desk.db, desk.config, NOW + timedelta(hours=1)).digest
    for form in FORMS:
        shown = render(made, language, LIMA, form)
        assert line in shown.replace("\\", "")
        assert "Navarro" not in shown
    assert line in message(made, Phrases(language, LIMA, None), "chat").body
    later = publish(desk.db, desk.config, NOW + timedelta(days=1)).digest
    assert later.late is None
    assert later.empty
