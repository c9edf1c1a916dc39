"""Which sightings speak of one contact, and what the contact is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.reading import article, contacts, read, reader, who
from contacts.stories import STORIES
from monitor.contacts.assemble import Sighting, clusters, compatible, same_features, sight
from monitor.contacts.assemble.likeness import agree, contradict
from monitor.contacts.assemble.participants import level
from monitor.contacts.entities import Entity
from monitor.contacts.find import CANDIDATE
from monitor.model import SIDES, Level


def entity(
    identity: str, kind: str, name: str | None = None, role: str = "delegation", org: str | None = None
) -> Entity:
    return Entity(identity, "us", kind, name, None, role, org)


MINISTER = entity("hugo-de-zela", "person", "Hugo de Zela", "foreign_minister", "Cancillería (RREE)")
OFFICIAL = entity("?luis-prado", "person", "Luis Prado", "other")
AMBASSADOR = entity("bernie-navarro", "person", "Bernie Navarro", "ambassador", "US Embassy Lima")
ADVISER = entity("?grace-hollander", "person", "Grace Hollander", "other", "State Department")
UNNAMED_OFFICE = entity("office:us:ambassador:", "office", None, "ambassador", "US Embassy Lima")
DEPARTMENT = entity("body:us:State Department", "body", org="State Department")
GOVERNMENT = entity("body:peru:Government of Peru", "body", org="Government of Peru")
AGENCY = entity("body:us:Forest Service", "body", org="Forest Service")
EXPERTS = entity("group:us:State Department", "group", org="State Department")


@pytest.mark.parametrize(
    ("peru", "us", "expected"),
    [
        pytest.param([MINISTER], [AMBASSADOR], "high", id="rank on both sides"),
        pytest.param([MINISTER], [ADVISER], "working", id="rank on one side"),
        pytest.param([OFFICIAL, MINISTER], [ADVISER, AMBASSADOR], "high", id="rank among others"),
        pytest.param([MINISTER], [UNNAMED_OFFICE], "high", id="rank without a name"),
        pytest.param([MINISTER], [DEPARTMENT], "high", id="a department opposite rank"),
        pytest.param([GOVERNMENT], [AMBASSADOR], "high", id="a government opposite rank"),
        pytest.param([GOVERNMENT], [DEPARTMENT], "working", id="two unnamed sides"),
        pytest.param([MINISTER], [AGENCY], "working", id="an agency opposite rank"),
        pytest.param([MINISTER], [EXPERTS], "working", id="a department's experts opposite rank"),
        pytest.param([MINISTER], [ADVISER, DEPARTMENT], "working", id="an adviser and his department"),
    ],
)
def test_level_is_high_where_both_sides_rank(peru: list, us: list, expected: Level) -> None:
    assert level(peru, us) == expected
    assert level(us, peru) == expected


ANYBODY = [MINISTER, OFFICIAL, AMBASSADOR, ADVISER, UNNAMED_OFFICE, DEPARTMENT, GOVERNMENT, AGENCY, EXPERTS]
sides = st.lists(st.sampled_from(ANYBODY), min_size=1, max_size=3)


@given(sides, sides)
def test_a_high_contact_stays_high_when_people_of_rank_join(peru: list[Entity], us: list[Entity]) -> None:
    assert level([*peru, MINISTER], [*us, AMBASSADOR]) == "high"
    if level(peru, us) == "high":
        assert level([*peru, MINISTER], us) == "high"
        assert level(peru, [*us, AMBASSADOR]) == "high"


RUBIO = entity("marco-rubio", "person", "Marco Rubio", "secretary_of_state")
HOLLANDER = entity("?grace-hollander", "person", "Grace Hollander", "other")
TEAM = entity("group:us:experts", "group")
HOUSE = entity("body:us:White House", "body")


@pytest.mark.parametrize(
    ("ones", "others", "expected"),
    [
        pytest.param([RUBIO], [RUBIO, HOLLANDER], True, id="somebody shared"),
        pytest.param([RUBIO], [HOLLANDER], False, id="two people"),
        pytest.param([HOUSE], [RUBIO], True, id="a body may be anybody"),
        pytest.param([TEAM], [HOLLANDER], True, id="experts may be an expert"),
        pytest.param([TEAM], [RUBIO], False, id="experts are no secretary"),
        pytest.param([TEAM], [HOUSE], True, id="nobody named"),
    ],
)
def test_sides_agree_where_they_may_be_the_same(ones: list[Entity], others: list[Entity], expected: bool) -> None:
    one, other = ({e.id: e for e in side} for side in (ones, others))
    assert agree(one, other) is expected
    assert agree(other, one) is expected


# --- sightings and clusters ----------------------------------------------------------------------------------------------

stories = st.lists(st.sampled_from(STORIES), min_size=1, max_size=3, unique=True)
SOME = settings(max_examples=60, deadline=None)


def sightings(text: str, title: str = "") -> list[Sighting]:
    reading = read(text, title=title)
    scored = (s for s in reader().score(reading) if s.score >= CANDIDATE)
    return [sight(s, reader().models, reading.context) for s in scored]


@SOME
@given(stories, st.sampled_from(["", "Canciller De Zela recibió al embajador Navarro"]))
def test_every_sighting_is_in_one_cluster_and_a_title_opens_none(told: list, title: str) -> None:
    found = sightings("\n\n".join(s.text for s in told), title)
    groups = clusters(found, reader().models)
    places = [m.unit.start for g in groups for m in g.members]
    assert len(places) == len(set(places))
    assert {s.unit.start for s in found if not s.unit.title} <= set(places)
    assert not any(g.best.unit.title for g in groups)


@SOME
@given(stories)
def test_members_of_a_cluster_may_be_one_contact(told: list) -> None:
    for group in clusters(sightings("\n\n".join(s.text for s in told)), reader().models):
        for member in group.members[1:]:
            assert compatible(group.best, member)
            assert not contradict(group.best, member)


@SOME
@given(stories)
def test_likeness_does_not_depend_on_who_is_asked_first(told: list) -> None:
    found = sightings("\n\n".join(s.text for s in told))
    for one in found:
        for other in found:
            if one.unit.number != other.unit.number:
                assert compatible(one, other) == compatible(other, one)
                assert contradict(one, other) == contradict(other, one)
                assert same_features(one, other) == pytest.approx(same_features(other, one))


@SOME
@given(stories)
def test_a_sighting_has_somebody_on_each_side_and_sure_attributes(told: list) -> None:
    for one in sightings("\n\n".join(s.text for s in told)):
        for side in SIDES:
            assert one.slots(side)
            assert {s.entity.side for s in one.slots(side)} == {side}
            assert set(one.slots(side)) <= set(one.unit.slots)
        assert sum(one.modes.values()) == pytest.approx(1)
        assert sum(one.families.values()) == pytest.approx(1)
        assert sum(one.statuses.values()) == pytest.approx(1)
        assert one.modes[one.mode] == max(one.modes.values())


def test_two_days_of_their_own_contradict() -> None:
    one, other = sightings(
        "Hugo de Zela se reunió con Bernie Navarro el 4 de marzo.\n\nHugo de Zela se reunió con Bernie Navarro el 6 de marzo."
    )
    assert contradict(one, other)
    assert len(clusters([one, other], reader().models)) == 2


def test_the_better_witness_leads_whatever_the_order() -> None:
    found = sightings(
        "En la reunión, de Zela y Navarro conversaron sobre visas y comercio.\n\n"
        "El canciller Hugo de Zela se reunió ayer en Lima con el embajador de Estados Unidos, Bernie Navarro."
    )
    (group,) = clusters(found, reader().models)
    assert group == clusters(found[::-1], reader().models)[0]
    assert group.best is max(found, key=lambda s: s.score)


# --- the contact ----------------------------------------------------------------------------------------------------------


def test_a_short_sentence_takes_the_one_before_along_as_evidence() -> None:
    text = "Hugo de Zela llegó a Washington. Ayer fue recibido por Marco Rubio en su despacho."
    (contact,) = contacts(article(text))
    assert contact.evidence == text
    assert (who(contact.peru), who(contact.us)) == ({"hugo-de-zela"}, {"marco-rubio"})


def test_evidence_stays_within_its_line() -> None:
    text = "Hugo de Zela llegó a Washington.\n\nAyer fue recibido por Marco Rubio en su despacho."
    (contact,) = contacts(article(text))
    assert contact.evidence == "Ayer fue recibido por Marco Rubio en su despacho."


def test_a_contact_says_why_it_was_found() -> None:
    (contact,) = contacts(article("El canciller Hugo de Zela se reunió hoy con Bernie Navarro en Lima, Perú."))
    assert contact.why["who"] == ["hugo-de-zela", "bernie-navarro"]
    assert contact.why["cues"] == ["reunió"]
    assert contact.why["sightings"] == 1
