"""Rows ↔ values: the one place that knows both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from monitor.ledger import Entry
from monitor.model import Article, Participant, who

Row = Mapping[str, Any]


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


def participants_from(rows: Iterable[Row], side: str) -> tuple[Participant, ...]:
    return tuple(
        Participant(row["name"], row["role"], row["org"], row["person"])
        for row in sorted(rows, key=lambda r: r["position"])
        if row["side"] == side
    )


def entry_from(row: Row, participants: Iterable[Row]) -> Entry:
    members = list(participants)
    return Entry(
        id=row["id"],
        family=row["family"],
        mode=row["mode"],
        status=row["status"],
        date=row["date"],
        date_end=row["date_end"],
        date_basis=row["date_basis"],
        place=row["place"],
        level=row["level"],
        background=bool(row["background"]),
        peru=participants_from(members, "peru"),
        us=participants_from(members, "us"),
        evidence=row["evidence"],
        article=row["article"],
        observations=row["observations"],
        last_published=day(row["last_published"]),
    )


def entry_row(entry: Entry, now: datetime) -> dict[str, Any]:
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
        "observations": entry.observations,
        "last_published": entry.last_published.isoformat() if entry.last_published else None,
        "last_seen": stamp(now),
    }
