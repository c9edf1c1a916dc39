"""The user's corrections: splitting a wrong merge, joining two entries. Pure; both hold for whatever is read later.

After a split, the articles of either side and their copies are barred from the other. A joined entry keeps its parts:
what fits one of them belongs to the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from monitor.errors import Expected
from monitor.ledger.entry import Entry, entry_of, new_id
from monitor.ledger.placing import replace_facts


class CorrectionError(Expected):
    """The correction can't be made."""


def split(entry: Entry, articles: Collection[str]) -> tuple[Entry, Entry]:
    """What is left of `entry`, and the new entry that `articles` speak of. Raises CorrectionError."""
    wanted = frozenset(articles)
    strange = sorted(wanted - entry.articles)
    if strange:
        raise CorrectionError(f"{strange[0]} does not speak of {entry.id}")
    if not wanted or wanted == entry.articles:
        raise CorrectionError(f"{entry.id}: name some of its {len(entry.articles)} articles, and not all of them")
    out = [o for o in entry.observations if o.article in wanted]
    rest = [o for o in entry.observations if o.article not in wanted]
    identity = _apart(entry, new_id(out[0]))
    kept = frozenset(o.article for o in rest)
    return (
        replace_facts(entry, observations=rest, barred=entry.barred | wanted),
        entry_of(identity, [replace(o, part=identity) for o in out], barred=entry.barred - wanted | kept),
    )


def _apart(entry: Entry, identity: str) -> str:
    """Another identity than the one the whole bears, when the article that opened it is split off."""
    return f"{identity}-{hashlib.sha256(entry.id.encode()).hexdigest()[:4]}" if identity == entry.id else identity


def join(entry: Entry, other: Entry) -> Entry:
    """`entry` with all that is said of `other`, which it stands for from now on. Raises CorrectionError."""
    if entry.id == other.id:
        raise CorrectionError(f"{entry.id} is one contact already")
    if entry.family != other.family:
        raise CorrectionError(f"{entry.id} is a {entry.family} and {other.id} a {other.family}: two contacts")
    parts = [replace(o, part=o.part or e.id) for e in (entry, other) for o in e.observations]
    articles = entry.articles | other.articles
    return replace_facts(
        entry,
        observations=parts,
        visit=entry.visit or other.visit,
        fulfilled=entry.fulfilled or other.fulfilled,
        barred=(entry.barred | other.barred) - articles,
    )
