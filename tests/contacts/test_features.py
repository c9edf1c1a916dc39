"""What can be seen of a unit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.reading import read, unit_with, units_of
from contacts.stories import STORIES
from monitor.contacts.features import bucket, slot_features, statement_features, unit_features

SEEN = [
    pytest.param("De Zela no se reunió con Navarro.", {"negated-cue", "negated:talk"}, set(), id="negated"),
    pytest.param("De Zela se reunió con Navarro.", {"only:talk"}, {"negated-cue", "future", "question"}, id="plain"),
    pytest.param("De Zela se reunirá con Navarro.", {"future"}, {"pluperfect"}, id="future"),
    pytest.param("De Zela se había reunido con Navarro.", {"pluperfect"}, {"future"}, id="pluperfect"),
    pytest.param("De Zela se reuniría con Navarro.", {"conditional"}, {"future"}, id="conditional"),
    pytest.param("¿De Zela se reunió con Navarro?", {"question"}, set(), id="question"),
    pytest.param("«Me reuní con Navarro», dijo De Zela.", {"quote", "first-person"}, set(), id="his own words"),
    pytest.param("De Zela se reunió con Navarro ayer.", {"dated", "when:past"}, set(), id="yesterday"),
    pytest.param("De Zela se reunió con Navarro el 4 de marzo de 2019.", {"when:long-past"}, set(), id="years ago"),
    pytest.param("De Zela se reunirá con Navarro el 4 de mayo de 2026.", {"when:future"}, set(), id="in two months"),
    pytest.param("De Zela se reunió con Navarro en Lima.", {"place:peru"}, {"place:us"}, id="at home"),
    pytest.param(
        "De Zela se reunió con Navarro y con Gabriel Boric.", {"third:1", "third-person"}, {"third:0"}, id="a third"
    ),
]


def seen_of(words: str) -> set[str]:
    """The features of `words` below a sentence that says who everybody is."""
    reading = read(f"Hugo de Zela y Bernie Navarro viven en Lima, Perú.\n\n{words}")
    return set(unit_features(units_of(reading)[-1], reading.context))


@pytest.mark.parametrize(("words", "there", "missing"), SEEN)
def test_the_wording_of_a_unit_is_seen(words: str, there: set[str], missing: set[str]) -> None:
    seen = seen_of(words)
    assert there <= seen
    assert not missing & seen


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_future_is_told_from_a_subjunctive_by_its_accent(form: str) -> None:
    assert "future" in seen_of(unicodedata.normalize(form, "De Zela visitará a Navarro."))
    assert "future" not in seen_of(unicodedata.normalize(form, "Si De Zela visitara a Navarro."))


CLOSENESS = {
    "Hugo de Zela se reunió con Bernie Navarro.": "here",
    "La Cancillería del Perú se reunió con el Departamento de Estado.": "body",
    "Hugo de Zela llamó a Marco Rubio. Ambos se reunieron.": "dual",
    "Hugo de Zela llegó a Washington. Se reunió con Marco Rubio.": "nearby",
    "Marco Rubio se reunió con un taxista.": "virtual",
}


@pytest.mark.parametrize(("text", "closeness"), CLOSENESS.items(), ids=CLOSENESS.values())
def test_how_close_the_two_sides_stand_is_seen(text: str, closeness: str) -> None:
    reading = read(text)
    seen = statement_features(unit_with(reading, "reuni"), reading.context)
    assert {n for n in seen if n.startswith("closeness:")} == {f"closeness:{closeness}"}
    assert f"{closeness}|section:body" in seen


@pytest.mark.parametrize("text", [pytest.param(s.text, id=s.name) for s in STORIES])
def test_every_feature_holds_once_under_a_readable_name(text: str) -> None:
    reading = read(text)
    for unit in units_of(reading):
        sets = [statement_features(unit, reading.context)]
        sets += [slot_features(slot, unit, reading.context) for slot in unit.slots]
        for seen in sets:
            assert seen["bias"] == 1
            assert all(name == name.strip() and name.isprintable() for name in seen)
            assert set(seen.values()) == {1}


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_buckets_keep_the_order(one: int, other: int) -> None:
    names = ["0", "1", "2", "3", "5", "8", "12", "20", "40", "more"]
    low, high = sorted((one, other))
    assert names.index(bucket(low)) <= names.index(bucket(high))
    if one <= 3:
        assert bucket(one) == str(one)
