"""What the encoder is given of a unit, and what it makes of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.contacts import encoder
from monitor.contacts.encoder import BEFORE, LONGEST, encoded
from monitor.contacts.impression import MODES, STATUSES, Impression, Passage, Stretch, passage
from monitor.text.pieces import Pieces
from tests.contacts.reading import read, unit_with

WORDS = Pieces(["<s>", "<pad>", "</s>", "<unk>", "\u2581a", "\u2581b"], [0, 0, 0, 0, -1.0, -1.0], 3)
TEXT = (
    "Hubo novedades. El canciller Hugo de Zela recibió el 2 de marzo al embajador Bernie Navarro junto con el ministro de "
    "China."
)


def told(text: str, words: str) -> Passage:
    reading = read(text)
    return passage(unit_with(reading, words), reading.context)


def test_a_passage_is_the_unit_with_everybody_and_every_date_marked() -> None:
    given_ = told(TEXT, "recibio")
    assert "".join(s.text for s in given_.stretches) in plain_of(TEXT)
    assert {"peru", "us", "date", "other"} <= {s.kind for s in given_.marked}
    assert given_.before == "hubo novedades."


def plain_of(text: str) -> str:
    return read(text).document.folded.text


def test_marks_stand_where_the_document_has_them() -> None:
    text = plain_of(TEXT)
    for stretch in told(TEXT, "recibio").marked:
        assert text[stretch.start :].startswith(stretch.text)


def test_the_key_is_that_of_the_reading_not_of_the_place() -> None:
    ahead = "El dólar subió.\n\n"
    assert told(TEXT, "recibio").key == told(ahead + TEXT, "recibio").key
    assert told(TEXT, "recibio").key != told(TEXT.replace("recibió", "no recibió"), "recibio").key


def test_numbers_begin_with_the_sentence_before_and_stand_between_marks() -> None:
    given_ = Passage("a a", (Stretch("b "), Stretch("a", "us", 7), Stretch(" b")))
    numbers, marks = encoded(given_, WORDS, 6)
    assert numbers == [0, 4, 4, 2, 5, 8, 4, 9, 5, 2]
    assert marks == [(5, "us", 7)]


def test_a_long_passage_keeps_the_end_of_what_is_before_and_its_own_beginning() -> None:
    given_ = Passage("a " * 500 + "b", (Stretch("b " * 500), Stretch("a", "peru", 9)))
    numbers, marks = encoded(given_, WORDS, 6)
    assert numbers[: BEFORE + 2] == [0, *[4] * (BEFORE - 1), 5, 2]
    assert len(numbers) == LONGEST + 1
    assert numbers[-1] == 2
    assert marks == []


@given(st.floats(0, 1), st.floats(-40, 40))
def test_features_are_bounded_logarithms(share: float, odds: float) -> None:
    modes = [share, *[(1 - share) / (len(MODES) - 1)] * (len(MODES) - 1)]
    made = Impression(odds, modes, [share, 1 - share, 0.0], share, {4: odds})
    said = made.attributes()
    assert len(said) == len(MODES) + len(STATUSES) + 1
    assert all(math.isfinite(v) and abs(v) < 15 for v in said.values())
    assert made.of(4) == made.statement()
    assert made.of(5) == {}


HELD = "La canciller María Chávez se reunió con la subsecretaria Kimberly Rowe en Torre Tagle."
NOTHING = (
    "El dólar cerró a la baja mientras la canciller María Chávez y la subsecretaria Kimberly Rowe seguían sin verse."
)


@pytest.mark.parametrize(("kind", "place"), [("peru", 0), ("us", 1)])
def test_the_shipped_encoder_tells_a_contact_from_none(kind: str, place: int) -> None:
    def made(text: str) -> tuple[Passage, Impression]:
        folded = plain_of(text)
        first, second = folded.index("maria"), folded.index("kimberly")
        cut = (
            Stretch(folded[:first]),
            Stretch("maria chavez", "peru", first),
            Stretch(folded[first + 12 : second]),
            Stretch("kimberly rowe", "us", second),
            Stretch(folded[second + 13 :]),
        )
        whole = Passage("", cut)
        return whole, encoder.shipped().read(whole)

    (_, held), (_, nothing) = made(HELD), made(NOTHING)
    assert held.states > 0 > nothing.states
    start = made(HELD)[0].marked[place].start
    assert made(HELD)[0].marked[place].kind == kind
    assert held.marks[start] > 0
    assert MODES[max(range(len(MODES)), key=held.modes.__getitem__)] == "meeting"
    assert sum(held.modes) == pytest.approx(1, abs=1e-3)


def test_what_it_says_does_not_depend_on_what_it_read_before() -> None:
    first = encoder.shipped().read(told(TEXT, "recibio"))
    encoder.shipped().read(Passage("", (Stretch("otra cosa"),)))
    assert encoder.shipped().read(told(TEXT, "recibio")) == first


def test_a_passage_of_nothing_is_read() -> None:
    assert encoder.shipped().read(Passage("", (Stretch(""),))).states < 0
