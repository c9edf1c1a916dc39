"""Rows ↔ values: the one place that knows both."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from monitor.ledger import Entry, Observation
from monitor.model import Article, Contact, Failure, Link, Page, Participant, Stage, who

Row = Mapping[str, Any]

AHEAD = timedelta(hours=1)
"""What was written at a time further ahead than this was written before the clock was moved back: what waits for a time
reckoned from it waits no longer. Programs that run side by side differ by a run's length at most; a smaller step heals
by itself.
"""


def stamp(moment: datetime) -> str:
    """UTC to the second, sortable as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_json(values: Iterable[object]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def participant_row(one: Participant) -> dict[str, Any]:
    return {"name": one.name, "role": one.role, "org": one.org, "person": one.person}


def page_from(row: Row, address: str, link: Link) -> Page | Failure:
    """The raw page of `link` out of a row of pages, found at `address`; a Failure where it is damaged as it lies."""
    try:
        body = zlib.decompress(row["body"])
    except zlib.error as error:
        return Failure(Stage.EXTRACT, "damaged", str(error))
    return Page(address, body, row["content_type"], datetime.fromisoformat(row["fetched_at"]), link)


def article_from(row: Row) -> Article:
    return Article(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        title=row["title"],
        text=row["text"],
        published=day(row["published"]),
        published_basis=row["published_basis"],
        lang=row["lang"],
        author=row["author"],
        captions=row["captions"],
        source=row["source"],
    )


def entry_row(entry: Entry) -> dict[str, Any]:
    """The columns of `contacts` that an entry gives."""
    last = entry.last_published
    return {
        "id": entry.id,
        "who_peru": who(entry.peru),
        "who_us": who(entry.us),
        "family": entry.family,
        "mode": entry.mode,
        "status": entry.status,
        "date": entry.date,
        "date_end": entry.date_end,
        "date_basis": entry.date_basis,
        "place": entry.place,
        "level": entry.level,
        "background": int(entry.background),
        "evidence": entry.evidence,
        "article": entry.article,
        "observations": len(entry.observations),
        "sources": json.dumps(dict(entry.sources)),
        "disputed": as_json(entry.disputed),
        "visit": entry.visit,
        "lapsed_on": entry.lapsed_on.isoformat() if entry.lapsed_on else None,
        "joined_to": None,
        "last_published": last.isoformat() if last else None,
    }


def observation_row(one: Observation) -> dict[str, Any]:
    """The columns of `observations` that an observation gives."""
    contact = one.contact
    return {
        "key": one.id,
        "part": one.part,
        "article": one.article,
        "peru": as_json(participant_row(p) for p in contact.peru),
        "us": as_json(participant_row(p) for p in contact.us),
        "mode": contact.mode,
        "status": contact.status,
        "date": contact.date,
        "date_end": contact.date_end,
        "place": contact.place,
        "level": contact.level,
        "background": int(contact.background),
        "evidence": contact.evidence,
        "start": contact.start,
        "end": contact.end,
        "score": contact.score,
    }


def observation_from(row: Row) -> Observation:
    """An observation from its row and its article's `published` and `copy_of`."""
    contact = Contact(
        peru=_participants(row["peru"]),
        us=_participants(row["us"]),
        mode=row["mode"],
        status=row["status"],
        date=row["date"],
        date_end=row["date_end"],
        place=row["place"],
        level=row["level"],
        background=bool(row["background"]),
        evidence=row["evidence"],
        start=row["start"],
        end=row["end"],
        score=row["score"],
    )
    return Observation(contact, row["article"], day(row["published"]), row["copy_of"], row["part"])


@lru_cache(4096)  # the articles on one contact name the same people
def _participants(text: str) -> tuple[Participant, ...]:
    return tuple(Participant(**one) for one in json.loads(text))
