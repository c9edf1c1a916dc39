"""A heading for a text that has none."""

from __future__ import annotations

import re

from monitor.text.fold import fold
from monitor.text.sentences import sentences


def headline(text: str, longest: int = 120) -> str:
    """The first sentence of `text` with 25 characters or more, cut at a word when longer than `longest`."""
    folded = fold(text)
    for sentence in sentences(folded):
        words = re.sub(r"\s+", " ", folded.cut(sentence.start, sentence.end))
        if len(words) >= 25:
            return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return re.sub(r"\s+", " ", text.strip())[:longest]
