"""Work in processes that can be ended: what hangs, dies or grows costs only itself. Without Prefect."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.workers import MEMORY, ROOM, SECONDS, Workers
from monitor import pipeline
from monitor.model import Article, Assessment, Failure, Link, Page, Stage


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(2) as made:
        yield made


@pytest.mark.parametrize(
    ("work", "args", "reason"),
    [
        (time.sleep, (60,), "hang"),
        (os._exit, (3,), "crash"),
        (signal.raise_signal, (signal.SIGSEGV,), "crash"),
        (bytearray, (2 * MEMORY,), "memory"),
        (int, ("x",), "crash"),
    ],
)
async def test_bad_work_costs_only_itself(work: object, args: tuple[object, ...], reason: str) -> None:
    with Workers(1, seconds=2) as workers:
        pieces = [workers.do(Stage.EXTRACT, work, *args), *(workers.do(Stage.EXTRACT, pow, 2, n) for n in range(5))]
        lost, *done = await asyncio.gather(*pieces)
    assert isinstance(lost, Failure)
    assert (lost.stage, lost.reason) == (Stage.EXTRACT, reason)
    assert lost.detail
    assert done == [1, 2, 4, 8, 16]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
async def test_work_may_take_so_much_more_than_the_worker_holds_and_so_long() -> None:
    with Workers(1) as workers:
        pieces = (workers.do(Stage.EXTRACT, bytes, size) for size in (ROOM // 8, 2 * ROOM, ROOM // 8))
        first, large, last = await asyncio.gather(*pieces)
    assert isinstance(large, Failure)
    assert (large.reason, first, last) == ("memory", bytes(ROOM // 8), bytes(ROOM // 8))
    assert SECONDS <= 30


async def test_workers_work_side_by_side_and_end_with_the_block() -> None:
    with Workers(2) as workers:
        first, second = await asyncio.gather(*(workers.do(Stage.POLL, _slowly) for _ in range(2)))
        assert first != second, "two processes"
        assert await workers.do(Stage.POLL, os.getpid) in (first, second), "that stay for what comes next"
    for number in (first, second):
        with pytest.raises(ProcessLookupError):
            os.kill(int(str(number)), 0)


def _slowly() -> int:
    time.sleep(0.5)
    return os.getpid()


async def test_a_run_that_is_stopped_waits_for_no_work() -> None:
    with Workers(1, seconds=60) as workers:
        task = asyncio.create_task(workers.do(Stage.POLL, time.sleep, 60))
        await workers_at_work(workers)
        start = time.monotonic()
        task.cancel()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert time.monotonic() - start < 10


async def workers_at_work(workers: Workers) -> None:
    while workers._all[0]._process is None:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)


async def test_nothing_is_started_for_nothing(workers: Workers) -> None:
    assert all(worker._process is None for worker in workers._all)


async def test_a_page_is_read_with_all_models(workers: Workers) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    article = Article("a", "https://a.pe/a", "A", "", "El canciller viajó a Washington.")
    page = Page("https://a.pe/p", b"<html><p>nada</p></html>", "text/html", now, Link("https://a.pe/p", "a"))
    given, bad = await asyncio.gather(
        *(workers.do(Stage.EXTRACT, pipeline.work_one, pipeline.Job(one), None, now) for one in (article, page))
    )
    assert isinstance(given, Assessment)
    assert isinstance(bad, Failure)
    assert bad.reason == "no-text"
