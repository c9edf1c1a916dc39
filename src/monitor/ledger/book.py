"""A ledger in memory, for streams that have no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from monitor.ledger.entry import Entry, Observation
from monitor.ledger.placing import Decision, read
from monitor.ledger.who import Sided, anonymous, named, person_key
from monitor.model import SIDES
from monitor.text.fold import plain, words


class Book:
    """The entries, found again by who takes part. What it decides is what `read` decides among all of them."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self._numbers: dict[str, int] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_article: dict[str, set[str]] = defaultdict(set)
        self._nameless: set[str] = set()
        """Entries with a side on which nobody is named."""

    def read(self, observations: Sequence[Observation]) -> list[Decision]:
        """Place the observations of one article and keep what they make of the entries."""
        decisions = read(observations, self._near(observations))
        for decision in decisions:
            self._keep(decision.entry)
        return decisions

    def _near(self, observations: Sequence[Observation]) -> list[Entry]:
        if any(all(anonymous(one.contact.side(side)) for side in SIDES) for one in observations):
            return list(self.entries.values())
        found = set(self._nameless) if observations else set()
        for one in observations:
            found.update(self._by_article.get(one.article, ()), self._by_article.get(one.copy_of or "", ()))
            found.update(*(self._by_name.get(name, ()) for name in _names(one.contact)))
        return [self.entries[identity] for identity in sorted(found, key=self._numbers.__getitem__)]

    def _keep(self, entry: Entry) -> None:
        self.entries[entry.id] = entry
        self._numbers.setdefault(entry.id, len(self._numbers))
        for name in _names(entry):
            self._by_name[name].add(entry.id)
        for one in entry.observations:
            self._by_article[one.article].add(entry.id)
            self._by_article[one.copy_of or one.article].add(entry.id)
        if any(anonymous(entry.side(side)) for side in SIDES):
            self._nameless.add(entry.id)
        else:
            self._nameless.discard(entry.id)


def _names(who: Sided) -> Iterator[str]:
    """What two namings of one person share: the identifier, or a word of the name."""
    for side in SIDES:
        for one in named(who.side(side)):
            yield person_key(one) or ""
            yield from words(plain(one.name or ""))
