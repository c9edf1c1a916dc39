"""What is sent: an alert or a digest in the words and the form of a channel. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.alerts.escape import chat, clip, markdown, one_line, web_address
from monitor.alerts.phrases import Phrases
from monitor.alerts.raising import Quiet, Run
from monitor.alerts.view import Before, Told
from monitor.ledger import Entry
from monitor.model import Alert

Form = Literal["text", "markdown", "chat"]
"""Plain text (mail, standard output), Markdown (files), or text that no chat service reads mark-up in."""
_ESCAPE = {"text": one_line, "markdown": markdown, "chat": chat}
EVIDENCE = 600
SUBJECT = 180
"""Longest quotation and subject in characters."""


@dataclass(frozen=True, slots=True)
class Message:
    """Ready to send. `html` is empty where the channel has no use for it; `thread` is the ledger entry, or empty."""

    subject: str
    body: str
    html: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alert is about: the entry as it was when the alert was raised, and who told of it, oldest first."""

    alert: Alert
    entry: Entry
    told: tuple[Told, ...]
    before: Before | None = None


def line(notice: Notice, say: Phrases) -> str:
    """The alert in one line: who–whom, what, when, where, and what changed."""
    words, text = say.words["alert"], say.line(notice.entry)
    match notice.alert.kind:
        case "overdue":
            return say.overdue(notice.entry)
        case "correction":
            return say.correction(notice.entry, _source(notice).outlet)
        case "status" | "date" if notice.before:
            was = notice.before
            before = ", ".join((say.what(notice.entry.mode, was.status), say.day(was.date, was.date_end)))
            return str(words["moved"]).format(line=text, before=before)
        case _:
            return text


def silent_line(source: Quiet, say: Phrases) -> str:
    since, outcome = say.date(source.since.astimezone(say.zone).date()), say.words["outcome"].get(source.outcome)
    return str(say.words["alert"]["source_line"]).format(
        name=source.name, since=since, outcome=outcome or source.outcome
    )


def unreachable_line(since: datetime, say: Phrases) -> str:
    return str(say.words["alert"]["unreachable_line"]).format(since=say.moment(since))


def failing_line(row: Sequence[Run], say: Phrases) -> str:
    since = say.moment(datetime.fromisoformat(row[-1].started_at))
    return str(say.words["alert"]["flow_line"]).format(n=len(row), since=since, outcome=row[0].outcome)


def fell_line(run: str, why: str, say: Phrases) -> str:
    return str(say.words["alert"]["fell_line"]).format(run=run, why=why)


def of_notice(notice: Notice, say: Phrases, form: Form, link: str) -> Message:
    """An alert about the ledger. `link` is the address of an entry with {id} in it, or empty."""
    words, escape = say.words["alert"], _ESCAPE[form]
    text, source = line(notice, say), _source(notice)
    others = len({t.outlet for t in notice.told} - {source.outlet})
    origin = f"{escape(source.outlet)} ({say.published(source.published)})"
    reported = [origin, *([say.count(words["also"], others)] if others else []), say.badges(notice.told)]
    lines = [
        f"{words[notice.alert.kind]}: {escape(text)}",
        f"“{escape(clip(notice.alert.evidence, EVIDENCE))}”",
        " · ".join(reported),
        *_addresses(source.url, f"{words['entry']} {_entry(notice.entry.id, link)}"),
    ]
    subject = _subject(words[notice.alert.kind], text, form)
    return Message(subject, _body(lines, form), _html(lines), notice.entry.id)


def of_line(kind: str, text: str, say: Phrases, form: Form) -> Message:
    """An alert that is one line: about a source or the monitor itself."""
    title = say.words["alert"][kind]
    lines = [f"{title}: {_ESCAPE[form](text)}"]
    return Message(_subject(title, text, form), _body(lines, form), _html(lines))


def folded(messages: Sequence[Message], say: Phrases) -> Message:
    """Several messages in one."""
    return Message(
        str(say.words["alert"]["folded"]).format(n=len(messages)),
        "\n".join(m.body for m in messages),
        "<hr>".join(m.html for m in messages) if all(m.html for m in messages) else "",
    )


def _source(notice: Notice) -> Told:
    return next(t for t in notice.told if t.article == notice.alert.article)


def _subject(title: str, text: str, form: Form) -> str:
    line = clip(f"{title}: {text}", SUBJECT)
    return chat(line) if form == "chat" else line  # chat services read mark-up in titles too


def _entry(identity: str, link: str) -> str:
    return link.replace("{id}", identity) if link else identity


def _addresses(url: str, entry: str) -> list[str]:
    return [*([url] if web_address(url) else []), entry]


def _body(lines: Sequence[str], form: Form) -> str:
    return ("  \n" if form == "markdown" else "\n").join(lines) + "\n"


def _html(lines: Sequence[str]) -> str:
    """The lines of a plain text as HTML; an address is a link."""
    parts = [
        f'<a href="{html.escape(text)}">{html.escape(text)}</a>' if web_address(text) else html.escape(text)
        for text in lines
    ]
    return "".join(f'<p style="margin:0 0 6px">{part}</p>' for part in parts)
