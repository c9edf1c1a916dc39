"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.fold import fold
from monitor.text.sentences import lines, sentences

# Sentences parted by " ¦ "; the text is the same without the bars.
CASES = """
El Sr. Rubio llegó. ¦ Se reunió con De Zela.
El Gral. de Div. Ojeda y el Cnel. Ruiz viajaron. ¦ Volverán el lunes.
La Sra. Kenna y el Dr. Ruiz. ¦ Ambos hablaron.
Viajó a EE.UU. ¦ El canciller volvió.
Viajó a EE. UU. para reunirse. ¦ Volvió.
Volvió de EE. UU. ¦ El lunes habló.
Llegó a EE.UU. con Rubio.
La titular de RR. EE. viajó con jefes de las FF. AA. a Lima. ¦ Volvió.
The U.S. Secretary met him. ¦ He left.
He left the U.S. ¦ The minister stayed.
Sen. Jim Risch met Gen. López on Sept. 15. ¦ They talked.
J. D. Vance saludó a George W. Bush. ¦ Bien.
Costó S/ 3.412 millones. ¦ Nada más.
Cuesta US$ 1.5 billion. ¦ It is a lot.
A las 9:26 p. m. llegó. ¦ Luego salió.
Llegó a las 5 p.m. ¦ El embajador habló.
¿Qué pasó? preguntó Rubio. ¦ Nadie respondió.
¿Qué pasó? ¦ Nadie respondió.
“¡Gracias!”, dijo. ¦ Se fue.
Dijo: “Vendrá pronto.” ¦ El lunes llega.
El art. 5 y el inc. b lo dicen. ¦ Así es.
1. Primero. ¦ 2. Segundo.
EL CANCILLER LLEGÓ. ¦ SE REUNIÓ CON RUBIO.
www.gob.pe es la web. ¦ Visítela.
Se firmó el acuerdo… ¦ Luego hubo fotos.
Se firmó el acuerdo... pero nadie lo vio.
Lima, 12 nov (EFE).- El canciller viajó. ¦ Mañana vuelve.
La Nota N.° 61-26 salió ayer. ¦ Nadie la leyó.
Grupo Andes S.A.C. firmó. ¦ El Estado no.
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_sentences(case: str) -> None:
    expected = case.split(" ¦ ")
    folded = fold(" ".join(expected))
    assert [folded.cut(s.start, s.end) for s in sentences(folded)] == expected


@pytest.mark.parametrize(
    "case",
    [
        "Viajó en el 2023.¦Boluarte también fue.",
        "“Es grave”.¦“No lo es”, dijo.",
        "¿Qué posee?¦La ministra calló.",
        "Son S/22.927.¦Henry pagó.",
        "Se fue.¦A pesar de todo volvió.",
        "Un acuerdo.”¦Luego viajó.",
        "Vea gob.pe o Gestión.pe hoy.",
        "Viajó a EE.UU.Luego volvió.",
        "La norma S.A.Perú no existe.",
    ],
)
def test_sentences_that_lost_the_space_between_them(case: str) -> None:
    expected = case.split("¦")
    folded = fold("".join(expected))
    assert [folded.cut(s.start, s.end) for s in sentences(folded)] == expected


def test_a_line_ends_a_sentence() -> None:
    folded = fold("Título sin punto\n\nEl texto sigue. Y sigue.\n- Un punto")
    found = sentences(folded)
    assert [(folded.cut(s.start, s.end), s.number, s.line) for s in found] == [
        ("Título sin punto", 0, 0),
        ("El texto sigue.", 1, 1),
        ("Y sigue.", 2, 1),
        ("- Un punto", 3, 2),
    ]


@given(
    st.text()
    | st.lists(st.sampled_from(["EE.", "UU.", "Sr.", "el", "El", "1.", "¿?", "fin.", "\n", "...", "U.S."])).map(
        " ".join
    )
)
def test_every_character_belongs_to_one_sentence(text: str) -> None:
    folded = fold(text)
    found = sentences(folded)
    assert [s.number for s in found] == list(range(len(found)))
    covered = [at for s in found for at in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert {at for at, char in enumerate(folded.text) if char not in " \n"} <= set(covered)
    spans = lines(folded.text)
    assert all(spans[s.line][0] <= s.start < s.end <= spans[s.line][1] for s in found)
