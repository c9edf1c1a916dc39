"""The digest: what is new and changed in the ledger, what is announced, relevant articles, rhythm, coverage.

Pure: values in, text out, as HTML, Markdown and plain text. Everything foreign is escaped where it is shown, links are
only http(s). The HTML is made to pass as mail: no script, no remote content, inline styles (the one style sheet only
turns the colours where the reader's screen is dark), and no more than mail programs show in one piece.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.accounts import Accounts, compare
from monitor.alerts.escape import chat, clip, markdown, one_line, web_address
from monitor.alerts.message import Form, Message
from monitor.alerts.phrases import Phrases
from monitor.alerts.rhythm import Rhythm
from monitor.alerts.terms import OutOfTerm
from monitor.alerts.view import Item, Told, Withdrawal
from monitor.ledger import Entry
from monitor.store.convert import stamp
from monitor.store.look import KnownArticle
from monitor.store.sources import State

FORMS = ("html", "md", "txt")
LIMIT = 102_000
"""Bytes of HTML: Gmail hides what follows behind a link (102 kB, measured by many senders, not documented)."""
EVIDENCE = 600
REPORTS = 8
"""Longest quotation in characters, and most articles named for one contact."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One line of the coverage footer: a source by its name, and how it fares."""

    name: str
    state: State
    reason: str = ""
    since: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Late:
    """How much came that is too old to be listed: it was older than `window` when it was read."""

    window: timedelta
    contacts: int
    articles: int


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
    """Those that fare badly first."""
    withdrawn: tuple[Withdrawal, ...] = ()
    overdue: tuple[Entry, ...] = ()
    out_of_term: tuple[OutOfTerm, ...] = ()
    late: Late | None = None
    left_out: int = 0

    @property
    def contacts(self) -> int:
        groups = (self.held, self.announced, self.changed, self.withdrawn, self.overdue, self.background)
        return sum(map(len, groups))

    @property
    def empty(self) -> bool:
        """Whether there is nothing a reader has not seen before."""
        return not (self.contacts or self.articles or self.late)


def compose(
    items: Sequence[Item],
    calendar: Sequence[Entry],
    articles: Sequence[KnownArticle],
    rhythm: Rhythm,
    sources: Sequence[SourceHealth],
    since: datetime,
    now: datetime,
    withdrawn: Sequence[Withdrawal] = (),
    overdue: Sequence[Entry] = (),
    out_of_term: Sequence[OutOfTerm] = (),
    late: Late | None = None,
) -> Digest:
    """Group what is new or changed since `since`; within a group the high level and the newest first."""
    groups: dict[str, list[Item]] = {"held": [], "announced": [], "changed": [], "background": []}
    for item in sorted(items, key=lambda i: (i.entry.level != "high", _newest_first(i.entry))):
        groups[_group(item)].append(item)
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
        sources=tuple(sorted(sources, key=lambda s: _WORST.index(s.state))),
        withdrawn=tuple(withdrawn),
        overdue=tuple(overdue),
        out_of_term=tuple(out_of_term),
        late=late if late and (late.contacts or late.articles) else None,
    )


_WORST: tuple[State, ...] = ("failing", "silent", "ok", "unpolled")


def _group(item: Item) -> str:
    entry = item.entry
    if entry.background:
        return "background"
    if item.before or entry.status not in ("held", "planned"):
        return "changed"
    return "held" if entry.status == "held" else "announced"


def _newest_first(entry: Entry) -> int:
    """What was held in a month or year known no better was held by the day the articles came."""
    if entry.when is None:
        return 0
    end, told = entry.when.end, entry.last_published
    vague = entry.status == "held" and entry.when.precision != "day"
    return -(min(end, told) if told and vague else end).toordinal()


# --- as a message ---------------------------------------------------------------------------------------------------------

BRIEF = 15
"""Contacts told in a chat; services cut messages at 2,000 (Discord) or 4,096 characters (Telegram)."""


def message(digest: Digest, say: Phrases, form: Form) -> Message:
    """The digest for a channel: whole for mail and files, the contacts in one line each for a chat."""
    subject = f"{say.words['title']} · {say.words['subtitle'].format(date=_today(digest, say))} ({digest.contacts})"
    if form == "chat":
        return Message(subject, _brief(digest, say))
    body = render(digest, say.language, say.zone, "md" if form == "markdown" else "txt", say.people)
    return Message(subject, body, render(digest, say.language, say.zone, "html", say.people) if form == "text" else "")


def _brief(digest: Digest, say: Phrases) -> str:
    told = [say.line(i.entry) for i in (*digest.held, *digest.announced, *digest.changed)]
    told += [say.correction(one.item.entry, one.said.outlet) for one in digest.withdrawn]
    told += [say.overdue(entry) for entry in digest.overdue]
    lines = [f"• {chat(clip(one, 240))}" for one in told[:BRIEF]]
    if len(told) > BRIEF:
        lines.append(say.count(say.words["left_out"], len(told) - BRIEF))
    lines = lines or [say.words["nothing"]]
    if digest.late:
        lines.append(_late(digest.late, say))
    return "\n".join(lines) + "\n"


def _late(what: Late, say: Phrases) -> str:
    words = say.words["late"]
    return str(words["line"]).format(
        days=what.window.days,
        contacts=say.count(words["contacts"], what.contacts),
        articles=say.count(words["articles"], what.articles),
    )


def _today(digest: Digest, say: Phrases) -> str:
    return say.date(digest.now.astimezone(say.zone).date())


# --- rendering -------------------------------------------------------------------------------------------------------------


def render(digest: Digest, language: str, zone: ZoneInfo, form: str, people: Path | None = None) -> str:
    """The digest in one language and form (html, md, txt). HTML that is too long for a mail loses its last items."""
    say = Phrases(language, zone, people)
    text = _render(digest, say, form)
    if form != "html" or _fits(text):
        return text
    low, high = 0, _size(digest)  # the most items that fit lie in [low, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(_render(_cut(digest, middle), say, form)) else (low, middle)
    return _render(_cut(digest, low), say, form)


def _fits(text: str) -> bool:
    return len(text.encode()) <= LIMIT


_LISTS = ("held", "announced", "changed", "withdrawn", "overdue", "calendar", "articles", "background")
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


def _render(digest: Digest, phrases: Phrases, form: str) -> str:
    template = _environment().get_template(f"digest.{form}.j2")
    return (
        template.render(
            d=digest,
            w=phrases.words,
            say=phrases,
            today=_today(digest, phrases),
            groups=[(name, items) for name in ("held", "announced", "changed") if (items := getattr(digest, name))],
            coverage=_coverage(digest.sources, phrases),
            late=_late(digest.late, phrases) if digest.late else "",
            show=_Show(phrases, digest.since),
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
    states = [s.state for s in sources]
    return str(phrases.words["coverage_line"]).format(**{state: states.count(state) for state in get_args(State)})


class _Show:
    """What the templates ask of one digest."""

    evidence = EVIDENCE

    def __init__(self, phrases: Phrases, since: datetime) -> None:
        self._phrases, self._since = phrases, stamp(since)

    def details(self, item: Item) -> str:
        """What, when, where, at which level, attested how (if at all)."""
        entry, say = item.entry, self._phrases
        parts = [say.what(entry.mode, entry.status), say.when(entry), one_line(say.place(entry))]
        attested = [say.badges(item.told)] if item.told else []
        return " · ".join(filter(None, [*parts, say.words["level"][entry.level], *attested]))

    def changes(self, item: Item) -> str:
        """What was known before, where it differs."""
        was, entry, words = item.before, item.entry, self._phrases.words["change"]
        if was is None:
            return ""
        out = []
        if was.status != entry.status:
            out.append(words["status"].format(before=self._phrases.what(entry.mode, was.status)))
        if was.date and (was.date, was.date_end) != (entry.date, entry.date_end):
            out.append(words["date"].format(before=self._phrases.day(was.date, was.date_end)))
        return " ".join(out)

    def quote(self, item: Item) -> str:
        """The sentence that proves what is shown: of a change one that was read since the last digest."""
        entry = item.entry
        new = [t for t in item.told if t.observed_at >= self._since] if item.before else []
        if not new:
            return entry.evidence
        return min(
            new, key=lambda t: (t.status != entry.status, (t.date, t.date_end) != (entry.date, entry.date_end))
        ).evidence

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

    def coverage(self, sources: Sequence[SourceHealth]) -> list[tuple[str, str]]:
        """How sources fare, in words, with the names of those that fare so and the links that wait."""
        names: dict[str, list[str]] = {}
        waiting: Counter[str] = Counter()
        for source in sources:
            state = self._health(source)
            names.setdefault(state, []).append(one_line(source.name))
            waiting[state] += source.waiting
        count, words = self._phrases.count, self._phrases.words["waiting"]
        return [
            (state, ", ".join(dict.fromkeys(some)) + (f" ({count(words, waiting[state])})" if waiting[state] else ""))
            for state, some in names.items()
        ]

    def _health(self, source: SourceHealth) -> str:
        words = self._phrases.words
        outcome = words["outcome"].get(source.reason, source.reason)
        form = "never" if source.state == "failing" and source.since is None else source.state
        since = self._phrases.date(source.since.astimezone(self._phrases.zone).date()) if source.since else ""
        return str(words["health"].get(form, outcome)).format(outcome=outcome, since=since)

    def out_of_term(self, named: Sequence[OutOfTerm]) -> str:
        """Who was named with an office that people.yaml gives to nobody or somebody else on that day."""
        who = [
            f"{self._phrases.participant(n.who, n.side, n.day)}, {self._phrases.day(n.date, n.date_end)}" for n in named
        ]
        return str(self._phrases.words["out_of_term"]).format(who="; ".join(map(one_line, who)))

    def bar(self, held: int, most: int, height: int) -> int:
        """The height of a bar for `held` where `most` has `height`; whatever was held at all is seen."""
        return max(round(height * held / most), 1) if held else 0


def _names(entry: Entry) -> str:
    """All who are named: who of them travels is not said apart."""
    return ", ".join(one_line(p.name) for p in (*entry.us, *entry.peru) if p.name)
