"""Folding: one spelling for matching, with the way back to the original offsets.

Pages differ in case, accents, quotation marks, dashes and spaces where the reader sees the same words. Everything that
matches words does so on the folded text; everything that is shown is cut from the original by offsets.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cached_property

_PUNCTUATION = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"', "‘": "'", "’": "'", "´": "'", "`": "'", "′": "'",
    "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "…": ".",
}  # fmt: skip
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\ufe0e"}
_SOFT_WRAP = re.compile(r"(?<=[^\n.!?:;\"”»]{60})[ \t]*\n(?=[ \t]*[a-záéíóúüñ])")

_GLUED = re.compile(
    r"(?:[a-záéíóúüñ]{2}|\d{2}[\"”»)]?|[a-záéíóúüñ][\"”»)])[.!?][\"”»)]?(?=[\"“«¿¡(]?[A-ZÁÉÍÓÚÜÑ](?:[a-záéíóúüñ]|[ ]))"
)
"""A sentence that begins right behind another one, where an extractor lost the space between two paragraphs: half of
1,996 real pages have some.
"""


def _fold_char(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char.isspace():
        return "\n" if char in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" else " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return plain.lower()


class _Table(dict[int, str]):
    """A translation table that fills itself; most texts use some two hundred characters."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_TABLE = _Table()


@dataclass(frozen=True)
class Folded:
    """A folded text: lower case, no accents, plain quotes, single spaces, with `offsets` into the original."""

    original: str
    text: str
    offsets: array[int]
    """`offsets[i]` is the place in `original` of folded character i; one entry more than characters."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's (start, end) of the folded `text[start:end]`, without outer white space."""
        if end <= start:
            at = self.offsets[start]
            return at, at
        return self.offsets[start], self.offsets[end - 1] + self._width(end - 1)

    def cut(self, start: int, end: int) -> str:
        """The original wording of the folded `text[start:end]`."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def _width(self, at: int) -> int:
        """Length in the original of the character folded at `at`, with the accents that follow it."""
        stop = self.offsets[at] + 1
        while stop < len(self.original) and unicodedata.combining(self.original[stop]):
            stop += 1
        return stop - self.offsets[at]

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)


def fold(text: str) -> Folded:
    """Fold `text`. Linear in its length."""
    out: list[str] = []
    offsets = array("l")
    space = "\n"  # leading white space is dropped
    wraps = {m.end() - 1 for m in _SOFT_WRAP.finditer(text)} if "\n" in text else set()
    glued = {m.end() for m in _GLUED.finditer(text)}
    for at, char in enumerate(text):
        if at in glued:
            out.append(" ")
            offsets.append(at)
        folded = _TABLE[ord(char)]
        if not folded:
            continue
        if folded in " \n":
            if folded == "\n" and at in wraps:
                folded = " "
            if space:
                if folded == "\n" and space == " ":
                    out[-1] = space = "\n"
                continue
            space = folded
        else:
            space = ""
        for one in folded:
            out.append(one)
            offsets.append(at)
    if out and out[-1] in " \n":
        out.pop()
        offsets.pop()
    offsets.append(len(text))
    return Folded(text, "".join(out), offsets)


def plain(text: str) -> str:
    """The folded text alone, for keys and comparisons."""
    return fold(text).text


_WORD = re.compile(r"\w+")


def words(folded: str) -> list[str]:
    """The words of a folded text, without punctuation."""
    return _WORD.findall(folded)


def slug(text: str) -> str:
    """Words joined by hyphens, for readable identifiers."""
    return "-".join(words(plain(text)))
