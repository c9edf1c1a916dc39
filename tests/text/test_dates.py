"""Date expressions of running text, told on Wednesday, 4 March 2026."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.dates import Tense, When, day, expressions, month, parse_iso, year
from monitor.text.dates.words import MONTHS, WEEKDAYS
from monitor.text.fold import fold

TODAY = date(2026, 3, 4)

# Words | what they mean; or: of a past event | of one whose tense is unknown | of one to come
SPANISH = """
hoy | 2026-03-04
ayer | 2026-03-03
anteayer | 2026-03-02
esta mañana | 2026-03-04
anoche | 2026-03-03
en la víspera | 2026-03-03
mañana | 2026-03-05
pasado mañana | 2026-03-06
este lunes | 2026-03-02 | 2026-03-02 | 2026-03-09
este lunes 2 de marzo | 2026-03-02
el jueves 5 de marzo | 2026-03-05
la última semana de agosto | 2025-08 | 2026-08 | 2026-08
el 12 de este mes | 2026-03-12
ayer domingo | 2026-03-03
el último viernes | 2026-02-27
el viernes pasado | 2026-02-27
el jueves último | 2026-02-26
la semana pasada | 2026-02-23..2026-03-01
esta semana | 2026-03-02..2026-03-08
la próxima semana | 2026-03-09..2026-03-15
en la semana del 18 de febrero | 2026-02-16..2026-02-22 | 2026-02-16..2026-02-22 | 2027-02-15..2027-02-21
la semana que empieza el lunes 2 de noviembre de 2020 | 2020-11-02..2020-11-08
entre el miércoles 18 y el viernes 20 | 2026-02-18..2026-02-20 | 2026-02-18..2026-02-20 | 2026-03-18..2026-03-20
el viernes 13 y el sábado 14 | 2026-02-13..2026-02-14 | 2026-03-13..2026-03-14 | 2026-03-13..2026-03-14
del 14 al 16 | 2026-02-14..2026-02-16 | 2026-03-14..2026-03-16 | 2026-03-14..2026-03-16
del 28 al 2 | 2026-02-28..2026-03-02 | 2026-02-28..2026-03-02 | 2026-03-28..2026-04-02
este viernes y sábado | 2026-02-27..2026-02-28 | 2026-02-27..2026-02-28 | 2026-03-06..2026-03-07
el lunes y el martes | 2026-03-02..2026-03-03 | 2026-03-02..2026-03-03 | 2026-03-09..2026-03-10
el próximo 7 de marzo | 2026-03-07
el pasado 20 de febrero | 2026-02-20
a fines de agosto | 2025-08 | 2026-08 | 2026-08
a inicios de mes | 2026-03
a mediados de mes | 2026-03
en mayo próximo | 2026-05
el primer trimestre | 2026-01..2026-03
el segundo trimestre de 2026 | 2026-04..2026-06
entre el 7 y el 12 de agosto | 2025-08-07..2025-08-12 | 2026-08-07..2026-08-12 | 2026-08-07..2026-08-12
del 13 al 15 de marzo | 2025-03-13..2025-03-15 | 2026-03-13..2026-03-15 | 2026-03-13..2026-03-15
del 30 de diciembre al 2 de enero | 2025-12-30..2026-01-02 | 2025-12-30..2026-01-02 | 2026-12-30..2027-01-02
entre enero y marzo | 2026-01..2026-03
a inicios de 2026 | 2026
en diciembre pasado | 2025-12
hace dos semanas | 2026-02-16..2026-02-22
hace tres días | 2026-03-01
hace un mes | 2026-02
hace 10 años | 2016
el mes pasado | 2026-02
el próximo mes | 2026-04
el año pasado | 2025
el próximo año | 2027
este año | 2026
el fin de semana | 2026-02-28..2026-03-01 | 2026-03-07..2026-03-08 | 2026-03-07..2026-03-08
el fin de semana pasado | 2026-02-28..2026-03-01
el miércoles 26 | 2026-02-26 | 2026-02-26 | 2026-03-26
el día 26 | 2026-02-26 | 2026-02-26 | 2026-03-26
el 3 de noviembre de 2023 | 2023-11-03
30/10/2025 | 2025-10-30
02/13/2026 | 2026-02-13
02.03.2026 | 2026-03-02
Date Posted: 03.02.2026 | 2026-03-02
Date Taken: 11.18.2025 | 2025-11-18
2026-03-02 | 2026-03-02
1 de enero de 2026 | 2026-01-01
1° de marzo | 2026-03-01 | 2026-03-01 | 2027-03-01
el 1.º de marzo | 2026-03-01 | 2026-03-01 | 2027-03-01
el 1ro de marzo | 2026-03-01 | 2026-03-01 | 2027-03-01
primero de marzo | 2026-03-01 | 2026-03-01 | 2027-03-01
el martes de la próxima semana | 2026-03-10
entre el miércoles y este jueves | 2026-02-25..2026-02-26 | 2026-02-25..2026-02-26 | 2026-03-04..2026-03-05
dentro de tres días | 2026-03-07
en dos semanas | 2026-03-16..2026-03-22
31 de febrero | -
29 de febrero | -
el 29 de febrero de 2024 | 2024-02-29
el 12 de setiembre | 2025-09-12 | 2025-09-12 | 2026-09-12
12 set. 2025 | 2025-09-12
12 de septiembre del 2025 | 2025-09-12
el 7 de enero del presente año | 2026-01-07
el 14 de noviembre del año pasado | 2025-11-14
en marzo de 2025 | 2025-03
en marzo | 2026-03
el mes de abril | 2025-04 | 2026-04 | 2026-04
el cuarto trimestre del próximo año | 2027-10..2027-12
el primer semestre de 2027 | 2027-01..2027-06
en 2025 | 2025
para 2027 | 2027
la noche del martes | 2026-03-03 | 2026-03-03 | 2026-03-10
el viernes 6 | 2026-02-06 | 2026-03-06 | 2026-03-06
del lunes al viernes | 2026-02-23..2026-02-27 | 2026-02-23..2026-02-27 | 2026-03-09..2026-03-13
esta tarde | 2026-03-04
los días 10 y 11 de marzo | 2025-03-10..2025-03-11 | 2026-03-10..2026-03-11 | 2026-03-10..2026-03-11
10-11 de marzo | 2025-03-10..2025-03-11 | 2026-03-10..2026-03-11 | 2026-03-10..2026-03-11
el próximo viernes | 2026-03-06
"""
ENGLISH = """
the week of April 6, 2026 | 2026-04-06..2026-04-12
from Monday the 16th to Thursday the 19th | 2026-02-16..2026-02-19 | 2026-03-16..2026-03-19 | 2026-03-16..2026-03-19
on Thursday and Friday | 2026-02-26..2026-02-27 | 2026-02-26..2026-02-27 | 2026-03-05..2026-03-06
on the evening of the 6th | 2026-02-06 | 2026-03-06 | 2026-03-06
today | 2026-03-04
yesterday | 2026-03-03
tomorrow | 2026-03-05
tonight | 2026-03-04
this morning | 2026-03-04
last night | 2026-03-03
last week | 2026-02-23..2026-03-01
this week | 2026-03-02..2026-03-08
next week | 2026-03-09..2026-03-15
last month | 2026-02
next month | 2026-04
last year | 2025
next year | 2027
on Monday | 2026-03-02 | 2026-03-02 | 2026-03-09
last Friday | 2026-02-27
next Tuesday | 2026-03-10
this Thursday | 2026-02-26 | 2026-02-26 | 2026-03-05
on March 2 | 2026-03-02 | 2026-03-02 | 2027-03-02
March 2, 2026 | 2026-03-02
March 2nd | 2026-03-02 | 2026-03-02 | 2027-03-02
2 March 2026 | 2026-03-02
March 10-12 | 2025-03-10..2025-03-12 | 2026-03-10..2026-03-12 | 2026-03-10..2026-03-12
March 30-April 2 | 2025-03-30..2025-04-02 | 2026-03-30..2026-04-02 | 2026-03-30..2026-04-02
March 30 to April 2, 2026 | 2026-03-30..2026-04-02
between March and May | 2026-03..2026-05
in early 2026 | 2026
in May | 2025-05 | 2026-05 | 2026-05
last May | 2025-05
next May | 2026-05
the first quarter of 2026 | 2026-01..2026-03
two weeks ago | 2026-02-16..2026-02-22
three days ago | 2026-03-01
a month ago | 2026-02
in two weeks | 2026-03-16..2026-03-22
within 10 days | 2026-03-14
the day before yesterday | 2026-03-02
the day after tomorrow | 2026-03-06
earlier this month | 2026-03
later this year | 2026
on the 26th | 2026-02-26 | 2026-02-26 | 2026-03-26
Tuesday, March 3 | 2026-03-03
the 12th of this month | 2026-03-12
Tuesday night | 2026-03-03 | 2026-03-03 | 2026-03-10
from Monday to Wednesday | 2026-03-02..2026-03-04 | 2026-03-02..2026-03-04 | 2026-03-09..2026-03-11
this weekend | 2026-02-28..2026-03-01 | 2026-03-07..2026-03-08 | 2026-03-07..2026-03-08
last weekend | 2026-02-28..2026-03-01
next weekend | 2026-03-14..2026-03-15
Sept. 15, 2023 | 2023-09-15
Nov. 5 | 2025-11-05 | 2025-11-05 | 2026-11-05
in 2025 | 2025
by 2027 | 2027
the second half of 2026 | 2026-07..2026-12
the fourth quarter | 2025-10..2025-12 | 2025-10..2025-12 | 2026-10..2026-12
since January | 2026-01 | 2026-01 | 2027-01
in late February | 2026-02 | 2026-02 | 2027-02
February 29 | -
"""


def table(text: str) -> list[tuple[str, list[str]]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [(words, meant * 3 if len(meant) == 1 else meant) for words, *meant in rows]


def written(when: When | None) -> str:
    return "-" if when is None else "..".join(part for part in when.iso if part)


def read(text: str, tense: Tense = 0, published: date | None = TODAY) -> list[tuple[str, str]]:
    """The words of each expression and what they mean."""
    folded = fold(text)
    return [(folded.cut(e.start, e.end), written(e.resolve(published, tense))) for e in expressions(folded.text)]


@pytest.mark.parametrize(
    "text", ["Llegó a primeras horas del martes.", "It was penciled in for Tuesday", "(for Tuesday)"]
)
def test_a_weekday_ends_a_sentence(text: str) -> None:
    assert [told for _, told in read(text, -1)] == ["2026-03-03"]


@pytest.mark.parametrize("frame", ["Se reunieron {} en Lima.", "The two met {} (Reuters)."])
@pytest.mark.parametrize(("words", "meant"), table(SPANISH) + table(ENGLISH))
def test_expressions(words: str, meant: list[str], frame: str) -> None:
    text = frame.format(words)
    assert [[told for _, told in read(text, tense)] for tense in (-1, 0, 1)] == [[one] for one in meant]


@pytest.mark.parametrize(
    "text",
    [
        "Se reunieron en 3 ocasiones con 12 alcaldes.",
        "Pagaron 2026 soles por 7 de 9 lotes.",
        "El 45 % de los 1500 votos.",
        "They may march to the embassy.",
        "Lo hizo la mañana en que llegó.",
        "El segundo vicepresidente habló.",
        "La semana tiene siete días.",
        "Resolución 12-2026-RE",
        "Llame al 01-204-2400.",
        "Subió del 5 al 7 % en un año y del 14 al 16 por ciento en dos.",
        "It takes from 2 to 5 people.",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Hoy, miércoles 4 de marzo, llegó.", ["2026-03-04", "2026-03-04"]),
        ("Llegó el 3 de noviembre de 2023. Ese 3 de noviembre habló.", ["2023-11-03", "2023-11-03"]),
        ("Llegó el 2 de marzo y al día siguiente habló.", ["2026-03-02", "2026-03-03"]),
        ("He arrived on March 2. The next day he left.", ["2026-03-02", "2026-03-03"]),
        ("Al día siguiente habló.", []),
        ("Llegó en marzo y al día siguiente habló.", ["2026-03", "-"]),
        ("Viajó del 28 de febrero al 2 de marzo y volverá en mayo.", ["2026-02-28..2026-03-02", "2026-05"]),
        ("Se vieron el 2 y 4 de marzo de 2025.", ["2025-03-02..2025-03-04"]),
        ("LLEGÓ EL 2 DE MARZO DE 2026", ["2026-03-02"]),
        ("Hallaron la madrugada de este jueves 1,2 toneladas.", ["2026-02-26"]),
    ],
)
def test_several_expressions(text: str, meant: list[str]) -> None:
    assert [told for _, told in read(text)] == meant


def test_the_words_of_an_expression_are_cut_from_the_original() -> None:
    assert read("Fue «el pasado\u00a020  de Febrero», dijo.") == [("pasado\u00a020  de Febrero", "2026-02-20")]


@pytest.mark.parametrize("words", ["hoy", "el lunes", "el 2 de marzo", "la próxima semana", "hace dos días", "en mayo"])
def test_without_a_day_of_publication_only_full_dates_are_known(words: str) -> None:
    assert [told for _, told in read(f"Llegó {words} y habló.", published=None)] == ["-"]
    assert [told for _, told in read("Llegó el 2 de marzo de 2025.", published=None)] == ["2025-03-02"]


@pytest.mark.parametrize(
    ("value", "end", "meant"),
    [
        ("2026-03-02", None, day(date(2026, 3, 2))),
        ("2026-03", None, month(2026, 3)),
        ("2026", None, year(2026)),
        ("2026-03-02", "2026-03-05", When(date(2026, 3, 2), date(2026, 3, 5), "day")),
        ("2026-01", "2026-03", month(2026, 1, 2026, 3)),
        (None, None, None),
        ("", None, None),
        ("2026-13", None, None),
        ("2026-02-30", None, None),
        ("soon", None, None),
    ],
)
def test_intervals_are_read_as_the_annotation_writes_them(
    value: str | None, end: str | None, meant: When | None
) -> None:
    assert parse_iso(value, end) == meant
    if meant is not None:
        assert parse_iso(*meant.iso) == meant


COMMON = (
    "el la de del al a y entre hasta pasado último próximo este hace on of the in next last ago día días semana mes año "
    "trimestre weeks days year morning siguiente hoy ayer mañana fin 1 2 15 29 30 31 32 2026 1999 , . - / ( 1/2/2026 "
    "31/02/2026 2026-02-30 1.º pasada"
).split()
WORDS = [*MONTHS, *WEEKDAYS, *COMMON]
days = st.dates() | st.just(date.min) | st.just(date.max)


@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60),
    days,
    st.sampled_from((-1, 0, 1)),
)
def test_no_text_raises_and_intervals_are_ordered(text: str, published: date, tense: Tense) -> None:
    folded = fold(text)
    found = expressions(folded.text)
    assert all(one.end <= other.start for one, other in pairwise(found)), "they do not overlap"
    for one in found:
        assert 0 <= one.start < one.end <= len(folded.text)
        when = one.resolve(published, tense)
        if when is not None:
            assert when.start <= when.end
            assert parse_iso(*when.iso) == when


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), days)
def test_a_full_date_means_itself_on_every_day(meant: date, published: date) -> None:
    spanish = next(name for name in MONTHS if len(name) > 3 and MONTHS[name] == meant.month)
    for text in (f"{meant.day} de {spanish} de {meant.year}", meant.isoformat(), f"{meant:%d/%m/%Y}"):
        assert read(f"Llegó el {text}.", published=published) == [(text, meant.isoformat())]
