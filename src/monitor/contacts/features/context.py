"""What is the same for all units of a text, and how features are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from monitor.contacts.document import Document
from monitor.contacts.entities import Cast

Features = dict[str, float]


@dataclass(frozen=True)
class Context:
    """What is the same for the whole text."""

    document: Document
    cast: Cast
    third: float
    """Share of third parties among the mentions with a side."""
    title_sentences: int

    @property
    def home(self) -> str:
        """Whether the text is at home in Peru, in no country, or in another."""
        return str(self.cast.home) if self.cast.home in ("peru", None) else "other"

    def below_title(self, sentence: int) -> int:
        """How many sentences stand between the title and this one."""
        return sentence - self.title_sentences


def context(document: Document, cast: Cast, title_sentences: int) -> Context:
    """The context of a text whose first `title_sentences` sentences are its title."""
    entities = (cast.entities[e] for _, e in cast.mentions)
    sides = Counter(e.side for e in entities if e.kind != "state")
    known = sides["peru"] + sides["us"] + sides["other"]
    return Context(document, cast, sides["other"] / known if known else 0.0, title_sentences)


def flags(*names: str) -> Features:
    """Features that hold."""
    return dict.fromkeys(names, 1)


def bucket(number: int) -> str:
    """A count or distance, the coarser the larger."""
    for limit in (0, 1, 2, 3, 5, 8, 12, 20, 40):
        if number <= limit:
            return str(limit)
    return "more"
