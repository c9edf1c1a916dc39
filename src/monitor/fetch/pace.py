"""How often one host is asked: one request at a time, a gap between them, and rest when the host asks for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from monitor.text.urls import host_of

JITTER = 0.25
"""A gap is up to so much longer than asked for, so that requests do not fall into step."""
MOST_DOUBLINGS = 4


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    left: float = float("-inf")
    """When the last request ended, on the loop's clock."""
    closed_until: float = float("-inf")
    complaints: int = 0
    """In a row: answers that said the host has too much to do."""


class Resting(Exception):
    """The host wants to be left alone for `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Pace:
    """Turns at each host (name and port). Times are in seconds."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._hosts: dict[str, _Host] = {}
        self._chance = chance

    @asynccontextmanager
    async def turn(self, url: str, gap: float, patience: float) -> AsyncIterator[None]:
        """Wait for a turn at the host of `url`, at least `gap` after the last one ended, and hold it.

        Raises Resting when the host wants to be left alone for longer than `patience`.
        """
        host = self._host(url)
        loop = asyncio.get_running_loop()
        async with host.lock:
            self.check(url, patience)
            gap *= 2 ** min(host.complaints, MOST_DOUBLINGS) * (1 + JITTER * self._chance())
            await asyncio.sleep(max(0, host.left + gap - loop.time(), host.closed_until - loop.time()))
            try:
                yield
            finally:
                host.left = loop.time()

    def complained(self, url: str, wait: float, *, of_us: bool) -> bool:
        """The host has too much to do: double the gap. Whether it is also left alone for `wait`, with all its pages.

        So it is when it complains `of_us` (429), or says of a second page in a row that it can't serve it (503); a
        single such page may have a trouble of its own.
        """
        host = self._host(url)
        host.complaints += 1
        closed = of_us or host.complaints > 1
        if closed:
            host.closed_until = max(host.closed_until, asyncio.get_running_loop().time() + wait)
        return closed

    def served(self, url: str) -> None:
        """The host gave an answer: back to the usual gap."""
        self._host(url).complaints = 0

    def check(self, url: str, patience: float) -> None:
        """Raise Resting when the host of `url` wants to be left alone for longer than `patience`."""
        left = self._host(url).closed_until - asyncio.get_running_loop().time()
        if left > patience:
            raise Resting(left)

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host())
