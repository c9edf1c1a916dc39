"""Durations as a configuration writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.duration import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30m", timedelta(minutes=30)),
        ("90s", timedelta(seconds=90)),
        ("6h", timedelta(hours=6)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("2 days", timedelta(days=2)),
        ("1 Week", timedelta(weeks=1)),
        (" 15 minutes ", timedelta(minutes=15)),
        ("5min 10sec", timedelta(minutes=5, seconds=10)),
        ("1 hr 1 hour", timedelta(hours=2)),
        ("0s", timedelta()),
    ],
)
def test_durations(text: str, meant: timedelta) -> None:
    assert parse_duration(text) == meant


@pytest.mark.parametrize(
    "text", ["", "30", "m", "-5m", "5 m x", "soon", "1y", "5m,", "1h -30m", "10ms", "2 months", "1h30"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"no duration: .* \(write 30m, 6h, 2d\)"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(minutes=90), "1h 30m"),
        (timedelta(days=2), "2d"),
        (timedelta(), "0s"),
        (timedelta(days=1, seconds=1), "1d 1s"),
    ],
)
def test_the_shortest_exact_form(span: timedelta, text: str) -> None:
    assert format_duration(span) == text


@given(st.integers(0, 10**9).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_written_duration_reads_back(span: timedelta) -> None:
    assert parse_duration(format_duration(span)) == span
