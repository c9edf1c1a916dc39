"""Words cut into the pieces of a vocabulary, the likeliest way (the unigram model of Kudo 2018, as SentencePiece has it).

The vocabulary is the part of a larger one that texts in Spanish and English use; a word it does not know falls into
smaller pieces, down to letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

_BEGINS = "\u2581"
"""Stands before a word, as SentencePiece writes it."""
_UNKNOWN_COST = 10.0
"""How much less likely than the rarest piece an unknown letter is (SentencePiece)."""
_REMEMBERED = 50_000
"""Words whose pieces are kept."""


class Pieces:
    """`scores[i]` is the log probability of `pieces[i]`; `unknown` the number of what no piece covers."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unknown: int) -> None:
        self._known = {piece: (number, score) for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))}
        self._longest = max(map(len, pieces), default=1)
        self._unknown = unknown, min(scores, default=0.0) - _UNKNOWN_COST
        self._of = lru_cache(_REMEMBERED)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, in its order. Linear in its length."""
        return [number for word in text.split() for number in self._of(_BEGINS + word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The most probable way to cut a word (Viterbi)."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # up to each place: log probability, where from, which piece
        for end in range(1, len(word) + 1):
            ways = []
            for start in range(max(0, end - self._longest), end):
                known = self._known.get(word[start:end])
                if known is not None:
                    ways.append((best[start][0] + known[1], start, known[0]))
            ways.append((best[end - 1][0] + self._unknown[1], end - 1, self._unknown[0]))
            best.append(max(ways, key=lambda way: way[0]))
        out: list[int] = []
        at = len(word)
        while at:
            _, start, number = best[at]
            if not (number == self._unknown[0] and out and out[-1] == number):  # unknown letters in a row are one
                out.append(number)
            at = start
        return tuple(reversed(out))
