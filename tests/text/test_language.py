"""Spanish, English, or neither."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.language import detect

ES = "El canciller se reunió en Torre Tagle con el embajador, quien agradeció la visita a Lima y el apoyo del gobierno."
EN = "The ambassador met with the minister to review the work on port security and thanked him for his support."
PT = "O presidente do Brasil reuniu-se ontem com o embaixador dos Estados Unidos para tratar de comércio e não comentou o encontro com a imprensa local."
PT_SHORT = "O presidente do Brasil reuniu-se com o embaixador para tratar de comércio e não comentou nada ontem. Também não houve declarações à imprensa depois do encontro, que durou mais de duas horas."
FR = "Le ministre des Affaires étrangères a rencontré hier l'ambassadeur des États-Unis pour discuter de la sécurité dans les ports du pays."


@pytest.mark.parametrize("declared", ["", "es", "en-US", "de"])
@pytest.mark.parametrize(("text", "code"), [(ES, "es"), (EN, "en"), (PT, "pt"), (PT_SHORT, "pt"), (FR, "fr")])
def test_a_clear_text_overrules_what_is_declared(text: str, code: str, declared: str) -> None:
    assert detect(text, declared) == code
    assert detect(text.upper(), declared) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Rubio", "en-US", "en"),
        ("Rubio", " ES_pe ", "es"),
        ("Rubio", "", "es"),
        ("", "en", "en"),
        ("", "", "es"),
        ("12 34 !!", "en", "en"),
    ],
)
def test_where_the_text_says_little_the_declaration_counts(text: str, declared: str, code: str) -> None:
    assert detect(text, declared) == code


@pytest.mark.parametrize("first", [ES, EN])
def test_a_post_in_the_other_language_does_not_turn_an_article(first: str) -> None:
    other = EN if first is ES else ES
    assert detect(first * 3 + "\n" + other) == ("es" if first is ES else "en")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.text(max_size=8))
def test_no_text_raises(text: str, declared: str) -> None:
    assert isinstance(detect(text, declared), str)
