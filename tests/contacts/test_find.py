"""From a text to its contacts: what plain wordings must give, and what must hold of any text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.reading import article, contacts, read, reader, units_of, who
from contacts.stories import STORIES, Story, Told
from monitor.contacts.find import CANDIDATE
from monitor.model import SIDES, Article, Contact

LONG = settings(max_examples=60, deadline=None)
"""An example reads whole articles; their number is bounded instead of their time."""


def case(story: Story) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=story.misread)] if story.misread else []
    return pytest.param(story, id=story.name, marks=marks)


def article_of(story: Story) -> Article:
    return article(story.text, title=story.title, lang=story.lang)


def noted(contact: Contact) -> Told:
    """A contact as a reader would note it down."""
    peru, us = (" + ".join(sorted(who(contact.side(side)))) for side in SIDES)
    values = (contact.mode, contact.status, contact.date, contact.date_end, contact.place, contact.level)
    return Told(peru, us, *values, contact.background)


def in_order(told: Told) -> Told:
    """The participants of each side in alphabetical order."""
    peru, us = (" + ".join(sorted(side.split(" + "))) for side in (told.peru, told.us))
    return replace(told, peru=peru, us=us)


def who_and_when(found: tuple[Contact, ...]) -> list[tuple[object, ...]]:
    return [(who(c.peru), who(c.us), c.date, c.date_end) for c in found]


@pytest.mark.parametrize("story", [case(s) for s in STORIES])
def test_a_plain_wording_gives_its_contacts(story: Story) -> None:
    assert [noted(c) for c in contacts(article_of(story))] == [in_order(t) for t in story.told]


# --- what holds of any text ---------------------------------------------------------------------------------------------

paragraphs = st.sampled_from(STORIES).map(lambda s: s.text)
"""Some with contacts, some without."""
texts = st.lists(paragraphs, min_size=1, max_size=4, unique=True).map("\n\n".join)
titles = st.sampled_from(["", "Canciller De Zela se reunió con el embajador Navarro", "El dólar cerró a la baja\nhoy"])
languages = st.sampled_from(["es", "en"])


@LONG
@given(texts, titles, languages)
def test_evidence_is_the_text_at_its_offsets(text: str, title: str, lang: str) -> None:
    found = contacts(article(text, title=title, lang=lang))
    for contact in found:
        assert contact.evidence
        assert text[contact.start : contact.end] == contact.evidence
    assert [c.start for c in found] == sorted(c.start for c in found)


@LONG
@given(texts, titles, languages)
def test_reading_twice_gives_the_same(text: str, title: str, lang: str) -> None:
    given_ = article(text, title=title, lang=lang)
    assert contacts(given_) == contacts(given_)


@LONG
@given(texts, st.data())
def test_white_space_between_paragraphs_changes_nothing(text: str, data: st.DataObject) -> None:
    gaps = st.text("\n \t\r\u00a0\u200b\ufeff", max_size=6).map(lambda s: f"{s}\n\n{s}")
    spaced = data.draw(gaps).join(text.split("\n\n"))
    assert who_and_when(contacts(article(spaced))) == who_and_when(contacts(article(text)))


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def accents_in_capitals(text: str) -> str:
    return "".join(c.upper() if without_accents(c) != c else c for c in text)


def apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


SPELLINGS = {"in capitals": accents_in_capitals, "apart": apart}


def spelt(story: Story, spelling: str) -> object:
    return pytest.param(story, SPELLINGS[spelling], id=f"{story.name}, {spelling}")


@pytest.mark.parametrize(("story", "spelling"), [spelt(story, name) for story in STORIES for name in SPELLINGS])
def test_how_accents_are_written_changes_no_contact(story: Story, spelling: Callable[[str], str]) -> None:
    given_ = article_of(story)
    respelt = replace(given_, text=spelling(given_.text), title=spelling(given_.title))
    assert [unplaced(c) for c in contacts(respelt)] == [unplaced(c) for c in contacts(given_)]


def unplaced(contact: Contact) -> Told:
    """Without the place, which is given as the text writes it."""
    return replace(noted(contact), place=None)


UNRELATED = [
    "El Servicio Nacional de Meteorología pronosticó lluvias ligeras en la sierra para los próximos días.",
    "La selección femenina de vóley entrenó por la mañana en el coliseo y descansará el domingo.",
    "El precio del pollo bajó dos soles en los mercados mayoristas, según los comerciantes.",
    "The museum will open a new hall with two hundred photographs of the city, its curator said.",
]


@LONG
@given(st.sampled_from(STORIES), st.lists(st.sampled_from(UNRELATED), min_size=1, max_size=2, unique=True))
def test_an_unrelated_paragraph_changes_no_contact(story: Story, more: list[str]) -> None:
    given_ = article_of(story)
    longer = replace(given_, text="\n\n".join([given_.text, *more]))
    assert [noted(c) for c in contacts(longer)] == [noted(c) for c in contacts(given_)]


pieces = st.one_of(
    st.text(max_size=40),
    st.text("\x00\x01\x08\x1b\x7f\u2028\u202e\u0301 \n;.\"'()", max_size=20),
    st.sampled_from(
        """Hugo de Zela|Bernie Navarro|el canciller|ambos|los presidentes|el embajador de Estados Unidos|se reunió con|met
        |firmarán|ayer|31 de febrero|el lunes|;|, quien|su homólogo|la delegación|Marco Rubio|"|.|?|\n|\n\n|el visitante
        |Washington|en Lima|secretary of state|exministro|the two sides|EE. UU.|no|1/1/0000|el 99 de marzo""".split("|")
    ),
)
noise = st.lists(pieces, max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(noise, noise, languages, st.booleans())
def test_nothing_that_can_be_written_raises(text: str, title: str, lang: str, dated: bool) -> None:
    given_ = article(text, title=title, lang=lang)
    for contact in contacts(given_ if dated else replace(given_, published=None)):
        assert text[contact.start : contact.end] == contact.evidence


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t\u00a0", id="blank"),
        pytest.param("a" * 100_000, id="one word"),
        pytest.param("Hugo de Zela " * 5_000, id="one name"),
        pytest.param("Hugo de Zela se reunió con Bernie Navarro; " * 400, id="one sentence"),
        pytest.param("Hugo de Zela se reunió con Bernie Navarro. " * 400, id="one line"),
        pytest.param("ambos " * 10_000, id="no names"),
        pytest.param("(((((" * 10_000, id="brackets"),
        pytest.param(STORIES[0].text.upper(), id="capitals"),
        pytest.param(STORIES[0].text.lower(), id="small letters"),
    ],
)
def test_an_unusual_text_is_read(text: str) -> None:
    for contact in contacts(article(text)):
        assert text[contact.start : contact.end] == contact.evidence


@LONG
@given(texts, titles)
def test_there_are_no_more_units_than_sentences_and_semicolons(text: str, title: str) -> None:
    reading = read(text, title=title)
    assert len(units_of(reading)) <= len(reading.document.sentences) + text.count(";")


# --- explaining -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("story", [pytest.param(s, id=s.name) for s in STORIES])
def test_explaining_changes_no_contact_and_gives_its_reasons(story: Story) -> None:
    reading = reader().read(article_of(story))
    plain, _ = reader().contacts(reading)
    explained, rejected = reader().contacts(reading, explain=True)
    assert [replace(c, why=p.why) for c, p in zip(explained, plain, strict=True)] == list(plain)
    for contact in explained:
        assert contact.why["weights"]
        assert max(contact.why["modes"], key=contact.why["modes"].get) == contact.mode
        assert max(contact.why["statuses"], key=contact.why["statuses"].get) == contact.status
    for candidate in rejected:
        assert candidate["reason"] in ("score", "trip-subsumed")
        assert story.text[candidate["start"] : candidate["end"]] == candidate["evidence"]


def test_what_no_unit_makes_likely_is_no_candidate() -> None:
    reading = read("El Perú limita con cinco países. Estados Unidos limita con dos.")
    assert all(s.score < CANDIDATE for s in reader().score(reading))
    assert reader().contacts(reading) == ((), ())
