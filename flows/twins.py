"""The second chance of pages with next to no text: the AMP twin that such a page names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from prefect.context import tags
from sqlite_utils import Database

from flows.tasks import FetchRound, fetch_pages
from monitor.extract import Thin
from monitor.model import Assessment, Failure, Link, Page
from monitor.poll import Pages
from monitor.store import queue

Results = Mapping[Link, Assessment | Failure]
Assess = Callable[[str, Mapping[Link, Page]], Awaitable[Results]]
"""Extracts and assesses pages in tasks of this name."""

NEVER = datetime.max.replace(tzinfo=UTC)


async def by_twins(
    results: Results, pages: Pages, assess: Assess, db: Database, now: datetime, until: datetime = NEVER
) -> dict[Link, Assessment]:
    """What the twins of thin pages among `results` tell, as far as they are fetched before `until` and tell more. A twin
    that does is kept in place of its page.
    """
    thin = {link: result for link, result in results.items() if isinstance(result, Thin) and result.twin}
    if not thin:
        return {}
    fetches = FetchRound(lambda link: pages.twin(thin[link], link, now), by_host(thin), until)
    with tags("fetch"):
        await fetch_pages(f"AMP twins ({len(thin)})", fetches)
    twins = {link: page for link, page in fetches.answers.items() if isinstance(page, Page)}
    told = await assess("AMP twins", twins)
    better = {link: result for link, result in told.items() if isinstance(result, Assessment)}
    for link in better:
        queue.keep_page(db, twins[link])
    return better


def by_host(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Links by the host (and port) of their address, in order."""
    hosts: dict[str, list[Link]] = {}
    for link in links:
        hosts.setdefault(urlsplit(link.url).netloc.lower(), []).append(link)
    return hosts
