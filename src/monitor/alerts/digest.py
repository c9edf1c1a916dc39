"""The digest: what is new and changed in the ledger, relevant articles, coverage; as HTML, Markdown and plain text.

Pure: rows in, text out. Everything foreign is escaped where it is shown (jinja2 escapes HTML, `md` escapes Markdown),
links are only http(s), and the HTML has no script, no remote content and inline styles only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.data import load_yaml
from monitor.ledger import Entry
from monitor.model import Participant
from monitor.store.look import KnownArticle, KnownContact, Report
from monitor.text.dates import parse_iso


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One line of the coverage footer."""

    name: str
    outcome: str | None
    ok: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says, before it is written in a language and a form."""

    now: datetime
    since: datetime
    held: tuple[KnownContact, ...]
    announced: tuple[KnownContact, ...]
    changed: tuple[KnownContact, ...]
    background: tuple[KnownContact, ...]
    articles: tuple[KnownArticle, ...]
    sources: tuple[SourceHealth, ...]

    @property
    def contacts(self) -> int:
        return len(self.held) + len(self.announced) + len(self.changed) + len(self.background)


def compose(
    contacts: Sequence[KnownContact],
    articles: Sequence[KnownArticle],
    sources: Sequence[SourceHealth],
    since: datetime,
    now: datetime,
) -> Digest:
    """Group the contacts that are new or changed since `since`: held, announced, changed; background last."""
    groups: dict[str, list[KnownContact]] = {"held": [], "announced": [], "changed": [], "background": []}
    since_text = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    for contact in contacts:
        groups[_group(contact, since_text)].append(contact)
    for group in groups.values():
        group.sort(key=lambda c: (c.entry.level != "high", _newest_first(c.entry)))
    return Digest(
        now, since, tuple(groups["held"]), tuple(groups["announced"]), tuple(groups["changed"]), tuple(groups["background"]),
        tuple(articles), tuple(sources),
    )  # fmt: skip


def _group(contact: KnownContact, since: str) -> str:
    if contact.entry.background:
        return "background"
    if contact.first_seen < since or contact.entry.status == "cancelled":
        return "changed"
    return "held" if contact.entry.status == "held" else "announced"


def _newest_first(entry: Entry) -> int:
    when = entry.when
    return -when.end.toordinal() if when else 0


# --- rendering -------------------------------------------------------------------------------------------------------------

FORMS = ("html", "md", "txt")


def render(digest: Digest, language: str, zone: ZoneInfo, form: str) -> str:
    """The digest in one language and form (html, md, txt)."""
    words = load_yaml("messages.yaml")[language]
    ok = sum(s.ok for s in digest.sources)
    unpolled = sum(s.outcome is None for s in digest.sources)
    return _environment().get_template(f"digest.{form}.j2").render(
        d=digest,
        w=words,
        lang=language,
        today=format_date(digest.now.astimezone(zone).date(), "long", locale=language),
        groups=[(name, getattr(digest, name)) for name in ("held", "announced", "changed", "background") if getattr(digest, name)],
        counts={"ok": ok, "failing": len(digest.sources) - ok - unpolled, "unpolled": unpolled},
        say=_Say(words, language),
    ).strip() + "\n"  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),  # noqa: S701 - Markdown and text have filters
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"md": markdown, "web": web_address, "one_line": one_line}
    return environment


class _Say:
    """Small phrases of one language."""

    def __init__(self, words: Mapping[str, Any], language: str) -> None:
        self._words, self._language = words, language

    def who(self, side: Sequence[Participant], name: str) -> str:
        return ", ".join(self.one(p, name) for p in side)

    def one(self, participant: Participant, side: str) -> str:
        role = self._words.get(f"{side}_{participant.role}") or self._words["roles"][participant.role]
        if not participant.name:
            return participant.org or role
        return f"{participant.name} ({role})"

    def when(self, entry: Entry) -> str:
        """A date as people say it, with its precision: a day, a range, a month, a year."""
        return self.day(entry.date, entry.date_end)

    def day(self, first: str | None, last: str | None = None) -> str:
        when = parse_iso(first, last)
        if when is None or first is None:
            return str(self._words["date_unknown"])
        if when.precision == "day":
            if when.start == when.end:
                return format_date(when.start, "long", locale=self._language)
            return str(format_interval(when.start, when.end, "yMMMMd", locale=self._language))
        if when.precision == "month":
            if last:
                return str(format_interval(when.start, when.end, "yMMMM", locale=self._language))
            return format_date(
                when.start, "LLLL yyyy" if self._language == "en" else "LLLL 'de' yyyy", locale=self._language
            )
        return str(when.start.year) if not last else f"{when.start.year}–{when.end.year}"

    def badge(self, reports: Sequence[Report]) -> str:
        outlets = len({r.outlet for r in reports})
        return str(self._words["single"]) if outlets <= 1 else str(self._words["several"]).format(n=outlets)

    def published(self, report: Report) -> str:
        if report.published is None:
            return str(self._words["undated_note"])
        return format_date(date.fromisoformat(report.published), "medium", locale=self._language)

    def outcome(self, source: SourceHealth) -> str:
        return str(self._words["outcome"].get(source.outcome, source.outcome or "—"))


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


def markdown(text: str) -> str:
    """Foreign text as Markdown that is only text."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def one_line(text: str) -> str:
    """No line breaks, no control characters."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029\s]+", " ", text).strip()


def web_address(url: str) -> str:
    """The address if it is a web address without tricks, else nothing."""
    return url if re.fullmatch(r"https?://[^\s\"'<>()\\^`{|}\x00-\x20]{1,2000}", url) else ""
