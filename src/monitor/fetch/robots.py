"""robots.txt (RFC 9309): may this page be fetched? The only module that imports protego."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from monitor.fetch.answer import Response, Rules
from monitor.fetch.client import PRODUCT, Client

LIMIT = 512 * 1024
"""RFC 9309 § 2.5: at least 500 KiB are to be read; what follows is not."""
KEPT = timedelta(days=1)
"""RFC 9309 § 2.4: rules are not to be used for longer, unless no newer ones can be had."""
RETRY = timedelta(hours=1)
"""Rules that could not be had are asked for again after so long."""
DROPPED = timedelta(days=30)
"""RFC 9309 § 2.3.1.4: rules out of reach for so long stop standing in for newer ones."""

LONGEST_DELAY = 60.0

Recall = Callable[[str], Rules | None]
Keep = Callable[[str, Rules], None]


class Robots:
    """The rules of each origin, asked for once a day. `recall` gives those of an earlier run, `keep` stores new ones."""

    def __init__(self, client: Client, recall: Recall = lambda _: None, keep: Keep = lambda *_: None) -> None:
        self._client = client
        self._recall, self._keep = recall, keep
        self._rules: dict[str, Rules] = {}
        self._parsed: dict[str, Protego] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def allows(self, url: str, now: datetime) -> bool | None:
        """Whether the rules of the origin of `url` let this program fetch it; None: they could not be had."""
        origin = _origin(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            rules = self._rules.get(origin) or self._recall(origin)
            # either way: rules of the future were stored before the clock was moved back
            if rules is None or abs(now - rules.fetched_at) >= (RETRY if rules.text is None else KEPT):
                rules = await self._renew(origin, rules, now)
            self._rules[origin] = rules
        if rules.text is None:
            return None
        if origin not in self._parsed:
            self._parsed[origin] = Protego.parse(rules.text)
        return bool(self._parsed[origin].can_fetch(url, PRODUCT))

    def delay(self, url: str) -> float:
        """The Crawl-delay in seconds that the origin of `url` is known to ask for (no part of RFC 9309), within reason."""
        parsed = self._parsed.get(_origin(url))
        return min(float((parsed and parsed.crawl_delay(PRODUCT)) or 0), LONGEST_DELAY)

    async def _renew(self, origin: str, old: Rules | None, now: datetime) -> Rules:
        answer = await self._client.get(f"{origin}/robots.txt", limit=LIMIT, cut=True)
        if isinstance(answer, Response):
            rules = Rules(answer.body.decode("utf-8-sig", "replace"), now)
        elif answer.reason == "resting":  # not asked, so nothing is learned
            return old or Rules(None, now)
        elif answer.reason.startswith("http-4") or answer.reason == "redirects":
            rules = Rules("", now)  # § 2.3.1.2, 2.3.1.3: no rules, all may be fetched
        elif old is not None and old.text is not None and abs(now - old.fetched_at) < DROPPED:
            return old
        else:
            rules = Rules(None, now)  # § 2.3.1.4: out of reach, nothing may be fetched for now
        self._parsed.pop(origin, None)
        self._keep(origin, rules)
        return rules


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
