"""Who held which office when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.contacts.people import RECENT, People, Person, Term, is_surname, load, read, shipped
from monitor.text.fold import plain

DAY = date(2020, 6, 15)


def term(role: str, start: str | None = None, end: str | None = None, org: str | None = None) -> Term:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return Term(role, org, first, last)


def person(identity: str, *terms: Term, side: str = "peru", full: Sequence[str] = ()) -> Person:
    return Person(identity, identity.title(), side, tuple(full), (), (), terms)


# --- terms --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "covered", "distance"),
    [
        ("2020-01-01", True, 0),
        ("2020-12-31", True, 0),
        ("2019-12-30", False, 2),
        ("2021-01-10", False, 10),
    ],
)
def test_a_term_covers_its_first_and_last_day(day: str, covered: bool, distance: int) -> None:
    held = term("minister", "2020-01-01", "2020-12-31")
    assert held.covers(date.fromisoformat(day)) is covered
    assert held.distance(date.fromisoformat(day)) == distance


DATES = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(start=st.none() | DATES, end=st.none() | DATES, day=DATES, slack=st.integers(0, 400))
def test_a_day_is_covered_exactly_where_it_is_no_further_than_the_slack(
    start: date | None, end: date | None, day: date, slack: int
) -> None:
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
    held = Term("minister", None, start, end)
    assert held.covers(day, timedelta(days=slack)) == (held.distance(day) <= slack)


CAREER = (
    term("legislator", "2010-07-28", "2015-07-27"),
    term("minister", "2016-01-01", "2017-06-30"),
    term("foreign_minister", "2017-07-01", "2018-03-01"),
    term("ambassador", "2017-12-01", "2022-01-01"),
)


@pytest.mark.parametrize(
    ("day", "role", "expected"),
    [
        (date(2012, 1, 1), None, "legislator"),
        (date(2016, 5, 1), None, "minister"),
        (date(2018, 1, 1), None, "foreign_minister"),  # the higher of two held at once
        (date(2018, 1, 1), "ambassador", "ambassador"),  # the one the text says
        (date(2017, 7, 20), "minister", "minister"),  # just over
        (date(2019, 1, 1), "minister", "ambassador"),  # long over
        (date(2030, 1, 1), None, "ambassador"),  # the nearest of those over
        (date(1990, 1, 1), None, "legislator"),
        (None, None, "ambassador"),  # undated: none is open, so the last
        (None, "minister", "minister"),
    ],
)
def test_the_office_of_a_day_is_the_one_in_force_or_nearest(day: date | None, role: str | None, expected: str) -> None:
    found = person("a", *CAREER).term(day, role)
    assert found is not None
    assert found.role == expected


def test_an_undated_page_has_the_highest_office_still_held() -> None:
    career = (
        term("ambassador", "2020-01-01"),
        term("minister", "2019-01-01"),
        term("president", "2000-01-01", "2001-01-01"),
    )
    found = person("a", *career).term(None)
    assert found is not None
    assert found.role == "minister"


def test_nobody_without_terms_has_an_office() -> None:
    assert person("a").term(DAY) is None
    assert person("a").term(None, "minister") is None


TERMS = st.builds(
    Term, st.sampled_from(["president", "minister", "legislator", "other"]), st.none(), st.none() | DATES, st.none()
)


@given(terms=st.lists(TERMS, min_size=1, max_size=5), day=DATES, role=st.sampled_from(["minister", "legislator", None]))
def test_no_term_is_nearer_than_the_one_found_unless_the_text_says_so(
    terms: list[Term], day: date, role: str | None
) -> None:
    found = person("a", *terms).term(day, role)
    assert found in terms
    nearest = min(t.distance(day) for t in terms)
    assert found.distance(day) == nearest or (found.role == role and found.distance(day) <= RECENT)


# --- holders ------------------------------------------------------------------------------------------------------------

HOLDERS = People(
    [
        person("old", term("foreign_minister", "2018-01-01", "2020-05-31")),
        person("new", term("foreign_minister", "2020-07-15", None)),
        person("health", term("minister", "2020-01-01", None, "Minsa")),
        person("trade", term("minister", "2020-01-01", None, "Mincetur")),
        person("rubio", term("foreign_minister", "2020-01-01", None), side="us"),
    ]
)


@pytest.mark.parametrize(
    ("side", "role", "day", "org", "expected"),
    [
        ("peru", "foreign_minister", date(2019, 1, 1), None, "old"),
        ("peru", "foreign_minister", date(2021, 1, 1), None, "new"),
        ("peru", "foreign_minister", date(2020, 6, 3), None, None),  # both within the slack
        ("peru", "foreign_minister", date(2017, 12, 1), None, "old"),  # within the slack
        ("peru", "foreign_minister", date(2010, 1, 1), None, None),
        ("us", "foreign_minister", date(2021, 1, 1), None, "rubio"),
        ("peru", "minister", date(2021, 1, 1), None, None),  # two at once
        ("peru", "minister", date(2021, 1, 1), "Minsa", "health"),
        ("peru", "minister", date(2021, 1, 1), "Minedu", None),
        ("peru", "foreign_minister", None, None, None),
    ],
)
def test_an_office_has_the_one_holder_known_for_the_day(
    side: str, role: str, day: date | None, org: str | None, expected: str | None
) -> None:
    found = HOLDERS.holder(side, role, day, org)
    assert (found and found[0].id) == expected


# --- names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("rubio", True),
        ("de zela", True),
        ("la torre", True),
        ("flores-araoz", True),
        ("marco rubio", False),
        ("de la torre ugarte", False),
        ("", False),
    ],
)
def test_a_surname_is_one_word_with_its_particles(form: str, expected: bool) -> None:
    assert is_surname(form) is expected


def test_a_full_name_of_two_people_names_neither() -> None:
    people = People([person("a", full=["ana rojas"]), person("b", full=["ana rojas", "ana rojas paz"])])
    assert people.by_full_name("ana rojas") is None
    assert people.by_full_name("luz paz") is None
    found = people.by_full_name("ana rojas paz")
    assert found is not None
    assert found.id == "b"


def test_names_alike_have_the_same_first_letters_word_for_word() -> None:
    people = People([person("a", full=["ana rojas", "ana rojas paz"]), person("b", full=["alba ruiz", "luz ruiz"])])
    assert sorted(people.names_like("ada robles")) == ["alba ruiz", "ana rojas"]
    assert list(people.names_like("ana paz")) == []


def test_the_shipped_people_have_names_that_can_be_found() -> None:
    everybody = shipped()
    assert len({p.id for p in everybody}) == len(everybody)
    for one in everybody:
        assert one.side in ("peru", "us", "other"), one.id
        assert one.full or one.surnames or one.weak, one.id
        assert all(t.start is None or t.end is None or t.start <= t.end for t in one.terms), one.id
    assert all(form == plain(form) and form for form, _ in People(everybody).forms())


# --- the user's own file ------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_overlay_adds_people_and_replaces_those_with_its_id(tmp_path: Path) -> None:
    overlay = write(
        tmp_path / "people.yaml",
        """
        - id: marco-rubio
          name: Marco Rubio
          side: us
          terms: [{role: legislator, org: "-", start: "2011", end: "2025-01"}]
        - id: ana-rojas
          name: Ana Rojas Paz
          side: peru
          aliases: [Ana Rojas, De Rojas]
          weak: [Paz]
          typos: [Anna Rojas]
        """,
    )
    people = load(overlay)
    rubio, rojas = people.by_id["marco-rubio"], people.by_id["ana-rojas"]
    assert rubio.terms == (Term("legislator", None, date(2011, 1, 1), date(2025, 1, 31)),)
    assert rojas.full == ("ana rojas paz", "ana rojas", "anna rojas")
    assert (rojas.surnames, rojas.weak) == (("de rojas",), ("paz",))
    assert len(people) == len(load()) + 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("- {id: ana, name: Ana Rojas}", "entry ana: 'side'"),
        ("- {name: Ana Rojas, side: peru}", "entry 1: 'id'"),
        ("- Ana Rojas", "entry 1"),
        ("ana: {}", "expected a list"),
        ("- {id: ana", "cannot be read"),
        ("- {id: ana, name: Ana Rojas, side: peru, terms: [{start: 2020}]}", "entry ana: 'role'"),
    ],
)
def test_a_wrong_overlay_is_told_in_one_line_with_file_and_entry(tmp_path: Path, text: str, part: str) -> None:
    path = write(tmp_path / "people.yaml", text)
    with pytest.raises(ValueError, match=r"people\.yaml") as error:
        load(path)
    assert part in str(error.value)
    assert "\n" not in str(error.value)


def test_an_overlay_that_is_missing_is_told_and_an_empty_one_adds_nobody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        load(tmp_path / "none.yaml")
    assert read(write(tmp_path / "empty.yaml", "")) == []
