"""The backfill flow: archives in, contacts out, in batches that bound the memory.

    sitemaps ─ fetch ─┐
    WARC files ─ read ┴─ assess ─ save
                 batch 3 │ batch 2 │ batch 1 at the same time

Saving has a thread and a connection of its own, so that the workers go on meanwhile. What makes a killed backfill go on
where it was: the outcome of each link is in the transaction that saves its article, and a file's position is noted after
the batch. The order of saving is that of the batches, killed or not.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import tags
from sqlite_utils import Database

from flows.runners import Assessor
from flows.tally import Tally
from flows.tasks import FetchRound, fetch_pages, send
from flows.twins import NEVER, Results, by_host, second_chance
from flows.workers import Workers
from flows.writer import Writer
from monitor import pipeline
from monitor.backfill import sitemaps, warc
from monitor.backfill.archives import Batch, batches
from monitor.backfill.scope import Owners, Scope, sites
from monitor.config import Config, find, load
from monitor.fetch.client import Client
from monitor.model import Article, Assessment, Failure, Link, Page, Stage
from monitor.poll import Pages
from monitor.progress import showing
from monitor.store import archives, queue
from monitor.store.articles import Saved
from monitor.store.copies import forget_sentences
from monitor.store.db import open_database, writing
from monitor.text.urls import canonical

PAGES, FETCHED = 500, 40
"""Pages in a batch: out of files, and from a site, where a batch takes minutes to fetch."""


@dataclass
class Backfilled(Tally):
    """What a backfill did. `read`: pages that are done; `seen`: of these those whose links had their outcome before."""

    read: int = 0
    seen: int = 0
    failed: list[str] = field(default_factory=list)
    """One line for each sitemap that could not be read."""


@flow(name="backfill", flow_run_name="backfill {when}", validate_parameters=False)
async def backfill(
    config_path: str | None = None,
    when: str = "",
    files: Sequence[str] = (),
    addresses: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    hosts: Sequence[str] = (),
    all_hosts: bool = False,
    size: int | None = None,
) -> Backfilled:
    """WARC files, or sitemaps (`addresses`) → articles and contacts. Days are YYYY-MM-DD, both included. `hosts`: whose
    pages are taken out of files; empty: those of the configured sources. `when` only names the run.
    """
    config = load(find(config_path))
    pipeline.check_files(config)
    owners = Owners(config.sources)
    wanted = None if all_hosts or addresses else sites(hosts) if hosts else owners.sites
    scope = Scope(_day(since), _day(until), wanted)
    run = _Backfill(config, scope, owners, datetime.now(UTC))
    with closing(run):
        if addresses:
            await run.sites(addresses, size or FETCHED)
        else:
            await run.files([Path(name) for name in files], size or PAGES)
    return run.tally


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where batches come from: what names their tasks, what notes that one is saved, and the pages of sites."""

    name: str
    noted: Callable[[Batch], Awaitable[None]]
    pages: Pages | None = None
    """None for files: there is no twin to fetch."""

    @property
    def back(self) -> str | None:
        """Where a link waits for another try: in a file there is none."""
        return Stage.BACKFILL if self.pages else None


class _Backfill:
    """One backfill: what it reads out of, assesses, and saves by a writer of its own."""

    def __init__(self, config: Config, scope: Scope, owners: Owners, now: datetime) -> None:
        self._config, self._scope, self._owners, self._now = config, scope, owners, now
        self.tally = Backfilled()
        self._db = open_database(config.database)
        self._writer = Writer(config.database)
        self._workers = Workers(config.run.workers)
        self._assessor = Assessor(config, self._workers, now)
        self._show = _Shown(self.tally)

    def close(self) -> None:
        with self._workers, self._assessor:
            self._writer.close()
            self._db.conn.close()

    # --- files ---

    async def files(self, paths: Sequence[Path], size: int) -> None:
        """Read files in the order given."""
        whole = sum(path.stat().st_size for path in paths) or 1
        before = 0
        for path in paths:
            share = partial(lambda place, before: (before + place) / whole, before=before)
            await self._file(path, size, share)
            before += path.stat().st_size
        await self._end()

    async def _file(self, path: Path, size: int, share: Callable[[int], float]) -> None:
        archive = f"{warc.fingerprint(path)}:{self._scope.key}"
        start = archives.position(self._db, archive)
        name = archives.name(path.name)

        async def read() -> AsyncIterator[Batch]:
            found = batches(path, start, self._scope.asks, self._config.fetch.page_bytes, size)
            while (batch := await asyncio.to_thread(next, found, None)) is not None:
                yield self._claimed(batch, name)

        async def noted(batch: Batch) -> None:
            await self._writer.do(archives.advance, archive, path, batch.position, self._now)
            await self._show.batch(f"{path.name} {batch.position / path.stat().st_size:.0%}", share(batch.position))

        if start == path.stat().st_size:
            self._show.line(f"{path.name}: read before")
            return
        await self._through(read(), _Origin(path.name, noted))

    def _claimed(self, batch: Batch, name: str) -> Batch:
        """The batch without what has its outcome already."""
        archives.claim(self._db, (replace(link, source=name) for link in batch.links), self._now)
        return batch.only(archives.still_waiting(self._db, batch.links))

    # --- sites ---

    async def sites(self, addresses: Sequence[str], size: int) -> None:
        """Fetch the pages that sitemaps name, as a guest; pages of several hosts side by side."""
        async with Client(self._config.fetch) as client:
            names = [await self._collect(client, address) for address in addresses]
            total = archives.count_waiting(self._db, names)
            pages = Pages(client, self._config, self._db)
            self._show.line(f"{total} pages to fetch")

            async def fetched() -> AsyncIterator[Batch]:
                last = 0
                while found := archives.waiting(self._db, names, datetime.now(UTC), size, last):
                    last = found[-1][0]
                    yield await self._fetch(pages, [link for _, link in found])

            async def noted(batch: Batch) -> None:
                done = self.tally.read / max(total, 1)
                await self._show.batch(f"{self.tally.read} of {total}", done)

            await self._through(fetched(), _Origin("pages", noted, pages))
        self.tally.waiting = archives.count_waiting(self._db, names)
        await self._end()

    async def _collect(self, client: Client, address: str) -> str:
        """Note the links of a site's sitemaps; the name under which they wait."""
        since = self._scope.since or date.min
        name = archives.name(f"{address} {since}–{self._scope.until or ''}")

        async def read(body: bytes, url: str, since: date) -> tuple[list[str], list[Link]] | Failure:
            return await self._workers.do(Stage.POLL, sitemaps.read, body, url, since)

        async for url, links in sitemaps.collect(client, address, since, read):
            if isinstance(links, Failure):
                self.tally.failed.append(f"{url}: {links.reason}" + (f" ({links.detail})" if links.detail else ""))
            else:
                archives.claim(self._db, (replace(link, source=name) for link in links), self._now)
        return name

    async def _fetch(self, pages: Pages, links: Sequence[Link]) -> Batch:
        """The pages of links; those fetched before a kill are at hand."""

        async def get(link: Link) -> Page | Failure:
            kept = archives.kept_page(self._db, link)
            page = kept or await pages.get(link, self._now)
            if isinstance(page, Page) and kept is None:
                queue.keep_page(self._db, page)
            return page

        fetches = FetchRound(get, by_host(links), NEVER)
        with tags("fetch"):
            await fetch_pages(f"{', '.join(by_host(links))} ({len(links)})", fetches)
        found = fetches.answers
        return Batch(
            {link: page for link, page in found.items() if isinstance(page, Page)},
            {link: miss for link, miss in found.items() if isinstance(miss, Failure)},
        )

    # --- assess and save ---

    async def _through(self, found: AsyncIterator[Batch], origin: _Origin) -> None:
        """Assess each batch while the one before is saved and the next is read."""
        tasks: list[asyncio.Task[Any]] = []
        try:
            async for batch in found:
                assessing = asyncio.create_task(self._assess_batch(batch, origin))
                await asyncio.gather(*tasks[1:])  # the saving of the batch before
                tasks = [assessing, asyncio.create_task(self._save_batch(batch, assessing, origin))]
            await asyncio.gather(*tasks)
        finally:
            for one in tasks:
                one.cancel()

    async def _assess_batch(self, batch: Batch, origin: _Origin) -> Results:
        results = await self._assess(origin.name, batch.pages)
        better = await second_chance(results, origin.pages, self._assess, self._db, self._now)
        return {**results, **better, **batch.misses}

    async def _save_batch(self, batch: Batch, assessing: asyncio.Task[Results], origin: _Origin) -> None:
        await self._writer.do(self._save, await assessing, origin)
        self.tally.read += len(batch.links) + batch.known
        self.tally.seen += batch.known
        await origin.noted(batch)

    async def _assess(self, what: str, items: Mapping[Link, Page | Article]) -> Results:
        results = await self._assessor.assess(what, [self._job(item) for item in items.values()], most=1)
        return {link: self._asked_for(result) for link, result in zip(items, results, strict=True)}

    def _job(self, page: Page | Article) -> pipeline.Job:
        """A page of a source that is configured is that source's."""
        if isinstance(page, Article):
            return pipeline.Job(page)
        owner = self._owners.of(page.link.url)
        page = replace(page, link=replace(page.link, source=owner.id if owner else ""))
        return pipeline.Job(page, owner.name, owner.lang) if owner else pipeline.Job(page, lang="")

    def _asked_for(self, result: Assessment | Failure) -> Assessment | Failure:
        if isinstance(result, Failure) or self._scope.holds(result.article):
            return result
        return Failure(Stage.EXTRACT, "other-days", f"published {result.article.published}")

    def _save(self, db: Database, results: Results, origin: _Origin) -> None:
        left = archives.still_waiting(db, results)
        mine = {link: result for link, result in results.items() if canonical(link.url) in left}
        with tags("save"):
            save_batch(f"{origin.name} ({len(mine)})", partial(self._write, db, mine, origin.back))

    def _write(self, db: Database, results: Results, back: str | None) -> None:
        links = {id(result): link for link, result in results.items()}
        for one in pipeline.oldest_first(r for r in results.values() if isinstance(r, Assessment)):
            done = partial(self._saved, db, links[id(one)], one)
            pipeline.save(db, one, self._config, self._now, done=done, archived=True)
            self._writer.go_on()
        for link, miss in results.items():
            if isinstance(miss, Failure):
                queue.fail(db, link, miss, self._now, back=back)
                self.tally.missed(link, miss)

    def _saved(self, db: Database, link: Link, assessment: Assessment, saved: Saved) -> None:
        queue.finish(db, link, saved.article, self.tally.saved(saved, assessment), self._now)

    async def _end(self) -> None:
        with writing(self._db):
            forget_sentences(self._db, self._now)
        send("alerts", self._db, self._config)
        await self._show.end()


@task(name="save", task_run_name="save {name}", cache_policy=NO_CACHE)
def save_batch(name: str, save: Callable[[], None]) -> None:
    """Save a batch, oldest first, one transaction each. What is saved is no parameter: Prefect would look through it."""
    save()


class _Shown:
    """How far it is and how fast: a line for each batch, in the run's log too, and an artifact in Prefect's interface."""

    def __init__(self, tally: Backfilled) -> None:
        self._tally, self._start = tally, monotonic()
        self._artifact: UUID | None = None

    def line(self, text: str) -> None:
        showing.get().line(text)
        get_run_logger().info(text)

    async def batch(self, where: str, share: float) -> None:
        """`share` of the whole is done."""
        tally = self._tally
        new = tally.read - tally.seen
        self.line(
            f"{where}: {tally.read} pages, {tally.seen} of them known, {tally.articles} articles, {tally.relevant} relevant, "
            f"{tally.new_contacts} new contacts; {new / (monotonic() - self._start):.1f} pages/s"
        )
        showing.get().count("done", round(100 * share), 100)
        if self._artifact is None:
            text = "Share of the archive that is read and saved"
            self._artifact = await create_progress_artifact(100 * share, key="backfill", description=text)  # type: ignore[misc]
        else:
            await update_progress_artifact(self._artifact, 100 * share)  # type: ignore[misc]

    async def end(self) -> None:
        reasons = Counter[str]()
        for counted in self._tally.outcomes.values():
            reasons.update(counted)
        table = [{"outcome": reason, "pages": count} for reason, count in reasons.most_common()]
        if table:
            await create_table_artifact(table, key="backfill-outcomes", description="What became of the pages")  # type: ignore[misc]
