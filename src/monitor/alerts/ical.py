"""calendar.ics: the contacts as all-day events (RFC 5545), updated in place by UID. Pure.

An announced contact is tentative, one that was called off or lapsed is cancelled. A contact known only by its year
is no event: nobody wants it on each of 365 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.alerts.escape import one_line, web_address
from monitor.alerts.phrases import Phrases
from monitor.alerts.view import Item
from monitor.text.dates import When

_STATUS = {"held": "CONFIRMED", "planned": "TENTATIVE", "slipped": "TENTATIVE", "lapsed": "CANCELLED", "cancelled": "CANCELLED"}  # fmt: skip
_START = datetime(2020, 1, 1, tzinfo=UTC)
"""SEQUENCE must grow with every change and fit 31 bits: it is the seconds from here to the last change."""


def calendar(items: Sequence[Item], phrases: Phrases) -> str:
    """The calendar. It is the same text as long as the ledger is the same."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//monitor//contacts//EN",
        f"X-WR-CALNAME:{_text(phrases.words['title'])}",
    ]
    for item in items:
        when = item.entry.when
        if when and when.precision != "year" and not item.entry.background:
            lines += _event(item, when, phrases)
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(item: Item, when: When, say: Phrases) -> list[str]:
    entry = item.entry
    changed = datetime.fromisoformat(item.changed_at)
    url = next((t.url for t in item.told if web_address(t.url)), "")
    stamp = changed.strftime("%Y%m%dT%H%M%SZ")
    summary = f"{say.who(entry, 'peru')} – {say.who(entry, 'us')}: {say.what(entry.mode, entry.status)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.id}@monitor",
        f"SEQUENCE:{int((changed - _START).total_seconds())}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"DTSTART;VALUE=DATE:{when.start:%Y%m%d}",
        f"DTEND;VALUE=DATE:{when.end + timedelta(days=1):%Y%m%d}",  # the first day after it
        f"STATUS:{_STATUS[entry.status]}",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{_text(summary)}",
        *([f"LOCATION:{_text(say.place(entry))}"] if say.place(entry) else []),
        f"DESCRIPTION:{_text(entry.evidence)}",
        *([f"URL:{url}"] if url else []),
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> str:
    """Lines of at most 75 bytes, not cut inside a character; a blank begins each that goes on."""
    out, room = "", 75
    for char in line:
        size = len(char.encode())
        if size > room:
            out, room = out + "\r\n ", 74
        out, room = out + char, room - size
    return out
