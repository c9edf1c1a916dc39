"""The words: their compiled forms, and where a text has them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.contacts.lexicon import Entry, Lexicon, conjugate, expand, forms, one_word_offices
from monitor.data import load_yaml
from monitor.text.fold import fold, plain

WORDS = Lexicon(forms())


def found(text: str, category: str | None = None) -> list[tuple[str, str]]:
    """What is found, as (folded words, id)."""
    folded = fold(text)
    hits = WORDS.hits(folded)
    return [(folded.text[h.start : h.end], h.entry.id) for h in hits if category in (None, h.entry.category)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("canciller", ["canciller"]),
        ("{jefe,jefa}", ["jefe", "jefa"]),
        ("{jefe,jefa} de{l, } gabinete", ["jefe del gabinete", "jefe de gabinete", "jefa del gabinete", "jefa de gabinete"]),
        ("deputy {u.s. ,}trade", ["deputy u.s. trade", "deputy trade"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_braces_stand_for_each_of_their_parts(form: str, expected: list[str]) -> None:
    assert list(expand(form)) == expected


@pytest.mark.parametrize(
    ("verb", "form", "tense"),
    [
        ("dialogar", "dialogo", "past"),
        ("reunirse", "reunieron", "past"),
        ("recibir", "recibira", "fut"),
        ("llegar", "llegue", "subj"),
        ("aterrizar", "aterrice", "subj"),
        ("abordar", "abordando", "ger"),
        ("atender", "atendida", "part"),
        ("visitar", "visitaria", "cond"),
    ],
)
def test_verbs_are_conjugated_with_their_spelling(verb: str, form: str, tense: str) -> None:
    assert conjugate(verb)[form] == tense


def test_an_irregular_tense_replaces_the_regular_one() -> None:
    conjugated = conjugate("tener", {"past": ["tuvo", "tuvieron"]})
    assert {f for f, t in conjugated.items() if t == "past"} == {"tuvo", "tuvieron"}
    assert conjugated["tenido"] == "part"


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ("Habló el CANCILLER ayer.", "office", [("canciller", "foreign-minister")]),
        ("Habló el cancillerato ayer.", "office", []),
        ("Habló la vicecanciller ayer.", "office", [("vicecanciller", "vice-minister")]),
        ("Viajó al Perú.", "country", [("peru", "peru")]),
        ("Es peruanísimo.", "country", []),
        ("Peru's plan", "country", [("peru's", "peru"), ("peru", "peru")]),
        ("La NASA vino.", "body", [("nasa", "NASA")]),
        ("La Nasa vino.", "body", [("nasa", "NASA")]),
        ("la nasa vino.", "body", [("nasa", "NASA")]),
        ("El salmón cayó en la nasa.", "body", []),
        ("They told us about ICE.", "body", [("ice", "ICE")]),
        ("They told us about ice.", "body", []),
        ("they told us about ice.", "body", []),
        ("THEY TOLD US ABOUT ICE.", "body", []),
        ("Costó US$ 20 millones.", "country", []),
        ("The US paid.", "country", [("us", "us")]),
        ("Lo dijo en La Paz ayer.", "country", [("la paz", "bolivia")]),
        ("Lo dijo por los berlineses de Berlín.", "country", [("berlin", "germany")]),
        ("Lo dijo en berlín ayer.", "country", []),
        ("Lo dijo por la paz ayer.", "country", []),
        ("Viajó al Peru\u0301.", "country", [("peru", "peru")]),
        ("lo dijo en la paz ayer.", "country", [("la paz", "bolivia")]),
    ],
)
def test_whole_words_are_found_and_acronyms_only_in_capitals(
    text: str, category: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text, category) == expected


def test_longer_forms_come_before_the_shorter_ones_that_begin_with_them() -> None:
    text = "El Ministerio de Defensa del Perú y el ministro de Relaciones Exteriores"
    spans = [(h.start, -h.end) for h in WORDS.hits(fold(text))]
    assert spans == sorted(spans)
    assert ("ministro de relaciones exteriores", "foreign-minister") in found(text)
    assert ("ministro", "minister") in found(text)


def test_a_form_of_two_entries_gives_both_and_of_one_entry_only_once() -> None:
    one, other = Entry("place", "city", "us"), Entry("country", "us", "us", kind="metonym")
    hits = Lexicon([("washington", one), ("washington", other), ("washington", one), ("", one)]).hits(
        fold("Washington")
    )
    assert [h.entry for h in hits] == [one, other]


@given(
    st.lists(st.sampled_from([form for form, _ in forms()]) | st.text(max_size=4), max_size=12),
    st.sampled_from([" ", "", "\n", "-", "'s "]),
)
def test_every_hit_is_a_whole_form_of_its_entry(pieces: list[str], joint: str) -> None:
    folded = fold(joint.join(pieces))
    known = set(forms())
    for hit in WORDS.hits(folded):
        assert (folded.text[hit.start : hit.end], hit.entry) in known
        around = folded.text[hit.start - 1 : hit.start + 1] if hit.start else ""
        assert not (len(around) == 2 and around.isalnum())


@pytest.mark.parametrize("text", ["US ", "us ", "Us us "])
def test_a_text_of_nothing_but_acronyms_is_read_in_linear_time(text: str) -> None:
    folded = fold(text * 20_000)
    start = time.process_time()
    WORDS.hits(folded)
    assert time.process_time() - start < 2  # some 0.1 s; 10 s when each acronym looks at the whole text


# --- the data -----------------------------------------------------------------------------------------------------------


def test_every_form_is_folded_and_says_something() -> None:
    assert [form for form, _ in forms() if not form or form != plain(form)] == []


def test_the_body_of_a_bare_title_is_one_of_the_bodies_of_its_side() -> None:
    bodies = {(row["side"], row["org"]) for row in load_yaml("lexicon/institutions.yaml") if "org" in row}
    seats = load_yaml("lexicon/seats.yaml")
    assert {(row["side"], row["org"]) for row in seats} <= bodies
    titles = [(row["side"], title) for row in seats for title in (*row.get("roles", ()), *row.get("offices", ()))]
    assert len(titles) == len(set(titles))
    assert {title for row in seats for title in row.get("offices", ())} <= {
        row["id"] for row in load_yaml("lexicon/offices.yaml")
    }


def test_ranks_tell_forces_and_courtesies_apart() -> None:
    kinds = {form: (entry.kind, entry.side) for form, entry in forms() if entry.category == "rank"}
    assert kinds["general de division"] == ("military", None)
    assert kinds["pnp"] == ("force", "peru")
    assert kinds["air"] == ("branch", None)
    assert kinds["sra."] == ("courtesy", None)


def test_offices_of_one_word_are_found_by_it() -> None:
    assert one_word_offices()["canciller"].role == "foreign_minister"
    assert "secretario de estado" not in one_word_offices()
    assert all(form.isalpha() and entry.category == "office" for form, entry in one_word_offices().items())
