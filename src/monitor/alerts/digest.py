"""The digest: what is new and changed in the ledger, what is announced, relevant articles, rhythm, coverage.

Pure: values in, text out, as HTML, Markdown and plain text. Everything foreign is escaped where it is shown, links are
only http(s). The HTML is made to pass as mail: no script, no remote content, inline styles (the one style sheet only
turns the colours where the reader's screen is dark), and no more than mail programs show in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.accounts import Accounts, compare
from monitor.alerts.escape import chat, clip, markdown, one_line, web_address
from monitor.alerts.message import Form, Message
from monitor.alerts.phrases import Phrases
from monitor.alerts.rhythm import Rhythm
from monitor.alerts.view import Item, Told, before
from monitor.ledger import Entry
from monitor.store.convert import stamp
from monitor.store.look import KnownArticle

FORMS = ("html", "md", "txt")
LIMIT = 102_000
"""Bytes of HTML: Gmail hides what follows behind a link (102 kB, measured by many senders, not documented)."""
EVIDENCE = 600
REPORTS = 8
"""Longest quotation in characters, and most articles named for one contact."""


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
    held: tuple[Item, ...]
    announced: tuple[Item, ...]
    changed: tuple[Item, ...]
    background: tuple[Item, ...]
    calendar: tuple[Entry, ...]
    articles: tuple[KnownArticle, ...]
    rhythm: Rhythm
    sources: tuple[SourceHealth, ...]
    left_out: int = 0

    @property
    def contacts(self) -> int:
        return len(self.held) + len(self.announced) + len(self.changed) + len(self.background)

    @property
    def empty(self) -> bool:
        """Whether there is nothing a reader has not seen before."""
        return not (self.contacts or self.articles)


def compose(
    items: Sequence[Item],
    calendar: Sequence[Entry],
    articles: Sequence[KnownArticle],
    rhythm: Rhythm,
    sources: Sequence[SourceHealth],
    since: datetime,
    now: datetime,
) -> Digest:
    """Group what is new or changed since `since`; within a group the high level and the newest first."""
    groups: dict[str, list[Item]] = {"held": [], "announced": [], "changed": [], "background": []}
    for item in sorted(items, key=lambda i: (i.entry.level != "high", _newest_first(i.entry))):
        groups[_group(item, stamp(since))].append(item)
    return Digest(
        now=now,
        since=since,
        held=tuple(groups["held"]),
        announced=tuple(groups["announced"]),
        changed=tuple(groups["changed"]),
        background=tuple(groups["background"]),
        calendar=tuple(calendar),
        articles=tuple(articles),
        rhythm=rhythm,
        sources=tuple(sources),
    )


def _group(item: Item, since: str) -> str:
    entry = item.entry
    if entry.background:
        return "background"
    if before(item.history, since) or entry.status not in ("held", "planned"):
        return "changed"
    return "held" if entry.status == "held" else "announced"


def _newest_first(entry: Entry) -> int:
    return -entry.when.end.toordinal() if entry.when else 0


# --- as a message ---------------------------------------------------------------------------------------------------------

BRIEF = 15
"""Contacts told in a chat; services cut messages at 2,000 (Discord) or 4,096 characters (Telegram)."""


def message(digest: Digest, say: Phrases, form: Form) -> Message:
    """The digest for a channel: whole for mail and files, the contacts in one line each for a chat."""
    subject = f"{say.words['title']} · {say.words['subtitle'].format(date=_today(digest, say))} ({digest.contacts})"
    if form == "chat":
        return Message(subject, _brief(digest, say))
    body = render(digest, say.language, say.zone, "md" if form == "markdown" else "txt")
    return Message(subject, body, render(digest, say.language, say.zone, "html") if form == "text" else "")


def _brief(digest: Digest, say: Phrases) -> str:
    items = [*digest.held, *digest.announced, *digest.changed]
    lines = [f"• {chat(clip(say.line(i.entry), 240))}" for i in items[:BRIEF]]
    if len(items) > BRIEF:
        lines.append(say.count(say.words["left_out"], len(items) - BRIEF))
    return "\n".join(lines or [say.words["nothing"]]) + "\n"


def _today(digest: Digest, say: Phrases) -> str:
    return say.date(digest.now.astimezone(say.zone).date())


# --- rendering -------------------------------------------------------------------------------------------------------------


def render(digest: Digest, language: str, zone: ZoneInfo, form: str) -> str:
    """The digest in one language and form (html, md, txt). HTML that is too long for a mail loses its last items."""
    text = _render(digest, language, zone, form)
    if form != "html" or _fits(text):
        return text
    low, high = 0, _size(digest)  # the most items that fit lie in [low, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(_render(_cut(digest, middle), language, zone, form)) else (low, middle)
    return _render(_cut(digest, low), language, zone, form)


def _fits(text: str) -> bool:
    return len(text.encode()) <= LIMIT


_LISTS = ("held", "announced", "changed", "calendar", "articles", "background")
"""By weight: what is cut first stands last."""


def _size(digest: Digest) -> int:
    return sum(len(getattr(digest, name)) for name in _LISTS)


def _cut(digest: Digest, keep: int) -> Digest:
    kept: dict[str, tuple[object, ...]] = {}
    room = keep
    for name in _LISTS:
        kept[name] = getattr(digest, name)[:room]
        room -= len(kept[name])
    return replace(digest, left_out=_size(digest) - keep, **kept)  # type: ignore[arg-type]


def _render(digest: Digest, language: str, zone: ZoneInfo, form: str) -> str:
    phrases = Phrases(language, zone)
    template = _environment().get_template(f"digest.{form}.j2")
    return (
        template.render(
            d=digest,
            w=phrases.words,
            say=phrases,
            today=_today(digest, phrases),
            groups=[(name, items) for name in ("held", "announced", "changed") if (items := getattr(digest, name))],
            coverage=_coverage(digest.sources, phrases),
            show=_Show(digest, phrases),
        ).strip()
        + "\n"
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),  # noqa: S701 - Markdown and text have filters
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"md": markdown, "web": web_address, "line": one_line, "clip": clip}
    return environment


def _coverage(sources: Sequence[SourceHealth], phrases: Phrases) -> str:
    ok, unpolled = sum(s.ok for s in sources), sum(s.outcome is None for s in sources)
    counts = {"ok": ok, "failing": len(sources) - ok - unpolled, "unpolled": unpolled}
    return str(phrases.words["coverage_line"]).format(**counts)


class _Show:
    """What the templates ask of one digest."""

    evidence = EVIDENCE

    def __init__(self, digest: Digest, phrases: Phrases) -> None:
        self._since, self._phrases = stamp(digest.since), phrases

    def details(self, item: Item) -> str:
        """What, when, where, at which level, attested how."""
        entry, say = item.entry, self._phrases
        parts = [say.what(entry.mode, entry.status), say.when(entry), one_line(say.place(entry))]
        return " · ".join(filter(None, [*parts, say.words["level"][entry.level], say.badges(item.told)]))

    def changes(self, item: Item) -> str:
        """What was known before, where it differs."""
        was, entry, words = before(item.history, self._since), item.entry, self._phrases.words["change"]
        if was is None:
            return ""
        out = []
        if was.status != entry.status:
            out.append(words["status"].format(before=self._phrases.what(entry.mode, was.status)))
        if was.date and (was.date, was.date_end) != (entry.date, entry.date_end):
            out.append(words["date"].format(before=self._phrases.day(was.date, was.date_end)))
        return " ".join(out)

    def reports(self, item: Item) -> list[Told]:
        """The articles to name, each once: official texts first, then the oldest; copies of a named text last."""
        articles = list({t.article: t for t in item.told}.values())
        articles.sort(key=lambda t: (t.official is None, t.copy_of is not None))
        return articles[:REPORTS]

    def more(self, item: Item) -> int:
        return len({t.article for t in item.told}) - len(self.reports(item))

    def accounts(self, item: Item) -> Accounts | None:
        return compare(item.told)

    def subjects(self, topics: Sequence[str], visits: Sequence[Entry]) -> str:
        """Topics and announced visits in words."""
        say = self._phrases
        named = [say.words["visit"].format(who=_names(v), when=say.when(v)) for v in visits]
        return ", ".join(filter(None, [say.topics(topics), *named]))

    def bar(self, held: int, most: int, height: int) -> int:
        """The height of a bar for `held` where `most` has `height`; whatever was held at all is seen."""
        return max(round(height * held / most), 1) if held else 0


def _names(entry: Entry) -> str:
    """All who are named: who of them travels is not said apart."""
    return ", ".join(one_line(p.name) for p in (*entry.us, *entry.peru) if p.name)
