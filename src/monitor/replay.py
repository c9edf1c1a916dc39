"""`monitor replay`: what would have been told, had today's rules read what came since a day. Nobody is told anything.

Into a scratch copy of the database, from which everything since that day is taken back, the same articles are read
again in the same order: from the raw page where one is kept, else from the stored text. The alerts are then compared
with those that were raised. What passes with time (promises overdue, silent sources) is no matter of rules and left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import pipeline
from monitor.config import Config, Source
from monitor.model import Article, Failure, Page
from monitor.store.rewind import alerts_of_articles, kept, scratch


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert, with what is the same when only the wording of the evidence has changed."""

    id: str
    kind: str
    text: str
    evidence: str
    article: str
    family: str
    people: tuple[str, ...]

    @property
    def what(self) -> str:
        """The part of its identifier that says what happened to the entry."""
        return self.id.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Replay:
    """The difference: alerts `more` and `less` than were raised; how many articles were read and how many alerts are
    the `same`; `unread`: kept pages of which today's rules make no article, so that the stored text was taken.
    """

    articles: int
    unread: int
    same: int
    more: tuple[Raised, ...]
    less: tuple[Raised, ...]


def replay(db: Database, config: Config, since: datetime) -> Replay:
    """Read again what was saved since, and compare. The database is only read."""
    silent = config.model_copy(update={"channels": ()})
    known, sources = pipeline.knowledge(config.people, config.data), {s.id: s for s in config.sources}
    articles = unread = 0
    with scratch(db, since) as copy:
        for one in kept(db, since):
            read = one.article
            if one.page is not None:
                again = _extracted(one.page, read, sources.get(read.source), one.saved_at)
                unread += isinstance(again, Failure)
                read = again if isinstance(again, Article) else read
            pipeline.save(copy, pipeline.assess(read, known), silent, one.saved_at)
            articles += 1
        before, after = raised(db, since), raised(copy, since)
    less, more = difference(before, after)
    return Replay(articles, unread, len(after) - len(more), tuple(more), tuple(less))


def _extracted(page: Page | Failure, article: Article, source: Source | None, when: datetime) -> Article | Failure:
    """The article of a kept page, read again."""
    if isinstance(page, Failure):
        return page
    job = pipeline.Job(page, source.name if source else article.outlet, source.lang if source else "es")
    from monitor.extract import Thin  # as in pipeline

    found = pipeline.extracted(job, when)
    return (found.teaser if isinstance(found, Thin) else None) or found


def raised(db: Database, since: datetime) -> list[Raised]:
    """The alerts that articles have raised since."""
    return [Raised(**row) for row in alerts_of_articles(db, since)]


_KEYS: tuple[Callable[[Raised], Hashable], ...] = (
    lambda one: one.id,
    lambda one: (one.what, one.family, one.people),
    lambda one: (one.what, one.family, one.article),
)
"""By what two alerts are the same, the surest first: an entry's identifier depends on the words that opened it."""


def difference(before: Sequence[Raised], after: Sequence[Raised]) -> tuple[list[Raised], list[Raised]]:
    """The alerts of either that have no counterpart in the other."""
    left, right = list(before), list(after)
    for key in _KEYS:
        left, right = _unpaired(left, right, key)
    return left, right


def _unpaired(
    left: list[Raised], right: list[Raised], key: Callable[[Raised], Hashable]
) -> tuple[list[Raised], list[Raised]]:
    waiting: dict[Hashable, list[Raised]] = {}
    for one in right:
        waiting.setdefault(key(one), []).append(one)
    alone = [one for one in left if not (waiting.get(key(one)) and waiting[key(one)].pop(0))]
    still = {id(one) for some in waiting.values() for one in some}
    return alone, [one for one in right if id(one) in still]


def lines(made: Replay) -> Iterator[str]:
    """For a person."""
    for mark, what, alerts in (("+", "would send", made.more), ("-", "would not have sent", made.less)):
        for one in alerts:
            yield f"{mark} {what}: {one.kind}: {one.text}\n    “{' '.join(one.evidence.split())}”"
    unread = f" ({made.unread} kept pages give no article, their stored text was read)" if made.unread else ""
    yield f"{made.articles} articles read again{unread}: {made.same} alerts the same, {len(made.more)} more, {len(made.less)} less"
