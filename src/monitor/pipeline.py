"""The one composition: page → article → assessment → saved, and what an article stream is told without a database.

    sources ─ poll ─► Link ─ fetch ─► Page ─ extract ─► Article ─ assess ─► Assessment ─ save ─► Alert ─ deliver
    seeds ────────────────────────────────────────────► Article      │            │
                                                Failure(stage, reason)      relevance, copies, contacts

Flows and the command line both call this. Assessing is pure and runs in worker processes; saving is serial.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from monitor import copies, relevance
from monitor.alerts import outgoing
from monitor.config import Config
from monitor.contacts.find import Reader
from monitor.contacts.people import load
from monitor.ledger import Book, Decision, Observation
from monitor.model import Alert, Article, Assessment, Failure, Lang, Link, Page
from monitor.relevance import Features, Grader, trust
from monitor.store import articles as store
from monitor.stories import Stories, tells


@dataclass(frozen=True)
class Knowledge:
    """What assessing needs: people, words and models, loaded once per process."""

    reader: Reader
    grader: Grader


@cache
def knowledge(people: Path | None = None, data: Path | None = None) -> Knowledge:
    """The shipped knowledge, overlaid by the user's people file; with the models that `monitor learn` left in the
    folder `data`, if it did. Raises BadFile where one of the files is none of ours.
    """
    return Knowledge(Reader(load(people)), relevance.load(data) if data is not None else Grader())


def check_files(config: Config) -> None:
    """Raise BadFile where `knowledge` could not be had: a worker would report it for every page."""
    load(config.people)
    relevance.load(config.data)


def assess(article: Article, known: Knowledge, *, explain: bool = False) -> Assessment:
    """All that is concluded from one article alone."""
    reading = known.reader.read(article)
    contacts, rejected = known.reader.contacts(reading, explain=explain)
    grade = known.grader.grade(reading, contacts)
    counted = trust.counted(grade, contacts)
    return Assessment(article, grade, counted, copies.sign(article.text), rejected if explain else ())


# --- work for the worker processes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """A page to extract and assess, or an article to assess; with what its source says of it."""

    item: Page | Article
    outlet: str = ""
    lang: Lang | Literal[""] = "es"
    """Empty: nobody knows, the page is to say."""


def work(
    jobs: Sequence[Job], people: Path | None, now: datetime, data: Path | None = None
) -> list[Assessment | Failure]:
    """Extract and assess a batch, in order; `people` and `data` as for `knowledge`."""
    return [work_one(job, people, now, data) for job in jobs]


def work_one(job: Job, people: Path | None, now: datetime, data: Path | None = None) -> Assessment | Failure:
    """Extract and assess. Runs in a worker process."""
    article = extracted(job, now)
    return article if isinstance(article, Failure) else assess(article, knowledge(people, data))


def extracted(job: Job, now: datetime) -> Article | Failure:
    """The article to assess."""
    if isinstance(job.item, Article):
        return job.item
    from monitor.extract import extract  # trafilatura takes 0.3 s to import; articles don't need it

    read_at = min(now, job.item.fetched_at)  # what an archived page calls today is long ago
    return extract(job.item, job.outlet, job.lang, read_at)


def promises(links: Sequence[tuple[Link, Lang]], people: Path | None, data: Path | None = None) -> list[float]:
    """What title and summary of each link promise: the probability that it is relevant. It orders the fetching."""
    known = knowledge(people, data)
    return [
        relevance.first_look(known.reader, known.grader, link.title, link.summary, lang).score for link, lang in links
    ]


def warm_up(people: Path | None) -> None:
    """Load everything once, when a worker process starts."""
    known = knowledge(people)
    _ = known.reader.lexicon, known.reader.models


# --- saving -----------------------------------------------------------------------------------------------------------


def save(
    db: Database,
    assessment: Assessment,
    config: Config,
    now: datetime,
    *,
    done: store.Done | None = None,
    archived: bool = False,
) -> store.Saved:
    """One transaction: article, copies, contacts, ledger, alerts and their messages in the outbox, and what is to be
    `done` with them. `archived`: out of an archive, where an article without a date is taken for old, not for news.
    """

    def tell(article: Article, decisions: Sequence[Decision], changed: bool) -> list[Alert]:
        if archived and article.published is None:
            article = replace(article, published=date.min)
        return outgoing.tell(db, article, decisions, changed, config, now)

    return store.save(db, assessment, tell, now, done)


def oldest_first(assessments: Iterable[Assessment]) -> list[Assessment]:
    """The order in which the ledger reads: by day of publication, the undated last."""
    return sorted(assessments, key=lambda a: (a.article.published or date.max, a.article.id))


# --- learning from the user's corrections -----------------------------------------------------------------------------


def lessons(articles: Iterable[tuple[Article, int]], reader: Reader) -> list[tuple[Features, int]]:
    """What there is to learn from articles and their right grades."""
    out = []
    for article, grade in articles:
        reading = reader.read(article)
        contacts, _ = reader.contacts(reading)
        out.append((relevance.evidence(relevance.named(reading), contacts), grade))
    return out


# --- a stream without a database --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article of a stream belongs: what it is a copy of, the ledger entries of its contacts, its story."""

    duplicate_of: str | None
    entries: tuple[str, ...]
    story: str


class Stream:
    """A ledger and an index of copies in memory, for `monitor analyze`."""

    def __init__(self) -> None:
        self._ledger = Book()
        self._copies = copies.Index()
        self._stories = Stories()

    def place(self, assessments: Sequence[Assessment]) -> list[Placed]:
        """Place a window of assessments oldest first; the answers stand in the order given (an id may come twice)."""
        placed = {id(assessment): self._place(assessment) for assessment in oldest_first(assessments)}
        return [placed[id(assessment)] for assessment in assessments]

    def _place(self, assessment: Assessment) -> Placed:
        identity = assessment.article.id
        copy = self._copies.place(assessment.article, assessment.signature)
        of = copy.of if copy else None
        told = [Observation(contact, identity, assessment.article.published, of) for contact in assessment.contacts]
        decisions = self._ledger.read(told)
        entries = tuple(decision.entry.id for decision in decisions[: len(told)])
        news = [e for e, contact in zip(entries, assessment.contacts, strict=True) if tells(contact)]
        return Placed(of, entries, self._stories.place(assessment.article, of, news))


def budget_end(now: datetime, config: Config) -> datetime:
    """When a run stops taking on new pages."""
    return now + timedelta(minutes=config.run.minutes)
