"""Contacts count where the whole article is relevant, and raise alerts where the models are sure."""

from __future__ import annotations

import pytest

from monitor.model import Contact, Participant, Relevance
from monitor.relevance.trust import SURE, counted, sure


def contact(score: float) -> Contact:
    side = (Participant("Ana", "minister"),)
    return Contact(side, side, "meeting", "held", None, None, None, "high", False, "They met.", 0, 9, score)


@pytest.mark.parametrize(("grade", "count"), [(0, 0), (1, 0), (2, 2), (3, 2)])
@pytest.mark.parametrize("score", [0.5, 0.99])
def test_contacts_of_relevant_articles_alone_count_however_sure(grade: int, count: int, score: float) -> None:
    assert len(counted(Relevance(grade, 0.5), [contact(score), contact(0.6)])) == count


@pytest.mark.parametrize(("score", "is_sure"), [(0.45, False), (SURE, True), (0.9, True)])
def test_a_contact_must_be_likely_to_raise_an_alert(score: float, is_sure: bool) -> None:
    assert sure(contact(score)) is is_sure
