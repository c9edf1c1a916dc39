"""The report: what stands on the page, where, and that foreign text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from alerts import BALCAZAR, HOSTILE, LIMA, NAVARRO, NOW, entry, item, told
from alerts.newsdesk import Newsdesk, contact
from conftest import ROOT, Monitor
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from sqlite_utils import Database

from monitor.alerts.rhythm import rhythm
from monitor.alerts.view import Item
from monitor.model import Participant
from monitor.report import PEOPLE, Report, compose, matrix, render
from monitor.store.sources import Health

RUBIO = Participant("Marco Rubio", "secretary_of_state", "State Department", "marco-rubio")


def report(*items: Item, since: date | None = None, sources: tuple[tuple[str, Health], ...] = ()) -> Report:
    return compose(items, rhythm((), NOW.date()), (), sources, since, NOW)


def html(*items: Item) -> str:
    return render(report(*items), "es", LIMA)


class Page(HTMLParser):
    """Tags with their attributes, texts, and whether every element was closed in its order."""

    VOID = {"meta", "br", "hr", "img", "link", "input"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.balanced = True
        self.feed(text)
        self.balanced &= not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


# --- what stands where ---


def test_the_newest_stand_first_the_year_after_its_months_the_undated_last() -> None:
    dates = [
        ("a", "2025"),
        ("b", "2025-03-02"),
        ("c", None),
        ("d", "2026-03-02"),
        ("e", "2025-03"),
        ("f", "2025-03-09"),
    ]
    made = report(*(item(id=name, date=day) for name, day in dates))
    assert [(period, [i.entry.id for i in items]) for period, items in made.timeline] == [
        ("2026-03", ["d"]),
        ("2025-03", ["f", "b", "e"]),
        ("2025", ["a"]),
        (None, ["c"]),
    ]
    assert (len(made.entries), made.held) == (6, 6)


@pytest.mark.parametrize(
    ("date_", "date_end", "shown"),
    [
        ("2026-03-02", None, True),
        ("2026-03-01", None, False),
        ("2026-02-25", "2026-03-02", True),
        ("2026-03", None, True),
        (None, None, False),
    ],
)
def test_since_leaves_out_what_was_over(date_: str | None, date_end: str | None, shown: bool) -> None:
    made = report(item(date=date_, date_end=date_end), since=date(2026, 3, 2))
    assert bool(made.entries) is shown


def test_matrix_counts_people_by_identity_in_contacts_held() -> None:
    spelt = replace(NAVARRO, name="Bernardo Navarro")
    nameless = Participant(None, "delegation", "US Army South")
    made = matrix(
        [
            entry(us=(NAVARRO,)),
            entry(us=(spelt, RUBIO)),
            entry(us=(nameless,)),
            entry(us=(RUBIO,), status="planned"),
        ]
    )
    assert made.rows == (BALCAZAR.name,)
    assert made.columns == ("Bernardo Navarro", "Marco Rubio")
    assert made.counts == ((2, 1),)
    assert made.left_out == 0


def test_matrix_shows_those_with_the_most_contacts_and_says_how_many_are_left_out() -> None:
    people = [Participant(f"Persona {n:02}", "minister", None, f"?{n}") for n in range(PEOPLE["peru"] + 3)]
    made = matrix([entry(peru=(one,)) for n, one in enumerate(people) for _ in range(n + 1)])
    assert made.rows == tuple(one.name for one in reversed(people[3:]))
    assert made.counts[0] == (len(people),)
    assert made.left_out == 3


_PEOPLE = [Participant(name, "minister", None, f"?{name}") for name in "abcdefg"]


@given(
    st.lists(st.tuples(st.sets(st.sampled_from(_PEOPLE), max_size=3), st.sets(st.sampled_from(_PEOPLE), max_size=3)))
)
def test_matrix_holds_every_pair_once(sides: list[tuple[set[Participant], set[Participant]]]) -> None:
    made = matrix([entry(peru=tuple(peru), us=tuple(us)) for peru, us in sides])
    assert sum(map(sum, made.counts)) == sum(len(peru) * len(us) for peru, us in sides)
    assert all(any(row) for row in made.counts), "nobody stands there for nothing"


def test_sources_that_fare_badly_stand_first() -> None:
    base = Health("x", "ok", None, None, None, None, None, None, None, 0, "ok", 2, 1)
    named = [(state, replace(base, state=state, reason="dns")) for state in ("unpolled", "ok", "failing", "silent")]
    page = render(report(item(), sources=tuple(named)), "es", LIMA)
    rows = re.findall(r"<tr><td>(\w+)</td><td>([^<]+)</td>", page)
    assert rows == [
        ("failing", "falla: nombre sin resolver (dns)"),
        ("silent", "en silencio"),
        ("ok", "responde"),
        ("unpolled", "sin consultar"),
    ]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("status", ["planned", "slipped", "held", "lapsed", "cancelled"])
def test_every_contact_stands_there_with_its_sentence_and_links(language: str, status: str) -> None:
    page = render(report(item(told("a1"), told("a2", outlet="Gestión"), status=status)), language, LIMA)
    text = " ".join("".join(Page(page).texts).split())
    assert entry().evidence in text
    assert "Bernie Navarro" in text
    assert {a["href"] for tag, a in Page(page).tags if tag == "a"} == {"https://rpp.pe/a1", "https://rpp.pe/a2"}


def test_an_empty_ledger_says_so() -> None:
    page = html()
    assert "Aún no se conoce ningún contacto." in page
    assert "<article" not in page


# --- by itself, and harmless ---


def test_page_asks_for_nothing_and_runs_nothing() -> None:
    page = Page(html(item(), item(id="b", status="planned")))
    assert page.balanced
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "link", "object", "form", "svg", "base"}
    assert not [name for _, attributes in page.tags for name in attributes if name == "src" or name.startswith("on")]
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert "url(" not in html(item())
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags


def test_foreign_text_stays_text() -> None:
    who = Participant(HOSTILE, "minister", HOSTILE, "?h")
    bad = item(
        told(outlet=HOSTILE, url="javascript:alert(4)"),
        evidence=HOSTILE,
        place=HOSTILE,
        peru=(who,),
        us=(who,),
        id='"><i',
    )
    clean, hostile = Page(html(item())), Page(html(bad))
    assert hostile.balanced
    assert {tag for tag, _ in hostile.tags} <= {tag for tag, _ in clean.tags}
    assert not [a for tag, a in hostile.tags if tag == "a"]
    assert not [name for _, attributes in hostile.tags for name in attributes if name.startswith("on")]
    assert "\u202e" not in "".join(hostile.texts)


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    desk = Newsdesk(tmp_path)
    desk.save("https://rpp.pe/1", contact())
    desk.save("https://rpp.pe/2", contact(us=(RUBIO,), date="2025-06-01", evidence="Balcázar llamó a Rubio."))
    desk.save("https://rpp.pe/3", contact(us=(RUBIO,), status="planned", date="2099-01-09", mode="visit"))
    desk.close()
    (tmp_path / "config.yaml").write_text("data: .\nseeds: null\n")
    yield tmp_path


def test_report_is_written_into_the_data_folder(folder: Path, monitor: Monitor) -> None:
    said = monitor("report", "--config", folder / "config.yaml")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"report: {folder / 'report.html'}\n"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert len(re.findall("<article", page.split('id="timeline"')[1])) == 3
    assert "9 de enero de 2099" in page.split('id="months"')[0], "what is announced stands first"
    assert datetime.now(UTC).astimezone(LIMA).strftime("%Y") in page


def test_report_goes_where_it_is_sent(folder: Path, monitor: Monitor) -> None:
    said = monitor("report", "--since", "2026-01-01", "--output", "-", "--config", folder / "config.yaml")
    assert said.code == 0
    assert "Contactos desde el 1 de enero de 2026." in said.out
    assert "Balcázar llamó a Rubio." not in said.out
    assert not (folder / "report.html").exists()


# --- Datasette ---

DATASETTE = YAML(typ="safe").load((ROOT / "docs" / "datasette.yaml").read_text())["databases"]["monitor"]


@pytest.mark.parametrize(("table", "said"), DATASETTE["tables"].items())
def test_datasette_is_told_of_columns_that_exist(table: str, said: dict[str, object], folder: Path) -> None:
    db = Database(folder / "monitor.db")
    columns = {column.name for column in db[table].columns}
    single = [said[key] for key in ("sort_desc", "label_column", "fts_pk") if key in said]
    assert {*said.get("facets", ()), *single} <= columns  # type: ignore[misc]
    assert said.get("fts_table", "articles_fts") in db.table_names()
    db.close()


@pytest.mark.parametrize(
    ("query", "values", "rows"),
    [
        ("announced", {}, [("2099-01-09", "Marco Rubio")]),
        ("who-meets-whom", {}, [("Bernie Navarro", 1), ("Marco Rubio", 1)]),
        ("with-a-person", {"name": "rubio"}, [("2099-01-09", "planned"), ("2025-06-01", "held")]),
        ("months", {}, [("2026-03", 1), ("2025-06", 1)]),
        ("outcomes-by-source", {}, []),
        ("single-source", {}, [("2099-01-09", "RPP"), ("2026-03-02", "RPP"), ("2025-06-01", "RPP")]),
    ],
)
def test_canned_queries_find_what_they_say(
    query: str, values: dict[str, str], rows: list[tuple[object, ...]], folder: Path
) -> None:
    db = Database(folder / "monitor.db")
    found = list(db.query(DATASETTE["queries"][query]["sql"], values))
    db.close()
    assert len(found) == len(rows)
    for row, expected in zip(found, rows, strict=True):
        shown = [str(value) for value in row.values()]
        assert all(any(str(one) in value for value in shown) for one in expected), row


def test_canned_query_names_who_tells_of_a_contact(folder: Path) -> None:
    db = Database(folder / "monitor.db")
    (identity,) = (row["id"] for row in db.query("SELECT id FROM contacts WHERE date = '2026-03-02'"))
    (row,) = db.query(DATASETTE["queries"]["told-by"]["sql"], {"contact": identity})
    db.close()
    assert row["url"] == "https://rpp.pe/1"
