"""The pass over a document: at each token the first reading that fits, then on behind it."""

from __future__ import annotations

from monitor.contacts.document import Document
from monitor.contacts.mentions.bodies import body, country
from monitor.contacts.mentions.cursor import Cursor, Found
from monitor.contacts.mentions.groups import group
from monitor.contacts.mentions.lists import members, of_group
from monitor.contacts.mentions.mention import Mention, Parsed
from monitor.contacts.mentions.names import begins_longer_name, known_at
from monitor.contacts.mentions.offices import former_office, office
from monitor.contacts.mentions.persons import Reading, known_person
from monitor.contacts.mentions.qualifiers import office_at
from monitor.contacts.mentions.ranks import ranked
from monitor.contacts.mentions.surnames import with_surnames
from monitor.contacts.mentions.unknowns import unknown
from monitor.contacts.mentions.words import ARTICLES
from monitor.contacts.people import People


def find_mentions(document: Document, people: People) -> list[Mention]:
    """All mentions of `document`, in order."""
    reading = Reading(Cursor(document), people)
    mentions: list[Mention] = []
    index = 0
    while index < len(reading.cursor):
        parsed = _person(reading, index) or former_office(reading, index) or _entry(reading, index)
        mentions.extend(parsed.mentions)
        index = max(parsed.after, index + 1)
    return with_surnames(reading, mentions)


def _person(reading: Reading, index: int) -> Parsed | None:
    known = known_at(reading.cursor, index)
    if known is not None and not begins_longer_name(reading.cursor, known):
        return known_person(reading, known)
    return unknown(reading, index)


def _entry(reading: Reading, index: int) -> Parsed:
    """What the lexicon alone tells; nothing at most tokens."""
    cursor = reading.cursor
    if (listed := members(reading, index)) is not None:
        return listed
    if not cursor.starting(index):
        return Parsed([], index + 1)
    if _is_shorter(cursor, index):
        return Parsed([], index + 1)
    held, own = office_at(cursor, index), cursor.at(index, "body")
    if held is not None and held.entry.kind == "reference" and (bearer := _bearer(reading, held)) is not None:
        return bearer
    if held is not None and (own is None or own.after <= held.after):
        return office(reading, index, held)
    if own is not None:
        return body(reading, index, own)
    if (found := cursor.at(index, "group")) is not None:
        return of_group(reading, group(cursor, index, found))
    if (found := cursor.at(index, "rank")) is not None and found.entry.kind != "branch":
        return ranked(reading, index, found)
    if (found := cursor.at(index, "country")) is not None:
        return country(reading, index, found)
    return Parsed([], index + 1)


def _is_shorter(cursor: Cursor, index: int) -> bool:
    """Whether what starts here with its article is but the beginning of what starts behind the article: "los Estados
    Unidos" of "Estados Unidos Mexicanos", "el ministerio" of "Ministerio de Defensa".
    """
    if cursor.word(index) not in ARTICLES:
        return False
    longer = next(iter(cursor.starting(index + 1)), None)
    return longer is not None and longer.after > max(f.after for f in cursor.starting(index))


def _bearer(reading: Reading, held: Found) -> Parsed | None:
    """Whoever bears the rank that a reference is as well: "el general mexicano Marco Álvarez"."""
    rank = reading.cursor.at(held.after - 1, "rank")
    bearer = None if rank is None else ranked(reading, held.after - 1, rank)
    return bearer if bearer is not None and bearer.mentions else None
