"""What a line of a page is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.fold import fold
from monitor.text.sections import EVIDENCE, Section, sections
from monitor.text.sentences import lines

# A line | what it is. The wording is that of real pages, shortened.
LINES = """
El canciller Hugo de Zela se reunió hoy con el embajador Navarro. | body
“Hablamos de puertos”, dijo el canciller a la prensa. | body
Lima, 12 nov (EFE).- El canciller viajará a Washington. | body
The ambassador met with the minister on Tuesday. | body
El canciller suscribió con el embajador Navarro un memorando. | body
La suscripción del convenio fue en Torre Tagle. | body
Le puede costar el cargo al ministro, dijo el embajador. | body
Espá y Navarro conversaron por WhatsApp el martes por la noche. | body
Lo contó la embajadora en un podcast que grabó en Lima. | body
Recomendada por el canciller, la medida se discutirá con Rubio. | body
Perú y Estados Unidos firmarán un acuerdo sobre puertos | heading
Rubio llega a Lima para reunirse con De Zela | heading
LEA TAMBIÉN: CTS: qué pasa si retiras todo tu fondo | related
PUEDES VER: Canciller viaja a Washington | related
Te puede interesar | related
Mira también: la agenda de Rubio | related
Más en Andes: | related
See also: Rubio in Lima | related
You may also like | related
Foto: Cancillería | caption
Reunión en Palacio de Gobierno. (Foto: Andina) | caption
Photo by Staff Sgt. John Smith | caption
Créditos: Presidencia | caption
Reunión productiva con el canciller. pic.twitter.com/abc123 | post
— Embajada EEUU Perú (@USEMBASSYPERU) March 3, 2026 | post
Suscríbete a nuestro boletín | frame
Canal de WhatsApp | frame
Recibe gratis nuestro newsletter en tu correo todas las mañanas. | frame
Tu suscripción nos ayuda | frame
Recomendados | related
Le puede interesar: la agenda de Rubio | related
Únete a nuestro canal de WhatsApp y recibe las noticias | frame
Todos los derechos reservados | frame
Copyright © Gestor 2026 | frame
(FIN) FHG/CVC | frame
An official website of the United States government | frame
Etiquetas: Perú, EE.UU., puertos | frame
Compartir | frame
Por Juan Pérez | header
Publicado: 30/10/2025 | header
Actualizado el 20/02/2026, 02:05 p.m. | header
30/10/2025 / Exitosa Noticias / Política | header
17:12 | Lima, oct. 30. | header
Nota de Prensa 61-26 | header
FOR IMMEDIATE RELEASE | header
Juan Pérez es redactor de política en este diario | bio
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_lines(line: str) -> None:
    text, _, kind = line.rpartition(" | ")
    assert sections(fold(text)) == [Section(kind)]


def test_everything_below_about_the_author_is_biography() -> None:
    text = "El canciller llegó a Lima.\nDijo que volverá.\nHabló de puertos.\nSobre el autor\nEstudió en Lima.\nVive en Piura."
    assert sections(fold(text))[-3:] == [Section.BIO] * 3


def test_a_line_printed_twice_is_text_once() -> None:
    text = "El canciller recibe al embajador en Torre Tagle\nEl canciller llegó.\nEl canciller recibe al embajador en Torre Tagle"
    assert sections(fold(text)) == [Section.HEADING, Section.BODY, Section.CAPTION]


def test_frame_and_links_are_no_evidence() -> None:
    assert not EVIDENCE & {Section.FRAME, Section.RELATED, Section.BIO, Section.HEADER}


@given(st.text(max_size=400))
def test_every_line_is_something(text: str) -> None:
    folded = fold(text)
    assert len(sections(folded)) == len(lines(folded.text))
