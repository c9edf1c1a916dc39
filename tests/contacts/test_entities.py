"""Who a mention stands for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.reading import PUBLISHED, read
from contacts.stories import STORIES
from monitor.contacts.entities import Entity
from monitor.contacts.entities.naming import sounds
from monitor.text.fold import plain


def tied(text: str, words: str, *, lang: str = "es", published: date | None = PUBLISHED) -> Entity | None:
    """The entity of the last mention that has `words` in it; None where that mention stands for nobody."""
    reading = read(text, lang=lang, published=published)
    folded = reading.document.folded.text
    found = [e for m, e in reading.cast.mentions if plain(words) in folded[m.start : m.end]]
    return reading.cast.entities[found[-1]] if found else None


OFFICES = [
    pytest.param("El canciller del Perú habló en Lima.", "canciller", "hugo-de-zela", id="holder by term"),
    pytest.param("The Peruvian foreign minister spoke.", "foreign minister", "hugo-de-zela", id="holder, in English"),
    pytest.param(
        "El embajador de Estados Unidos llegó.", "embajador", "bernie-navarro", id="ambassador by his country"
    ),
    pytest.param("El ministro del Interior llegó a Lima.", "ministro", "hugo-begazo", id="minister by his ministry"),
    pytest.param(
        "El canciller de Chile, Alberto van Klaveren, llegó a Lima. El canciller chileno saludó.",
        "canciller chileno",
        "alberto-van-klaveren",
        id="holder of another country named before",
    ),
    pytest.param(
        "El ministro de Defensa, Luis Enrique Arroyo, habló en Lima. El titular agregó más.",
        "titular",
        "luis-enrique-arroyo",
        id="titular, the last minister",
    ),
    pytest.param(
        "El presidente de Chile, Gabriel Boric, habló en Santiago. El presidente viajará a Chiloé.",
        "presidente",
        "gabriel-boric",
        id="the president just named",
    ),
    pytest.param(
        "El expresidente Alejandro Toledo calló en Lima, Perú. El presidente habló.",
        "presidente",
        "jose-maria-balcazar",
        id="not the former president",
    ),
    pytest.param(
        "Alejandro Toledo, expresidente del Perú, calló en Lima. El presidente habló.",
        "presidente",
        "jose-maria-balcazar",
        id="not the former president, in apposition",
    ),
]


@pytest.mark.parametrize(("text", "words", "person"), OFFICES)
def test_a_bare_office_stands_for_its_holder(text: str, words: str, person: str) -> None:
    entity = tied(text, words, lang="en" if text.startswith("The ") else "es")
    assert entity is not None
    assert entity.id == person


@pytest.mark.parametrize(
    ("published", "person"),
    [
        (date(2026, 3, 10), "hugo-de-zela"),
        (date(2024, 6, 1), "javier-gonzalez-olaechea"),
        (None, "office:peru:foreign_minister:Cancillería (RREE)"),
    ],
)
def test_the_holder_is_that_of_the_day_of_the_page(published: date | None, person: str) -> None:
    entity = tied("El canciller del Perú habló en Lima.", "canciller", published=published)
    assert entity is not None
    assert entity.id == person


REFERENCES = [
    ("El canciller Hugo de Zela viajó a Washington. El diplomático volverá el lunes.", "diplomático", "hugo-de-zela"),
    ("El ministro Hugo Begazo recibió a Bernie Navarro. El visitante agradeció.", "visitante", "bernie-navarro"),
    ("Bernie Navarro visitó el Perú. El estadounidense habló con la prensa.", "estadounidense", "bernie-navarro"),
    ("Luis Arroyo y Pete Hegseth almorzaron. Bernie Navarro saludó a Hugo Begazo.", "Navarro", "bernie-navarro"),
    (
        "Luis Enrique Arroyo viajó al Pentágono. Lo recibió Pete Hegseth. Su homólogo le agradeció.",
        "homólogo",
        "luis-enrique-arroyo",
    ),
    ("Marco Rubio habló en Lima, Perú. Según Rubio, fue una buena visita.", "Rubio", "marco-rubio"),
]


@pytest.mark.parametrize(("text", "words", "person"), REFERENCES, ids=[words for _, words, _ in REFERENCES])
def test_a_reference_stands_for_the_last_fitting_person(text: str, words: str, person: str) -> None:
    entity = tied(text, words)
    assert entity is not None
    assert entity.id == person


def test_a_counterpart_has_the_office_of_his_peer() -> None:
    entity = tied("El secretario de Guerra, Pete Hegseth, recibió a su homólogo peruano.", "homólogo peruano")
    assert entity is not None
    assert entity.id == "luis-enrique-arroyo"


@pytest.mark.parametrize(
    ("second", "group"),
    [
        ("La delegación visitará Trujillo.", "group:us:delegation"),
        ("La delegación de la FIFA visitará Trujillo.", None),
        ("Una delegación visitará Trujillo.", None),
    ],
)
def test_only_the_bare_definite_word_takes_up_a_group(second: str, group: str | None) -> None:
    reading = read(f"Una delegación estadounidense llegó a Lima, Perú.\n\n{second}")
    later = [e for m, e in reading.cast.mentions if m.sentence == 1 and m.kind == "group"]
    assert later == ([group] if group else [])


NEWCOMERS = [
    pytest.param(
        "La subsecretaria de Comercio de Estados Unidos, Grace Hollander, llegó a Lima.",
        Entity(
            "?grace-hollander", "us", "person", "Grace Hollander", "?grace-hollander", "assistant_secretary", "Commerce"
        ),
        id="office and country",
    ),
    pytest.param(
        "El coronel John Miller, de la Embajada de Estados Unidos, llegó a Lima.",
        Entity("?john-miller", "us", "person", "John Miller", "?john-miller", "other", "US Embassy Lima"),
        id="soldier of a body",
    ),
    pytest.param(
        "La viceministra de Comercio Exterior del Perú, Teresa Paredes, viajó ayer.",
        Entity("?teresa-paredes", "peru", "person", "Teresa Paredes", "?teresa-paredes", "vice_minister", "Mincetur"),
        id="vice-minister",
    ),
]


@pytest.mark.parametrize(("text", "entity"), NEWCOMERS)
def test_an_unknown_name_beside_an_office_makes_a_provisional_person(text: str, entity: Entity) -> None:
    assert tied(text, str(entity.name)) == entity
    surname = str(entity.name).split()[-1]
    assert tied(f"{text} {surname} se quedará dos días.", surname) == entity


SIDES = [
    pytest.param("El jefe de la oficina, Kenneth Whitaker, llegó a Lima, Perú.", "Whitaker", "us", id="as it sounds"),
    pytest.param(
        "The section chief, Col. Segundo Huamán Quispe, left.", "Quispe", "peru", id="as it sounds, in English"
    ),
    pytest.param(
        "El jefe de la oficina peruana, Kenneth Whitaker, llegó a Lima, Perú.",
        "Whitaker",
        "peru",
        id="as the text says",
    ),
    pytest.param(
        "El ministro de Defensa, Segundo Huamán Quispe, habló en Bogotá. Colombia crece.",
        "Quispe",
        "other",
        id="no Peruvian by name where all names are like that",
    ),
    pytest.param("El gobernador Kenneth Whitaker llegó a Lima, Perú.", "Whitaker", "other", id="governor of a state"),
    pytest.param("El senador Iván Sapiro llegó a Lima, Perú.", "Sapiro", "us", id="Peru had no senate"),
    pytest.param(
        "La consejera económica de la embajada, Marta Sapiro, llegó a Lima, Perú.", "Sapiro", "us", id="embassy in Lima"
    ),
]


@pytest.mark.parametrize(("text", "name", "side"), SIDES)
def test_a_stranger_serves_the_side_the_text_tells_else_the_one_the_name_sounds_like(
    text: str, name: str, side: str
) -> None:
    lang = "en" if text.startswith("The ") else "es"
    found = tied(text, name, lang=lang)
    assert found is not None
    assert found.side == side


def test_an_office_below_the_highest_is_nobodys_by_term() -> None:
    entities = read("El jefe mundial de la empresa habló en Lima, Perú.").cast.entities.values()
    assert [e.name for e in entities if e.individual] == []


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Kenneth Whitaker", "us"),
        ("KENNETH J. WHITAKER", "us"),
        ("Segundo Huamán Quispe", "peru"),
        ("segundo huaman quispe", "peru"),
        ("Miriam Sapiro", None),
        ("Whitaker", None),
        ("", None),
    ],
)
def test_a_name_sounds_like_a_side_only_where_that_is_sure(name: str, side: str | None) -> None:
    assert sounds(name) == side


@given(st.text(max_size=40))
def test_any_text_may_be_asked_how_it_sounds(name: str) -> None:
    assert sounds(name) in ("peru", "us", None)
    assert sounds(name.upper()) == sounds(name.upper().lower()) or not name.isascii()


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("El ministro habló en Lima. El Perú crece.", "peru"),
        ("El presidente de Chile habló. Chile crece.", "chile"),
        ("Estados Unidos anunció aranceles.", None),
        ("Chile y el Perú firmaron un tratado en Lima.", "peru"),
        ("El ministro habló.", None),
        ("El gobernador Germán Alejo habló en inglés.", None),
    ],
)
def test_a_text_is_at_home_where_it_names_most(text: str, home: str | None) -> None:
    assert read(text).cast.home == home


@pytest.mark.parametrize(
    "words", ["Ambos conversaron", "Los dos mandatarios conversaron", "Los presidentes conversaron"]
)
def test_words_for_both_sides_stand_for_nobody_alone(words: str) -> None:
    cast = read(f"José María Balcázar llamó a Donald Trump. {words}.").cast
    assert [m.sentence for m in cast.dual] == [1]
    assert all(m.sentence == 0 for m, _ in cast.mentions)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STORIES), min_size=1, max_size=3, unique=True), st.sampled_from(["es", "en"]))
def test_every_mention_is_in_order_and_has_its_entity(stories: list, lang: str) -> None:
    cast = read("\n\n".join(s.text for s in stories), lang=lang).cast
    starts = [m.start for m, _ in cast.mentions]
    assert starts == sorted(starts)
    for mention, identity in cast.mentions:
        entity = cast.entities[identity]
        assert entity.id == identity
        assert mention.side == entity.side
        assert (mention, entity) in cast.in_sentence(mention.sentence)
        assert mention in cast.of(identity)
