"""Function words of the noun phrases, Spanish and English together: folded, without accents."""

from __future__ import annotations

import re

from monitor.text.dates import ENGLISH_MONTHS, SPANISH_MONTHS

OF = frozenset("de del of for para".split())
OF_WHOM = frozenset("de del of".split())
"""Those that tell whose somebody is, not what for."""
AT = frozenset("en ante in to at a al with".split())
ARTICLES = frozenset("el la los las the su sus its their un una".split())
GENITIVE = frozenset(("'s", "'"))
ADJECTIVES = frozenset(
    """interino interina interinos adjunto adjunta encargado encargada electo electa saliente entrante acting interim
    constitucional transitorio transitoria transicion general extraordinario extraordinaria plenipotenciario
    plenipotenciaria designado designada nuevo nueva flamante actual new current incoming outgoing nominee
    principal senior deputy ejecutivo ejecutiva nacional national regional permanente adscrito politico politica anterior""".split()
)
"""Qualify an office without saying whose it is."""
ADJECTIVAL = re.compile(r"\w{3,}(?:al|ic[oa]|iv[oa]|ari[oa]|or[a]?)|anti\w{4,}")
"""How Spanish adjectives of office end: "regional", "jurídico", "negociadora", "anticorrupción"."""
FORMER = frozenset("ex former then entonces anterior late".split())
PARTICLES = frozenset("de del la las los y e da das do dos di van von der den el mc mac bin".split())
"""Small words inside a name."""
NO_NAME = frozenset(
    """el la los las un una en por segun asimismo ambos durante ademas tras para con se su sus este esta ese esa esto al a
    de del desde ayer hoy manana lo le y pero no si como cuando mientras luego despues antes entre tambien es son sera the
    an in on at he she they it his her their this that these those after before both we and but as from with while
    there here then when where while later meanwhile however also among during following according earlier under since
    alli asi aqui donde
    lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday
    estado estados unidos peru lima washington
    congreso ministerio embajada palacio gobierno republica casa blanca departamento nacional internacional comision
    foto fotos leer mas ministro ministra presidente presidenta canciller secretario secretaria embajador embajadora
    cancilleria twitter facebook instagram whatsapp x exteriores exterior""".split()
)
"""Usual first words of a sentence or heading, and other capitals that begin no name."""
PLACES_TOO = frozenset("virginia carolina georgia santiago israel florencia trinidad victoria".split())
"""First names that are places as well."""
MONTHS = {"es": frozenset(SPANISH_MONTHS), "en": frozenset(ENGLISH_MONTHS)}
"""By the language that writes them so; in the other one they are names: "Julio", "June"."""
THINGS_BEFORE = frozenset(
    """avenida av calle jiron jr plaza plazuela parque puente aeropuerto terminal estadio colegio escuela instituto
    universidad hospital clinica fundacion premio ley enmienda doctrina operacion huracan tormenta buque crucero
    portaaviones submarino bap uss usns uscgc barrio urbanizacion fort fuerte hurricane""".split()
)
"""Before a name they make it that of a street, a ship, a law: "avenida Javier Pérez de Cuéllar", "BAP Aguirre"."""
ABBREVIATED = frozenset(("av", "jr"))
"""Those of them that a point follows."""
THINGS_BEHIND = frozenset(
    """airport avenue street road boulevard bridge building center centre foundation hospital school university institute
    library stadium park plaza award prize act amendment doctrine""".split()
)
"""The same behind a name, in capitals: "the Carter Center"."""
