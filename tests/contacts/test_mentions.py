"""Who is named in a text: offices, names, bodies, groups and states, in both languages and in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.reading import PUBLISHED, reader
from monitor.contacts.document import Document
from monitor.contacts.document import read as read_document
from monitor.contacts.mentions import Mention, find_mentions
from monitor.text.fold import slug

Told = tuple[str | None, str | None, str | None, str | None]
"""Side, role, name and body of a mention."""


def document(text: str, lang: str = "es", published: date | None = PUBLISHED) -> Document:
    return read_document(text, reader().lexicon, published, lang)


def mentions(text: str, lang: str = "es", published: date | None = PUBLISHED) -> list[Mention]:
    return find_mentions(document(text, lang, published), reader().people)


def told(found: Iterable[Mention]) -> list[Told]:
    return [(m.side, m.role, m.name, m.org) for m in found]


def not_yet(lang: str, text: str, expected: object, reason: str) -> object:
    """A row that ought to hold and does not."""
    return pytest.param(lang, text, expected, marks=pytest.mark.xfail(strict=True, reason=reason))


US_AMBASSADOR = ("us", "ambassador", "Olivia Crane", "US Embassy Lima")
PERUVIAN_AMBASSADOR = ("peru", "ambassador", "Iván Torrejón", "Embajada del Perú en EE.UU.")
FOREIGN_MINISTER = ("peru", "foreign_minister", "Rosa Huamán", "Cancillería (RREE)")
DEFENSE_MINISTER = ("peru", "defense_minister", "Iván Torrejón", "Mindef")
RUBIO = ("us", "secretary_of_state", "Marco Rubio", "State Department")
NAVARRO = ("us", "ambassador", "Bernie Navarro", "US Embassy Lima")
LANDAU = ("us", "deputy_secretary_of_state", "Christopher Landau", "State Department")
TRUMP = ("us", "president", "Donald Trump", "White House")
DE_ZELA = ("peru", "foreign_minister", "Hugo de Zela", "Cancillería (RREE)")
PERU = ("peru", "delegation", None, None)
US = ("us", "delegation", None, None)
OTHER = ("other", "delegation", None, None)

# --- an office and its holder -------------------------------------------------------------------------------------------

ORDERS = [
    ("es", "Saludó el embajador de Estados Unidos en el Perú, Olivia Crane, a todos.", US_AMBASSADOR),
    ("es", "Olivia Crane, embajadora de Estados Unidos en el Perú, saludó a todos.", US_AMBASSADOR),
    ("es", "La embajadora estadounidense Olivia Crane saludó a todos.", US_AMBASSADOR),
    ("es", "La embajadora norteamericana en Lima, Olivia Crane, saludó a todos.", US_AMBASSADOR),
    ("es", "La embajadora en el Perú de los EE. UU., Olivia Crane, saludó a todos.", US_AMBASSADOR),
    ("es", "La embajadora estadounidense para el Perú, Olivia Crane, saludó a todos.", US_AMBASSADOR),
    ("en", "The guest was U.S. Ambassador to Peru Olivia Crane that night.", US_AMBASSADOR),
    ("en", "Olivia Crane, the U.S. ambassador to Peru, greeted all of them.", US_AMBASSADOR),
    ("en", "The United States' ambassador in Lima, Olivia Crane, greeted all of them.", US_AMBASSADOR),
    ("en", "The acting U.S. ambassador, Olivia Crane, greeted all of them.", US_AMBASSADOR),
    ("es", "Llegó el flamante embajador peruano en Washington, Iván Torrejón, con su familia.", PERUVIAN_AMBASSADOR),
    ("es", "Llegó el embajador extraordinario y plenipotenciario del Perú en los Estados Unidos, Iván Torrejón.", PERUVIAN_AMBASSADOR),
    ("es", "Llegó el embajador en Washington, Iván Torrejón, con su familia.", PERUVIAN_AMBASSADOR),
    ("en", "Peru's ambassador to the United States, Iván Torrejón, came with his family.", PERUVIAN_AMBASSADOR),
    ("es", "La canciller peruana, Rosa Huamán, habló con la prensa.", FOREIGN_MINISTER),
    ("es", "La ministra peruana de Relaciones Exteriores, Rosa Huamán, habló con la prensa.", FOREIGN_MINISTER),
    ("es", "Rosa Huamán, canciller del Perú, habló con la prensa.", FOREIGN_MINISTER),
    ("en", "The day before, Peruvian Foreign Minister Rosa Huamán spoke.", FOREIGN_MINISTER),
    ("en", "Rosa Huamán, Peru's foreign minister, spoke to the press.", FOREIGN_MINISTER),
    ("en", "The day before, Foreign Minister Rosa Huamán of Peru spoke.", FOREIGN_MINISTER),
    ("es", "El jefe de la diplomacia peruana, Rosa Huamán, habló con la prensa.", FOREIGN_MINISTER),
    ("es", "El ministro peruano de Defensa, Iván Torrejón, habló con la prensa.", DEFENSE_MINISTER),
    ("es", "El ministro de Defensa peruano, Iván Torrejón, habló con la prensa.", DEFENSE_MINISTER),
    ("es", "El ministro de Defensa del Perú, Iván Torrejón, habló con la prensa.", DEFENSE_MINISTER),
    ("en", "The Peruvian minister of defense, Iván Torrejón, spoke to the press.", DEFENSE_MINISTER),
    ("en", "The man is Peru's Defense Minister Iván Torrejón, it was said.", DEFENSE_MINISTER),
    ("en", "The man is acting Peruvian Defense Minister Iván Torrejón, it was said.", DEFENSE_MINISTER),
    ("es", "El secretario de Estado norteamericano, Marco Rubio, habló.", RUBIO),
    ("en", "It was Secretary of State Marco Rubio who spoke.", RUBIO),
    ("en", "Marco Rubio, secretary of state, spoke to the press.", RUBIO),
    ("es", "Se reunió con Marco Rubio, secretario de Estado, en la tarde.", RUBIO),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), ORDERS)
def test_an_office_is_read_with_side_body_and_name_in_any_order(lang: str, text: str, expected: Told) -> None:
    assert told(mentions(text, lang)) == [expected]


OFFICES = [
    ("es", "Vino el encargado de negocios de la embajada de Estados Unidos, Alan Reese.", ("us", "charge_daffaires", "Alan Reese", "US Embassy Lima")),
    ("en", "The guest was Chargé d'Affaires Alan Reese, they said.", (None, "charge_daffaires", "Alan Reese", None)),
    ("es", "Vino el presidente del Comité de Inteligencia del Senado de Estados Unidos, Alan Reese.", ("us", "legislator", "Alan Reese", "US Congress")),
    ("es", "Vino la directora de Asuntos Andinos del Departamento de Estado, Olivia Crane.", ("us", "other", "Olivia Crane", "State Department")),
    ("es", "Vino el director del FBI, Kash Patel, con su gente.", ("us", "agency_head", "Kash Patel", "FBI")),
    ("en", "The guest was FBI Director Kash Patel, they said.", ("us", "agency_head", "Kash Patel", "FBI")),
    ("en", "The FBI director, Olivia Crane, came with her people.", ("us", "agency_head", "Olivia Crane", "FBI")),
    ("en", "The deputy director of the DEA, Olivia Crane, came with her people.", ("us", "other", "Olivia Crane", "DEA")),
    ("en", "The guest was White House press secretary Olivia Crane, they said.", ("us", "spokesperson", "Olivia Crane", "White House")),
    ("en", "The director of the U.S. Geological Survey, Olivia Crane, came.", ("us", "agency_head", "Olivia Crane", "USGS")),
    ("en", "The man is U.S. Southern Command commander Alan Reese, they said.", ("us", "military_commander", "Alan Reese", "SOUTHCOM")),
    ("es", "Vino el comandante del Comando Sur, Alan Reese, con su gente.", ("us", "military_commander", "Alan Reese", "SOUTHCOM")),
    ("es", "Vino el jefe del Comando Conjunto, David Ojeda, con su gente.", ("peru", "military_commander", "David Ojeda Parra", "CCFFAA")),
    ("es", "Vino el viceministro de Comercio Exterior, Iván Torrejón.", ("peru", "vice_minister", "Iván Torrejón", "Mincetur")),
    ("es", "Vino el titular del MEF, Iván Torrejón, con su gente.", ("peru", "minister", "Iván Torrejón", "MEF")),
    ("es", "Vino el secretario del Tesoro, Alan Reese, con su gente.", ("us", "minister", "Alan Reese", "Treasury")),
    ("en", "The guest was Treasury Secretary Scott Bessent, they said.", ("us", "minister", "Scott Bessent", "Treasury")),
    ("es", "Vino el presidente del Consejo de Ministros, Iván Torrejón.", ("peru", "prime_minister", "Iván Torrejón", "PCM")),
    ("es", "Vino la fiscal de la Nación, Ana Rojas, con su gente.", ("peru", "agency_head", "Ana Rojas", None)),
    ("es", "Vino el agregado naval de la embajada de Estados Unidos, Alan Reese.", ("us", "other", "Alan Reese", "US Embassy Lima")),
    ("es", "Vino el subsecretario adjunto para la región andina, Alan Reese, con su gente.", ("us", "other", "Alan Reese", None)),
    ("en", "The guest was Under Secretary for Civilian Security, Democracy, and Human Rights Dana Lowe.", ("us", "under_secretary", "Dana Lowe", "State Department")),
    ("es", "Vino el director de Promoción Minera del Minem, Iván Torrejón.", ("peru", "other", "Iván Torrejón", "Minem")),
    ("es", "Vino la directora de Promoción Minera, Ana Rojas, con su gente.", (None, "other", "Ana Rojas", None)),
    ("es", "Vino el coronel PNP Iván Torrejón con su gente.", ("peru", "other", "Iván Torrejón", None)),
    ("en", "The man is Maj. Gen. Dana Lowe, the adjutant general of the state.", ("us", "military_commander", "Dana Lowe", None)),
    ("en", "They heard Dana Lowe (D-Calif.) in the evening.", ("us", "legislator", "Dana Lowe", "US Congress")),
    ("en", "The man is Deputy Secretary Dana Lowe, they said.", ("us", "deputy_secretary_of_state", "Dana Lowe", "State Department")),
    ("en", "The man is Deputy Secretary of Defense Dana Lowe, they said.", ("us", "vice_minister", "Dana Lowe", "Pentagon")),
    ("en", "So said in Lima Ambassador Iván Torrejón that day.", (None, "ambassador", "Iván Torrejón", None)),
    ("es", "Vino un funcionario estadounidense de la OEA, Alan Reese.", ("us", "other", "Alan Reese", "OAS")),
    ("es", "Vino el presidente del Banco Mundial, Alan Reese, con su gente.", ("other", "other", "Alan Reese", "World Bank")),
    ("es", "Vino el presidente del gobierno peruano, Iván Torrejón.", ("peru", "president", "Iván Torrejón", "Government of Peru")),
    ("es", "Vino el ministro del Ministerio de Salud, Iván Torrejón.", ("peru", "minister", "Iván Torrejón", "Minsa")),
    ("es", "Vino el comandante general de la Policía Nacional, Iván Torrejón.", ("peru", "agency_head", "Iván Torrejón", "PNP")),
    ("es", "Vino el comandante de la DEA, Iván Torrejón, con su gente.", ("us", "other", "Iván Torrejón", "DEA")),
    ("es", "Vino el comandante del Ejército, Iván Torrejón, con su gente.", (None, "military_commander", "Iván Torrejón", "Ejército del Perú")),
    ("es", "Vino el alcalde de Lima, Iván Torrejón, con su gente.", ("peru", "governor", "Iván Torrejón", None)),
    ("es", "Vino el presidente de la comisión Especial de Seguridad Ciudadana, Iván Torrejón.", (None, "legislator", "Iván Torrejón", None)),
    ("es", "Vino el presidente de la comisión Especial de Seguridad Ciudadana Marco Rubio.", RUBIO),
    ("es", "Vino la directora de Asuntos Internacionales, la señora Ana Rojas.", (None, "other", "Ana Rojas", None)),
    ("es", "Vino el coronel chileno Iván Torrejón con su gente.", ("other", "other", "Iván Torrejón", None)),
    ("es", "Vino el coronel César Astudillo con su gente.", ("peru", "interior_minister", "César Astudillo Salcedo", "Mininter")),
    ("es", "Vino el embajador Jamieson Greer con su gente.", ("us", "minister", "Jamieson Greer", "USTR")),
    ("es", "Llegó desde Nueva Orleans, la encargada de negocios, Joan Perkins.", ("us", "charge_daffaires", "Joan Perkins", "US Embassy Lima")),
    ("en", "They heard Sen. Dana Lowe, R-Texas, in the evening.", ("us", "legislator", "Dana Lowe", "US Congress")),
    ("es", "Vino el alcalde de Miami, Alan Reese, con su gente.", ("other", "governor", "Alan Reese", None)),
    ("es", "Vino el general mexicano Iván Torrejón con su gente.", ("other", "other", "Iván Torrejón", None)),
    ("es", "Vino el general de división EP Iván Torrejón con su gente.", ("peru", "other", "Iván Torrejón", None)),
    ("es", "Vino el ministro de Salud, Julio Torrejón, con su gente.", (None, "minister", "Julio Torrejón", "Minsa")),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), OFFICES)
def test_an_office_is_told_by_its_field_body_or_department(lang: str, text: str, expected: Told) -> None:
    assert told(m for m in mentions(text, lang) if m.kind != "body") == [expected]


BARE = [
    ("es", "Habló el embajador de EE.UU. en la tarde.", ("us", "ambassador", None, "US Embassy Lima")),
    ("es", "Habló el canciller en la tarde.", (None, "foreign_minister", None, None)),
    ("es", "Habló el titular de Economía en la tarde.", (None, "minister", None, "MEF")),
    ("es", "Habló el homólogo peruano en la tarde.", ("peru", None, None, None)),
    ("es", "Habló su homóloga estadounidense en la tarde.", ("us", None, None, None)),
    ("es", "Habló el diplomático en la tarde.", (None, None, None, None)),
    ("en", "So said the Peruvian foreign minister in the afternoon.", ("peru", "foreign_minister", None, "Cancillería (RREE)")),
    ("en", "So said the mayor of the town, a former teacher.", None),
    ("es", "Hubo mayor interés por la deuda fiscal anual.", None),
    ("en", "So he sat on a wooden chair at the head table.", None),
    ("es", "Hubo interés por la deuda fiscal del país.", None),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), BARE)
def test_an_office_without_a_name_stands_for_its_holder_and_a_common_word_for_nobody(
    lang: str, text: str, expected: Told | None
) -> None:
    assert told(mentions(text, lang)) == ([] if expected is None else [expected])


FORMER = [
    ("es", "Vino el exministro de Defensa Iván Torrejón con su gente.", True),
    ("es", "Vino el ex ministro de Defensa Iván Torrejón con su gente.", True),
    ("es", "Vino el exembajador de Estados Unidos en el Perú Iván Torrejón.", True),
    ("es", "Vino el entonces canciller Iván Torrejón con su gente.", True),
    ("es", "Vino el ministro de Defensa Iván Torrejón con su gente.", False),
    ("en", "The guest was former American ambassador Iván Torrejón that night.", True),
    ("en", "The guest was Iván Torrejón, the American ambassador, that night.", False),
    ("es", "Con ellos vino Alejandro Toledo, entonces presidente del Perú.", True),
    ("en", "The guest was former U.S. ambassador Iván Torrejón that night.", True),
    ("en", "The guest was Iván Torrejón, the former Peruvian foreign minister.", True),
    ("es", "Con ellos vino Iván Torrejón, excanciller del Perú.", True),
    ("es", "Con ellos vinieron los exministros Iván Torrejón y Ana Rojas.", True),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), FORMER)
def test_a_former_holder_is_marked(lang: str, text: str, expected: bool) -> None:
    assert [m.former for m in mentions(text, lang) if m.kind == "name"][:1] == [expected]


HOSTS = [
    ("es", "Llegó el embajador del Perú en los Estados Unidos, Iván Torrejón.", "us"),
    ("es", "Llegó el embajador del Perú en Estados Unidos ante el Reino Unido, Iván Torrejón.", "us"),
    ("es", "Llegó el embajador del Perú en Chile, Iván Torrejón.", "other"),
    ("en", "The guest was the ambassador to Peru, Iván Torrejón, that night.", "peru"),
    ("en", "The guest was the ambassador of Peru, Iván Torrejón, that night.", None),
]


@pytest.mark.parametrize(("lang", "text", "expected"), HOSTS)
def test_the_country_an_office_is_accredited_to_is_kept(lang: str, text: str, expected: str | None) -> None:
    assert [m.where for m in mentions(text, lang)] == [expected]


POSSESSORS = [
    ("es", "La gestión del presidente Donald Trump lo decidió.", True),
    ("es", "Fue nombrado por Donald Trump en enero.", True),
    ("en", "It was Donald Trump's government that decided.", True),
    ("en", "The envoy was nominated by President Donald Trump in May.", True),
    ("es", "Lo decidió el presidente Donald Trump en enero.", False),
    ("es", "En el palacio de gobierno el presidente Donald Trump lo decidió.", False),
]


@pytest.mark.parametrize(("lang", "text", "expected"), POSSESSORS)
def test_whoever_is_named_to_say_whose_is_marked(lang: str, text: str, expected: bool) -> None:
    assert [m.possessor for m in mentions(text, lang) if m.name == "Donald Trump"] == [expected]


# --- several holders ----------------------------------------------------------------------------------------------------

MINISTER = (None, "minister", "Ana Rojas", None)
CONGRESS = [("us", "legislator", name, "US Congress") for name in ("Dana Lowe", "Hank Moss", "Ruth Bell")]
LISTS = [
    (
        "es",
        "Vinieron los ministros de Defensa, Iván Torrejón, y del Interior, Ana Rojas.",
        [(None, "defense_minister", "Iván Torrejón", "Mindef"), (None, "interior_minister", "Ana Rojas", "Mininter")],
    ),
    (
        "es",
        "Vinieron los ministros de Defensa y del Interior con su gente.",
        [("peru", "defense_minister", None, "Mindef"), ("peru", "interior_minister", None, "Mininter")],
    ),
    (
        "es",
        "Vinieron los titulares de Economía, Defensa e Interior con su gente.",
        [
            ("peru", "minister", None, "MEF"),
            ("peru", "defense_minister", None, "Mindef"),
            ("peru", "interior_minister", None, "Mininter"),
        ],
    ),
    (
        "es",
        "Vinieron los presidentes del Perú, Iván Torrejón, y de Estados Unidos, Donald Trump.",
        [("peru", "president", "Iván Torrejón", "Presidencia"), TRUMP],
    ),
    ("es", "Vinieron las ministras Ana Rojas y Luz Quispe.", [MINISTER, (None, "minister", "Luz Quispe", None)]),
    ("en", "They were ministers Ana Rojas and Luz Quispe.", [MINISTER, (None, "minister", "Luz Quispe", None)]),
    ("en", "They met Reps. Dana Lowe (D-Calif.), Hank Moss and Ruth Bell that day.", CONGRESS),
    ("en", "They met Rep. Dana Lowe (D-Calif.) that day.", CONGRESS[:1]),
    ("en", "They met Rep. Dana Lowe (D-Calif.), Hank Moss and Ruth Bell that day.", CONGRESS),
    ("en", "They met U.S. senators Dana Lowe, Hank Moss and Ruth Bell that day.", CONGRESS),
    (
        "es",
        "Vinieron los ministros Ana Rojas (Interior) y Luz Quispe (Defensa) con su gente.",
        [(None, "interior_minister", "Ana Rojas", "Mininter"), (None, "defense_minister", "Luz Quispe", "Mindef")],
    ),
    (
        "es",
        "Vinieron los ministros de Interior y Economía, Ana Rojas y Luz Quispe, respectivamente.",
        [(None, "interior_minister", "Ana Rojas", "Mininter"), (None, "minister", "Luz Quispe", "MEF")],
    ),
]


@pytest.mark.parametrize(("lang", "text", "expected"), LISTS)
def test_a_plural_office_gives_each_name_its_own_part(lang: str, text: str, expected: list[Told]) -> None:
    assert told(mentions(text, lang)) == expected


# --- names nobody knows -------------------------------------------------------------------------------------------------

UNKNOWN = [
    ("es", "La charla la dio Ana Rojas, del Servicio Geológico de Estados Unidos.", ("us", "other", "Ana Rojas", "USGS")),
    ("en", "The talk was given by Ana Rojas, of the Forest Service.", ("us", "other", "Ana Rojas", "Forest Service")),
    ("en", "The talk was given by Ana Rojas, who heads the FBI.", ("us", "agency_head", "Ana Rojas", "FBI")),
    ("es", "La charla la dio Ana Rojas, quien dirige la Dirandro.", ("peru", "other", "Ana Rojas", "PNP (Dirandro)")),
    ("es", "La charla la dio Ana Rojas, la funcionaria del USDA que llegó.", ("us", "other", "Ana Rojas", "USDA")),
    ("es", "La charla la dio Ana Rojas, jefa de la misión de la OEA.", ("other", "ambassador", "Ana Rojas", "OAS")),
    ("es", "La charla la dio el doctor Iván Torrejón, del Ministerio de Salud.", ("peru", "other", "Iván Torrejón", "Minsa")),
    ("en", "The talk was given by Cmdr. Dana Lowe of U.S. Southern Command.", ("us", "other", "Dana Lowe", "SOUTHCOM")),
    ("es", "La charla la dio Ana Rojas, una científica estadounidense, en la tarde.", ("us", "other", "Ana Rojas", None)),
    ("en", "The talk was given by Col. Dana Lowe of the Peruvian force.", ("peru", "other", "Dana Lowe", None)),
    ("en", "The talk was given by Col. Dana Lowe of the Peruvian Air Wing.", ("peru", "other", "Dana Lowe", None)),
    ("en", "The talk was given by Olivia Crane, who is the U.S. ambassador there.", US_AMBASSADOR),
    ("es", "La charla la dio el ministro Juan J. Quispe en la tarde.", (None, "minister", "Juan J. Quispe", None)),
    ("es", "La charla la dio el ministro Juan \"Lucho\" Quispe en la tarde.", (None, "minister", "Juan \"Lucho\" Quispe", None)),
    ("es", "La charla la dio el ministro Víctor de la Piedra Quispe en la tarde.", (None, "minister", "Víctor de la Piedra Quispe", None)),
    ("en", "The talk was Peruvian Health Minister Juan Quispe's last.", ("peru", "minister", "Juan Quispe", "Minsa")),
    ("es", "La charla la dio Ana Rojas en la tarde.", None),
    ("es", "La charla la dio el señor Iván Torrejón en la tarde.", None),
    ("es", "Habló Ana Rojas, del Servicio Geológico de Estados Unidos.", ("us", "other", "Ana Rojas", "USGS")),
    ("en", "There Ana Rojas, of the Forest Service, gave the talk.", ("us", "other", "Ana Rojas", "Forest Service")),
    ("es", "La charla la dio Ana Rojas (FBI) en la tarde.", ("us", "other", "Ana Rojas", "FBI")),
    ("es", "La charla la dio el ministro Quispe-Rojas en la tarde.", (None, "minister", "Quispe-Rojas", None)),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), UNKNOWN)
def test_a_name_nobody_knows_counts_where_the_text_explains_it(lang: str, text: str, expected: Told | None) -> None:
    people = [m for m in mentions(text, lang) if m.kind == "name"]
    assert told(people) == ([] if expected is None else [expected])
    assert all(m.person == "?" + slug(m.name or "") for m in people)


BETWEEN = [
    ("es", "Vino la fiscal federal para el Distrito Sur de Florida, Ana Rojas.", ("us", "other", "Ana Rojas", None)),
    ("es", "Vino el agregado jurídico del FBI en Lima, Iván Torrejón.", ("us", "other", "Iván Torrejón", "FBI")),
    ("es", "Vino la directora regional de los CDC para Sudamérica, doctora Ana Rojas.", ("us", "other", "Ana Rojas", "CDC")),
    ("es", "Vino el titular de la Corporación del Reto del Milenio (MCC), Iván Torrejón.", ("us", "agency_head", "Iván Torrejón", "MCC")),
    ("es", "Vino la directora ejecutiva (e) del Serfor, Ana Rojas.", ("peru", "agency_head", "Ana Rojas", "Serfor")),
    ("es", "Vino la directora general del Tesoro Público, Ana Rojas.", (None, None, "Ana Rojas", None)),
    ("es", "Vino la jefa de la oficina antinarcóticos (INL) de la embajada, Ana Rojas.", ("us", "other", "Ana Rojas", "State Department (INL)")),
    ("es", "Vino el jefe de la división, coronel PNP Iván Torrejón.", ("peru", "other", "Iván Torrejón", None)),
    ("es", "Vino el jefe del Corah, general (r) Iván Torrejón.", ("peru", "agency_head", "Iván Torrejón", "Corah")),
    ("es", "Vino la negociadora Ana Rojas.", (None, "other", "Ana Rojas", None)),
    ("es", "Vino la asesora de la Casa Blanca Ana Rojas.", ("us", "other", "Ana Rojas", None)),
    ("es", "Vino la ministra Virginia Rojas.", (None, "minister", "Virginia Rojas", None)),
    ("es", "Vino Ana Rojas, asistente del representante comercial.", (None, "other", "Ana Rojas", None)),
    ("es", "Vino ayer Ana Rojas (FP).", ("peru", "legislator", "Ana Rojas", "Congreso")),
    ("es", "Vino el republicano Hank Moss.", ("us", "legislator", "Hank Moss", "US Congress")),
    ("en", "They met NASA's director for international relations, Al Moss.", ("us", "other", "Al Moss", "NASA")),
    ("en", "They met Hank Moss, her principal deputy, that day.", (None, "other", "Hank Moss", None)),
    ("en", "They met Rubio's deputy, Hank Moss, that day.", ("us", "other", "Hank Moss", None)),
    ("en", "They met Senate Majority Leader Hank Moss that day.", ("us", "legislator", "Hank Moss", "US Congress")),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), BETWEEN)
def test_what_stands_between_an_office_and_the_name_is_read_over(lang: str, text: str, expected: Told) -> None:
    assert told(m for m in mentions(text, lang) if m.kind == "name" and m.person and m.person[0] == "?") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Vino la especialista en la tarde.",
        "Vino la encargada de la oficina de Chile.",
        "Vino el representante Rojas.",
        "Vino la representante del Instituto Tecnológico Superior Privado Los Andes.",
    ],
)
def test_a_common_word_is_an_office_only_beside_a_full_name(text: str) -> None:
    assert [m for m in mentions(text) if m.kind in ("office", "name")] == []


MEMBERS = [
    ("La delegación estadounidense, integrada por Dana Lowe, Hank Moss y Ruth Bell, llegó.", "us", 3),
    ("El grupo lo completan Luz Salgado, Ana Rojas e Iván Torrejón, según se supo.", "peru", 2),
    ("Vinieron dos peritos peruanos antinarcóticos, Ana Rojas y Luz Quispe.", "peru", 2),
    ("Vinieron dos fiscales anticorrupción, Ana Rojas y Luz Quispe.", None, 2),
    ("La comisión está integrada por Ana Rojas.", None, 0),
    ("El Perú integra la Alianza del Pacífico y la Comunidad Andina.", None, 0),
]


@pytest.mark.parametrize(("text", "side", "count"), MEMBERS)
def test_the_members_of_a_group_take_its_side(text: str, side: str | None, count: int) -> None:
    unknown = [m.side for m in mentions(text) if m.person and m.person[0] == "?"]
    assert unknown == [side] * count


# --- names we know ------------------------------------------------------------------------------------------------------

KNOWN = [
    ("es", "Lo dijo el presidente José Jerí Oré en la tarde.", "jose-jeri"),
    ("es", "Lo dijo el presidente José Balcázar Zelada en la tarde.", "jose-maria-balcazar"),
    ("es", "Lo dijo el canciller Hugo de Zela Martínez en la tarde.", "hugo-de-zela"),
    ("es", "Lo dijo el canciller De Zela en la tarde.", "hugo-de-zela"),
    ("es", "Lo dijo el presidente Balcázar en la tarde.", "jose-maria-balcazar"),
    ("en", "So said Secretary Rubio in the afternoon.", "marco-rubio"),
    ("es", "Lo dijo Rubio en la tarde.", "marco-rubio"),
    ("es", "Lo dijo Trump en la tarde.", "donald-trump"),
    ("es", "Lo dijo el subsecretario de Estado Cristopher Landau en la tarde.", "christopher-landau"),
    ("en", "So said Deputy Secretary of State Christofer Landau in the afternoon.", "christopher-landau"),
    ("es", "Lo dijo Cristopher Landau en la tarde.", "christopher-landau"),
    ("es", "Lo dijo el secretario de Estado Marcos Rubio en la tarde.", "marco-rubio"),
    ("es", "Lo dijo el embajador Bernie Navaro en la tarde.", "bernie-navarro"),
    ("es", "Lo dijo el embajador Bernardo Navarró en la tarde.", "bernie-navarro"),
    ("es", "Lo dijo el embajador peruano Bernie Navaro en la tarde.", "?bernie-navaro"),
    ("es", "Lo dijo el embajador peruano Marco Rubio en la tarde.", "?marco-rubio"),
    ("es", "Lo dijo el ministro de Salud Marcos Rubio en la tarde.", "?marcos-rubio"),
    ("es", "Lo dijo el ministro de Salud David Ojeda en la tarde.", "?david-ojeda"),
    ("es", "Lo dijo Mario Vargas Rubio en la tarde.", None),
    ("en", "So said Rubio Keller in the afternoon.", None),
    ("es", "El aeropuerto Jorge Chávez abrió en la tarde.", None),
    ("es", "Lo dijo el equipo que jugó en Toledo en la tarde.", None),
    ("es", "La avenida Javier Pérez de Cuéllar abrió en la tarde.", None),
]


@pytest.mark.parametrize(("lang", "text", "expected"), KNOWN)
def test_a_name_is_tied_to_the_one_person_it_fits(lang: str, text: str, expected: str | None) -> None:
    found = [m.person for m in mentions(text, lang) if m.kind == "name"]
    assert found == ([] if expected is None else [expected])


OFFICES_OF_THE_DAY = [
    ("Lo dijo Marco Rubio en la tarde.", date(2026, 3, 10), RUBIO),
    ("Lo dijo el senador Marco Rubio en la tarde.", date(2015, 3, 10), ("us", "legislator", "Marco Rubio", "Senate")),
    ("Lo dijo Donald Trump en la tarde.", date(2026, 3, 10), TRUMP),
    ("Lo dijo el ministro Hugo de Zela en la tarde.", date(2026, 3, 10), DE_ZELA),
]


@pytest.mark.parametrize(("text", "published", "expected"), OFFICES_OF_THE_DAY)
def test_a_known_person_has_the_office_of_the_day(text: str, published: date, expected: Told) -> None:
    assert told(mentions(text, published=published)) == [expected]


SURNAMES = [
    ("es", "Lo dijo Bernie Navarro en la tarde. Luego Navarro calló.", ["bernie-navarro"] * 2),
    ("es", "Lo dijo el ministro de Defensa, Iván Torrejón. Luego Torrejón calló.", ["?ivan-torrejon"] * 2),
    ("es", "Lo dijo el ministro de Defensa, Iván Torrejón. Luego Carlos Torrejón calló.", ["?ivan-torrejon"]),
    ("es", "Lo dijo el ministro Juan Quispe en la tarde. Luego Quispe calló.", ["?juan-quispe"] * 2),
    ("en", "So said Under Secretary Zorrilla in May. Then Under Secretary Uma Zorrilla left.", ["?zorrilla"] * 2),
    ("es", "Lo dijo Pedro Castillo en la tarde. Luego Castillo calló.", ["pedro-castillo"] * 2),
    ("es", "Lo dijo Alejandro Toledo en la tarde. Luego Toledo calló.", ["alejandro-toledo"] * 2),
    ("es", "Lo dijo el ministro Iván Toledo en la tarde. Luego Toledo calló.", ["?ivan-toledo"] * 2),
    ("es", "Lo dijo el ministro Iván Torrejón. Luego calló la plaza Torrejón de Lima.", ["?ivan-torrejon"]),
    ("es", "Lo dijo el ministro Iván Torrejón. Luego calló ese día Iván Torrejón.", ["?ivan-torrejon"] * 2),
    ("es", "Lo dijo Bernie Navarro en la tarde. Luego el general Navarro Castro calló.", ["bernie-navarro", "?navarro-castro"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), SURNAMES)
def test_a_later_surname_stands_for_whoever_was_named_in_full(lang: str, text: str, expected: list[str]) -> None:
    assert [m.person for m in mentions(text, lang) if m.kind == "name"] == expected


# --- bodies and groups --------------------------------------------------------------------------------------------------

BODIES = [
    ("es", "Lo anunció la Cancillería en la tarde.", [("peru", "Cancillería (RREE)")]),
    ("es", "Lo anunció la Cancillería chilena en la tarde.", [("other", None)]),
    ("es", "Lo anunció su Ministerio de Defensa de Chile en la tarde.", [("other", None)]),
    ("es", "Lo anunció el Ministerio de Defensa de Chile en la tarde.", [("other", None)]),
    ("es", "Lo anunció el Departamento de Estado en la tarde.", [("us", "State Department")]),
    ("es", "Lo anunciaron la Policía Nacional del Perú y la DEA en la tarde.", [("peru", "PNP"), ("us", "DEA")]),
    ("en", "So said the White House and the Peruvian Navy in May.", [("us", "White House"), ("peru", "Marina de Guerra")]),
    ("es", "Lo anunciaron la OEA y la ONU en la tarde.", [("other", "OAS"), ("other", "UN")]),
    ("es", "Lo anunciaron el gobierno peruano y el de Estados Unidos.", [("peru", "Government of Peru"), ("us", None)]),
    ("es", "Lo anunció la administración Trump en la tarde.", [("us", "Government of the US")]),
    ("es", "Lo anunció una delegación peruana en la tarde.", [("peru", None)]),
    ("es", "Lo anunció una delegación peruana de la OEA en la tarde.", [("peru", "OAS")]),
    ("es", "Lo anunció una comitiva de especialistas norteamericanos.", [("us", None)]),
    ("es", "Lo anunció un equipo de agentes del FBI en la tarde.", [("us", "FBI")]),
    ("es", "Lo anunció una delegación de alto nivel de Estados Unidos.", [("us", None)]),
    ("es", "Lo anunció una delegación de tres personas del Congreso de Estados Unidos.", [("us", "US Congress")]),
    ("es", "Lo anunciaron funcionarios chilenos en la tarde.", [("other", None)]),
    ("es", "Lo anunciaron expertos en la tarde.", [(None, None)]),
    ("en", "So said a team of U.S. security specialists in May.", [("us", None)]),
    ("en", "So said a delegation from the State Department in May.", [("us", "State Department")]),
    ("en", "So said the Trump administration in May.", [("us", "Government of the US")]),
    ("en", "So said FBI agents in May.", [("us", "FBI"), ("us", "FBI")]),
    ("en", "So said a team of U.S. homeland security specialists in May.", [("us", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), BODIES)
def test_bodies_and_groups_tell_their_side_and_name(
    lang: str, text: str, expected: list[tuple[str | None, str | None]]
) -> None:
    found = mentions(text, lang)
    assert [(m.side, m.org) for m in found] == expected
    assert {m.role for m in found} == {"delegation"}


# --- states -------------------------------------------------------------------------------------------------------------

STATES = [
    ("es", "Lo firmaron Perú y Estados Unidos en la tarde.", [PERU, US]),
    ("en", "It was signed by Peru and the United States in May.", [PERU, US]),
    ("en", "It was signed by the U.S. and Peru in May.", [US, PERU]),
    ("es", "Así respondió Washington al pedido.", [US]),
    ("en", "So far Washington and Lima have agreed.", [US, PERU]),
    ("es", "El avión viajó a Washington desde Lima en la tarde.", []),
    ("es", "Cayó nieve en Washington en la tarde.", []),
    ("es", "Washington, 3 mar. Cayó nieve en la tarde.", []),
    ("en", "The plane flew to Washington in the afternoon.", []),
    ("es", "Lo firmaron ese día Estados Unidos Mexicanos y Canadá.", [OTHER, OTHER]),
    ("es", "Lo firmaron los Estados Unidos Mexicanos en la tarde.", [OTHER]),
    ("es", "Lo firmó el peruano en la tarde.", [("peru", None, None, None)]),
    ("es", "Lo firmaron los peruanos en la tarde.", [("peru", None, None, None)]),
    ("es", "Lo firmaron los peruanos Quispe y Torrejón en la tarde.", []),
    ("es", "Fue un acuerdo peruano de la tarde.", []),
    ("en", "Don't tell us who signed it in May.", []),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), STATES)
def test_a_country_is_a_party_and_a_place_is_not(lang: str, text: str, expected: list[Told]) -> None:
    assert told(mentions(text, lang)) == expected


DEMONYMS = [
    ("es", "Lo firmó el peruano en la tarde.", False),
    ("es", "Lo firmaron los peruanos en la tarde.", True),
    ("es", "Lo firmó el gringo en la tarde.", False),
]


@pytest.mark.parametrize(("lang", "text", "expected"), DEMONYMS)
def test_a_people_is_several_and_one_of_them_is_not(lang: str, text: str, expected: bool) -> None:
    assert [m.plural for m in mentions(text, lang)] == [expected]


OTHERS = [
    ("es", "Vino el canciller de Chile, Iván Torrejón, con su gente.", ("other", "foreign_minister", "Iván Torrejón", None)),
    ("es", "Vino el canciller chileno Iván Torrejón con su gente.", ("other", "foreign_minister", "Iván Torrejón", None)),
    ("en", "The man is Chilean Foreign Minister Iván Torrejón, they said.", ("other", "foreign_minister", "Iván Torrejón", None)),
    ("en", "It was Mexico's president, Ana Rojas, who came.", ("other", "president", "Ana Rojas", None)),
    ("es", "Vino la presidenta de México, Claudia Sheinbaum.", ("other", "president", "Claudia Sheinbaum", "Mexico")),
    ("es", "Vino el presidente de los Estados Unidos Mexicanos, Iván Torrejón.", ("other", "president", "Iván Torrejón", None)),
    ("es", "Vino el embajador del Reino Unido en el Perú, Alan Reese.", ("other", "ambassador", "Alan Reese", None)),
    ("es", "Vino el primer ministro de Canadá, Mark Carney.", ("other", "prime_minister", "Mark Carney", "Canada")),
    ("es", "Vino el ministro del Interior de Ecuador, Iván Torrejón.", ("other", "interior_minister", "Iván Torrejón", None)),
    ("es", "Vino el ministro de Seguridad Pública de Bolivia, Iván Torrejón.", ("other", "minister", "Iván Torrejón", None)),
    ("es", "Vino el ministro de Relaciones Exteriores y Comercio de Canadá, Alan Reese.", ("other", "foreign_minister", "Alan Reese", None)),
    ("es", "Vino el secretario de Seguridad y Protección Ciudadana de México, Iván Torrejón.", ("other", "minister", "Iván Torrejón", None)),
    ("es", "Vino la secretaria de Gobernación mexicana, Ana Rojas.", ("other", "minister", "Ana Rojas", None)),
    ("en", "It was the Minister of Public Security of Costa Rica, Ana Rojas, who came.", ("other", "minister", "Ana Rojas", None)),
    ("es", "Vino el embajador del Perú en Chile, Iván Torrejón.", ("peru", "ambassador", "Iván Torrejón", None)),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Lo pagó Ana Rojas, secretaria del Club Andes, según el acta.",
        "Fue protesorero y secretario de Economía del Club Andes.",
        "Vino el secretario de Salud de Jalisco, Iván Torrejón.",
        "Vino el secretario del partido, Iván Torrejón.",
        "It was the Secretary of the Rotary Club, Ana Rojas, who came.",
    ],
)
def test_secretaries_of_something_else_are_no_american_ministers(text: str) -> None:
    lang = "en" if text.startswith("It") else "es"
    assert not [m for m in mentions(text, lang) if m.side == "us" or m.role == "minister"]


@pytest.mark.parametrize(("lang", "text", "expected"), OTHERS)
def test_other_countries_officials_are_no_party(lang: str, text: str, expected: Told) -> None:
    assert told(mentions(text, lang)) == [expected]


# --- spelling and shape -------------------------------------------------------------------------------------------------

CASES = ["{}", "{}.", "«{}»", "  {}\n\n"]
STATEMENT = "Marco Rubio recibió al canciller peruano Hugo de Zela y al director del FBI, Kash Patel"


@pytest.mark.parametrize("spelling", [str, str.upper, str.lower], ids=["as written", "capitals", "small letters"])
@pytest.mark.parametrize("shape", CASES)
def test_known_names_are_found_whatever_the_case_of_the_text(spelling: type[str], shape: str) -> None:
    found = mentions(shape.format(spelling(STATEMENT)))
    assert [m.person for m in found if m.kind == "name"] == ["marco-rubio", "hugo-de-zela", "kash-patel"]


PIECES = st.sampled_from(
    """el la los las de del y e , . ; : ( ) " - ' 's \n en a al to of for the and with ex former then entonces exministro
    quien dirige who heads presidente presidentes ministro ministros de\xa0Defensa Interior canciller embajador embajadora
    secretario secretaries Reps. Rep. Sen. general coronel PNP FAP Gen. Maj. señor Dr. jefe director comandante titular
    Estados Unidos EE.UU. U.S. US us Perú Peru peruano peruana estadounidense American Mexicanos Chile Washington Lima
    FBI DEA Cancillería Congreso Departamento Estado Casa Blanca Ministerio Salud delegación equipo agentes team officials
    Marco Rubio Bernie Navarro Trump Hugo Zela Iván Torrejón Ana Rojas Quispe Lowe (D-Calif.) acting interino homólogo
    ambos the\xa0two chair mayor fiscal head Julio O'Neill J. McDonald ß İ ﬁ 一 🇵🇪 a\u0301""".split(" ")
)
TEXTS = st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=200)
LANGS = st.sampled_from(["es", "en"])
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(text=TEXTS, lang=LANGS, published=DAYS)
def test_any_text_is_read_and_every_mention_lies_in_its_sentence(text: str, lang: str, published: date | None) -> None:
    read = document(text, lang, published)
    found = find_mentions(read, reader().people)
    assert [(m.start, m.end) for m in found] == sorted((m.start, m.end) for m in found)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(read.folded.text)
        assert 0 <= mention.sentence < len(read.sentences)
        assert mention.side in ("peru", "us", "other", None)
        assert (mention.person is None) or mention.kind == "name"
        if mention.person is not None and not mention.person.startswith("?"):
            assert reader().people.by_id[mention.person].side == mention.side


@given(text=st.lists(PIECES, max_size=60).map(" ".join), lang=LANGS)
def test_accents_change_nothing(text: str, lang: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    nameless = [replace(m, name=None) for m in mentions(unicodedata.normalize("NFC", text), lang)]
    assert [replace(m, name=None) for m in mentions(bare, lang)] == nameless
