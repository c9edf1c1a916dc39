"""Grades, reasons and topics: both states must be named, and the analyst sees why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from monitor.contacts.find import Reader, Reading
from monitor.contacts.people import load
from monitor.model import Article, Relevance
from monitor.relevance import LITTLE, Grader, first_look, named
from monitor.relevance.features import vocabulary
from monitor.relevance.glimpse import standing


@cache
def reader() -> Reader:
    return Reader(load())


def reading(text: str, title: str = "", lang: str = "es") -> Reading:
    return reader().read(Article("a", "a:1", "Diario", title, text, date(2026, 3, 2), "given", lang))  # type: ignore[arg-type]


def graded(text: str, title: str = "") -> Relevance:
    one = reading(text, title)
    return Grader().grade(one, reader().contacts(one)[0])


BILATERAL = (
    "El canciller Hugo de Zela se reunió en Washington con el secretario de Estado de Estados Unidos, Marco Rubio. "
    "El Perú y Estados Unidos acordaron reforzar la cooperación bilateral contra el narcotráfico y el crimen organizado. "
    "Ambos países firmarán un memorando de entendimiento sobre minerales críticos, informó la Cancillería peruana."
)


def test_an_article_on_the_relations_is_relevant_and_says_why() -> None:
    found = graded(BILATERAL, "Canciller peruano se reunió con Marco Rubio en Estados Unidos")
    assert found.grade == 3
    assert found.score > 0.9
    assert {"diplomacy", "drugs"} <= set(found.topics)
    assert any("Hugo de Zela – Marco Rubio" in reason for reason in found.reasons)
    assert any("“cooperación”" in reason or "“bilateral”" in reason for reason in found.reasons)


UNRELATED = {
    "domestic politics with many offices": (
        "La presidenta del Consejo de Ministros expuso ante el Congreso de la República el plan del Gobierno. El ministro del "
        "Interior y el ministro de Defensa respondieron a los congresistas. La Fiscalía de la Nación abrió una investigación. "
        "El secretario de economía del club renunció al cargo. El Ministerio Público citó al exsecretario para el lunes."
    ),
    "Mexican news of the federal government": (
        "El secretario de Salud federal informó que el gobierno federal enviará médicos al estado de Hidalgo. La Procuraduría "
        "General de la República y la Cámara de Diputados revisan el caso. El Ministerio Público federal pidió los documentos. "
        "Los Estados Unidos Mexicanos cuentan con un sistema de salud descentralizado, dijo el funcionario."
    ),
    "an acronym that other countries have too": (
        "El CDC del Ministerio de Salud del Perú reportó nuevos casos de dengue en Piura y Tumbes. Las brigadas fumigarán casa por "
        "casa durante dos semanas. El ministro de Salud pidió a la población eliminar los criaderos del zancudo en las viviendas."
    ),
    "sport": (
        "La selección peruana de vóley perdió ante Estados Unidos por 3 sets a 0 en la Liga de Naciones. La entrenadora dijo que el "
        "equipo peruano mejoró en el bloqueo. Perú jugará su próximo partido ante Japón en el coliseo de la ciudad."
    ),
    "another country's relations": (
        "El presidente de Colombia se reunió con el secretario de Estado de Estados Unidos, Marco Rubio, en Bogotá. Colombia y "
        "Estados Unidos acordaron reforzar la cooperación contra el narcotráfico. La canciller colombiana saludó el acuerdo."
    ),
}


@pytest.mark.parametrize("text", UNRELATED.values(), ids=UNRELATED.keys())
def test_what_is_not_about_the_relations_does_not_pass(text: str) -> None:
    assert graded(text).grade < 2


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("El Perú recibió a la delegación de Estados Unidos.", {"peru", "us"}),
        ("El gobierno federal y el secretario de Salud federal informaron del caso.", set()),
        ("El CDC informó ayer de nuevos casos en el Perú.", {"peru"}),
        ("La DEA y el FBI apoyaron a la Policía Nacional del Perú en el operativo.", {"peru", "us"}),
    ],
)
def test_a_side_counts_when_the_words_name_it(text: str, sides: set[str]) -> None:
    found = named(reading(text))
    assert {side for one in found.sides for side in one} & {"peru", "us"} == sides


def test_a_menu_of_links_names_nobody() -> None:
    menu = "Portada " + "Perú Mundo Estados Unidos Deportes Economía " * 30
    assert named(reading(f"{menu}\nEl alcalde inauguró la obra en el distrito.")).having("us") == []


def test_little_text_is_graded_and_marked_and_orders_the_fetching() -> None:
    grader = Grader()
    promising = first_look(reader(), grader, "Canciller del Perú se reúne con Marco Rubio en Washington")
    summary = first_look(
        reader(),
        grader,
        "Reunión en Washington",
        "El canciller del Perú y Marco Rubio, de Estados Unidos, trataron la cooperación.",
    )
    dull = first_look(reader(), grader, "Horóscopo de hoy: qué dicen los astros", "Predicciones para tu signo")
    assert LITTLE in promising.reasons
    assert LITTLE in dull.reasons
    assert min(promising.grade, summary.grade) >= 2 > dull.grade
    assert min(promising.score, summary.score) > dull.score + 0.3


CLEAR = [
    "Canciller peruano se reunió con Marco Rubio en Washington",
    "Embajada de EE.UU. espera resultados del JNE: “Confiamos en las instituciones del Perú”",
    "Perú recibirá vacunas donadas por Estados Unidos",
]
UNCLEAR = [
    "Fiscalía cita al ministro de Defensa por ascensos en la Policía",
    "Trump pide a sus simpatizantes que vuelvan a casa tras el asalto al Capitolio",
    "Poder Judicial rechaza acción de amparo de excongresista",
]


@pytest.mark.parametrize("clear", CLEAR)
def test_a_title_that_points_to_both_states_is_fetched_before_home_news_of_either(clear: str) -> None:
    found = first_look(reader(), Grader(), clear)
    assert found.grade >= 2
    assert found.score > max(first_look(reader(), Grader(), unclear).score for unclear in UNCLEAR)


@pytest.mark.parametrize(
    ("title", "us", "peru"),
    [
        ("Estados Unidos y Perú firman convenio", "named", "named"),
        ("Expulsar a la DEA perjudica al Perú", "hinted", "named"),
        ("Rubio recibe al canciller de Colombia", "hinted", "absent"),
        ("Estados Unidos anuncia aranceles", "named", "absent"),
        ("Vacuna contra el dengue llega a tres regiones", "absent", "absent"),
    ],
)
def test_a_title_names_a_side_or_hints_at_it_or_does_neither(title: str, us: str, peru: str) -> None:
    found = named(reading("", title))
    assert (standing(found, "us"), standing(found, "peru")) == (us, peru)


@pytest.mark.parametrize(("words", "teaser"), [(20, False), (100, True)])
def test_a_grade_from_little_text_says_so(words: int, teaser: bool) -> None:
    article = Article("a", "u", "o", "Visita", "El canciller del Perú viajó. " * (words // 5), teaser=teaser)
    assert LITTLE in Grader().grade(reader().read(article), ()).reasons
    whole = replace(article, text=article.text * 5, teaser=False)
    assert LITTLE not in Grader().grade(reader().read(whole), ()).reasons


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("la embajada trata la extradicion", {"relations", "topic:diplomacy", "topic:justice"}),
        ("el embajadorcito", {"relations", "topic:diplomacy"}),
        ("superviso la obra", set()),
        ("futbolistas", set()),
    ],
)
def test_a_form_is_a_whole_word_or_where_it_says_so_a_beginning(text: str, lists: set[str]) -> None:
    assert lists <= {name for _, name in vocabulary().find(text)}
    if not lists:
        assert not vocabulary().find(text)
