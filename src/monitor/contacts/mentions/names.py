"""What looks like a name, and which of the looks are of people we know. Only shapes: who is meant comes in `identity`.

In a text all in capitals or without any, capitals tell nothing, and only known names are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.contacts.lexicon import Entry
from monitor.contacts.mentions.cursor import Cursor
from monitor.contacts.mentions.words import (
    ABBREVIATED,
    MONTHS,
    NO_NAME,
    OF,
    PARTICLES,
    PLACES_TOO,
    THINGS_BEFORE,
    THINGS_BEHIND,
)

_LONGEST = 8
"""Tokens of a name, initials and their points included."""
_FULL = 4
"""Capital words of a full name, initials not counted."""
_RANKS = 4
"""Ranks in a row before a name: "Maj. Gen. (r) Dr."."""
_AFTER_RANK = frozenset((".", '"', "fap", "pnp", "ep", "(", ")"))


@dataclass(frozen=True, slots=True)
class Known:
    """A form of people we know; several where a surname is shared."""

    first: int
    after: int
    entries: Sequence[Entry]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(e.id for e in self.entries))

    @property
    def surname(self) -> bool:
        """No full name."""
        return all(e.kind in ("surname", "weak") for e in self.entries)

    @property
    def weak(self) -> bool:
        """A surname that is a common word as well."""
        return all(e.kind == "weak" for e in self.entries)


@dataclass(frozen=True, slots=True)
class Name:
    """A name, of somebody known or not."""

    first: int
    after: int
    known: Known | None


# --- known names --------------------------------------------------------------------------------------------------------


def known_at(cursor: Cursor, index: int) -> Known | None:
    """Known people whose longest form starts here, in capitals, unless a longer place or body does: "Jorge Chávez"."""
    longest = cursor.at(index, "person")
    if longest is None:
        return None
    after = longest.after
    if not cursor.document.caseless and not _in_capitals(cursor, index, after):
        return None
    longer = cursor.at(index, "body", "country", "place")
    if longer is not None and longer.after > after:
        return None
    if names_thing(cursor, index, after):
        return None
    same = (f.entry for f in cursor.starting(index) if f.after == after)
    return Known(index, after, [e for e in same if e.category == "person"])


def _in_capitals(cursor: Cursor, first: int, after: int) -> bool:
    tokens = cursor.tokens[first:after]
    return any(t.capital for t in tokens) and all(
        t.capital or t.text in PARTICLES or not t.text[0].isalpha() for t in tokens
    )


def begins_longer_name(cursor: Cursor, known: Known) -> bool:
    """Whether a bare surname is somebody's first name here: "Thomas Keller", "Robert Aldridge"."""
    following = known.after
    if cursor.document.caseless or following - known.first > 1 or not known.surname:
        return False
    if _hyphenated(cursor, following):
        return not _is_surname(cursor, following + 1)
    if (
        not _continues(cursor, following)
        or cursor.at(following, "office", "body", "country", "rank", "place") is not None
    ):
        return False
    if known.weak or not any(i in cursor.in_full for i in known.ids):
        return True
    return cursor.at(following, "person") is not None and not _ends_full_name(cursor, known.first, following + 1)


def _ends_full_name(cursor: Cursor, first: int, after: int) -> bool:
    """Whether a full name of the document has these words: "Álvarez Reyes" of "Marco Antonio Álvarez Reyes"."""
    words = cursor.document.folded.text[cursor.start(first) : cursor.end_before(after)]
    return any(words in name for name in cursor.full_names)


def _hyphenated(cursor: Cursor, index: int) -> bool:
    """Whether a hyphen at `index` ties two capital words: "Quispe-Rojas", and "Trump-Balcázar" as well."""
    return (
        cursor.word(index) == "-"
        and cursor.capital(index - 1)
        and cursor.capital(index + 1)
        and cursor.gap(index) == "" == cursor.gap(index + 1)
    )


def _is_surname(cursor: Cursor, index: int) -> bool:
    """Whether a surname that stands for somebody we know starts here."""
    known = cursor.at(index, "person")
    return known is not None and known.entry.kind == "surname"


def part_of_longer_name(cursor: Cursor, index: int) -> bool:
    """Whether a name goes on before it: "Mario Vargas" before a known surname is somebody else."""
    before = index - 1
    if _hyphenated(cursor, before):
        return not _is_surname(cursor, before - 1)
    return (
        not cursor.document.caseless
        and cursor.joined(index)
        and cursor.capital(before)
        and not no_name(cursor, before)
        and not cursor.starts_sentence(before)
        and not any(
            e.entry.category in ("office", "rank", "country", "body", "domain", "cue") for e in cursor.ending(index)
        )
    )


def past_second_surname(cursor: Cursor, after: int) -> int:
    """Past further capital words that nothing else explains: "José Jerí Orué", "Balcázar Zelada"."""
    if cursor.document.caseless:
        return after
    while (
        _continues(cursor, after)
        and not cursor.starting(after)
        and cursor.sentence(after) == cursor.sentence(after - 1)
    ):
        after += 1
    return after


def _continues(cursor: Cursor, index: int) -> bool:
    """A capital word that may go on with the name before it."""
    return cursor.joined(index) and cursor.capital(index) and not no_name(cursor, index)


# --- any names ----------------------------------------------------------------------------------------------------------


def no_name(cursor: Cursor, index: int) -> bool:
    """Whether the word at `index` begins no name: a function word, a word of state, a month."""
    word = cursor.word(index)
    if word == "al" and cursor.document.lang == "en":
        return False  # "Al Gore"
    return word in NO_NAME or (word in MONTHS.get(cursor.document.lang, ()) and not _is_first_name(cursor, index))


def _is_first_name(cursor: Cursor, index: int) -> bool:
    """Spanish writes months small: in capitals beside another capital word it is "Julio Velarde", not "28 de Julio"."""
    beside = cursor.noun_follows(index + 1) or (cursor.joined(index) and cursor.capital(index - 1))
    return cursor.document.lang == "es" and cursor.capital(index) and beside and cursor.word(index - 1) not in OF


def names_thing(cursor: Cursor, first: int, after: int) -> bool:
    """Whether what surrounds a name makes it that of a street, a building, a ship or a law."""
    while cursor.joined(first) and cursor.capital(first - 1) and cursor.word(first - 1) not in THINGS_BEFORE:
        first -= 1
    before = first - 2 if cursor.word(first - 1) in (".", "internacional", "international") else first - 1
    things = ABBREVIATED if cursor.word(first - 1) == "." else THINGS_BEFORE
    return (cursor.word(before) in things and cursor.same_line(before, first)) or (
        cursor.noun_follows(after) and cursor.word(after) in THINGS_BEHIND
    )


def name_at(cursor: Cursor, index: int, *, near: bool = False) -> Name | None:
    """The name that follows an office, past ranks and, unless `near`, a comma, colon or bracket."""
    at = _past_ranks(cursor, index if near else _past_comma(cursor, index))
    if not cursor.same_line(max(0, index - 1), at):
        return None
    known = known_at(cursor, at)
    if known is not None and not begins_longer_name(cursor, known):
        return Name(at, known.after, known)
    if cursor.word(at - 1) in OF:
        return None  # "subsecretaria de Estado para Seguridad Civil": what the office is for
    if cursor.document.caseless or not looks_like_name(cursor, at, apart=at > index):
        return None
    return Name(at, name_end(cursor, at), None)


def _past_comma(cursor: Cursor, index: int) -> int:
    if cursor.word(index) not in (",", ":", "(") or not cursor.same_line(index - 1, index):
        return index
    title = cursor.skip(index + 1, ("el", "la"))
    return cursor.skip(index + 1, ("el", "la", "the")) if cursor.at(title, "rank") is not None else index + 1


def _past_ranks(cursor: Cursor, index: int) -> int:
    at, bare = index, True
    for _ in range(_RANKS):
        rank = cursor.at(at, "rank")
        if rank is None or known_at(cursor, at) is not None:
            break
        bare = bare and rank.entry.kind == "branch"
        at = cursor.skip(rank.after + 3 * _is_retired(cursor, rank.after), _AFTER_RANK)
    if bare:
        at = index  # "Air Wing": no rank, unlike "Army Gen."
    return at + 1 if cursor.word(at) in ("embajador", "ambassador") else at


def _is_retired(cursor: Cursor, index: int) -> bool:
    """Whether "(r)" follows a rank."""
    return cursor.word(index) == "(" and cursor.word(index + 1) == "r" and cursor.word(index + 2) == ")"


def looks_like_name(cursor: Cursor, index: int, *, apart: bool) -> bool:
    """Whether the capitals that start here read as a person's name. `apart` from the office, by a comma or rank, it takes
    two of them.
    """
    if (
        not cursor.capital(index)
        or not cursor.alphabetic(index)
        or no_name(cursor, index)
        or (
            cursor.at(index, "body", "country", "place", "office", "domain") is not None
            and not _is_person(cursor, index)
        )
        or cursor.starts_sentence(index)
    ):
        return False
    capitals = sum(t.capital for t in cursor.tokens[index : name_end(cursor, index)])
    return capitals >= 2 or (not apart and len(cursor.word(index)) > 3)


def is_full(cursor: Cursor, name: Name) -> bool:
    """Whether a name has two to four words in capitals; more are a heading or a body."""
    return 2 <= sum(t.capital and len(t.text) > 1 for t in cursor.tokens[name.first : name.after]) <= _FULL


def _is_person(cursor: Cursor, index: int) -> bool:
    """Whether a place begins a name here: "Virginia Borra", not "Virginia Occidental"."""
    found = cursor.starting(index)[0]
    return (
        found.after == index + 1
        and cursor.word(index) in PLACES_TOO
        and cursor.joined(index + 1)
        and cursor.capital(index + 1)
        and all(f.entry.category == "person" for f in cursor.starting(index + 1))
    )


def name_end(cursor: Cursor, index: int) -> int:
    """The token after a run of capital words, with initials, nicknames and particles inside."""
    end = at = index
    while at < min(index + _LONGEST, len(cursor)):
        if cursor.capital(at) and cursor.alphabetic(at):
            if at > index and _ends_name(cursor, at):
                break
            end = at + 1
            if cursor.word(at).endswith("'s"):
                break
        elif at == index or not _is_inside_name(cursor, at):
            break
        at += 1
    return end


def _ends_name(cursor: Cursor, index: int) -> bool:
    """A capital word that goes with something else: a new line, a month, a body, a country."""
    return (
        "\n" in cursor.gap(index)
        or (no_name(cursor, index) and cursor.word(index) not in PARTICLES)
        or cursor.at(index, "body", "country") is not None
    )


def _is_inside_name(cursor: Cursor, index: int) -> bool:
    """Particles, points of initials, hyphens, and quotation marks around a nickname."""
    word, before, gap = cursor.word(index), cursor.word(index - 1), cursor.gap(index)
    if "\n" in gap or word in ("y", "e"):
        return False
    if word in PARTICLES:
        return True
    if word == '"' and cursor.word(index + 2) == '"':
        return True
    return gap == "" and (word in ("-", '"') or (word in (".", "'") and len(before) <= 2))
