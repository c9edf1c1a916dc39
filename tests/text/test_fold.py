"""Folding and the way back to the original."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.text.fold import fold, plain, slug, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Reunión en Perú", "reunion en peru"),
        ("MAÑANA, EL SEÑOR GÜISA", "manana, el senor guisa"),
        ("“Sí” «no» ‘tal vez’ d´Ors", '"si" "no" \'tal vez\' d\'ors'),
        ("Perú–Estados Unidos — acuerdo‐marco", "peru-estados unidos - acuerdo-marco"),
        ("EE.UU.\u00a0y\u2009\tPerú", "ee.uu. y peru"),
        ("can\u00adciller\u200b\ufeff", "canciller"),
        ("cafe\u0301", "cafe"),
        ("oﬁcial Ⅳ 1º", "oficial iv 1o"),
        ("espera…", "espera."),
        ("  uno  \n\n\r\n dos \u2028tres ", "uno\ndos\ntres"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_one_spelling(text: str, folded: str) -> None:
    assert plain(text) == folded


def test_a_line_wrapped_by_the_page_goes_on() -> None:
    wrapped = "El ministro de Relaciones Exteriores se reunió en Torre Tagle con el\nembajador de Estados Unidos."
    assert plain(wrapped).count("\n") == 0
    assert plain(wrapped.replace("embajador", "Embajador")).count("\n") == 1, "a capital begins a line"
    assert plain("Corto\nembajador").count("\n") == 1, "a short line is a heading"


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("El «canciller»  llegó", "canciller", "canciller"),
        ("Reunión\u00a0\u00a0con  Rubio", "reunion con rubio", "Reunión\u00a0\u00a0con  Rubio"),
        ("cafe\u0301 y pan", "cafe", "cafe\u0301"),
        ("oﬁcial", "fi", "ﬁ"),
        ("can\u00adciller", "canciller", "can\u00adciller"),
    ],
)
def test_a_folded_part_is_cut_from_the_original(text: str, part: str, original: str) -> None:
    folded = fold(text)
    at = folded.text.index(part)
    assert folded.cut(at, at + len(part)) == original


@given(st.text())
@example("0\u00af\r0")
def test_folding_is_stable_and_its_offsets_lead_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    assert "  " not in folded.text
    for at, char in enumerate(folded.text):
        assert char in plain_char(text[folded.offsets[at]])
    assert plain(folded.text) == folded.text or any(c.islower() != c.lower().islower() for c in text)


def plain_char(char: str) -> str:
    """What a character may become; a line break takes over the white space before it."""
    folded = " " if char.isspace() else plain(f"x{char}x")[1:-1]
    return " \n" if folded == " " else folded


@given(st.text(), st.data())
def test_spans_lie_in_the_original(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.cut(start, end) == text[first:last]


def test_folding_is_linear() -> None:
    text = "Reunión del canciller con el embajador de EE. UU. en Lima.\n" * 4_000
    begin = time.perf_counter()
    fold(text)
    assert time.perf_counter() - begin < 2, "a quarter of a megabyte takes a tenth of a second"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("José María Balcázar", "jose-maria-balcazar"),
        ("EE. UU. – Perú!", "ee-uu-peru"),
        ("¿?", ""),
        ("O'Neill", "o-neill"),
    ],
)
def test_slugs(text: str, key: str) -> None:
    assert slug(text) == key


def test_words() -> None:
    assert words("el 3,5 % de ee.uu.") == ["el", "3", "5", "de", "ee", "uu"]
