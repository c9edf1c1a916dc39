"""A text made ready for reading: folded, cut into sentences, each with its section, its hits and its dates.

The title is read as the first line, so that what it names counts for the text below; it is no evidence itself.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.contacts.lexicon import Hit, Lexicon
from monitor.text import dates
from monitor.text.fold import Folded, fold
from monitor.text.sections import EVIDENCE, Section, sections
from monitor.text.sentences import Sentence, sentences

_TOKEN = re.compile(r"\w+(?:['’]s\b)?|[^\w\s]")
MAX_CHARS = 200_000
"""Read of one text: five hundred times a usual article; the rest of a longer one is left unread."""


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str
    capital: bool
    """The original begins with a capital letter."""


@dataclass(frozen=True)
class Document:
    """One text (or title) with everything found in it by looking, before any thinking."""

    folded: Folded
    sentences: Sequence[Sentence]
    sections: Sequence[Section]
    """By line."""
    hits: Sequence[Hit]
    dates: Sequence[dates.Expression]
    published: date | None
    lang: str

    @cached_property
    def tokens(self) -> list[Token]:
        original, offsets = self.folded.original, self.folded.offsets
        return [
            Token(m.start(), m.end(), m[0], original[offsets[m.start()]].isupper())
            for m in _TOKEN.finditer(self.folded.text)
        ]

    @cached_property
    def token_starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def caseless(self) -> bool:
        """All capitals or all small letters: capitals say nothing about names."""
        letters = [t for t in self.tokens if t.text[0].isalpha()]
        capitals = sum(t.capital for t in letters)
        return not letters or capitals < len(letters) / 100 or capitals > len(letters) * 0.9

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def token_at(self, place: int) -> int:
        """Index of the first token that starts at or after `place`."""
        return bisect.bisect_left(self.token_starts, place)

    def sentence_at(self, place: int) -> int:
        """Number of the sentence that holds `place`."""
        return max(0, bisect.bisect_right(self.sentence_starts, place) - 1)

    def section_of(self, sentence: int) -> Section:
        return self.sections[self.sentences[sentence].line]

    def is_evidence(self, sentence: int) -> bool:
        return self.section_of(sentence) in EVIDENCE

    def text_of(self, sentence: int) -> str:
        """Folded."""
        s = self.sentences[sentence]
        return self.folded.text[s.start : s.end]


def read(text: str, lexicon: Lexicon, published: date | None, lang: str) -> Document:
    """`text` as a Document."""
    folded = fold(text[:MAX_CHARS])
    return Document(
        folded=folded,
        sentences=sentences(folded),
        sections=sections(folded),
        hits=lexicon.hits(folded),
        dates=dates.expressions(folded.text),
        published=published,
        lang=lang,
    )
