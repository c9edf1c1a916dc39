"""What the digest reads from the database."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from alerts import NOW
from alerts.newsdesk import Newsdesk, contact
from monitor.alerts import reading
from monitor.ledger.days import AHEAD

SEEN, DAY = NOW.date(), timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "published", "last"),
    [
        ("2026-03-10", SEEN, date(2026, 3, 10)),
        (None, SEEN - 9 * DAY, SEEN - 9 * DAY + AHEAD),
        (None, None, SEEN + AHEAD),
    ],
)
def test_a_promise_stays_in_the_calendar_until_its_time_is_over(
    day: str | None, published: date | None, last: date, tmp_path: Path
) -> None:
    desk = Newsdesk(tmp_path)
    desk.save("https://rpp.pe/1", contact(status="planned", date=day), published=published)
    shown = [len(reading.announced(desk.db, today)) for today in (SEEN, last, last + DAY)]
    desk.close()
    assert shown == [1, 1, 0]
