"""Words cut into the pieces of a vocabulary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.text.pieces import Pieces

BEGIN = "\u2581"
PIECES = ["<s>", "<pad>", "</s>", "<unk>", BEGIN, "a", "b", "ab", BEGIN + "ab", "ba", BEGIN + "casa"]
SCORES = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.0, -5.0, -4.5, -9.0, -6.0]
CUT = Pieces(PIECES, SCORES, 3)


def said(text: str) -> list[str]:
    return [PIECES[number] for number in CUT.numbers(text)]


def test_a_word_is_cut_the_likeliest_way() -> None:
    assert said("ab casa") == [BEGIN + "ab", BEGIN + "casa"]
    assert said("abab") == [BEGIN + "ab", "ab"]  # -9.5, before -12.5 by letters behind it
    assert said("ba") == [BEGIN, "b", "a"]  # -11, before -12 by the pair


def test_letters_that_no_piece_covers_are_one_unknown() -> None:
    assert said("axyb") == [BEGIN, "a", "<unk>", "b"]
    assert said("ñ") == [BEGIN, "<unk>"]


def test_white_space_is_nothing_but_a_parting() -> None:
    assert CUT.numbers("  ab\n\tab ") == CUT.numbers("ab ab")
    assert CUT.numbers(" \n") == []


@given(st.text(alphabet="abx ", max_size=60))
def test_each_word_is_cut_on_its_own_and_nothing_is_lost(text: str) -> None:
    assert CUT.numbers(text) == [number for word in text.split() for number in CUT.numbers(word)]
    for word in text.split():
        covered = "".join("x" if piece == "<unk>" else piece.removeprefix(BEGIN) for piece in said(word))
        squeezed = "".join(c for i, c in enumerate(word) if c != "x" or i == 0 or word[i - 1] != "x")
        assert covered == squeezed
