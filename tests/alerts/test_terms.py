"""Office-holders named outside of their terms."""

from __future__ import annotations

from datetime import date

import pytest

from alerts import entry
from monitor.alerts.terms import out_of_term
from monitor.contacts.people import People, Person, Term
from monitor.model import Participant

MINISTER = Person(
    "x", "Juan Equis", "peru", (), (), (),
    (Term("foreign_minister", None, date(2025, 1, 1), date(2025, 12, 31)), Term("ambassador", None, date(2026, 3, 1), None)),
)  # fmt: skip
UNKNOWN = Person("y", "Ana Ye", "peru", (), (), (), ())
PEOPLE = People([MINISTER, UNKNOWN])


@pytest.mark.parametrize(
    ("person", "role", "day", "strange"),
    [
        ("x", "foreign_minister", "2025-06-01", False),
        ("x", "foreign_minister", "2024-12-20", False),
        ("x", "foreign_minister", "2026-02-10", False),
        ("x", "foreign_minister", "2026-02-20", True),
        ("x", "foreign_minister", "2026", False),
        ("x", "foreign_minister", "2024-06", True),
        ("x", "foreign_minister", None, False),
        ("x", "ambassador", "2025-06-01", True),
        ("x", "ambassador", "2031-06-01", False),
        ("x", "president", "2025-06-01", True),
        ("x", "other", "2020-01-01", False),
        ("y", "president", "2020-01-01", False),
        ("?z", "president", "2020-01-01", False),
        (None, "president", "2020-01-01", False),
    ],
)
def test_an_office_is_held_within_its_term_give_or_take_six_weeks(
    person: str | None, role: str, day: str | None, strange: bool
) -> None:
    named = entry(peru=(Participant("N", role, None, person),), us=(), date=day)
    assert [o.date for o in out_of_term([named, named], PEOPLE)] == [day] * strange
