"""The phrases of one language: who, what, when, where, told by whom. Pure; the words are data/messages.yaml,
the titles those of the people files, which are read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval
from ruamel.yaml import YAML

from monitor.alerts.view import Told, badge
from monitor.data import load_yaml
from monitor.ledger import Entry
from monitor.model import Mode, Participant, Side
from monitor.text.dates import When, parse_iso

_BROAD = (
    "minister",
    "vice_minister",
    "agency_head",
    "legislator",
    "military_commander",
    "assistant_secretary",
    "other",
)
"""Offices that say little without the body they belong to."""


class Phrases:
    """Small phrases of one language; `zone` is where its reader lives, `people` the user's people file, if there is one,
    whose titles come before the shipped ones.
    """

    def __init__(self, language: str, zone: ZoneInfo, people: Path | None = None) -> None:
        self.language, self.zone, self.people = language, zone, people
        self.words: Mapping[str, Any] = load_yaml("messages.yaml")[language]

    # --- who

    def who(self, entry: Entry, side: Side) -> str:
        """The participants of one side with their offices on the day of the contact."""
        return ", ".join(f"{name}{_in(office)}" for name, office in self.participants(entry, side))

    def participants(self, entry: Entry, side: Side) -> list[tuple[str, str]]:
        """The same in pairs: who, and with which office (empty: none is to be said)."""
        day = entry.when.start if entry.when else entry.last_published
        return [self._pair(p, side, day) for p in entry.side(side)]

    def participant(self, one: Participant, side: Side, day: date | None) -> str:
        """A person with title or office and body; an unnamed office with its body; a group by its own name."""
        name, office = self._pair(one, side, day)
        return f"{name}{_in(office)}"

    def _pair(self, one: Participant, side: Side, day: date | None) -> tuple[str, str]:
        org = self.org(one.org)
        if not one.name:
            return (org, "") if org and one.role in ("delegation", "other") else (self._role(one, side), org)
        title = _title(_titles(self.people).get(one.person or "", ()), one.role, day, self.language)
        if title is None and one.role == "other" and org:
            title = org
        if title is None:
            title = self._role(one, side) + (f", {org}" if org and one.role in _BROAD else "")
        return one.name, title

    def org(self, name: str | None) -> str:
        return str(self.words["orgs"].get(name, name)) if name else ""

    def _role(self, one: Participant, side: Side) -> str:
        return str(self.words.get(f"{side}_{one.role}") or self.words["roles"].get(one.role, one.role))

    # --- what, when, where

    def what(self, mode: Mode, status: str) -> str:
        """Mode and status in agreement: "reunión realizada", "letter sent"."""
        noun, gender = self.words["mode"][mode]
        forms = self.words["status"][status]
        return f"{noun} {forms.get(mode) or forms[gender]}"

    def when(self, entry: Entry) -> str:
        """The date as people say it, with its precision, and whether it was inferred."""
        day = self.day(entry.date, entry.date_end)
        return f"{day} ({self.words['date_inferred']})" if entry.date_basis == "inferred" else day

    def day(self, first: str | None, last: str | None = None) -> str:
        """A day, a range, a month, a year, from their ISO form."""
        when = parse_iso(first, last)
        return self._interval(when) if when else str(self.words["date_unknown"])

    def _interval(self, when: When) -> str:
        if when.precision == "year":
            years = dict.fromkeys((when.start.year, when.end.year))
            return "–".join(map(str, years))
        if when.precision == "day":
            if when.start == when.end:
                return format_date(when.start, "long", locale=self.language)
            return str(format_interval(when.start, when.end, "yMMMMd", locale=self.language))
        if (when.start.year, when.start.month) == (when.end.year, when.end.month):
            return format_date(when.start, self.words["month"], locale=self.language)
        return str(format_interval(when.start, when.end, "yMMMM", locale=self.language))

    def month(self, first: date) -> str:
        return format_date(first, "LLL", locale=self.language).rstrip(".")

    def date(self, day: date) -> str:
        return format_date(day, "long", locale=self.language)

    def moment(self, moment: datetime) -> str:
        return format_datetime(moment.astimezone(self.zone), "d MMM y HH:mm", locale=self.language)

    def place(self, entry: Entry) -> str:
        """Where; nothing for a call, which has no one place."""
        return "" if entry.mode == "call" else entry.place or ""

    def line(self, entry: Entry) -> str:
        """Who–whom, what, when, where, in one line that can be forwarded."""
        sides = f"{self.who(entry, 'peru')} – {self.who(entry, 'us')}"
        rest = ", ".join(filter(None, (self.what(entry.mode, entry.status), self.when(entry), self.place(entry))))
        return f"{sides}: {rest}"

    def correction(self, entry: Entry, outlet: str) -> str:
        """The same, with the outlet that tells of it no more."""
        return str(self.words["alert"]["correction_line"]).format(line=self.line(entry), outlet=outlet)

    def overdue(self, entry: Entry) -> str:
        """The same, and that its time has passed."""
        return str(self.words["alert"]["overdue_line"]).format(line=self.line(entry))

    # --- told by whom

    def badges(self, reports: Sequence[Told]) -> str:
        """Single source or several outlets; official readouts."""
        known = badge(reports)
        words = self.words["badge"]
        base = words["several"].format(n=known.outlets) if known.several else words["single"]
        return " · ".join([base, *(words[side] for side in known.official)])

    def published(self, day: str | None) -> str:
        if day is None:
            return str(self.words["undated_note"])
        return format_date(date.fromisoformat(day), "medium", locale=self.language)

    def topics(self, topics: Iterable[str]) -> str:
        return ", ".join(self.words["topics"].get(t, t) for t in topics)

    def count(self, forms: Mapping[Any, str], n: int) -> str:
        """The form for `n`: one of its own where the language has one, else the general."""
        return str(forms.get(n, forms["n"])).format(n=n)


def _in(org: str) -> str:
    return f" ({org})" if org else ""


_Terms = Sequence[Mapping[str, Any]]


@cache
def _titles(people: Path | None) -> Mapping[str, _Terms]:
    """The terms of each person; a person of the user's file replaces the shipped one with that id."""
    own = YAML(typ="safe").load(people.read_text(encoding="utf-8")) or [] if people else []
    return {str(person["id"]): person.get("terms") or () for person in [*load_yaml("people.yaml"), *own]}


def _title(known: _Terms, role: str, day: date | None, language: str) -> str | None:
    """The title the people file gives the office of `role` on `day` (the last one held if the day is unknown)."""
    terms = [t for t in known if t["role"] == role and t.get(f"title_{language}")]
    if not terms:
        return None
    term = terms[-1] if day is None else min(reversed(terms), key=lambda t: _distance(t, day))
    title = _ASIDE.sub(r", \1,", str(term[f"title_{language}"]).split(";")[0]).strip(" ,")
    end = _date(term, "end")
    gone = day is not None and end is not None and day - end.end > _SLACK
    return _FORMER[language] + title if gone else title


_ASIDE = re.compile(r"\s*\(([^()]*)\)")
"""A title stands in parentheses itself."""
_FORMER = {"es": "ex", "en": "former "}
_SLACK = timedelta(days=45)
"""Ends of terms are known to the month, and news call a minister minister for some weeks."""


def _distance(term: Mapping[str, Any], day: date) -> int:
    """Days between `day` and the term; 0 inside."""
    start, end = _date(term, "start"), _date(term, "end")
    early = (start.start - day).days if start else 0
    late = (day - end.end).days if end else 0
    return max(early, late, 0)


def _date(term: Mapping[str, Any], name: str) -> When | None:
    """A day of a people file; unquoted, YAML makes a date of it."""
    value = term.get(name)
    return None if value is None else parse_iso(str(value))
