"""When and where a unit's contact was."""

from __future__ import annotations

import pytest

from contacts.reading import read, unit_with
from monitor.contacts.when import date_features, date_options, place_of
from monitor.model import Status

MEETING = "Hugo de Zela se reunió con Bernie Navarro"

OPTIONS = [
    pytest.param(f"{MEETING} el 4 de marzo.", [("2026-03-04", "unit", 0)], id="in the unit"),
    pytest.param(f"Llegó el 4 de marzo. {MEETING}.", [("2026-03-04", "prev1", 0)], id="in the sentence before"),
    pytest.param(f"{MEETING}. Fue el 4 de marzo.", [("2026-03-04", "next1", 0)], id="in the sentence after"),
    pytest.param(f"Llegó el 4 de marzo. Llovía. {MEETING}.", [("2026-03-04", "prev2", 0)], id="two sentences before"),
    pytest.param(f"Llegó el 4 de marzo. Llovía. Hacía frío. {MEETING}.", [("2026-03-04", "lead", 0)], id="in the lead"),
    pytest.param(f"{MEETING}. Llovía. Volvió el 6 de marzo.", [], id="too far below"),
    pytest.param(
        f"{MEETING} el 4 de marzo y volvió a Lima el 6 de marzo.",
        [("2026-03-04", "unit", 0), ("2026-03-06", "unit", 1)],
        id="two in the unit",
    ),
    pytest.param(
        f"{MEETING} el 4 de marzo; Hugo de Zela llamó a Marco Rubio el 6 de marzo.",
        [("2026-03-04", "unit", 0), ("2026-03-06", "sentence", 0)],
        id="in another part of the sentence",
    ),
    pytest.param(f"{MEETING}.", [], id="none"),
]


@pytest.mark.parametrize(("text", "options"), OPTIONS)
def test_dates_near_a_unit_are_options(text: str, options: list[tuple[str, str, int]]) -> None:
    reading = read(text)
    found = date_options(unit_with(reading, "se reunió"), reading.context, "held")
    assert [(o.when.iso[0], o.near, o.rank) for o in found] == options


@pytest.mark.parametrize(("status", "day"), [("held", "2026-03-06"), ("planned", "2026-03-13")])
def test_the_status_tells_which_friday(status: Status, day: str) -> None:
    reading = read("Reunión de Hugo de Zela con Bernie Navarro el viernes.")
    found = date_options(unit_with(reading, "reunión"), reading.context, status)
    assert [o.when.iso[0] for o in found] == [day]


def test_a_relative_date_of_an_undated_page_is_no_option() -> None:
    reading = read(f"{MEETING} ayer.", published=None)
    assert date_options(unit_with(reading, "se reunió"), reading.context, "held") == []


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ("Fue su primera cita desde que el ministro asumió el cargo, el 4 de marzo.", {"of-office"}),
        ("El embajador, designado por decreto el 4 de marzo, no habló.", {"of-office"}),
        ("El canciller anunció el 4 de marzo que habrá más.", {"of-the-telling"}),
        ("Asumió el cargo; volvieron a verse el 4 de marzo.", set()),
        ("Conversaron el 4 de marzo.", set()),
    ],
)
def test_the_day_of_taking_office_and_of_telling_are_marked(told: str, kinds: set[str]) -> None:
    reading = read(f"{MEETING}. {told}")
    unit = unit_with(reading, "se reunió")
    (option,) = date_options(unit, reading.context, "held")
    features = date_features(option, unit, reading.context, "held", 0.0)
    assert {k for k in features if k.startswith("of-")} == kinds


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("en Lima", "Lima"),
        ("en Washington", "Washington"),
        ("en Lima, en Palacio de Gobierno", "Palacio de Gobierno"),
        ("en Torre Tagle", "Torre Tagle"),
        ("ayer", None),
    ],
)
def test_a_venue_goes_before_a_city(words: str, place: str | None) -> None:
    reading = read(f"{MEETING} {words}.")
    assert place_of(unit_with(reading, "se reunió"), reading.context) == place
