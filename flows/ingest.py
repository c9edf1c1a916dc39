"""The ingest flow: seeds and due sources in, contacts and alerts out.

    poll (sources side by side) ─ look (at titles) ─ fetch (as poll) ─ assess (batches) ─ save (one task) ─ deliver

Feeds and pages are parsed, titles looked at and articles assessed in worker processes.

What the tasks do is plain functions of `monitor`. A failed source is an outcome, not a failed run. A flow run has at
most about a hundred task runs, each of which costs Prefect's server some 10 ms: sources share a task where there are
many, and batches grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from math import ceil
from typing import TypeVar
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.context import tags
from sqlite_utils import Database

from flows import events
from flows.gauge import gauged
from flows.runners import Assessor
from flows.tally import Tally
from flows.tasks import FetchRound, PollRound, fetch_pages, poll_sources, raise_due, save_all, send, unseen
from flows.twins import Results, second_chance
from flows.workers import Workers
from monitor import pipeline
from monitor.config import Config, Source, find, load
from monitor.extract import forget
from monitor.fetch.client import Client
from monitor.model import Article, Assessment, Failure, Lang, Link, Page, Stage
from monitor.poll import Pages
from monitor.progress import showing
from monitor.sources.folder import read_folder, read_pages
from monitor.sources.kinds import parse
from monitor.store import queue, runs
from monitor.store import sources as store_sources
from monitor.store.articles import known_texts
from monitor.store.copies import forget_sentences
from monitor.store.db import open_database, writing

LOOKS = 500
"""Titles that a worker reads at a time, a millisecond each."""
MOST_ROUNDS = 35
"""At most so many tasks that poll, and that fetch."""

T = TypeVar("T")


@flow(name="ingest", flow_run_name="ingest {when}", validate_parameters=False)
async def ingest(config_path: str | None = None, when: str = "") -> Tally:
    """Seeds and due sources → articles, contacts, alerts. `when` only names the run."""
    config = load(find(config_path))
    pipeline.check_files(config)
    now = datetime.now(UTC)
    db = open_database(config.database)
    number = runs.start(db, now)
    tally = Tally()
    with closing(db.conn):
        try:
            await _stages(db, config, tally, now)
        except Exception:
            runs.finish(db, number, tally.row(), "failed", datetime.now(UTC))
            _tell(db, config, tally, now)
            raise
        except BaseException:
            runs.finish(db, number, tally.row(), "stopped", datetime.now(UTC))
            raise
        runs.finish(db, number, tally.row(), "ok", datetime.now(UTC))
        _tell(db, config, tally, now)
        await _artifacts(db, tally, now, config.zone)
    return tally


async def _stages(db: Database, config: Config, tally: Tally, now: datetime) -> None:
    with Workers(config.run.workers) as workers, Assessor(config, workers, now) as assessor:
        run = _Run(db, config, tally, now, workers, assessor)
        await run.read_seeds()
        async with Client(config.fetch) as client, gauged("ingest-progress", "How far the ingest is"):
            await run.poll(client)
            await run.look()
            await run.harvest(Pages(client, config, db))
    with writing(db):
        forget_sentences(db, now)
    tally.waiting = queue.count_waiting(db)


def _tell(db: Database, config: Config, tally: Tally, now: datetime) -> None:
    """Raise what no article tells, and send what waits; also after a run that failed, since that may be the news."""
    tally.alerts += len(raise_due(db, config, now))
    send("alerts", db, config)


class _Run:
    """One run's way through the stages."""

    def __init__(
        self, db: Database, config: Config, tally: Tally, now: datetime, workers: Workers, assessor: Assessor
    ) -> None:
        self._db, self._config, self._tally, self._now = db, config, tally, now
        self._workers, self._assessor = workers, assessor
        self._sources = {source.id: source for source in config.sources}
        self._until = pipeline.budget_end(now, config)

    # --- seeds ---

    async def read_seeds(self) -> None:
        """The seeds that are new or changed enter as articles, saved pages by way of extraction."""
        if self._config.seeds is None:
            return
        read = [*read_folder(self._config.seeds), *read_pages(self._config.seeds, self._now)]
        for one in read:
            if isinstance(one, tuple):
                self._unreadable(one[0].name, one[1])
        articles = [one for one in read if isinstance(one, Article)]
        held = known_texts(self._db, articles)
        pages = [one for one in read if isinstance(one, Page) and not queue.holds_page(self._db, one)]
        jobs = [*(pipeline.Job(a) for a in articles if a.url not in held), *map(self._job, pages)]
        with tags("seeds"):
            results = await self._assessor.assess("seeds", jobs)
            saved = {id(assessment): (article, reason) for assessment, article, reason in self._save("seeds", results)}
        for page, result in zip(pages, results[len(jobs) - len(pages) :], strict=True):
            if isinstance(result, Failure):
                self._unreadable(page.link.url.removeprefix(f"{page.link.source}:"), result)
            else:
                queue.enqueue(self._db, [page.link], self._now)
                queue.keep_page(self._db, page)
                queue.finish(self._db, page.link, *saved[id(result)], self._now)

    def _unreadable(self, name: str, failure: Failure) -> None:
        self._tally.unreadable.append(f"{name}: {failure.reason}{f' ({failure.detail})' if failure.detail else ''}")

    # --- poll ---

    async def poll(self, client: Client) -> None:
        """Ask all due sources side by side; one line each."""
        store_sources.sync(self._db, self._config.sources)
        due = store_sources.due(self._db, self._config.sources, self._now)

        async def one(group: Sequence[tuple[Source, store_sources.PollState]]) -> None:
            names = [source.id for source, _ in group]
            polls = PollRound(client, group, self._read)
            with tags("poll", *_source_tags(names)):
                await poll_sources(_listed(names), polls)
            for source, _ in group:
                self._polled(source, *polls.answers[source.id])
                showing.get().count("sources", len(self._tally.sources), len(due))

        await asyncio.gather(*map(one, _groups(due, MOST_ROUNDS)))

    async def _read(self, source: Source, body: bytes, url: str) -> list[Link] | Failure:
        return await self._workers.do(Stage.POLL, parse, source, body, url)

    def _polled(self, source: Source, polled: store_sources.Polled, links: Sequence[Link]) -> None:
        polled = replace(polled, new=queue.enqueue(self._db, links, self._now) if links else 0)
        store_sources.record(self._db, polled, source.every, self._now)
        self._tally.links += polled.new
        self._tally.sources[source.id] = polled.reason
        found = f", {polled.links} links, {polled.new} new" if polled.reason == "ok" else ""
        line = f"{source.id}: {polled.reason}{found}" + (f" ({polled.detail})" if polled.detail else "")
        showing.get().line(line)
        get_run_logger().info(line)

    async def look(self) -> None:
        """Read titles and summaries of the links that came in: what they promise orders the fetching and no more."""
        unread = queue.unread(self._db)

        async def one(links: Sequence[Link]) -> None:
            known = [(link, self._lang(link)) for link in links]
            found = await self._workers.do(
                Stage.QUEUED, pipeline.promises, known, self._config.people, self._config.data
            )
            if not isinstance(found, Failure):
                queue.promise(self._db, zip(links, found, strict=True))

        await asyncio.gather(*map(one, _groups(unread, ceil(len(unread) / LOOKS) or 1)))

    def _lang(self, link: Link) -> Lang:
        source = self._sources.get(link.source)
        return source.lang if source else "es"

    # --- fetch, assess, save ---

    async def harvest(self, pages: Pages) -> None:
        """Fetch what waits, within the run's budget; assess it in batches; save it oldest first."""
        fetched = await self._fetch(pages, self._waiting())
        self._tally.pages = len(fetched)
        results = await self._assess("pages", fetched)
        better = await second_chance(results, pages, self._assess, self._db, self._now, self._until)
        assessed = {**results, **better}
        for link, result in assessed.items():
            if isinstance(result, Failure):
                self._missed(link, result)
        links = {id(result): link for link, result in assessed.items()}
        saved = self._save("pages", list(assessed.values()))
        for assessment, article, outcome in saved:
            queue.finish(self._db, links[id(assessment)], article, outcome, self._now)
        if fetched:
            forget()

    def _waiting(self) -> dict[str, list[Link]]:
        """The links to fetch now, by source, each source within its own limit."""
        by_source: dict[str, list[Link]] = {}
        for link in queue.waiting(self._db, self._now, self._config.run.pages_per_source):
            source = self._sources.get(link.source)
            links = by_source.setdefault(link.source, [])
            if source is None or source.max_pages is None or len(links) < source.max_pages:
                links.append(link)
        return {name: links for name, links in by_source.items() if links}

    async def _fetch(self, pages: Pages, waiting: Mapping[str, Sequence[Link]]) -> dict[Link, Page]:
        """The pages of `waiting`, kept raw; a miss ends its link or sends it back to the queue."""
        total, done = sum(map(len, waiting.values())), 0
        fetched: dict[Link, Page] = {}

        async def one(names: Sequence[str]) -> None:
            nonlocal done
            count = sum(len(waiting[name]) for name in names)
            fetches = FetchRound(lambda link: pages.get(link, self._now), {n: waiting[n] for n in names}, self._until)
            with tags("fetch", *_source_tags(names)):
                await fetch_pages(f"{_listed(names)} ({count})", fetches)
            for link, answer in fetches.answers.items():
                if isinstance(answer, Failure):
                    self._missed(link, answer)
                else:
                    queue.keep_page(self._db, answer)
                    fetched[link] = answer
            done += count
            showing.get().count("pages", done, total)

        await asyncio.gather(*map(one, _groups(list(waiting), MOST_ROUNDS)))
        return fetched

    async def _assess(self, what: str, items: Mapping[Link, Page | Article]) -> Results:
        results = await self._assessor.assess(what, [self._job(item) for item in items.values()])
        return dict(zip(items, results, strict=True))

    def _save(self, what: str, results: Sequence[Assessment | Failure]) -> list[tuple[Assessment, str, str]]:
        """Save, oldest first; each assessment with its article's id and its link's outcome."""
        ordered = pipeline.oldest_first(r for r in results if isinstance(r, Assessment))
        if not ordered:
            return []
        with tags("save"):
            saved = save_all(f"{what} ({len(ordered)})", self._db, unseen(ordered), self._config, self._now)
        events.contacts(saved)
        return [(a, s.article, self._tally.saved(s, a)) for a, s in zip(ordered, saved, strict=True)]

    def _missed(self, link: Link, failure: Failure) -> None:
        queue.fail(self._db, link, failure, self._now)
        self._tally.missed(link, failure)

    def _job(self, page: Page | Article) -> pipeline.Job:
        if isinstance(page, Article):
            return pipeline.Job(page)
        source = self._sources.get(page.link.source)
        return pipeline.Job(page, source.name, source.lang) if source else pipeline.Job(page)


def _groups(items: Sequence[T], most: int) -> list[Sequence[T]]:
    """At most `most` groups of equal size, in order."""
    size = max(1, ceil(len(items) / most))
    return [items[i : i + size] for i in range(0, len(items), size)]


def _source_tags(names: Sequence[str]) -> list[str]:
    return [f"source:{name}" for name in names]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _shown(moment: datetime | None, zone: ZoneInfo) -> str:
    """Short, since the table is wide."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


async def _artifacts(db: Database, tally: Tally, now: datetime, zone: ZoneInfo) -> None:
    """What a person sees on the run's page: a summary, and the outcomes by source."""
    lines = [f"- {name.replace('_', ' ')}: **{value}**" for name, value in tally.row().items()]
    lines += [f"- unreadable seed: {line}" for line in tally.unreadable]
    text = "# Ingest\n\n" + "\n".join(lines)
    await create_markdown_artifact(text, key="ingest-summary", description="What the last ingest did")  # type: ignore[misc]
    table = [
        {
            "source": one.source, "state": one.state, "poll": one.reason,
            "links of this run": ", ".join(f"{reason} {count}" for reason, count in sorted(tally.outcomes[one.source].items())),
            "saved": one.saved, "waiting": one.waiting, "failures": one.failures,
            "last item": _shown(one.last_item, zone), "last poll": _shown(one.last_poll, zone),
        }
        for one in store_sources.coverage(db, now)
    ]  # fmt: skip
    if table:
        await create_table_artifact(table, key="outcomes-by-source", description="Outcomes by source")  # type: ignore[misc]
