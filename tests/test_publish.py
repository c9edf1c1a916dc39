"""A digest from the database to its files and into the outbox."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser
import pytest
from alerts import LIMA, NOW
from alerts.newsdesk import Newsdesk, contact

from monitor.alerts import outgoing
from monitor.alerts.digest import FORMS, message
from monitor.alerts.phrases import Phrases
from monitor.config import Channel
from monitor.files import write_whole
from monitor.publish import gather, publish
from monitor.store.convert import stamp
from monitor.store.db import writing

DIGESTS = Channel(id="post", kind="stdout", kinds=("digest",))
ALERTS = Channel(id="ring", kind="stdout", kinds=("new",))
FILES = ("feed.atom", "calendar.ics", "contacts.csv", "contacts.json")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    made = Newsdesk(tmp_path / "data", DIGESTS, ALERTS)
    yield made
    made.close()


def text_of(made: object, form: str = "txt") -> str:
    return made.path.with_name(f"{made.path.name}.{form}").read_text(encoding="utf-8")


def digests(desk: Newsdesk) -> list[str]:
    return [row["item"] for row in desk.db.query("SELECT item FROM deliveries WHERE kind = 'digest' ORDER BY id")]


def test_a_digest_is_written_in_all_forms_and_put_into_the_outbox(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact())
    made = publish(desk.db, desk.config, NOW + HOUR)
    assert sorted(p.name for p in made.path.parent.iterdir()) == [f"{made.id}.{form}" for form in ("html", "md", "txt")]
    assert all("Bernie Navarro" in text_of(made, form) for form in ("html", "md", "txt"))
    assert digests(desk) == [made.id]
    (message,) = desk.db.query("SELECT channel, message FROM deliveries WHERE kind = 'digest'")
    assert message["channel"] == "post"
    assert json.loads(message["message"])["html"] == text_of(made, "html")
    (row,) = desk.db.query("SELECT * FROM digests")
    assert (row["path"], row["contacts"]) == (f"data/digests/{made.id}", 1)


def test_a_digest_covers_what_came_since_the_last(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact())
    publish(desk.db, desk.config, NOW + HOUR)
    empty = publish(desk.db, desk.config, NOW + DAY)
    assert "Sin contactos nuevos, cambios ni artículos relevantes." in text_of(empty)
    again = publish(desk.db, desk.config, NOW + DAY + HOUR, since=NOW - DAY)
    assert "Contactos realizados (1)" in text_of(again, "html")


@pytest.mark.parametrize(("when_empty", "sent"), [("send", 1), ("skip", 0)])
def test_an_empty_digest_is_sent_or_not(tmp_path: Path, when_empty: str, sent: int) -> None:
    desk = Newsdesk(tmp_path, DIGESTS, digest={"when_empty": when_empty})
    made = publish(desk.db, desk.config, NOW)
    assert text_of(made)
    assert len(digests(desk)) == sent
    desk.close()


def test_a_change_is_told_with_what_was_known_before(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact(status="planned", date="2026-03", evidence="Se reunirá."))
    publish(desk.db, desk.config, NOW + HOUR)
    desk.save(
        "https://rpp.pe/2", contact(date="2026-03-04", evidence="Se reunió."), now=NOW + DAY, published=date(2026, 3, 4)
    )
    made = publish(desk.db, desk.config, NOW + DAY + HOUR)
    assert "CAMBIOS (1)" in text_of(made)
    assert "Antes: reunión anunciada. Fecha anterior: marzo de 2026.\n  “Se reunió.”" in text_of(made)


@pytest.mark.parametrize(
    ("news", "said"),
    [
        ({"date": "2026-03-20"}, "Será el 20."),
        ({"status": "cancelled"}, "Ya no será."),
        ({"status": "cancelled", "date": None}, "Ya no será."),
    ],
)
def test_a_change_is_proved_by_the_sentence_that_made_it(desk: Newsdesk, news: dict[str, str], said: str) -> None:
    first = contact(
        status="planned", date="2026-03-10", evidence="El presidente Balcázar se reunirá con Navarro el 10."
    )
    desk.save("https://rpp.pe/1", first)
    publish(desk.db, desk.config, NOW + HOUR)
    desk.save("https://rpp.pe/2", replace(first, evidence="El 10 se verán."), now=NOW + DAY)
    day = date(2026, 3, 4)
    desk.save("https://rpp.pe/3", replace(first, evidence=said, **news), now=NOW + DAY, published=day)
    made = publish(desk.db, desk.config, NOW + DAY + HOUR)
    assert "CAMBIOS (1)" in text_of(made)
    assert f"“{said}”" in text_of(made)


@pytest.mark.parametrize(
    ("days", "put_off", "before"),
    [(0, None, "anunciada"), (0, "2026-03-20", "postergada"), (20, None, "anunciada, sin constancia")],
)
def test_what_was_put_off_or_not_kept_by_then_is_named_so(
    desk: Newsdesk, days: int, put_off: str | None, before: str
) -> None:
    announced = contact(status="planned", date="2026-03-10", evidence="Se reunirá.")
    desk.save("https://rpp.pe/1", announced)
    if put_off:
        desk.save("https://rpp.pe/2", replace(announced, date=put_off), published=date(2026, 3, 3))
    first = NOW + DAY * days + HOUR
    outgoing.watch(desk.db, desk.config, first)
    publish(desk.db, desk.config, first)
    held = contact(date=put_off or "2026-03-10", evidence="Se reunió.")
    desk.save("https://rpp.pe/3", held, now=first + DAY, published=date(2026, 3, 24))
    assert f"Antes: reunión {before}." in text_of(publish(desk.db, desk.config, first + DAY + HOUR))


def test_two_digests_of_one_second_are_two(desk: Newsdesk) -> None:
    first, second = publish(desk.db, desk.config, NOW), publish(desk.db, desk.config, NOW)
    assert second.id == f"{first.id}-2"
    assert len(list(desk.db.query("SELECT * FROM digests"))) == 2


def test_who_was_named_out_of_term_is_told_in_the_digest(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact(date="2015-03-02", status="held"))
    (named, *_) = gather(desk.db, desk.config, NOW - DAY, NOW).out_of_term
    assert (named.who.name, named.date) == ("José María Balcázar", "2015-03-02")
    assert "Nombrados fuera de su periodo" in text_of(publish(desk.db, desk.config, NOW))


def test_what_is_announced_stands_in_the_calendar_until_it_has_passed(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact(status="planned", date="2026-03-05"))
    days = {day: len(gather(desk.db, desk.config, NOW, NOW + DAY * day).calendar) for day in (0, 2, 3)}
    assert days == {0: 1, 2: 1, 3: 0}


def test_a_promise_whose_time_has_passed_is_told_in_one_digest(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact(status="planned", date="2026-03-04"))
    desk.save("https://rpp.pe/2", contact(status="planned", date="2026-03-04", background=True, mode="visit"))
    made = [publish(desk.db, desk.config, NOW + DAY * day) for day in (0, 1, 2, 3)]
    assert [len(one.digest.overdue) for one in made] == [0, 0, 1, 0]
    for form in FORMS:
        assert "ANUNCIOS VENCIDOS SIN CONSTANCIA (1)" in text_of(made[2], form).upper()
    assert "el plazo venció sin constancia" in message(made[2].digest, Phrases("es", LIMA, None), "chat").body


def test_two_official_texts_are_set_side_by_side(desk: Newsdesk) -> None:
    desk.save(
        "https://www.gob.pe/1",
        contact(),
        contact(mode="visit", status="planned", date="2026-04", evidence="Navarro volverá."),
        source="rree",
        outlet="Cancillería",
        text="Balcázar se reunió con Navarro. Acordaron cooperar.",
    )
    desk.save(
        "https://pe.usembassy.gov/1", contact(evidence="Ambassador Navarro met with President Balcázar."), outlet="Embassy",
        text="Ambassador Navarro met with President Balcázar. They agreed to cooperate.", source="",
    )  # fmt: skip
    said = text_of(publish(desk.db, desk.config, NOW + HOUR))
    assert "versión oficial de Lima · versión oficial de Washington" in said
    assert "- Washington: “Ambassador Navarro met with President Balcázar.”" in said
    assert "Solo Lima: visita anunciada (Bernie Navarro, José María Balcázar; abril de 2026)." in said
    assert "Compromisos según Lima: “Acordaron cooperar.”" in said
    assert "Compromisos según Washington: “They agreed to cooperate.”" in said


def test_an_article_that_tells_of_it_no_more_is_not_named(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact(), outlet="Uno")
    desk.save("https://rpp.pe/2", contact(evidence="Ambos se vieron."), outlet="Dos")
    with writing(desk.db):  # what reading the article anew leaves of what it said before
        desk.db.conn.execute(
            "UPDATE observations SET superseded_at = ? WHERE evidence = 'Ambos se vieron.'", (stamp(NOW),)
        )
    publish(desk.db, desk.config, NOW + DAY)
    (row,) = json.loads((desk.config.data / "contacts.json").read_text(encoding="utf-8"))
    assert [r["outlet"] for r in row["reports"]] == ["Uno"]


@pytest.mark.parametrize(
    ("others", "left"), [(0, "Ya no lo informa ningún medio."), (1, "Un medio lo sigue informando.")]
)
def test_what_an_outlet_withdrew_is_named_once_with_the_outlet_and_its_page(
    desk: Newsdesk, others: int, left: str
) -> None:
    desk.save("https://rpp.pe/1", contact(evidence="Se vieron, dijo RPP."))
    for number in range(others):
        desk.save(f"https://andina.pe/{number}", contact(), outlet="Andina")
    publish(desk.db, desk.config, NOW + HOUR)
    desk.save("https://rpp.pe/1", text="No hubo reunión.", now=NOW + DAY)
    made = publish(desk.db, desk.config, NOW + DAY + HOUR)
    for form in ("html", "md", "txt"):
        said = text_of(made, form).replace("\\", "")
        assert "rectificaciones (1)" in said.lower()
        plain = re.sub(r"<[^>]+>|[*\[]", "", said)
        assert "José María Balcázar (presidente de la República, interino) – Bernie Navarro" in plain
        assert "reunión realizada · 2 de marzo de 2026 · Lima · alto nivel" in plain
        assert "Ya no lo informa: RPP" in plain
        assert all(part in said for part in ("Se vieron, dijo RPP.", "https://rpp.pe/1", left))
    assert "RECTIFICACIONES" not in text_of(publish(desk.db, desk.config, NOW + DAY + HOUR * 2))


@pytest.mark.parametrize(
    ("before", "after", "corrected"),
    [
        ({}, None, 1),
        ({"level": "working"}, None, 1),
        ({"background": True}, None, 0),
        ({}, {"evidence": "Ambos se vieron."}, 0),
    ],
    ids=["gone", "gone at working level", "a recall gone", "in other words"],
)
def test_a_correction_is_news_where_the_reader_was_told(
    desk: Newsdesk, before: dict[str, object], after: dict[str, object] | None, corrected: int
) -> None:
    desk.save("https://rpp.pe/1", contact(**before))
    desk.save("https://rpp.pe/1", *([contact(**after)] if after else []), text="Editado.", now=NOW + DAY)
    assert len(gather(desk.db, desk.config, NOW + HOUR, NOW + DAY).withdrawn) == corrected


@pytest.mark.parametrize(("level", "corrected"), [("high", 1), ("working", 0)])
def test_what_came_and_went_between_two_digests_is_corrected_if_an_alert_told_of_it(
    desk: Newsdesk, level: str, corrected: int
) -> None:
    desk.save("https://rpp.pe/1", contact(level=level))
    desk.save("https://rpp.pe/1", text="Editado.", now=NOW + HOUR)
    digest = gather(desk.db, desk.config, NOW - DAY, NOW + DAY)
    assert (len(digest.withdrawn), digest.contacts) == (corrected, corrected)


def test_the_files_beside_it_are_whole_and_the_same_while_the_ledger_is(desk: Newsdesk) -> None:
    desk.save("https://rpp.pe/1", contact())
    desk.save("https://rpp.pe/2", contact(mode="visit", status="planned", date="2026-04", evidence="Visitará."))
    publish(desk.db, desk.config, NOW + HOUR)
    before = {name: (desk.config.data / name).read_bytes() for name in FILES}
    publish(desk.db, desk.config, NOW + HOUR * 2)
    assert before == {name: (desk.config.data / name).read_bytes() for name in FILES}
    assert len(feedparser.parse(before["feed.atom"]).entries) == 2
    assert before["calendar.ics"].count(b"BEGIN:VEVENT") == 2
    assert len(list(csv.DictReader(before["contacts.csv"].decode().splitlines()))) == 2
    assert len(json.loads(before["contacts.json"])) == 2
    assert not list(desk.config.data.rglob(".*"))


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "feed.atom"
    write_whole(path, "old\r\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_bytes() == b"old\r\n"
    assert list(tmp_path.iterdir()) == [path]
