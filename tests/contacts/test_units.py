"""Where a contact might be told, and who is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.reading import read, unit_with, units_of
from contacts.stories import STORIES
from monitor.contacts.lexicon import Entry, Hit
from monitor.contacts.units import within
from monitor.model import SIDES

PRESENCE = [
    pytest.param(
        "Hugo de Zela se reunió con Bernie Navarro.",
        "se reunió",
        {("hugo-de-zela", "direct"), ("bernie-navarro", "direct")},
        id="both named",
    ),
    pytest.param(
        "Hugo de Zela llegó a Washington. Se reunió con Marco Rubio.",
        "se reunió",
        {("hugo-de-zela", "prev1"), ("marco-rubio", "direct")},
        id="named in the sentence before",
    ),
    pytest.param(
        "Hugo de Zela llegó a Washington. Llovía mucho. Se reunió con Marco Rubio.",
        "se reunió",
        {("hugo-de-zela", "prev2"), ("marco-rubio", "direct")},
        id="named two sentences before",
    ),
    pytest.param(
        "Marco Rubio sostuvo una reunión. Lo acompañó después Hugo de Zela.",
        "sostuvo",
        {("hugo-de-zela", "next1"), ("marco-rubio", "direct")},
        id="named in the sentence after",
    ),
    pytest.param(
        "Hugo de Zela llamó a Marco Rubio. Ambos conversaron sobre comercio.",
        "ambos",
        {("hugo-de-zela", "dual"), ("marco-rubio", "dual")},
        id="meant by a word for both",
    ),
    pytest.param(
        "Marco Rubio visitará Lima.",
        "visitará",
        {("marco-rubio", "direct"), ("virtual:peru", "virtual")},
        id="nobody of one side",
    ),
    pytest.param(
        "Hugo de Zela habló. De Zela viajó. Llovía. Hacía frío. No hubo clases. Hoy recibió a Marco Rubio.",
        "recibió",
        {("hugo-de-zela", "main"), ("marco-rubio", "direct")},
        id="named often, far above",
    ),
]


@pytest.mark.parametrize(("text", "words", "present"), PRESENCE)
def test_who_is_in_a_unit_and_how_near(text: str, words: str, present: set[tuple[str, str]]) -> None:
    slots = unit_with(read(text), words).slots
    assert present <= {(s.entity.id, s.near) for s in slots}
    assert {s.near for s in slots} <= {near for _, near in present} | {"virtual"}


def test_a_title_names_whom_the_text_leaves_unnamed() -> None:
    reading = read("La cita se realizó en Lima.", title="Hugo de Zela recibe a Bernie Navarro")
    title, body = units_of(reading)
    assert (title.title, body.title) == (True, False)
    assert {(s.entity.id, s.near) for s in body.slots} >= {("hugo-de-zela", "title"), ("bernie-navarro", "title")}


NO_UNIT = {
    "no cue and one body": "El Ministerio de Defensa compró camiones.",
    "nobody": "El dólar subió dos centavos.",
    "a link to another story": "LEA TAMBIÉN: Hugo de Zela se reunió con Bernie Navarro",
    "the frame of the page": "Síguenos en WhatsApp: Hugo de Zela y Bernie Navarro",
}


@pytest.mark.parametrize("text", NO_UNIT.values(), ids=NO_UNIT)
def test_what_cannot_tell_a_contact_is_no_unit(text: str) -> None:
    assert units_of(read(text)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Hugo de Zela llamó a Marco Rubio; luego recibió a Bernie Navarro.", 2, id="a cue on each side"),
        pytest.param("Hugo de Zela llamó a Marco Rubio; llovía mucho en Lima.", 1, id="a cue on one side"),
        pytest.param("Hugo de Zela llamó a Marco Rubio, recibió a Bernie Navarro.", 1, id="a comma"),
    ],
)
def test_a_semicolon_between_two_cues_divides_a_sentence(text: str, count: int) -> None:
    assert len(units_of(read(text))) == count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STORIES), min_size=1, max_size=3, unique=True), st.sampled_from(STORIES))
def test_a_unit_is_part_of_its_sentence_and_has_both_sides(stories: list, other) -> None:
    reading = read("\n\n".join(s.text for s in stories), title=other.title)
    document = reading.document
    for unit in units_of(reading):
        sentence = document.sentences[unit.number]
        assert sentence.start <= unit.start < unit.end <= sentence.end
        assert {s.entity.side for s in unit.slots} == set(SIDES)
        assert all(unit.start <= c.start < unit.end for c in unit.cues)
        for slot in unit.slots:
            if slot.near == "direct":
                assert slot.mention is not None
                assert unit.start <= slot.mention.start < unit.end
        for side in SIDES:
            ids = [s.entity.id for s in unit.side(side) if s.near not in ("direct", "dual")]
            assert len(ids) == len(set(ids))


@given(st.lists(st.integers(0, 60)).map(sorted), st.integers(0, 60), st.integers(0, 60))
def test_within_takes_those_that_begin_inside(starts: list[int], start: int, end: int) -> None:
    found = [hit_at(at) for at in starts]
    assert [f.start for f in within(found, start, end)] == [at for at in starts if start <= at < end]


def hit_at(start: int) -> Hit:
    return Hit(start, start + 1, Entry("cue", "any"))
