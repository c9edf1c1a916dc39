"""Short articles, read as the monitor reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from monitor.contacts.find import Reader, Reading
from monitor.contacts.people import load
from monitor.contacts.units import Unit, units
from monitor.model import Article, Contact, Participant
from monitor.text.fold import plain

PUBLISHED = date(2026, 3, 10)
"""A Tuesday; Balcázar is president, de Zela foreign minister, Navarro and Ferrero the ambassadors."""


@cache
def reader() -> Reader:
    """The shipped people, words and models."""
    return Reader(load())


def article(text: str, *, title: str = "", lang: str = "es", published: date | None = PUBLISHED) -> Article:
    return Article("a", "https://diario.pe/a", "diario", title, text, published, "given", lang)


def read(text: str, *, title: str = "", lang: str = "es", published: date | None = PUBLISHED) -> Reading:
    return reader().read(article(text, title=title, lang=lang, published=published))


def contacts(given: Article) -> tuple[Contact, ...]:
    return reader().contacts(reader().read(given))[0]


def units_of(reading: Reading) -> list[Unit]:
    return units(reading.document, reading.cast, reading.context.title_sentences)


def unit_with(reading: Reading, words: str) -> Unit:
    """The one unit that has `words` in it."""
    text = reading.document.folded.text
    found = [u for u in units_of(reading) if plain(words) in text[u.start : u.end]]
    assert len(found) == 1, f"{len(found)} units with {words!r}"
    return found[0]


def who(side: Iterable[Participant]) -> frozenset[str]:
    """People by their identifier, bodies by their name, offices by their role."""
    return frozenset(p.person or p.org or p.role for p in side)
