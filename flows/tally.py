"""What a run did, counted while it goes on: for its summary, its artifacts and the table of runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from monitor.model import RELEVANT, Assessment, Failure, Link
from monitor.store.articles import Saved


@dataclass
class Tally:
    """The counts of one run. `sources` has the outcome of each poll, `outcomes` those of each source's links."""

    sources: dict[str, str] = field(default_factory=dict)
    outcomes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    links: int = 0
    pages: int = 0
    articles: int = 0
    relevant: int = 0
    new_contacts: int = 0
    alerts: int = 0
    waiting: int = 0
    unreadable: list[str] = field(default_factory=list)
    """One line for each seed that could not be read."""

    def missed(self, link: Link, failure: Failure) -> None:
        """A link without an article."""
        self.outcomes[link.source][failure.reason] += 1

    def saved(self, saved: Saved, assessment: Assessment) -> str:
        """An article was saved; the outcome of its link."""
        outcome = "known" if saved.known else "copy" if saved.copy else "ok"
        self.outcomes[assessment.article.source][outcome] += 1
        if not saved.known:
            self.articles += 1
            self.relevant += assessment.relevance.grade >= RELEVANT
            self.new_contacts += sum(d.before is None for d in saved.decisions)
            self.alerts += len(saved.alerts)
        return outcome

    def row(self) -> dict[str, int]:
        """The counts, as the table of runs has them."""
        return {
            "sources": len(self.sources), "links": self.links, "pages": self.pages, "articles": self.articles,
            "relevant": self.relevant, "new_contacts": self.new_contacts, "alerts": self.alerts, "waiting": self.waiting,
        }  # fmt: skip
