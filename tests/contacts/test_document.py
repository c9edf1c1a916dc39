"""A text cut into tokens, sentences and sections."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.contacts.document import MAX_CHARS, Document, read
from monitor.contacts.lexicon import Entry, Lexicon
from monitor.text.sections import EVIDENCE, Section

WORDS = Lexicon([("canciller", Entry("office", "foreign-minister"))])


def document(text: str) -> Document:
    return read(text, WORDS, date(2026, 3, 10), "es")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("El Perú, hoy.", ["el", "peru", ",", "hoy", "."]),
        ("Peru’s plan", ["peru's", "plan"]),
        ("EE.UU. y O'Neill", ["ee", ".", "uu", ".", "y", "o", "'", "neill"]),
        ("covid-19", ["covid", "-", "19"]),
        ("  ", []),
    ],
)
def test_tokens_are_words_with_their_genitive_and_single_signs(text: str, tokens: list[str]) -> None:
    assert [t.text for t in document(text).tokens] == tokens


def test_a_token_knows_whether_the_page_has_it_in_capitals() -> None:
    assert [(t.text, t.capital) for t in document("el Ángel viajó A él").tokens] == [
        ("el", False),
        ("angel", True),
        ("viajo", False),
        ("a", True),
        ("el", False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El canciller llegó a Lima con su gente.", False),
        ("EL CANCILLER LLEGÓ A LIMA", True),
        ("el canciller llegó a lima", True),
        ("Marco Rubio", True),
        ("12, 13.", True),
        ("", True),
    ],
)
def test_a_text_of_one_case_says_nothing_by_capitals(text: str, expected: bool) -> None:
    assert document(text).caseless is expected


def test_what_was_found_by_looking_is_kept_with_its_place() -> None:
    found = document("Título de ayer\n\nEl canciller viajó. Luego calló.")
    assert [(h.start, found.folded.text[h.start : h.end]) for h in found.hits] == [(18, "canciller")]
    assert [found.folded.text[d.start : d.end] for d in found.dates] == ["ayer"]
    assert [found.text_of(s.number) for s in found.sentences] == [
        "titulo de ayer",
        "el canciller viajo.",
        "luego callo.",
    ]
    assert found.sentence_at(found.folded.text.index("callo")) == 2
    assert found.sentence_at(0) == 0


def test_a_sentence_is_evidence_where_its_section_is() -> None:
    found = document("Llegó el canciller a la ciudad.\n\nLea también: Todo sobre la visita del canciller")
    assert found.section_of(0) is Section.BODY
    assert found.is_evidence(0)
    assert found.section_of(1) not in EVIDENCE
    assert not found.is_evidence(1)


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    found = document("canciller " * (MAX_CHARS // 5))
    assert len(found.folded.text) <= MAX_CHARS
    assert len(found.hits) == MAX_CHARS // len("canciller ")


@given(st.text(max_size=300))
def test_tokens_follow_each_other_and_are_found_by_their_place(text: str) -> None:
    found = document(text)
    assert all(a.end <= b.start for a, b in pairwise(found.tokens))
    for index, token in enumerate(found.tokens):
        assert found.folded.text[token.start : token.end] == token.text
        assert found.token_at(token.start) == index
        assert 0 <= found.sentence_at(token.start) < len(found.sentences)
    assert found.token_at(len(found.folded.text)) == len(found.tokens)
