"""Who is named where: people, offices, bodies, groups, governments.

A noun phrase is put together from its parts in any order the two languages use: "el embajador de Estados Unidos en el
Perú, Bernie Navarro", "U.S. Secretary of State Marco Rubio", "Alfredo Azurín, quien dirige la comisión", "los ministros
de Defensa, César Díaz, y del Interior, Vicente Tiburcio", "una comitiva de especialistas norteamericanos". A name that
nobody knows beside an office makes a provisional person.

Each line is built on those above it:

    tokens, hits     cursor
    shapes           names, departments
    office phrases   phrase, qualifiers, appositions
    people           identity, persons
    noun phrases     offices (with lists), ranks, unknowns, bodies, groups
    the whole text   finding, surnames
"""

from monitor.contacts.mentions.finding import find_mentions
from monitor.contacts.mentions.mention import Kind, Mention

__all__ = ["Kind", "Mention", "find_mentions"]
