"""`monitor analyze`: JSON lines of articles in, JSON lines of conclusions out, same order, no database.

Lines are taken in windows; a window is assessed in worker processes and placed in the ledger oldest first, so that a
stream of any length runs in bounded memory per window. A bad line costs only itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice, repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from monitor import pipeline
from monitor.contacts.people import load
from monitor.model import Article, Assessment, Contact, Participant
from monitor.pipeline import Placed, Stream
from monitor.text.language import detect
from monitor.text.moments import LIMA, parse_moment

WINDOW = 4_000
BATCH = 25
INLINE = 60
"""Fewer articles than this are assessed in this process: two workers take a second to start."""


class BadLine(ValueError):
    """A line that is no article; `args` are its id (or None) and what is wrong."""


class Number(str):
    """An identifier that was given as a number, and is given back as one."""

    __slots__ = ()


def as_given(identity: str | None) -> str | int | None:
    """An identifier as it stood in the line it came from."""
    return int(identity) if isinstance(identity, Number) else identity


def parse_line(line: str, number: int) -> Article:
    """One article of the stream. Raises BadLine."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(None, f"line {number}: not JSON: {str(error)[:120]}") from None
    if not isinstance(row, dict):
        raise BadLine(None, f"line {number}: expected an object, found {type(row).__name__}")
    identity = row.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or identity == "":
        raise BadLine(None, f"line {number}: no id")
    identity = Number(identity) if isinstance(identity, int) else identity
    text = row.get("text")
    if not isinstance(text, str):
        raise BadLine(identity, "text: missing or not a string")
    title = row.get("title")
    if title is not None and not isinstance(title, str):
        raise BadLine(identity, "title: not a string")
    lang = row.get("lang") if isinstance(row.get("lang"), str) else ""
    return Article(
        id=identity,
        url=str(row.get("url") or f"line:{number}"),
        outlet=str(row.get("outlet") or ""),
        title=_printable(title or ""),
        text=_printable(text),
        published=_day(row.get("published"), identity),
        published_basis="given" if row.get("published") else "unknown",
        lang="en" if detect(text, str(lang)) == "en" else "es",
    )


def _printable(text: str) -> str:
    """Lone surrogates (half an emoji, cut by somebody) can't be written as UTF-8; each becomes a question mark."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if any("\ud800" <= c <= "\udfff" for c in text)
        else text
    )


def _day(value: object, identity: str) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            moment = parse_moment(value)
            if moment is not None:
                return moment.astimezone(LIMA).date()
    raise BadLine(identity, f"published: not a date: {str(value)[:40]!r} (YYYY-MM-DD or null)")


def analyze(
    lines: Iterable[str], *, workers: int = 2, people: Path | None = None, explain: bool = False
) -> Iterator[str]:
    """One JSON line for each line of `lines` that is not blank, in their order.

    Raises BadFile where `people` is no people file.
    """
    if people is not None:
        load(people)  # a worker process that fails to start could not say why
    stream = Stream()
    numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    with _Workers(workers, people) as pool:
        while window := list(islice(numbered, WINDOW)):
            yield from _window([_parsed(line, number) for number, line in window], stream, pool, explain)


def _parsed(line: str, number: int) -> Article | BadLine:
    try:
        return parse_line(line, number)
    except BadLine as error:
        return error


def _window(parsed: Sequence[Article | BadLine], stream: Stream, pool: _Workers, explain: bool) -> Iterator[str]:
    results = pool.assess([one for one in parsed if isinstance(one, Article)], explain)
    placed = iter(stream.place(results))
    assessed = iter(results)
    for one in parsed:
        if isinstance(one, BadLine):
            yield _dump({"id": as_given(one.args[0]), "error": one.args[1]})
        else:
            yield _dump(line_of(next(assessed), next(placed), explain))


class _Workers:
    """Worker processes, started when there is enough to do."""

    def __init__(self, count: int, people: Path | None) -> None:
        self._count, self._people = count, people
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def assess(self, articles: Sequence[Article], explain: bool) -> list[Assessment]:
        """The articles' assessments, in their order."""
        if self._count < 2 or (self._pool is None and len(articles) < INLINE):
            return assess_batch(articles, self._people, explain)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=get_context("spawn"), initializer=pipeline.warm_up, initargs=(self._people,)
            )
        batches = [articles[i : i + BATCH] for i in range(0, len(articles), BATCH)]
        done = self._pool.map(assess_batch, batches, repeat(self._people), repeat(explain))
        return [assessment for batch in done for assessment in batch]


def assess_batch(articles: Sequence[Article], people: Path | None, explain: bool) -> list[Assessment]:
    """Assess in order; runs in a worker process."""
    known = pipeline.knowledge(people)
    return [pipeline.assess(article, known, explain=explain) for article in articles]


# --- output -----------------------------------------------------------------------------------------------------------


def line_of(assessment: Assessment, placed: Placed, explain: bool = False) -> dict[str, Any]:
    """What is said of one article."""
    article, relevance = assessment.article, assessment.relevance
    row: dict[str, Any] = {
        "id": as_given(article.id),
        "grade": relevance.grade,
        "score": relevance.score,
        "topics": list(relevance.topics),
        "reasons": list(relevance.reasons),
        "lang": article.lang,
        "duplicate_of": as_given(placed.duplicate_of),
        "story": as_given(placed.story),
        "contacts": [contact_row(c, e, explain) for c, e in zip(assessment.contacts, placed.entries, strict=True)],
    }
    if explain:
        row["rejected"] = [dict(r) for r in assessment.rejected]
    return row


def contact_row(contact: Contact, entry: str | None = None, explain: bool = False) -> dict[str, Any]:
    """A contact in the annotation's form; `contact` is its ledger id."""
    row: dict[str, Any] = {
        "peru": [participant_row(p) for p in contact.peru],
        "us": [participant_row(p) for p in contact.us],
        "mode": contact.mode,
        "status": contact.status,
        "date": contact.date,
        "date_end": contact.date_end,
        "place": contact.place,
        "level": contact.level,
        "background": contact.background,
        "evidence": contact.evidence,
        "start": contact.start,
        "end": contact.end,
        "contact": entry,
    }
    if explain:
        row["score"] = contact.score
        row["why"] = dict(contact.why)
    return row


def participant_row(participant: Participant) -> dict[str, Any]:
    row: dict[str, Any] = {"name": participant.name, "role": participant.role, "org": participant.org}
    if participant.provisional:
        row["provisional"] = True
    return row


def _dump(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
