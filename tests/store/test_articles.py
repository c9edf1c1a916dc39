"""Saving an article: everything it brings or nothing of it, once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from monitor.alerts import reading
from monitor.ledger import Decision, Entry
from monitor.model import Alert, Article
from monitor.store import articles, ledger, look
from monitor.store.convert import entry_row, observation_from, observation_row
from monitor.store.db import open_database
from store.samples import BODIES, DE_ZELA, GOVERNMENT, LANDAU, LATER, NAVARRO, NOW, assessed, contact, rows, save


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_database(tmp_path / "m.db")


MEETING = contact()
VISIT = contact(
    mode="visit",
    status="planned",
    us=(LANDAU,),
    peru=(GOVERNMENT,),
    date="2026-03-09",
    date_end="2026-03-15",
    place="Lima",
)


def test_saving_twice_adds_nothing(db: Database) -> None:
    both = assessed("rpp", MEETING, VISIT), assessed("andina", MEETING)
    save(db, *both)
    before = rows(db)
    assert [s.known for s in save(db, *both, now=LATER)] == [True, True]
    assert rows(db) == before
    assert articles.known_texts(db, [both[0].article, assessed("otro").article]) == {both[0].article.url}


def test_a_failure_in_the_middle_leaves_nothing(db: Database) -> None:
    save(db, assessed("andina", MEETING))
    before = rows(db)

    def fail_at_the_end(_article: Article, decisions: Sequence[Decision], _changed: bool) -> list[Alert]:
        assert [d.entry.family for d in decisions] == ["talk", "visit"]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        articles.save(db, assessed("rpp", MEETING, VISIT), fail_at_the_end, NOW)
    assert rows(db) == before
    assert [len(k.reports) for k in look.contacts(db)] == [1]
    save(db, assessed("rpp", MEETING, VISIT))
    assert [len(k.reports) for k in look.contacts(db)] == [2, 1]


def test_articles_on_one_contact_make_one_entry_and_one_alert(db: Database) -> None:
    first, second = save(db, assessed("rpp", MEETING), assessed("andina", MEETING))
    assert [d.change for d in (*first.decisions, *second.decisions)] == ["new", "seen"]
    assert (len(first.alerts), len(second.alerts)) == (1, 0)
    assert (rows(db)["contacts"], rows(db)["observations"]) == (1, 2)


@pytest.mark.parametrize(
    ("told", "again"),
    [
        pytest.param(contact(us=(GOVERNMENT,)), MEETING, id="one side unnamed"),
        pytest.param(
            contact(peru=BODIES[:1], us=BODIES[1:]), contact(peru=BODIES[:1], us=BODIES[1:]), id="nobody named"
        ),
        pytest.param(MEETING, contact(date=None, us=BODIES[1:]), id="undated, one side unnamed"),
        pytest.param(MEETING, contact(date="2026", background=True), id="recalled by its year"),
        pytest.param(contact(date=None), MEETING, id="the undated first"),
    ],
)
def test_what_the_ledger_would_join_is_found_in_the_database(db: Database, told: object, again: object) -> None:
    save(db, assessed("rpp", told), assessed("andina", again))  # type: ignore[arg-type]
    assert rows(db)["contacts"] == 1


def test_a_copy_with_another_date_joins_what_it_copies(db: Database) -> None:
    text = " ".join(f"El canciller trató con el embajador el punto número {n} de la agenda." for n in range(20))
    save(db, assessed("rpp", MEETING, text=text))
    (copy,) = save(db, assessed("eco", contact(date="2026-03-06"), text=text, title="Reunión, según rpp"))
    assert copy.copy is not None
    (known,) = look.contacts(db)
    assert (known.entry.date, known.entry.disputed, len(known.reports)) == ("2026-03-03", ("date",), 2)


def test_a_changed_text_says_what_it_says_now(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", MEETING))
    changed = contact(place="Palacio de Gobierno", evidence="Se reunieron en Palacio.", end=24)
    save(db, assessed("rpp", changed, text="Se reunieron en Palacio. Corregido."), now=LATER)
    entry = look.contacts(db)[0].entry
    assert [(o.article, o.contact.place) for o in entry.observations] == [
        ("andina", "Torre Tagle"),
        ("rpp", "Palacio de Gobierno"),
    ]
    kept = db.execute("SELECT place, superseded_at FROM observations WHERE article = 'rpp' ORDER BY id").fetchall()
    assert kept == [("Torre Tagle", "2026-03-04T12:00:00Z"), ("Palacio de Gobierno", None)]
    assert [row["place"] for row in look.observations_in(db, "rpp")] == ["Palacio de Gobierno"]


def test_an_article_that_tells_of_nothing_any_more_leaves_the_entry_to_the_others(db: Database) -> None:
    earlier = contact(status="planned", date="2026-03-03")
    save(db, assessed("andina", earlier), assessed("rpp", MEETING))
    (entry,) = [k.entry for k in look.contacts(db)]
    (again,) = save(db, assessed("rpp", text="Nadie se reunió."), now=LATER)
    (left,) = look.contacts(db)
    assert (again.decisions, left.entry.status, left.changed_at) == ((), "planned", "2026-03-04T12:00:00Z")
    assert [r.article for r in left.reports] == ["andina"]
    assert dict(db.execute("SELECT id, status || observations FROM contacts").fetchall()) == {entry.id: "planned1"}


def test_a_contact_of_which_nobody_tells_any_more_is_none(db: Database) -> None:
    (announced,) = save(db, assessed("rpp", VISIT))
    save(db, assessed("andina", contact(us=(LANDAU,), date="2026-03-10")))
    assert {k.entry.status for k in look.contacts(db)} == {"held"}
    save(db, assessed("andina", text="No la hubo."), now=LATER)
    (left,) = look.contacts(db)
    assert (left.entry.id, left.entry.status) == (announced.decisions[0].entry.id, "planned"), "nor fulfils it a visit"
    assert reading.held(db) == []


def test_a_new_wording_changes_nothing(db: Database) -> None:
    save(db, assessed("rpp", MEETING), assessed("andina", MEETING))
    save(db, assessed("rpp", contact(evidence="Ambos se vieron."), text="Ambos se vieron. Editado."), now=LATER)
    (known,) = look.contacts(db)
    assert (len(known.reports), known.changed_at) == (2, "2026-03-03T12:00:00Z")


def test_a_meeting_fulfils_the_visit_that_was_announced(db: Database) -> None:
    (announced,) = save(db, assessed("rpp", VISIT))
    meeting = contact(us=(LANDAU,), date="2026-03-10")
    (told,) = save(db, assessed("andina", meeting), now=LATER)
    visit = announced.decisions[0].entry.id
    assert [(d.entry.family, d.change) for d in told.decisions] == [
        ("talk", "new"),
        ("talk", "seen"),
        ("visit", "status"),
    ]
    assert [a.kind for a in told.alerts] == ["new", "status"]
    assert {k.entry.family: (k.entry.status, k.entry.visit) for k in look.contacts(db)} == {
        "talk": ("held", visit),
        "visit": ("held", None),
    }
    save(db, assessed("gestor", VISIT), now=LATER)
    assert look.contacts(db, identity=visit)[0].entry.status == "held", "another announcement takes nothing back"


def test_what_is_announced_lapses_and_may_be_renewed(db: Database) -> None:
    save(db, assessed("rpp", VISIT))
    with db.conn:
        assert ledger.lapse(db, LATER.date(), LATER) == []
        (decision,) = ledger.lapse(db, LATER.date().replace(day=20), LATER)
    assert (decision.entry.status, decision.change) == ("lapsed", "status")
    assert [k.entry.lapsed_on for k in look.contacts(db, status="lapsed")] == [LATER.date().replace(day=20)]
    april = contact(mode="visit", status="planned", us=(LANDAU,), peru=(GOVERNMENT,), date="2026-04", place="Lima")
    save(db, assessed("andina", april, published=LATER.date().replace(day=21)))
    assert [(k.entry.status, k.entry.lapsed_on) for k in look.contacts(db)] == [("slipped", None)]


def test_rows_say_where_each_field_comes_from(db: Database) -> None:
    save(db, assessed("rpp", contact(date="2026-03", us=(GOVERNMENT,))), assessed("andina", MEETING))
    row = db.execute("SELECT sources, observations, last_published FROM contacts").fetchone()
    keys = dict(db.execute("SELECT article, key FROM observations").fetchall())
    assert json.loads(row[0])["date"] == keys["andina"]
    assert row[1:] == (2, "2026-03-03")
    named = dict(db.execute("SELECT person, source FROM participants").fetchall())
    assert named == {"hugo-de-zela": keys["andina"], "bernie-navarro": keys["andina"]}


def test_people_are_entered_once_and_bodies_not(db: Database) -> None:
    unknown = contact(us=(NAVARRO, GOVERNMENT.__class__("Ann Ryan", "other", None, "?ann-ryan")))
    save(db, assessed("rpp", unknown), assessed("andina", unknown, VISIT))
    people = db.execute("SELECT id, side, provisional FROM people ORDER BY id").fetchall()
    assert people == [
        ("?ann-ryan", "us", 1),
        ("bernie-navarro", "us", 0),
        ("christopher-landau", "us", 0),
        ("hugo-de-zela", "peru", 0),
    ]


@given(
    st.lists(
        st.builds(
            contact,
            peru=st.sampled_from([(DE_ZELA,), (GOVERNMENT,), (DE_ZELA, GOVERNMENT)]),
            us=st.sampled_from([(NAVARRO,), (LANDAU, NAVARRO)]),
            status=st.sampled_from(["held", "planned", "cancelled"]),
            mode=st.sampled_from(["meeting", "call", "visit"]),
            date=st.sampled_from([None, "2026", "2026-03", "2026-03-03", "2026-03-09"]),
            place=st.sampled_from([None, "Lima", "Washington"]),
            background=st.booleans(),
            evidence=st.text(max_size=20),
        ),
        max_size=5,
    )
)
@settings(max_examples=30, deadline=None)
def test_the_database_gives_back_what_was_decided(contacts: list) -> None:
    db = open_database(Path(":memory:"))
    decided: dict[str, Entry] = {}
    for number, one in enumerate(contacts):
        (saved,) = save(db, assessed(f"a{number}", one))
        decided |= {d.entry.id: d.entry for d in saved.decisions}
    held = {k.entry.id: k.entry for k in look.contacts(db)}
    assert held == decided
    for row in db.query("SELECT o.*, a.published, a.copy_of FROM observations o JOIN articles a ON a.id = o.article"):
        assert observation_row(observation_from(row)).items() <= row.items()
    for row in db.query("SELECT * FROM contacts"):
        assert entry_row(held[row["id"]]).items() <= row.items(), "the columns say what the observations make"
