"""contacts.csv and contacts.json: the ledger for spreadsheets and programs. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.alerts.escape import one_line
from monitor.alerts.view import Item, badge
from monitor.store.convert import participant_row

_COLUMNS = "id status mode level date date_end date_basis place peru us background evidence outlets urls first_seen changed_at".split()


def contacts_json(items: Sequence[Item]) -> str:
    """One object per contact, fields named as in the ledger, participants and reports in full."""
    return json.dumps([_object(item) for item in items], ensure_ascii=False, indent=1) + "\n"


def contacts_csv(items: Sequence[Item]) -> str:
    """One row per contact, with a header; several people or addresses in one cell are parted by "; ".

    Foreign text that a spreadsheet would read as a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(_COLUMNS)
    for item in items:
        row = _flat(item)
        writer.writerow(_cell(row[name]) for name in _COLUMNS)
    return out.getvalue()


def _object(item: Item) -> dict[str, Any]:
    entry = item.entry
    return {
        "id": entry.id,
        "status": entry.status,
        "mode": entry.mode,
        "level": entry.level,
        "date": entry.date,
        "date_end": entry.date_end,
        "date_basis": entry.date_basis,
        "place": entry.place,
        "background": entry.background,
        "peru": [participant_row(p) for p in entry.peru],
        "us": [participant_row(p) for p in entry.us],
        "evidence": entry.evidence,
        "official": list(badge(item.told).official),
        "reports": [
            {"article": t.article, "outlet": t.outlet, "title": t.title, "url": t.url, "published": t.published}
            for t in {t.article: t for t in item.told}.values()
        ],
        "first_seen": item.first_seen,
        "changed_at": item.changed_at,
    }


def _flat(item: Item) -> Mapping[str, Any]:
    row = _object(item)
    reports = row["reports"]
    return row | {
        "peru": _names(row["peru"]),
        "us": _names(row["us"]),
        "outlets": "; ".join(dict.fromkeys(r["outlet"] for r in reports)),
        "urls": "; ".join(r["url"] for r in reports),
    }


def _names(side: Sequence[Mapping[str, str | None]]) -> str:
    return "; ".join(p["name"] or p["org"] or str(p["role"]) for p in side)


def _cell(value: object) -> str:
    text = "" if value is None else one_line(str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
