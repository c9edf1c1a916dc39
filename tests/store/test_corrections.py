"""The user's word on the ledger: it is kept, and holds for what is read later."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.ledger import CorrectionError
from monitor.store import ledger, look
from monitor.store.db import open_database
from store.samples import LANDAU, LATER, NOW, assessed, contact, rows, save

MEETING, OTHER_DAY = contact(), contact(date="2026-03-05")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_database(tmp_path / "m.db")


def groups(db: Database) -> dict[str, set[str]]:
    return {k.entry.id: {r.article for r in k.reports} for k in look.contacts(db)}


def test_a_split_holds_for_later_versions_and_other_articles(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", MEETING), assessed("gestor", MEETING))
    (whole,) = groups(db)
    rest, new = ledger.split(db, whole, ["https://andina.pe/nota"], "another meeting", LATER)
    assert groups(db) == {rest.id: {"rpp", "gestor"}, new.id: {"andina"}}
    save(db, assessed("andina", MEETING, text="Se reunieron. Corregido."), now=LATER)
    save(db, assessed("torre", MEETING), now=LATER)
    assert groups(db) == {rest.id: {"rpp", "gestor", "torre"}, new.id: {"andina"}}
    assert [(d["kind"], d["contact"], d["other"], d["note"]) for d in ledger.corrections(db)] == [
        ("split", rest.id, new.id, "another meeting")
    ]


def test_a_join_holds_for_articles_that_fit_either_part(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", OTHER_DAY))
    one, other = groups(db)
    whole = ledger.join(db, one, other, "", LATER)
    assert (whole.id, whole.disputed) == (one, ("date",))
    save(db, assessed("gestor", OTHER_DAY), assessed("torre", MEETING), now=LATER)
    assert groups(db) == {one: {"rpp", "andina", "gestor", "torre"}}
    assert [k.entry.id for k in look.contacts(db, identity=other)] == [one], "the old identifier leads to the new"
    assert ledger.entry(db, other).id == one


def test_a_joined_entry_may_be_split_again_and_joined_again(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", OTHER_DAY))
    one, other = groups(db)
    ledger.join(db, one, other, "", NOW)
    _, new = ledger.split(db, one, ["andina"], "", LATER)
    assert groups(db) == {one: {"rpp"}, new.id: {"andina"}}
    save(db, assessed("gestor", OTHER_DAY), now=LATER)
    assert groups(db) == {one: {"rpp"}, new.id: {"andina", "gestor"}}
    ledger.join(db, new.id, one, "", LATER)
    assert groups(db) == {new.id: {"rpp", "andina", "gestor"}}
    assert [d["kind"] for d in ledger.corrections(db)] == ["join", "split", "join"]


def test_links_to_a_visit_follow_a_join(db: Database) -> None:
    visit = {"mode": "visit", "status": "planned", "us": (LANDAU,), "place": "Lima"}
    save(db, assessed("rpp", contact(**visit, date="2026-03-09", date_end="2026-03-15")))
    save(db, assessed("andina", contact(us=(LANDAU,), date="2026-03-10")))
    save(db, assessed("gestor", contact(**visit, date="2026-12", background=True)))
    kept, other = (k.entry.id for k in look.contacts(db) if k.entry.family == "visit")
    whole = ledger.join(db, other, kept, "", LATER)
    assert whole.status == "held"
    assert {k.entry.family: (k.entry.status, k.entry.visit) for k in look.contacts(db)} == {
        "talk": ("held", other),
        "visit": ("held", None),
    }


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        (["nobody"], "nobody: no such article"),
        (["gestor"], "gestor does not speak of"),
        ([], "name some of its 2 articles"),
        (["rpp", "andina"], "not all of them"),
    ],
)
def test_impossible_splits_say_why_and_change_nothing(db: Database, articles: list[str], message: str) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", MEETING), assessed("gestor", OTHER_DAY))
    before, identity = rows(db), next(iter(groups(db)))
    with pytest.raises(CorrectionError, match=message):
        ledger.split(db, identity, articles, "", LATER)
    assert rows(db) == before


def test_unknown_contacts_and_joins_with_oneself_say_why(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", OTHER_DAY))
    one, other = groups(db)
    ledger.join(db, one, other, "", NOW)
    before = rows(db)
    with pytest.raises(CorrectionError, match="nothing: no such contact"):
        ledger.join(db, one, "nothing", "", LATER)
    with pytest.raises(CorrectionError, match="one contact already"):
        ledger.join(db, one, other, "", LATER)
    assert rows(db) == before
