"""Which changes are alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import NOW, entry
from monitor.alerts.raising import Quiet, Run, alert_for, correction, failing, overdue, silent, unreachable
from monitor.ledger import Decision, Entry

TODAY, WINDOW = date(2026, 3, 3), timedelta(days=30)


def decision(change: str, **changes: object) -> Decision:
    return Decision(entry(**changes), change, entry())


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (decision("new"), ("new", "new")),
        (decision("status"), ("status", "held")),
        (decision("status", status="cancelled"), ("status", "cancelled")),
        (decision("status", status="lapsed"), ("overdue", "overdue-2026-03-02")),
        (decision("date", status="planned", date="2026-04-01"), ("date", "date-2026-04-01")),
        (decision("date", status="planned", date="2026-04-01", date_end="2026-04-03"), ("date", "date-2026-04-01-2026-04-03")),
        (decision("new", date="2026-02-01"), ("new", "new")),
        (decision("new", date=None), ("new", "new")),
        (decision("new", date="2026"), ("new", "new")),
    ],
)  # fmt: skip
def test_a_change_of_a_high_contact_is_an_alert(made: Decision, what: tuple[str, str]) -> None:
    alert = alert_for(made, TODAY, TODAY, WINDOW)
    assert alert is not None
    assert (alert.kind, alert.id) == (what[0], f"{made.entry.id}:{what[1]}")


@pytest.mark.parametrize(
    ("made", "published"),
    [
        (decision("seen"), TODAY),
        (decision("new", level="working"), TODAY),
        (decision("new", background=True), TODAY),
        (decision("new", date="2026-01-31"), TODAY),
        (decision("new", date=None), date(2026, 1, 31)),
        (decision("status", date="2025"), TODAY),
    ],
)
def test_what_is_seen_recalled_or_old_is_none(made: Decision, published: date) -> None:
    assert alert_for(made, published, TODAY, WINDOW) is None


def told(*scores: float, copies: bool = False, **changes: object) -> Entry:
    """The contact, as articles of these probabilities tell of it."""
    (first,) = entry().observations
    texts = [
        replace(
            first, article=f"a{n}", copy_of="a0" if copies and n else None, contact=replace(first.contact, score=score)
        )
        for n, score in enumerate(scores)
    ]
    return entry(observations=tuple(texts), **changes)


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (Decision(told(0.9), "new"), "new"),
        (Decision(told(0.4), "new"), None),
        (Decision(told(0.4, 0.4), "seen", told(0.4)), "new"),
        (Decision(told(0.4, 0.9), "seen", told(0.4)), "new"),
        (Decision(told(0.4, 0.9, copies=True), "seen", told(0.4)), "new"),
        (Decision(told(0.4, 0.4, copies=True), "seen", told(0.4)), None),
        (Decision(told(0.4, 0.4), "status", told(0.4, status="planned")), "new"),
        (Decision(told(0.4), "status", told(0.4, status="planned")), None),
        (Decision(told(0.9, 0.4), "seen", told(0.9)), None),
        (Decision(told(0.4, 0.4, 0.4), "seen", told(0.4, 0.4)), None),
        (Decision(told(0.4, 0.4), "status", told(0.4, 0.4, status="planned")), "held"),
        (Decision(told(0.4, status="lapsed"), "status", told(0.4, status="planned")), None),
    ],
)  # fmt: skip
def test_a_contact_that_is_not_sure_waits_for_a_second_text_or_a_surer_one(made: Decision, what: str | None) -> None:
    alert = alert_for(made, TODAY, TODAY, WINDOW)
    assert (alert and alert.id) == (what and f"{made.entry.id}:{what}")


@pytest.mark.parametrize(("score", "due"), [(0.9, True), (0.4, False)])
def test_a_promise_of_which_nobody_was_told_is_not_overdue(score: float, due: bool) -> None:
    assert (overdue(told(score, status="planned"), TODAY, WINDOW) is not None) == due


def test_working_contacts_are_alerts_where_asked_for() -> None:
    made = alert_for(decision("new", level="working"), TODAY, TODAY, WINDOW, "working")
    assert made is not None
    assert made.level == "working"


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"status": "planned"}, True),
        ({"status": "slipped"}, True),
        ({"status": "lapsed"}, True),
        ({"status": "planned", "date_end": "2026-03-03"}, False),
        ({"status": "planned", "date": "2026-03"}, False),
        ({"status": "planned", "date": "2026-02"}, True),
        ({"status": "planned", "date": "2026-01-31"}, False),
        ({"status": "planned", "date": None}, False),
        ({"status": "planned", "level": "working"}, False),
        ({"status": "planned", "background": True}, False),
        ({"status": "held"}, False),
        ({"status": "cancelled"}, False),
    ],
)
def test_a_promise_is_overdue_when_its_last_day_has_passed(changes: dict, due: bool) -> None:
    alert = overdue(entry(**changes), TODAY, WINDOW)
    assert (alert is not None) == due
    assert alert is None or alert.kind == "overdue"


def test_a_promise_found_overdue_twice_is_one_alert() -> None:
    lapsed = entry(status="lapsed")
    watched = overdue(entry(status="planned"), TODAY, WINDOW)
    decided = alert_for(Decision(lapsed, "status", entry(status="planned")), None, TODAY, WINDOW)
    assert watched is not None
    assert decided is not None
    assert watched.id == decided.id


def test_a_correction_belongs_to_the_article_that_was_changed() -> None:
    one, other = correction(entry(), "a1", "Dijo."), correction(entry(), "a2", "Dijo.")
    assert one is not None
    assert other is not None
    assert (one.kind, one.article, one.evidence) == ("correction", "a1", "Dijo.")
    assert one.id != other.id
    assert correction(entry(background=True), "a1", "Dijo.") is None


def test_a_silence_is_one_alert_however_often_it_is_seen() -> None:
    first = Quiet("rpp", "RPP", NOW, "ok")
    assert silent(first).id == silent(replace(first, outcome="http-403")).id
    assert silent(first).id != silent(replace(first, since=NOW + timedelta(days=2))).id
    assert silent(first).id != unreachable(NOW).id


@given(st.lists(st.sampled_from(["ok", "failed", "killed"]), max_size=9), st.integers(1, 4))
def test_runs_that_fail_in_a_row_are_one_alert(outcomes: list[str], least: int) -> None:
    start = datetime(2026, 3, 1, tzinfo=NOW.tzinfo)
    runs = [Run((start + timedelta(hours=n)).isoformat(), outcome) for n, outcome in enumerate(outcomes)][::-1]
    row = next((n for n, run in enumerate(runs) if run.outcome == "ok"), len(runs))
    alert = failing(runs, least)
    assert (alert is not None) == (row >= least)
    if alert:
        more = failing([Run("2026-03-09T00:00:00Z", "failed"), *runs], least)
        assert more is not None
        assert more.id == alert.id
