"""The ingest flow: seeds and due sources in, contacts and alerts out.

    poll (one task a source) ─ fetch (one task a source) ─ assess (one task a batch, in worker processes) ─ save (one task)

Tasks are for network calls and batches; what they do is plain functions of `monitor`. Saving is one task in one process:
SQLite has one writer. A failed source is an outcome, not a failed run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import TagsContext, tags
from sqlite_utils import Database

from monitor import pipeline
from monitor.config import Config, Source, find, load
from monitor.extract import Thin, forget
from monitor.fetch.client import Client
from monitor.model import Article, Assessment, Failure, Link, Page, Stage
from monitor.poll import Pages, poll
from monitor.progress import Progress, Silent
from monitor.sources.folder import read_folder
from monitor.store import queue, runs
from monitor.store import sources as store_sources
from monitor.store.articles import Saved, known_texts
from monitor.store.db import open_database

INLINE = 30
"""Up to so many articles are assessed in this process: starting workers takes longer than the work."""


@dataclass
class Tally:
    """What a run did, for its summary."""

    sources: dict[str, str] = field(default_factory=dict)
    links: int = 0
    pages: int = 0
    articles: int = 0
    relevant: int = 0
    new_contacts: int = 0
    alerts: int = 0
    waiting: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def miss(self, failure: Failure) -> None:
        self.failures[failure.reason] = self.failures.get(failure.reason, 0) + 1

    def saved(self, saved: Saved, assessment: Assessment) -> None:
        if saved.known:
            return
        self.articles += 1
        self.relevant += assessment.relevance.grade >= 2
        self.new_contacts += sum(d.before is None for d in saved.decisions)
        self.alerts += len(saved.alerts)

    def row(self) -> dict[str, int]:
        return {
            "sources": len(self.sources), "links": self.links, "pages": self.pages, "articles": self.articles,
            "relevant": self.relevant, "new_contacts": self.new_contacts, "alerts": self.alerts, "waiting": self.waiting,
        }  # fmt: skip


# --- tasks -------------------------------------------------------------------------------------------------------------


@task(task_run_name="poll {name}", retries=0, cache_policy=NO_CACHE)
async def poll_source(
    name: str, client: Client, source: Source, state: store_sources.PollState
) -> tuple[store_sources.Polled, list[Link]]:
    """Ask one source what is new."""
    return await poll(client, source, state)


@task(task_run_name="fetch {name}", retries=0, cache_policy=NO_CACHE)
async def fetch_pages(
    name: str, pages: Pages, links: Sequence[Link], now: datetime, until: datetime
) -> list[Page | Failure | None]:
    """Fetch one source's pages in turn; None where the run's time was up and the link goes on waiting."""
    return [await pages.get(link, now) if datetime.now(UTC) < until else None for link in links]


@task(task_run_name="assess {name}", cache_policy=NO_CACHE)
async def assess_batch(
    name: str, executor: Executor | None, jobs: Sequence[pipeline.Job], people: Path | None, now: datetime
) -> list[Assessment | Failure]:
    """Extract and assess a batch in a worker process (or a thread of this one, when there is little to do)."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(executor, pipeline.work, jobs, people, now)


@task(name="save", cache_policy=NO_CACHE)
def save_all(db: Database, assessments: Sequence[Assessment], config: Config, now: datetime) -> list[Saved]:
    """Save, oldest first, one transaction each."""
    return [pipeline.save(db, one, config, now) for one in assessments]


# --- the flow ------------------------------------------------------------------------------------------------------------


@flow(name="ingest", flow_run_name="ingest {when}", retries=0, validate_parameters=False)
async def ingest(config_path: str | None = None, when: str = "", progress: Any = None) -> Tally:
    """Seeds and due sources → articles, contacts, alerts. `when` only names the run."""
    config = load(find(config_path))
    shown: Progress = progress or Silent()
    now = datetime.now(UTC)
    db = open_database(config.database)
    run = runs.start(db, now)
    tally = Tally()
    try:
        await _seeds(db, config, tally, now)
        async with Client(config.fetch) as client:
            await _poll(db, config, client, tally, shown, now)
            await _harvest(db, config, client, tally, shown, now)
        tally.waiting = queue.count_waiting(db)
        runs.finish(db, run, tally.row(), "ok", datetime.now(UTC))
        await _artifacts(db, tally)
    except BaseException:
        runs.finish(db, run, tally.row(), "failed", datetime.now(UTC))
        raise
    finally:
        db.conn.close()
    return tally


async def _seeds(db: Database, config: Config, tally: Tally, now: datetime) -> None:
    if config.seeds is None or not config.seeds.is_dir():
        return
    articles: list[Article] = []
    for found in read_folder(config.seeds):
        if isinstance(found, Article):
            articles.append(found)
        else:
            path, failure = found
            tally.unreadable.append(f"{path.name}: {failure.detail or failure.reason}")
            tally.miss(failure)
    held = known_texts(db, articles)
    fresh = [a for a in articles if a.url not in held]
    if fresh:
        assessed = await assess_batch("seeds", None, [pipeline.Job(a) for a in fresh], config.people, now)
        _save(db, config, tally, [a for a in assessed if isinstance(a, Assessment)], now)


async def _poll(db: Database, config: Config, client: Client, tally: Tally, progress: Progress, now: datetime) -> None:
    """All due sources side by side; one line of log each."""
    store_sources.sync(db, config.sources)
    due = store_sources.due(db, config.sources, now)
    log = get_run_logger()
    done = 0

    async def one(source: Source, state: store_sources.PollState) -> None:
        nonlocal done
        with tags(source.id, "poll"):
            polled, links = await poll_source(source.id, client, source, state)
        polled = replace(polled, new=queue.enqueue(db, links, now) if links else 0)
        store_sources.record(db, polled, source.every, now)
        tally.links += polled.new
        tally.sources[source.id] = polled.reason
        done += 1
        progress.count("sources", done, len(due))
        text = f"{source.id}: {polled.reason}" + (
            f", {polled.links} links, {polled.new} new"
            if polled.reason == "ok"
            else f" ({polled.detail})"
            if polled.detail
            else ""
        )
        progress.line(text)
        log.info(text)

    await asyncio.gather(*(one(source, state) for source, state in due))


async def _harvest(
    db: Database, config: Config, client: Client, tally: Tally, progress: Progress, now: datetime
) -> None:
    """Fetch what waits, within the run's budget; assess batch after batch; save."""
    until = pipeline.budget_end(now, config)
    by_source = _by_source(db, config, now)
    total = sum(map(len, by_source.values()))
    if not total:
        return
    sources = {s.id: s for s in config.sources}
    pages = Pages(client, config)
    done = 0

    async def one(name: str, links: Sequence[Link]) -> list[tuple[Link, Page]]:
        nonlocal done
        with tags(name, "fetch"):
            fetched = await fetch_pages(f"{name} ({len(links)})", pages, links, now, until)
        out = []
        for link, page in zip(links, fetched, strict=True):
            if isinstance(page, Failure):
                queue.fail(db, link, page, now)
                tally.miss(page)
            elif page is not None:
                queue.keep_page(db, page)
                out.append((link, page))
        done += len(links)
        progress.count("pages", done, total)
        return out

    fetched = [
        pair for group in await asyncio.gather(*(one(n, links) for n, links in by_source.items())) for pair in group
    ]
    tally.pages = len(fetched)
    with _Workers(config, len(fetched)) as executor:
        await _assess(db, config, tally, progress, now, fetched, sources, pages, executor)
    forget()


def _by_source(db: Database, config: Config, now: datetime) -> dict[str, list[Link]]:
    out: dict[str, list[Link]] = {}
    limits = {s.id: s.max_pages for s in config.sources}
    for link in queue.waiting(db, now, config.run.pages_per_source):
        limit = limits.get(link.source)
        links = out.setdefault(link.source, [])
        if limit is None or len(links) < limit:
            links.append(link)
    return {name: links for name, links in out.items() if links}


class _Workers:
    """Worker processes for a run that has work for them, else none (the default executor: a thread)."""

    def __init__(self, config: Config, count: int) -> None:
        self._pool = (
            ProcessPoolExecutor(
                config.run.workers,
                mp_context=get_context("spawn"),
                initializer=pipeline.warm_up,
                initargs=(config.people,),
            )
            if count > INLINE
            else None
        )

    def __enter__(self) -> Executor | None:
        return self._pool

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


async def _assess(
    db: Database, config: Config, tally: Tally, progress: Progress, now: datetime, fetched: list[tuple[Link, Page]],
    sources: dict[str, Source], pages: Pages, executor: Executor | None,
) -> None:  # fmt: skip
    done = 0
    for start in range(0, len(fetched), config.run.batch):
        batch = fetched[start : start + config.run.batch]
        jobs = [pipeline.Job(page, _outlet(sources, link), _lang(sources, link)) for link, page in batch]
        results = await assess_batch(f"{start + 1}–{start + len(batch)}", executor, jobs, config.people, now)
        results = await _with_twins(db, batch, results, sources, pages, executor, config, now)
        kept: list[tuple[Link, Assessment]] = []
        for (link, _), result in zip(batch, results, strict=True):
            if isinstance(result, Failure):
                queue.fail(db, link, result, now)
                tally.miss(result)
            else:
                kept.append((link, result))
        links = {a.article.url: link for link, a in kept}
        for assessment, saved in _save(db, config, tally, [a for _, a in kept], now):
            reason = "known" if saved.known else "copy" if saved.copy else "ok"
            queue.finish(db, links[assessment.article.url], saved.article, reason, now)
        done += len(batch)
        progress.count("assessed", done, len(fetched))


async def _with_twins(
    db: Database, batch: Sequence[tuple[Link, Page]], results: list[Assessment | Failure], sources: dict[str, Source],
    pages: Pages, executor: Executor | None, config: Config, now: datetime,
) -> list[Assessment | Failure]:  # fmt: skip
    """Pages with next to no text get a second chance by their AMP twin."""
    thin = [i for i, r in enumerate(results) if isinstance(r, Thin) and r.twin]
    out = list(results)
    twins: list[tuple[int, Page]] = []
    for i in thin:
        link, failure = batch[i][0], results[i]
        page = await pages.twin(failure, link, now) if isinstance(failure, Thin) else failure
        if isinstance(page, Page):
            twins.append((i, page))
    if twins:
        jobs = [pipeline.Job(page, _outlet(sources, page.link), _lang(sources, page.link)) for _, page in twins]
        for (i, page), result in zip(
            twins, await assess_batch("AMP twins", executor, jobs, config.people, now), strict=True
        ):
            if isinstance(result, Assessment):
                queue.keep_page(db, page)
                out[i] = result
    return out


def _outlet(sources: dict[str, Source], link: Link) -> str:
    source = sources.get(link.source)
    return source.name if source else ""


def _lang(sources: dict[str, Source], link: Link) -> str:
    source = sources.get(link.source)
    return source.lang if source else "es"


def _save(
    db: Database, config: Config, tally: Tally, assessments: list[Assessment], now: datetime
) -> list[tuple[Assessment, Saved]]:
    ordered = pipeline.oldest_first(assessments)
    pairs = list(zip(ordered, save_all(db, ordered, config, now), strict=True)) if ordered else []
    for assessment, saved in pairs:
        tally.saved(saved, assessment)
    return pairs


async def _artifacts(db: Database, tally: Tally) -> None:
    """What a person sees on the run's page: a summary, and the outcomes by source."""
    row = tally.row()
    lines = [f"- {name.replace('_', ' ')}: **{value}**" for name, value in row.items()]
    misses = [f"- {reason}: {count}" for reason, count in sorted(tally.failures.items())]
    text = "# Ingest\n\n" + "\n".join(lines) + ("\n\n## Misses\n\n" + "\n".join(misses) if misses else "")
    await create_markdown_artifact(text, key="ingest-summary", description="What the last ingest did")  # type: ignore[misc]
    table = [
        {"source": r["id"], "outcome": r["last_outcome"] or "", "last poll": r["last_poll"] or "", "last new": r["last_new"] or "",
         "failures": r["failures"], "waiting": r["waiting"], "saved": r["saved"]}
        for r in store_sources.health(db)
    ]  # fmt: skip
    if table:
        await create_table_artifact(table, key="outcomes-by-source", description="Outcomes by source")  # type: ignore[misc]


__all__ = ["Stage", "TagsContext", "Tally", "ingest", "timedelta"]
