"""A heading for a text that has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.headline import headline


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Foto\nEl canciller se reunió hoy con Rubio. Hablaron.", "El canciller se reunió hoy con Rubio."),
        ("El canciller  se\u00a0reunió\thoy con Rubio.", "El canciller se reunió hoy con Rubio."),
        ("Breve.", "Breve."),
        ("", ""),
        ("palabra " * 30, "palabra " * 14 + "palabra …"),
    ],
)
def test_headlines(text: str, heading: str) -> None:
    assert headline(text) == heading


@given(st.text(), st.integers(30, 200))
def test_a_headline_is_one_short_line(text: str, longest: int) -> None:
    found = headline(text, longest)
    assert len(found) <= longest + 2
    assert "\n" not in found
