"""Turns at hosts."""

from __future__ import annotations

import asyncio

import pytest

from monitor.fetch.pace import JITTER, MOST_DOUBLINGS, Pace, Resting

HOST = "http://example.com/a"


async def waits(pace: Pace, url: str, gap: float) -> float:
    """How long a turn is waited for."""
    clock = asyncio.get_running_loop().time
    start = clock()
    async with pace.turn(url, gap, patience=5):
        return clock() - start


@pytest.mark.parametrize(
    ("chance", "complaints", "low"),
    [(0, 0, 0.02), (1, 0, 0.02 * (1 + JITTER)), (0, 1, 0.04), (0, 3, 0.16), (0, 9, 0.02 * 2**MOST_DOUBLINGS)],
)
async def test_a_gap_has_jitter_and_doubles_with_each_complaint(chance: float, complaints: int, low: float) -> None:
    pace = Pace(lambda: chance)
    assert await waits(pace, HOST, 0.02) < 0.02
    for _ in range(complaints):
        pace.complained(HOST, 0, of_us=False)
    assert low - 0.001 <= await waits(pace, "http://EXAMPLE.com/other", 0.02) < low + 0.1
    pace.served(HOST)
    assert await waits(pace, HOST, 0.02) < 0.02 * (1 + JITTER) + 0.1


async def test_hosts_do_not_wait_for_each_other() -> None:
    pace = Pace()
    await waits(pace, HOST, 9)
    pace.complained(HOST, 60, of_us=True)
    assert await waits(pace, "http://example.com:8080/", 9) < 0.1
    assert await waits(pace, "http://www.example.com/", 9) < 0.1


async def test_a_turn_that_comes_after_the_host_closed_is_given_up() -> None:
    pace = Pace()

    async def later() -> None:
        async with pace.turn(HOST, 0, patience=5):
            pytest.fail("the host had asked to be left alone by then")

    async with pace.turn(HOST, 0, patience=5):
        waiting = asyncio.create_task(later())
        await asyncio.sleep(0)
        pace.complained(HOST, 60, of_us=True)
    with pytest.raises(Resting) as left:
        await waiting
    assert 55 < left.value.seconds <= 60
