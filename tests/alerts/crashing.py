"""What the crash test kills: it saves articles and delivers after each, as a run does."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

from alerts import LIMA, NOW, entry
from alerts.newsdesk import Newsdesk, contact
from monitor.alerts.delivering import deliver
from monitor.alerts.phrases import Phrases
from monitor.config import Channel

Phrases("es", LIMA).line(entry())  # loads the people file once, in the server that the processes are forked from


def article(number: int) -> tuple[str, dict[str, str]]:
    """Address and contact: of each two articles the first announces what the second reports."""
    state, day = ("planned", "held")[number % 2], date(2026, 3, 1) - timedelta(days=number // 2)
    return f"https://rpp.pe/{number}", {"status": state, "date": day.isoformat(), "evidence": f"{state} {day}."}


def work(folder: str, channels: list[dict[str, object]], secrets: dict[str, str], contacts: int, life: int) -> None:
    """One life of the program; each begins when the leases of the one before have run out."""
    now = NOW + timedelta(minutes=6) * life
    desk = Newsdesk(Path(folder), *(Channel.model_validate(c) for c in channels), alerts={"window": "2000d"})
    for number in range(contacts * 2):
        url, told = article(number)
        desk.save(url, contact(**told), now=now)
        deliver(desk.db, desk.config, lambda: now, secrets.get, io.StringIO())
    desk.close()
