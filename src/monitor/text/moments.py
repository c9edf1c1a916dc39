"""Points in time as feeds and pages write them: RFC 822, ISO 8601, "sáb, 21 nov 2026 10:00 -0500".

Without a zone the outlet's own clock is meant: America/Lima, not UTC (feedparser assumes UTC: five hours off, and the
wrong day every evening).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
_MAIL = re.compile(
    r"(?:[a-z]{3,9}\.?,? )?\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}(?: \d{1,2}:\d\d(?::\d\d)?(?! ?[ap]\.? ?m))?", re.IGNORECASE
)
_NO_YEAR = re.compile(r"^(?!.*\d{4}|.*\d{1,2}[/.-]\d{1,2}[/.-]\d{2}).*$", re.DOTALL)
_HALF_DAY = re.compile(r"(?<=\W)([ap])\. ?m\.", re.IGNORECASE)
_SETTINGS = {
    "DATE_ORDER": "DMY",
    "PARSERS": ["absolute-time"],  # "hace 3 días" would be counted from today
    "REQUIRE_PARTS": ["day", "month", "year"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}


def parse_moment(text: str | None, zone: ZoneInfo = LIMA) -> datetime | None:
    """The moment, with a time zone, or None where `text` names none for certain. Never raises."""
    if not text or len(text) > 80 or _NO_YEAR.match(text):
        return None
    text = re.sub(r"\s+", " ", text.strip())
    found = _iso(text) or _rfc822(text) or _free(text)
    if found is None or not 1990 <= found.year <= 2100:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    if not _MAIL.match(text):
        return None  # the library reads "March 2, 2026 5:00 PM" as well, as five in the morning
    text = re.sub(r"\b(?:GMT|UTC)([+-])(\d{1,2})$", lambda m: f"{m[1]}{int(m[2]):02d}00", text)
    text = re.sub(r"\bPET$", "-0500", text)
    try:
        return parsedate_to_datetime(text)  # naive for "-0000" and unknown zones
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _free(text: str) -> datetime | None:
    import dateparser  # 0.3 s: only for what the two standard forms do not cover

    return dateparser.parse(_HALF_DAY.sub(r"\1m", text), languages=["es", "en", "pt"], settings=_SETTINGS)
