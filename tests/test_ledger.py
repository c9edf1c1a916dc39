"""The ledger: one entry for one contact in the world, whatever articles say of it and in whatever order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.ledger import Book, CorrectionError, Decision, Entry, Observation, entry_of, join, lapse, read, split
from monitor.model import Contact, Participant

DE_ZELA = Participant("Hugo de Zela", "foreign_minister", "Cancillería", "hugo-de-zela")
JERI = Participant("José Jerí", "president", "Presidencia", "jose-jeri")
BALCAZAR = Participant("José María Balcázar", "president", "Presidencia", "jose-maria-balcazar")
FERRERO = Participant("Alfredo Ferrero", "ambassador", "Embajada del Perú en EE.UU.", "alfredo-ferrero")
RUBIO = Participant("Marco Rubio", "secretary_of_state", "State Department", "marco-rubio")
LANDAU = Participant("Christopher Landau", "deputy_secretary_of_state", "State Department", "christopher-landau")
NAVARRO = Participant("Bernie Navarro", "ambassador", "US Embassy Lima", "bernie-navarro")
PERU = Participant(None, "delegation", "Government of Peru")
US = Participant(None, "delegation", "Government of the US")
CONGRESS = Participant(None, "legislator", "US Congress")
MINCETUR = Participant(None, "delegation", "Mincetur")
USTR = Participant(None, "delegation", "USTR")


def told(article: str, published: str | None, copy_of: str | None = None, **changes: Any) -> Observation:
    """A meeting of foreign minister and ambassador, held on 3 March 2026 in Torre Tagle, changed as said. `peru` and
    `us` may be one participant or several.
    """
    sides = {side: (one,) if isinstance(one := changes.pop(side, who), Participant) else tuple(one) for side, who in (("peru", DE_ZELA), ("us", NAVARRO))}  # fmt: skip
    contact = Contact(
        mode="meeting", status="held", date="2026-03-03", date_end=None, place="Torre Tagle", level="high",
        background=False, evidence=f"Se reunieron, según {article}.", start=0, end=20, **sides,
    )  # fmt: skip
    day = date.fromisoformat(published) if published else None
    return Observation(replace(contact, **changes), article, day, copy_of)


def ledger_of(*articles: Observation | Sequence[Observation]) -> dict[str, Entry]:
    """The entries after reading the articles one by one."""
    known: dict[str, Entry] = {}
    for article in articles:
        one = [article] if isinstance(article, Observation) else article
        known |= {d.entry.id: d.entry for d in read(one, known.values())}
    return known


def only(entries: dict[str, Entry]) -> Entry:
    (entry,) = entries.values()
    return entry


def groups(entries: Iterable[Entry]) -> set[frozenset[str]]:
    """Which articles each entry has."""
    return {entry.articles for entry in entries}


# --- which contact it is -------------------------------------------------------------------------------------------------

FIRST = told("a", "2026-03-03")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(FIRST, told("b", "2026-03-04"), id="same day"),
        pytest.param(FIRST, told("b", "2026-03-03", mode="call"), id="a call to one is a meeting to the other"),
        pytest.param(FIRST, told("b", "2026-04-02", date="2026-03", background=True), id="recalled by its month"),
        pytest.param(FIRST, told("b", "2026-03-05", date="2026-03-02", date_end="2026-03-08"), id="this week"),
        pytest.param(FIRST, told("b", "2026-03-05", date=None), id="undated news of these days"),
        pytest.param(FIRST, told("b", None, date=None), id="nothing dated, the same two people"),
        pytest.param(FIRST, told("b", "2026-03-03", us=US), id="the other side without names"),
        pytest.param(FIRST, told("b", "2026-03-03", us=(NAVARRO, LANDAU)), id="one more present"),
        pytest.param(
            FIRST, told("b", "2026-03-20", date=None, background=True), id="recalled without date when it was past"
        ),
        pytest.param(told("b", "2026-03-01", status="planned"), FIRST, id="announced, then held"),
        pytest.param(
            told("a", "2026-02-20", status="planned", date="2026-03"),
            told("b", "2026-03-03"),
            id="announced for a month",
        ),
        pytest.param(
            told("a", "2026-03-03", peru=MINCETUR, us=USTR),
            told("b", "2026-03-04", peru=MINCETUR, us=USTR, date="2026-03-02", date_end="2026-03-04"),
            id="two bodies",
        ),
        pytest.param(
            told("a", "2026-03-03", us=Participant("Daniel P. Erikson", "other", None, "?daniel-p-erikson")),
            told("b", "2026-03-04", us=Participant("Daniel Erikson", "other", None, "?daniel-erikson")),
            id="a provisional person with and without initial",
        ),
        pytest.param(
            told("a", "2025-12-06", mode="visit", us=RUBIO, peru=PERU, status="planned", date="2026", place=None),
            told("b", "2026-01-11", mode="visit", us=RUBIO, peru=PERU, status="planned", date="2026-02", place="Lima"),
            id="an invitation gets its month",
        ),
        pytest.param(
            told("a", "2026-01-10", mode="visit", us=RUBIO, peru=PERU, status="planned", date="2026-02", place="Lima"),
            told("b", "2026-02-20", mode="visit", us=RUBIO, peru=PERU, status="planned", date="2026-04", place="Lima"),
            id="a visit put off",
        ),
        pytest.param(FIRST, told("b", "2026-03-06", "a", date="2026-03-06"), id="a copy dated anew"),
    ],
)
def test_one_contact_in_either_order(one: Observation, other: Observation) -> None:
    assert groups(ledger_of(one, other).values()) == {frozenset("ab")}
    assert groups(ledger_of(other, one).values()) == {frozenset("ab")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(FIRST, told("b", "2026-03-05", date="2026-03-05"), id="another day"),
        pytest.param(FIRST, told("b", "2026-03-03", peru=BALCAZAR), id="the ambassador saw another on that day"),
        pytest.param(FIRST, told("b", "2026-03-03", us=CONGRESS), id="members of congress are no ambassador"),
        pytest.param(FIRST, told("b", "2026-03-03", mode="signing"), id="a signing is no talk"),
        pytest.param(
            FIRST, told("b", "2026-03-03", date=None, background=True), id="they had met before: not today's meeting"
        ),
        pytest.param(FIRST, told("b", "2026-05-20", date=None), id="undated news, weeks later"),
        pytest.param(FIRST, told("b", "2026-03-02", date=None), id="undated news of what took place before"),
        pytest.param(FIRST, told("b", "2026-03-20", status="planned", date=None), id="undated promise, afterwards"),
        pytest.param(FIRST, told("b", "2026-03-05", date=None, place="Washington"), id="undated, in the other country"),
        pytest.param(
            FIRST, told("b", "2026-03-20", date=None, us=(NAVARRO, LANDAU), peru=(JERI,)), id="undated, other company"
        ),
        pytest.param(
            told("a", "2026-03-03", date="2026-03", peru=PERU, us=US, place=None),
            told("b", "2026-03-30", date="2026-03", place=None),
            id="two governments in a month are not these two people",
        ),
        pytest.param(
            told("a", None, date=None, us=USTR, place=None),
            told("b", None, date=None, us=LANDAU, place=None),
            id="nothing dated, and one side not the same",
        ),
        pytest.param(
            told("a", "2019-11-20", mode="visit", us=US, status="planned", date="2020-03", place="Washington"),
            told("b", "2023-08-11", mode="visit", us=US, status="planned", date="2023-09", place="Washington"),
            id="another visit, years later",
        ),
    ],
)
def test_two_contacts_in_either_order(one: Observation, other: Observation) -> None:
    assert groups(ledger_of(one, other).values()) == {frozenset("a"), frozenset("b")}
    assert groups(ledger_of(other, one).values()) == {frozenset("a"), frozenset("b")}


def test_contacts_that_an_article_tells_apart_stay_apart_and_each_copy_finds_its_own() -> None:
    recalled = told("a", "2026-03-03", date="2026-02-20", background=True, start=90)
    copies = told("b", "2026-03-04", "a"), told("b", "2026-03-04", "a", date="2026-02-20", background=True, start=90)
    entries = ledger_of([FIRST, recalled], copies)
    assert sorted((e.date, len(e.observations)) for e in entries.values()) == [("2026-02-20", 2), ("2026-03-03", 2)]


def test_two_meetings_of_the_same_day_told_apart() -> None:
    palace = told("a", "2026-03-03", peru=(BALCAZAR, DE_ZELA), place="Palacio de Gobierno", start=90)
    assert len(ledger_of([FIRST, palace])) == 2


def test_one_article_that_mixes_two_meetings_does_not_make_them_one() -> None:
    president = [told(name, "2026-03-03", peru=JERI, place="Palacio de Gobierno") for name in "ab"]
    mixed = told("c", "2026-03-04", peru=(JERI, DE_ZELA), place=None)
    minister = told("d", "2026-03-04", place=None)
    entries = ledger_of(*president, mixed, minister)
    assert frozenset("d") in groups(entries.values())


def test_a_text_read_anew_replaces_what_it_said() -> None:
    entry = only(ledger_of(FIRST, told("b", "2026-03-03"), told("a", "2026-03-03", place="Palacio de Gobierno")))
    assert [(o.article, o.contact.place) for o in entry.observations] == [
        ("a", "Palacio de Gobierno"),
        ("b", "Torre Tagle"),
    ]


# --- what is known of it ------------------------------------------------------------------------------------------------------

VISIT: dict[str, Any] = {"mode": "visit", "us": LANDAU, "place": "Lima", "status": "planned"}
VISIT_WEEK = VISIT | {"date": "2026-03-09", "date_end": "2026-03-15"}
MOVED = VISIT | {"date": "2026-04-06", "date_end": "2026-04-12"}


@pytest.mark.parametrize(
    ("words", "status", "day"),
    [
        pytest.param([("2026-03-06", VISIT_WEEK)], "planned", "2026-03-09", id="announced"),
        pytest.param(
            [("2026-02-01", VISIT | {"date": "2026"}), ("2026-03-06", VISIT_WEEK)],
            "planned",
            "2026-03-09",
            id="tighter",
        ),
        pytest.param([("2026-03-06", VISIT_WEEK), ("2026-03-10", MOVED)], "slipped", "2026-04-06", id="moved"),
        pytest.param(
            [("2026-03-06", VISIT_WEEK), ("2026-03-10", VISIT_WEEK | {"status": "cancelled"})],
            "cancelled",
            "2026-03-09",
            id="called off",
        ),
        pytest.param(
            [("2026-03-06", VISIT_WEEK), ("2026-03-10", VISIT_WEEK | {"status": "cancelled"}), ("2026-03-12", MOVED)],
            "slipped",
            "2026-04-06",
            id="put off, then a new date",
        ),
        pytest.param(
            [("2026-03-06", VISIT_WEEK), ("2026-03-16", VISIT_WEEK | {"status": "held"})],
            "held",
            "2026-03-09",
            id="held",
        ),
        pytest.param(
            [("2026-03-06", VISIT_WEEK), ("2026-03-11", VISIT | {"status": "held", "date": "2026-03-10"})],
            "held",
            "2026-03-10",
            id="held on a day of the week",
        ),
        pytest.param(
            [("2026-03-11", VISIT | {"status": "held", "date": "2026-03-10"}), ("2026-03-20", VISIT_WEEK)],
            "held",
            "2026-03-10",
            id="held is final",
        ),
        pytest.param(
            [("2026-03-10", VISIT_WEEK | {"status": "cancelled"}), ("2026-03-20", VISIT_WEEK | {"background": True})],
            "cancelled",
            "2026-03-09",
            id="that it had been announced is no new announcement",
        ),
    ],
)
def test_life_of_a_visit(words: list[tuple[str, dict[str, Any]]], status: str, day: str) -> None:
    articles = [told(f"a{n}", published, **(changes | {"peru": PERU})) for n, (published, changes) in enumerate(words)]
    entry = only(ledger_of(*articles))
    assert (entry.status, entry.date) == (status, day)
    assert only(ledger_of(*reversed(articles))).status == status


TALK = {"status": "planned", "date": "2026-03-20"}
PUT_OFF = TALK | {"date": "2026-03-25"}


@pytest.mark.parametrize("later", ["2026-03-18", "2026-03-22"])
def test_a_talk_put_off_to_another_day_is_the_same_talk(later: str) -> None:
    first, then = told("a", "2026-03-10", **TALK), told("b", later, **PUT_OFF)
    for order in ((first, then), (then, first)):
        entry = only(ledger_of(*order))
        assert (entry.status, entry.date) == ("slipped", "2026-03-25")
    decision = read([then], ledger_of(first).values())[0]
    assert (decision.change, decision.before and decision.before.date) == ("status", "2026-03-20")
    held = told("c", "2026-03-25", date="2026-03-25")
    assert only(ledger_of(first, then, held)).status == "held"


@pytest.mark.parametrize(
    ("published", "changes"),
    [
        pytest.param("2026-03-18", {"us": (NAVARRO, LANDAU)}, id="with somebody else"),
        pytest.param("2026-03-24", {}, id="announced when the first must have been held"),
        pytest.param("2026-03-18", {"date": "2026-04-29"}, id="a month later"),
        pytest.param("2026-03-18", {"date": "2026-04"}, id="some day of the next month"),
        pytest.param("2026-03-18", {"place": "Washington"}, id="in the other country"),
        pytest.param("2026-03-25", {"status": "held"}, id="held on the other day"),
    ],
)
def test_two_talks_ahead_are_two(published: str, changes: dict[str, Any]) -> None:
    assert len(ledger_of(told("a", "2026-03-10", **TALK), told("b", published, **PUT_OFF | changes))) == 2


def test_two_talks_that_one_article_announces_are_two() -> None:
    assert len(ledger_of([told("a", "2026-03-10", **TALK), told("a", "2026-03-10", start=90, **PUT_OFF)])) == 2


def test_changes_are_told_once() -> None:
    known: dict[str, Entry] = {}
    changes = []
    for article in (
        told("a", "2026-03-01", **VISIT | {"date": "2026-03", "peru": PERU}),
        told("b", "2026-03-06", **VISIT_WEEK | {"peru": PERU}),
        told("c", "2026-03-07", **VISIT_WEEK | {"peru": PERU}),
        told("d", "2026-03-10", **MOVED | {"peru": PERU}),
        told("e", "2026-03-11", **MOVED | {"peru": PERU}),
        told("f", "2026-04-07", **MOVED | {"peru": PERU, "status": "held", "date": "2026-04-06", "date_end": None}),
        told("g", "2026-04-08", **MOVED | {"peru": PERU}),
    ):
        (decision,) = read([article], known.values())
        known = {decision.entry.id: decision.entry}
        changes.append(decision.change)
    assert changes == ["new", "date", "seen", "status", "seen", "status", "seen"]


def test_news_of_what_was_only_recalled_is_new() -> None:
    recalled = told("a", "2026-03-20", background=True)
    decisions = read([told("b", "2026-03-21")], ledger_of(recalled).values())
    assert [d.change for d in decisions] == ["new"]


def test_an_undated_page_is_dated_by_its_sister() -> None:
    held = told("b", None, **VISIT | {"status": "held", "date": None, "peru": PERU})
    entry = only(ledger_of(told("a", "2026-03-06", **VISIT_WEEK | {"peru": PERU}), held))
    assert (entry.status, entry.date, entry.date_basis) == ("held", "2026-03-09", "inferred")
    assert entry.sources["status"] == held.id
    stated = only(ledger_of(FIRST, told("b", None, date=None)))
    assert (stated.date, stated.date_basis) == ("2026-03-03", "stated")


def test_an_undated_page_takes_the_nearest_of_two_meetings() -> None:
    entries = ledger_of(FIRST, told("b", "2026-03-20", date="2026-03-19"), told("c", "2026-03-22", date=None))
    assert groups(entries.values()) == {frozenset("a"), frozenset("bc")}


def test_every_field_names_the_observation_it_comes_from() -> None:
    vague = told("a", "2026-03-04", date="2026-03", place=None, us=US, level="working")
    exact = told("b", "2026-03-05", us=(NAVARRO, LANDAU))
    entry = only(ledger_of(vague, exact))
    assert entry.sources == {
        "mode": exact.id,
        "status": exact.id,
        "date": exact.id,
        "place": exact.id,
        "level": exact.id,
        "evidence": exact.id,
        "peru.0": exact.id,
        "us.0": exact.id,
        "us.1": exact.id,
    }
    assert [p.name for p in entry.us] == ["Bernie Navarro", "Christopher Landau"]


def test_sources_that_contradict_each_other_are_both_kept() -> None:
    entry = only(ledger_of(FIRST, told("b", "2026-03-06", "a", date="2026-03-06"), told("c", "2026-03-03")))
    assert (entry.date, entry.disputed) == ("2026-03-03", ("date",))
    assert {o.contact.date for o in entry.observations} == {"2026-03-03", "2026-03-06"}
    assert only(ledger_of(FIRST, told("b", "2026-03-04", date="2026-03"))).disputed == ()


def test_two_languages_make_one_entry() -> None:
    spanish = told("a", "2026-02-26", peru=MINCETUR, us=USTR, date="2026-02-26", place="Lima", level="working")
    english = replace(spanish, article="b", contact=replace(spanish.contact, evidence="They held talks in Lima today."))
    assert groups(ledger_of(spanish, english).values()) == {frozenset("ab")}


# --- what the calendar and other entries tell --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "today", "lapsed"),
    [
        (VISIT_WEEK, "2026-03-16", False),
        (VISIT_WEEK, "2026-03-18", False),
        (VISIT_WEEK, "2026-03-19", True),
        (VISIT | {"date": "2026"}, "2026-12-31", False),
        (VISIT | {"date": "2026"}, "2027-01-10", True),
        (VISIT | {"date": None}, "2026-06-01", False),
        (VISIT | {"date": None}, "2026-08-01", True),
        (VISIT_WEEK | {"status": "cancelled"}, "2026-05-01", False),
        (VISIT_WEEK | {"status": "held"}, "2026-05-01", False),
    ],
)
def test_a_promise_lapses_some_days_after_its_time(changes: dict[str, Any], today: str, lapsed: bool) -> None:
    entry = only(ledger_of(told("a", "2026-03-06", **changes)))
    decisions = lapse([entry], date.fromisoformat(today))
    assert [(d.entry.status, d.change, d.entry.lapsed_on) for d in decisions] == (
        [("lapsed", "status", date.fromisoformat(today))] if lapsed else []
    )


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (told("b", "2026-03-20", **VISIT_WEEK | {"status": "held"}), "held"),
        (told("b", "2026-03-20", **MOVED), "slipped"),
        (told("b", "2026-03-20", **VISIT_WEEK), "lapsed"),
    ],
)
def test_a_lapsed_promise_may_still_be_kept_or_renewed(later: Observation, status: str) -> None:
    (decision,) = lapse(ledger_of(told("a", "2026-03-06", **VISIT_WEEK)).values(), date(2026, 3, 19))
    assert [d.entry.status for d in read([later], [decision.entry])] == [status]


MEETING = told("b", "2026-03-10", us=LANDAU, date="2026-03-10")


@pytest.mark.parametrize("visit_first", [True, False])
def test_a_visit_is_fulfilled_by_a_meeting_of_the_visitor_in_the_host_country(visit_first: bool) -> None:
    visit = told("a", "2026-03-06", peru=PERU, **VISIT_WEEK)
    entries = ledger_of(*([visit, MEETING] if visit_first else [MEETING, visit]))
    meeting, kept = sorted(entries.values(), key=lambda e: e.family)
    assert (meeting.visit, kept.status, kept.date) == (kept.id, "held", "2026-03-09")
    assert "status" not in kept.sources, "no article says so: the link does"


def test_fulfilling_a_visit_is_a_change_of_the_visit_and_none_of_further_meetings() -> None:
    entries = ledger_of(told("a", "2026-03-06", peru=PERU, **VISIT_WEEK))
    first = read([MEETING], entries.values())
    assert [(d.entry.family, d.change) for d in first] == [("talk", "new"), ("talk", "seen"), ("visit", "status")]
    entries |= {d.entry.id: d.entry for d in first}
    again = read([told("c", "2026-03-11", peru=JERI, us=LANDAU, date="2026-03-11", place="Palacio")], entries.values())
    assert [(d.entry.family, d.change) for d in again] == [("talk", "new"), ("talk", "seen")]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"place": "Washington"}, id="elsewhere"),
        pytest.param({"place": None}, id="nobody says where"),
        pytest.param({"date": "2026-03-20"}, id="later"),
        pytest.param({"us": NAVARRO}, id="not the visitor"),
        pytest.param({"status": "planned"}, id="not held yet"),
    ],
)
def test_other_meetings_do_not_fulfil_a_visit(changes: dict[str, Any]) -> None:
    meeting = replace(
        MEETING, contact=replace(MEETING.contact, **{k: (v,) if k == "us" else v for k, v in changes.items()})
    )
    entries = ledger_of(told("a", "2026-03-06", peru=PERU, **VISIT_WEEK), meeting)
    assert {e.status for e in entries.values() if e.family == "visit"} == {"planned"}


# --- the user's word -----------------------------------------------------------------------------------------------------------


def test_a_split_holds_for_the_article_its_copies_and_its_later_versions() -> None:
    entry = only(ledger_of(FIRST, told("b", "2026-03-03"), told("c", "2026-03-04")))
    rest, new = split(entry, ["b"])
    assert (rest.articles, new.articles) == ({"a", "c"}, {"b"})
    assert rest.id == entry.id != new.id
    known = {e.id: e for e in (rest, new)}
    for later in (told("d", "2026-03-05", "b"), told("b", "2026-03-03", place="Palacio de Gobierno")):
        (decision,) = read([later], known.values())
        assert decision.entry.id == new.id
    (other,) = read([told("e", "2026-03-05", "a")], known.values())
    assert other.entry.id == rest.id


def test_splitting_off_the_article_that_opened_the_entry_gives_it_another_identifier() -> None:
    rest, new = split(only(ledger_of(FIRST, told("b", "2026-03-03"))), ["a"])
    assert rest.id != new.id


def test_a_join_holds_for_articles_that_fit_either_part() -> None:
    one, other = ledger_of(FIRST, told("b", "2026-03-06", date="2026-03-05")).values()
    whole = join(one, other)
    assert (whole.id, whole.articles, whole.disputed) == (one.id, {"a", "b"}, ("date",))
    for later in (told("c", "2026-03-04"), told("d", "2026-03-06", date="2026-03-05")):
        (decision,) = read([later], [whole])
        assert decision.entry.id == whole.id
        whole = decision.entry
    assert len(ledger_of(FIRST)) == 1, "what fits neither part stays apart"
    (apart,) = read([told("e", "2026-03-12", date="2026-03-12")], [whole])
    assert apart.change == "new"


def test_joining_takes_a_split_back() -> None:
    rest, new = split(only(ledger_of(FIRST, told("b", "2026-03-03"))), ["b"])
    whole = join(rest, new)
    assert (whole.articles, whole.barred) == ({"a", "b"}, frozenset())


@pytest.mark.parametrize(
    ("articles", "message"),
    [(["x"], "x does not speak of"), ([], "not all of them"), (["a", "b"], "not all of them")],
)
def test_impossible_splits_say_why(articles: list[str], message: str) -> None:
    entry = only(ledger_of(FIRST, told("b", "2026-03-03")))
    with pytest.raises(CorrectionError, match=message):
        split(entry, articles)


def test_impossible_joins_say_why() -> None:
    talk, visit = ledger_of(FIRST, told("b", "2026-03-06", **VISIT_WEEK)).values()
    with pytest.raises(CorrectionError, match="one contact already"):
        join(talk, talk)
    with pytest.raises(CorrectionError, match=r"a talk and .* a visit"):
        join(talk, visit)


# --- properties ------------------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
words_on_one = st.builds(
    lambda n, day, **changes: told(f"a{n}", day and day.isoformat(), **changes),
    st.integers(0, 99),
    st.none() | DAYS,
    date=st.none() | st.just("2026-03") | DAYS.map(date.isoformat),
    status=st.sampled_from(["planned", "held", "cancelled"]),
    background=st.booleans(),
    place=st.sampled_from([None, "Lima", "Torre Tagle"]),
    us=st.sampled_from([US, NAVARRO, (NAVARRO, LANDAU)]),
)
same_entry = st.lists(words_on_one, min_size=1, max_size=6, unique_by=lambda o: o.id)


@given(same_entry, st.randoms(use_true_random=False))
def test_observations_make_the_same_entry_in_any_order(observations: list[Observation], random: Any) -> None:
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert entry_of("x", observations) == entry_of("x", shuffled)


@given(same_entry)
def test_fields_come_from_the_observation_they_name(observations: list[Observation]) -> None:
    entry = entry_of("x", observations)
    by_id = {o.id: o.contact for o in observations}
    for field in ("mode", "place", "date", "level", "evidence"):
        if field in entry.sources:
            assert getattr(entry, field) == getattr(by_id[entry.sources[field]], field)
        else:
            assert getattr(entry, field) is None
    assert all(entry.side(s)[n] in by_id[entry.sources[f"{s}.{n}"]].side(s) for s in ("peru", "us") for n in range(len(entry.side(s))))  # fmt: skip


@given(same_entry, words_on_one)
def test_what_was_held_stays_held(observations: list[Observation], more: Observation) -> None:
    assume(entry_of("x", observations).status == "held")
    assert entry_of("x", [*observations, more]).status == "held"


PAIRS = [(DE_ZELA, NAVARRO), (JERI, RUBIO), (FERRERO, LANDAU)]


@st.composite
def world(draw: st.DrawFn) -> list[tuple[int, Observation]]:
    """Articles on meetings of three pairs of people, each pair ten months apart; with the number of the meeting. What
    they say is true, though vague: a day or a month or nothing, the American with or without name, announced or told.
    """
    out = []
    for number in range(draw(st.integers(1, 4))):
        peru, us = PAIRS[number % 3]
        day = date(2025, 3, 2) + timedelta(days=300 * (number // 3) + draw(st.integers(0, 27)))
        for copy in range(draw(st.integers(1, 4))):
            announced = draw(st.booleans())
            published = day + timedelta(days=draw(st.integers(-9, -1) if announced else st.integers(0, 7)))
            said = draw(st.sampled_from([day.isoformat(), day.isoformat()[:7], None]))
            changes = {"peru": peru, "us": draw(st.sampled_from([us, US])), "date": said, "place": "Lima"}
            status = "planned" if announced else "held"
            out.append((number, told(f"{number}-{copy}", published.isoformat(), status=status, **changes)))
    return out


@given(world(), st.randoms(use_true_random=False))
def test_the_same_contacts_are_found_in_any_order(articles: list[tuple[int, Observation]], random: Any) -> None:
    truth: dict[int, set[str]] = defaultdict(set)
    for number, one in articles:
        truth[number].add(one.article)
    random.shuffle(articles)
    entries = ledger_of(*(one for _, one in articles))
    assert groups(entries.values()) == {frozenset(names) for names in truth.values()}
    assert {e.articles: e.status for e in entries.values()} == {
        frozenset(truth[number]): "held"
        if any(o.contact.status == "held" for n, o in articles if n == number)
        else "planned"
        for number in truth
    }


@given(st.lists(words_on_one, max_size=5, unique_by=lambda o: o.article), st.data())
def test_every_observation_has_one_entry_and_ones_that_were_split_never_meet(
    articles: list[Observation], data: st.DataObject
) -> None:
    entries = ledger_of(*articles)
    assert sorted(o.article for e in entries.values() for o in e.observations) == sorted(o.article for o in articles)
    several = [e for e in entries.values() if len(e.articles) > 1]
    assume(several)
    entry = data.draw(st.sampled_from(several))
    apart = data.draw(st.sampled_from(sorted(entry.articles)))
    entries |= {e.id: e for e in split(entry, [apart])}
    for one in articles:
        entries |= {d.entry.id: d.entry for d in read([one], entries.values())}
    assert not any(apart in e.articles and e.articles & (entry.articles - {apart}) for e in entries.values())


@given(st.lists(words_on_one, max_size=8, unique_by=lambda o: o.article), world())
def test_an_index_by_names_changes_no_decision(some: list[Observation], more: list[tuple[int, Observation]]) -> None:
    book, articles = Book(), [*some, *(one for _, one in more)]
    for one in articles:
        book.read([one])
    assert book.entries == ledger_of(*articles)


def test_decisions_stand_in_the_order_of_the_observations() -> None:
    told_apart = [told("a", "2026-03-03", date=f"2026-03-0{n}", start=n) for n in (3, 1, 2)]
    decisions: list[Decision] = read(told_apart, ledger_of(told("b", "2026-03-03", date="2026-03-02")).values())
    assert [d.entry.date for d in decisions] == ["2026-03-03", "2026-03-01", "2026-03-02"]
    assert [d.change for d in decisions] == ["new", "new", "seen"]
