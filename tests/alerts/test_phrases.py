"""What, who, when, where: in the words of each language."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import LIMA, entry, told
from monitor.alerts.phrases import Phrases
from monitor.alerts.view import badge, official_side
from monitor.data import load_yaml
from monitor.model import SIDES, Participant

ES, EN = Phrases("es", LIMA), Phrases("en", LIMA)


@pytest.mark.parametrize(
    ("mode", "status", "es", "en"),
    [
        ("meeting", "held", "reunión realizada", "meeting held"),
        ("call", "held", "llamada realizada", "call held"),
        ("other", "held", "contacto realizado", "contact held"),
        ("visit", "planned", "visita anunciada", "visit announced"),
        ("visit", "held", "visita realizada", "visit made"),
        ("letter", "held", "carta enviada", "letter sent"),
        ("visit", "slipped", "visita postergada", "visit postponed"),
        ("other", "cancelled", "contacto cancelado", "contact cancelled"),
        ("meeting", "lapsed", "reunión anunciada, sin constancia", "meeting announced, not confirmed"),
    ],
)
def test_the_participle_agrees_with_its_noun(mode: str, status: str, es: str, en: str) -> None:
    assert (ES.what(mode, status), EN.what(mode, status)) == (es, en)


@pytest.mark.parametrize(
    ("one", "side", "day", "es", "en"),
    [
        (
            Participant("Marco Rubio", "secretary_of_state", "State Department", "marco-rubio"), "us", "2026-01-05",
            "Marco Rubio (secretario de Estado)", "Marco Rubio (Secretary of State)",
        ),
        (
            Participant("Dina Boluarte", "president", "Presidencia", "dina-boluarte"), "peru", "2024-05-01",
            "Dina Boluarte (presidenta de la República)", "Dina Boluarte (President of Peru)",
        ),
        (
            Participant("Alejandro Toledo", "president", "Presidencia", "alejandro-toledo"), "peru", "2023-02-22",
            "Alejandro Toledo (expresidente de la República)", "Alejandro Toledo (former President of Peru)",
        ),
        (
            Participant("Ana Ruiz", "vice_minister", "Mincetur", "?ana-ruiz"), "peru", "2026-01-05",
            "Ana Ruiz (viceministro, Mincetur)", "Ana Ruiz (vice minister, Ministry of Foreign Trade and Tourism)",
        ),
        (
            Participant("Fernando Rospigliosi", "congress_president", "Congreso", "fernando-rospigliosi"), "peru",
            "2026-01-19", "Fernando Rospigliosi (presidente, a cargo, del Congreso)",
            "Fernando Rospigliosi (acting President of Congress)",
        ),
        (Participant("John Roe", "other", "DEA", "?john-roe"), "us", None, "John Roe (DEA)", "John Roe (DEA)"),
        (
            Participant(None, "delegation", "Government of the US"), "us", None,
            "Gobierno de EE. UU.", "Government of the US",
        ),
        (Participant(None, "delegation", "Government of Peru"), "peru", None, "Gobierno del Perú", "Government of Peru"),
        (
            Participant(None, "delegation", "especialistas en seguridad de EE.UU."), "us", None,
            "especialistas en seguridad de EE.UU.", "especialistas en seguridad de EE.UU.",
        ),
        (
            Participant(None, "foreign_minister", "Cancillería (RREE)"), "peru", None,
            "canciller (Cancillería)", "foreign minister (Foreign Ministry)",
        ),
        (Participant(None, "delegation"), "us", None, "delegación", "delegation"),
    ],
)  # fmt: skip
def test_offices_and_bodies_are_in_the_readers_language(
    one: Participant, side: str, day: str | None, es: str, en: str
) -> None:
    when = date.fromisoformat(day) if day else None
    assert (ES.participant(one, side, when), EN.participant(one, side, when)) == (es, en)


def test_both_languages_have_the_same_words() -> None:
    def shape(words: object) -> object:
        return {k: shape(v) for k, v in words.items() if k not in ("m", "f", "n", "visit", "orgs")} if isinstance(words, dict) else None  # fmt: skip

    words = load_yaml("messages.yaml")
    assert shape(words["es"]) == shape(words["en"])


BODIES = {row["org"]: row["side"] for row in load_yaml("lexicon/institutions.yaml") if row.get("side") in SIDES}


@pytest.mark.parametrize("org", BODIES)
def test_every_body_is_named_in_both_languages(org: str) -> None:
    """All but the acronyms of Washington, which Spanish papers use too, are called otherwise in one of the two."""
    washington = BODIES[org] == "us" and re.fullmatch("[A-Z]{3,5}", org)
    assert washington or ES.org(org) != EN.org(org)


@pytest.mark.parametrize(
    ("first", "last", "es", "en"),
    [
        ("2026-03-02", None, "2 de marzo de 2026", "March 2, 2026"),
        ("2026-03-02", "2026-03-04", "2–4 de marzo de 2026", "Mar 2 – 4, 2026"),
        ("2026-03", None, "marzo de 2026", "March 2026"),
        ("2026", None, "2026", "2026"),
        (None, None, "fecha no indicada", "date not given"),
    ],
)
def test_dates_keep_their_precision(first: str | None, last: str | None, es: str, en: str) -> None:
    said = [p.day(first, last).replace("\u2009", " ") for p in (ES, EN)]
    assert said == [es, en]


def test_an_inferred_date_is_said_to_be_inferred() -> None:
    assert EN.when(entry(date_basis="inferred")) == "March 2, 2026 (date inferred from another article)"


@pytest.mark.parametrize(("mode", "place"), [("meeting", "Palacio de Gobierno"), ("call", "")])
def test_a_call_has_no_place(mode: str, place: str) -> None:
    assert ES.place(entry(mode=mode)) == place


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ((told("a"),), "single source"),
        ((told("a"), told("b", outlet="Gestión", copy_of="a")), "single source"),
        ((told("a"), told("b", outlet="Gestión")), "2 outlets"),
        ((told("a"), told("b")), "single source"),
        ((told("a", official="us"),), "single source · official readout of Washington"),
        (
            (told("a", official="us"), told("b", outlet="RREE", official="peru")),
            "2 outlets · official readout of Lima · official readout of Washington",
        ),
    ],
)
def test_badges_say_how_well_a_contact_is_attested(reports: tuple, said: str) -> None:
    assert EN.badges(reports) == said


@pytest.mark.parametrize(
    ("url", "side"),
    [
        ("https://www.gob.pe/institucion/rree/noticias/1", "peru"),
        ("https://www.marina.mil.pe/nota", "peru"),
        ("https://pe.usembassy.gov/readout", "us"),
        ("https://www.southcom.mil/x", "us"),
        ("https://www.dvidshub.net/news/1", "us"),
        ("https://rpp.pe/gob.pe", None),
        ("https://notgob.pe/x", None),
        ("https://state.gov.evil.com/x", None),
        ("https://[broken", None),
    ],
)
def test_official_texts_are_known_by_their_domain(url: str, side: str | None) -> None:
    assert official_side(url) == side
    assert official_side(url, "peru") == "peru"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([None, "a", "b"]))))
def test_several_outlets_never_means_one_text(reports: list[tuple[str, str, str | None]]) -> None:
    made = [told(article, outlet=outlet, copy_of=copy) for article, outlet, copy in reports]
    known = badge(made)
    assert not known.several or len({t.outlet for t in made}) > 1 < len({t.copy_of or t.article for t in made})


OWN = """
- id: ana-ruiz
  name: Ana Ruiz
  side: peru
  terms:
  - {role: vice_minister, org: Mincetur, start: 2026-01-01, end: 2026-02-28, title_es: viceministra de Turismo}
- id: marco-rubio
  name: Marco Rubio
  side: us
  terms: [{role: secretary_of_state, title_es: jefe de la diplomacia}]
"""


@pytest.mark.parametrize(
    ("name", "role", "day", "title"),
    [
        ("Ana Ruiz", "vice_minister", date(2026, 2, 1), "viceministra de Turismo"),
        ("Ana Ruiz", "vice_minister", date(2026, 7, 1), "exviceministra de Turismo"),
        ("Marco Rubio", "secretary_of_state", date(2026, 2, 1), "jefe de la diplomacia"),
        ("Dina Boluarte", "president", date(2024, 5, 1), "presidenta de la República"),
    ],
)
def test_titles_of_the_users_people_come_before_the_shipped(
    name: str, role: str, day: date, title: str, tmp_path: Path
) -> None:
    (tmp_path / "people.yaml").write_text(OWN, encoding="utf-8")
    say = Phrases("es", LIMA, tmp_path / "people.yaml")
    one = Participant(name, role, None, name.lower().replace(" ", "-"))
    assert say.participant(one, "peru", day) == f"{name} ({title})"
