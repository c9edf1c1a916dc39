"""Moments as feeds and pages write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.moments import LIMA, parse_moment

# What is written | the moment in UTC, or - where none is named for certain
CASES = """
2026-03-02T10:00:00-05:00 | 2026-03-02 15:00
2026-03-02T10:00:00.000-0500 | 2026-03-02 15:00
2026-03-02T10:00:00-05 | 2026-03-02 15:00
2026-03-02T15:00:00Z | 2026-03-02 15:00
20260302T150000Z | 2026-03-02 15:00
2026-03-02T10:00 | 2026-03-02 15:00
2026-03-02 10:00:00 | 2026-03-02 15:00
2026-03-02 | 2026-03-02 05:00
20260302 | 2026-03-02 05:00
2026/03/04 | 2026-03-04 05:00
Mon, 02 Mar 2026 10:00:00 -0500 | 2026-03-02 15:00
Mon, 02 Mar 2026 15:00:00 GMT | 2026-03-02 15:00
Mon, 2 Mar 2026 10:00:00 EST | 2026-03-02 15:00
Mon, 02 Mar 2026 10:00:00 PET | 2026-03-02 15:00
Mon, 02 Mar 2026 10:00:00 GMT-5 | 2026-03-02 15:00
Mon, 02 Mar 2026 10:00:00 UTC-5 | 2026-03-02 15:00
Mon, 02 Mar 2026 10:00:00 -0000 | 2026-03-02 15:00
Mon, 02 Mar 2026 10:00:00 | 2026-03-02 15:00
2 Mar 26 10:00 -0500 | 2026-03-02 15:00
Mon Mar 02 2026 10:00:00 GMT-0500 (Peru Standard Time) | 2026-03-02 15:00
March 2, 2026 5:00 PM EST | 2026-03-02 22:00
March 2, 2026 | 2026-03-02 05:00
Mar 2, 2026 | 2026-03-02 05:00
Lun, 02 Mar 2026 10:00:00 -0500 | 2026-03-02 15:00
sáb, 21 nov 2026 10:00 -0500 | 2026-11-21 15:00
Dom, 1 Mar 2026 23:00:00 +0000 | 2026-03-01 23:00
lunes, 2 de marzo de 2026 | 2026-03-02 05:00
2 de marzo de 2026 - 9:26 p. m. | 2026-03-03 02:26
20/02/2026, 02:05 p.m. | 2026-02-20 19:05
20/02/2026, 02:05 a. m. | 2026-02-20 07:05
12 de setiembre de 2025 | 2025-09-12 05:00
12 set. 2025 10:00 | 2025-09-12 15:00
Set 12, 2025 | 2025-09-12 05:00
30/10/2025 14:00 | 2025-10-30 19:00
03/04/2026 | 2026-04-03 05:00
02/13/2026 | 2026-02-13 05:00
2.3.2026 | 2026-03-02 05:00
3/2/26 | 2026-02-03 05:00
1772460000 | -
1772460000000 | -
hace 2020 días | -
hace 3 horas | -
Today 2026 | -
ayer | -
lunes | -
2 de marzo | -
10:00 | -
2026 | -
2026-03 | -
marzo 2026 | -
31/02/2026 | -
2026-03-02T10:00:00+99:00 | -
0001-01-01T00:00:00Z | -
9999-12-31T23:59:59+00:00 | -
Thu, 01 Jan 1970 00:00:00 GMT | -
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_moments(case: str) -> None:
    written, _, meant = case.rpartition(" | ")
    found = parse_moment(written)
    assert (f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" if found else "-") == meant


@pytest.mark.parametrize("text", [None, "", " ", "x" * 81, "2026 " * 17, "\x00"])
def test_what_names_no_moment(text: str | None) -> None:
    assert parse_moment(text) is None


moments = st.integers(631_300_000, 4_133_800_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)  # 1990 to 2100


@given(moments)
def test_standard_forms_lead_back(moment: datetime) -> None:
    assert parse_moment(moment.isoformat()) == moment
    assert parse_moment(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == moment
    assert parse_moment(moment.astimezone(LIMA).replace(tzinfo=None).isoformat(" ")) == moment


pieces = st.sampled_from(
    "2026 03 02 31 24 99 : / - , T Z + lunes marzo Mar p.m. a. m. GMT hace de PM 10:00 1772460000".split()
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=90) | st.lists(pieces, max_size=8).map(" ".join) | st.lists(pieces, max_size=8).map("".join))
def test_no_text_raises(text: str) -> None:
    found = parse_moment(text)
    assert found is None or (found.tzinfo is not None and 1989 <= found.year <= 2101)
