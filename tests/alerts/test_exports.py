"""feed.atom, calendar.ics, contacts.csv and contacts.json, read back by what reads them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import HOSTILE, LIMA, item, told
from monitor.alerts.atom import Raised, atom
from monitor.alerts.ical import calendar
from monitor.alerts.phrases import Phrases
from monitor.alerts.tables import contacts_csv, contacts_json

ES = Phrases("es", LIMA)


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar by property name, lines unfolded."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    out: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        if line == "BEGIN:VEVENT":
            out.append({})
        elif out and ":" in line:
            name, value = line.split(":", 1)
            out[-1].setdefault(name, value)
    return out


# --- calendar ---


@pytest.mark.parametrize(
    ("changes", "start", "end", "status"),
    [
        ({}, "20260302", "20260303", "CONFIRMED"),
        ({"status": "planned", "date_end": "2026-03-04"}, "20260302", "20260305", "TENTATIVE"),
        ({"status": "slipped", "date": "2026-03"}, "20260301", "20260401", "TENTATIVE"),
        ({"status": "cancelled"}, "20260302", "20260303", "CANCELLED"),
        ({"status": "lapsed"}, "20260302", "20260303", "CANCELLED"),
    ],
)
def test_contacts_are_all_day_events(changes: dict, start: str, end: str, status: str) -> None:
    (event,) = events(calendar([item(**changes)], ES))
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"], event["STATUS"]) == (start, end, status)


@pytest.mark.parametrize("changes", [{"date": None}, {"date": "2026"}, {"background": True}])
def test_what_has_no_day_is_no_event(changes: dict) -> None:
    assert events(calendar([item(**changes)], ES)) == []


def test_an_event_is_updated_in_place() -> None:
    planned = item(status="planned", date="2026-03")
    held = replace(item(), changed_at="2026-03-03T09:00:01Z")
    (first,), (second,) = events(calendar([planned], ES)), events(calendar([held], ES))
    assert first["UID"] == second["UID"]
    assert int(first["SEQUENCE"]) < int(second["SEQUENCE"]) < 2**31


@given(st.text(max_size=300))
def test_any_text_is_one_property_of_an_event(text: str) -> None:
    (event,) = events(calendar([item(evidence=text, place=text or None)], ES))
    assert event["UID"] == f"{item().entry.id}@monitor"
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,])*", event["DESCRIPTION"])


# --- feed ---


def test_the_feed_is_read_by_a_feed_reader() -> None:
    alerts = [
        Raised("e1:new", "Uno", "Prueba uno.", "2026-03-01T00:00:00Z", "RPP", "https://rpp.pe/1"),
        Raised("e1:held", HOSTILE, HOSTILE, "2026-03-02T00:00:00Z", "RPP", "javascript:alert(1)"),
        Raised("source:rpp:2026-03-01", "RPP calla", "", "2026-03-01T12:00:00Z"),
    ]
    parsed = feedparser.parse(atom(alerts, "Perú – Estados Unidos").encode(), sanitize_html=False)
    assert not parsed.bozo
    assert [e.id for e in parsed.entries] == [
        f"urn:monitor:alert:{i}" for i in ("e1:held", "source:rpp:2026-03-01", "e1:new")
    ]
    assert [[link.href for link in e.get("links", ())] for e in parsed.entries] == [[], [], ["https://rpp.pe/1"]]
    assert all(e.content[0].type == "text/plain" for e in parsed.entries)
    assert parsed.feed.updated == "2026-03-02T00:00:00Z"
    assert parsed.entries[0].title_detail.type == "text/plain"


@given(st.text())
def test_any_text_makes_a_well_formed_feed(text: str) -> None:
    parsed = feedparser.parse(atom([Raised("i", text, text, "2026-03-01T00:00:00Z", text, text)], text).encode())
    assert not parsed.bozo
    assert len(parsed.entries) == 1


def test_an_empty_feed_is_a_feed() -> None:
    assert not feedparser.parse(atom([], "x").encode()).bozo


# --- tables ---


def test_tables_have_a_row_for_each_contact() -> None:
    made = [item(told("a"), told("b", outlet="Gestión"), told("a")), item(id="e2", place=None)]
    rows = list(csv.DictReader(io.StringIO(contacts_csv(made))))
    objects = json.loads(contacts_json(made))
    assert [r["id"] for r in rows] == [o["id"] for o in objects] == [m.entry.id for m in made]
    assert rows[0]["outlets"] == "RPP; Gestión"
    assert rows[0]["urls"] == "https://rpp.pe/a; https://rpp.pe/b"
    assert rows[0]["peru"] == "José María Balcázar"
    assert rows[1]["place"] == ""
    assert objects[1]["place"] is None
    assert [r["article"] for r in objects[0]["reports"]] == ["a", "b"]


@given(st.text(max_size=60))
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(contacts_csv([item(evidence=text, place=text)])))
    assert not row["evidence"].startswith(("=", "+", "-", "@"))
    assert row["place"] == row["evidence"]
