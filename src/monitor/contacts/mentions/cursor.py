"""A document read token by token: the word at a place, and what the lexicon found to start or end there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import NamedTuple

from monitor.contacts.document import Document, Token
from monitor.contacts.lexicon import Category, Entry


class Found(NamedTuple):
    """An entry whose form ends before the token `after`."""

    after: int
    entry: Entry


class Ending(NamedTuple):
    """An entry whose form begins with the token `first`."""

    first: int
    entry: Entry


class Cursor:
    """Looks at one document by token number. A number outside the document finds nothing."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens: Sequence[Token] = document.tokens
        self._starting: defaultdict[int, list[Found]] = defaultdict(list)
        self._ending: defaultdict[int, list[Ending]] = defaultdict(list)
        for hit in document.hits:  # by place, longer ones first
            first, after = document.token_at(hit.start), document.token_at(hit.end)
            if first < len(self.tokens) and self.tokens[first].start == hit.start:
                self._starting[first].append(Found(after, hit.entry))
                self._ending[after].append(Ending(first, hit.entry))

    def __len__(self) -> int:
        return len(self.tokens)

    # --- words ----------------------------------------------------------------------------------------------------------

    def word(self, index: int) -> str:
        """The folded token; "" outside the document."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def capital(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].capital

    def alphabetic(self, index: int) -> bool:
        """The token begins with a letter."""
        return self.word(index)[:1].isalpha()

    def gap(self, index: int) -> str:
        """The text between a token (not the first) and the one before it."""
        return self.document.folded.text[self.tokens[index - 1].end : self.tokens[index].start]

    def joined(self, index: int) -> bool:
        """Nothing but a space stands between the token and the one before it."""
        return 0 < index < len(self.tokens) and self.gap(index) == " "

    def same_line(self, one: int, other: int) -> bool:
        """No line ends between the two tokens."""
        if other >= len(self.tokens) or one >= len(self.tokens):
            return False
        return "\n" not in self.document.folded.text[self.tokens[one].start : self.tokens[other].start]

    def noun_follows(self, index: int) -> bool:
        """A capital word on the line of the one before it: in English that one may qualify it."""
        return self.capital(index) and self.same_line(index - 1, index)

    def skip(self, index: int, words: Collection[str]) -> int:
        """The first token from `index` on that is none of the words."""
        while index < len(self.tokens) and self.tokens[index].text in words:
            index += 1
        return index

    def starts_sentence(self, index: int) -> bool:
        return self.tokens[index].start in self._sentence_starts

    @cached_property
    def _sentence_starts(self) -> frozenset[int]:
        return frozenset(self.document.sentence_starts)

    # --- spans ----------------------------------------------------------------------------------------------------------

    def start(self, index: int) -> int:
        """Offset of the token in the folded text."""
        return self.tokens[index].start

    def end_before(self, after: int) -> int:
        """Offset of the end of the token before `after`."""
        return self.tokens[after - 1].end

    def sentence(self, index: int) -> int:
        """Number of the sentence that holds the token."""
        return self.document.sentence_at(self.tokens[index].start)

    def original(self, first: int, after: int) -> str:
        """The wording of the page."""
        return self.document.folded.cut(self.tokens[first].start, self.tokens[after - 1].end)

    # --- hits -----------------------------------------------------------------------------------------------------------

    def starting(self, index: int) -> Sequence[Found]:
        """Everything found that starts with the token, longer ones first."""
        return self._starting.get(index, ())

    def ending(self, index: int) -> Sequence[Ending]:
        """Everything found that ends before the token, longer ones first."""
        return self._ending.get(index, ())

    def at(self, index: int, *categories: Category) -> Found | None:
        """The longest find of one of the categories that starts with the token."""
        for found in self.starting(index):
            if found.entry.category in categories:
                return found
        return None

    def adjective(self, index: int) -> Found | None:
        """The country adjective that starts with the token: "peruano", "Peru's"."""
        return _if(self.at(index, "country"), lambda entry: entry.kind == "adj")

    def country(self, index: int) -> Found | None:
        """The country that starts with the token as a noun: its name, or the capital that stands for it."""
        return _if(self.at(index, "country"), lambda entry: entry.kind != "adj")

    @cached_property
    def in_full(self) -> frozenset[str]:
        """Ids of the people whose full name stands somewhere in the document."""
        people = (h.entry for h in self.document.hits if h.entry.category == "person")
        return frozenset(e.id for e in people if e.kind == "full")

    @cached_property
    def full_names(self) -> frozenset[str]:
        """The folded full names of people we know that stand in the document."""
        text = self.document.folded.text
        full = (h for h in self.document.hits if h.entry.category == "person" and h.entry.kind == "full")
        return frozenset(text[h.start : h.end] for h in full)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The folded words the document writes without a capital."""
        return frozenset(t.text for t in self.tokens if not t.capital)


def _if(found: Found | None, condition: Callable[[Entry], bool]) -> Found | None:
    return found if found is not None and condition(found.entry) else None
