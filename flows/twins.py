"""The second chance of pages with next to no text: the AMP twin that such a page names, else the teaser it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime

from prefect.context import tags
from sqlite_utils import Database

from flows.tasks import FetchRound, fetch_pages
from monitor.extract import Thin
from monitor.model import Article, Assessment, Failure, Link, Page
from monitor.poll import Pages
from monitor.store import queue
from monitor.text.urls import host_of

Results = Mapping[Link, Assessment | Failure]
Assess = Callable[[str, Mapping[Link, Page | Article]], Awaitable[Results]]
"""Extracts and assesses pages, or assesses articles, in tasks of this name."""

NEVER = datetime.max.replace(tzinfo=UTC)


async def second_chance(
    results: Results, pages: Pages | None, assess: Assess, db: Database, now: datetime, until: datetime = NEVER
) -> dict[Link, Assessment]:
    """What thin pages among `results` tell by their twins, as far as these are fetched before `until` (without `pages`
    none is) and tell more; else by their teasers. A twin that tells more is kept in place of its page.
    """
    thin = {link: result for link, result in results.items() if isinstance(result, Thin)}
    twins = await _twins(thin, pages, now, until) if pages else {}
    told = _assessed(await assess("AMP twins", twins)) if twins else {}
    for link in told:
        queue.keep_page(db, twins[link])
    teasers = {link: one.teaser for link, one in thin.items() if one.teaser and link not in told}
    return {**told, **_assessed(await assess("teasers", teasers))} if teasers else told


async def _twins(thin: Mapping[Link, Thin], pages: Pages, now: datetime, until: datetime) -> dict[Link, Page]:
    with_twin = [link for link, one in thin.items() if one.twin]
    if not with_twin:
        return {}
    fetches = FetchRound(lambda link: pages.twin(thin[link], link, now), by_host(with_twin), until)
    with tags("fetch"):
        await fetch_pages(f"AMP twins ({len(with_twin)})", fetches)
    return {link: page for link, page in fetches.answers.items() if isinstance(page, Page)}


def _assessed(results: Results) -> dict[Link, Assessment]:
    return {link: result for link, result in results.items() if isinstance(result, Assessment)}


def by_host(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Links by the host (and port) of their address, in order."""
    hosts: dict[str, list[Link]] = {}
    for link in links:
        hosts.setdefault(host_of(link.url), []).append(link)
    return hosts
