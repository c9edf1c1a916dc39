"""The ledger: which real-world contact does an article speak of, and what does it add to what is known?

Pure. An *entry* is the contact; an *observation* is what one article says of it. Identity is participants × family
(meeting and call are one: a talk) × date interval; status is never part of it. `who` and `days` compare, `entry` sums
up what articles say of one contact, `placing` finds the contact an article speaks of, `book` holds them in memory,
`correct` is the user's word.

What order does: the same observations of an entry make the same entry in any order. Which entry an observation joins
depends on the order only where it fits several (a page without a date between two meetings of the same people), or
where two vague ones met before the one that parts them came; articles are therefore read oldest first.
"""

from monitor.ledger.book import Book
from monitor.ledger.correct import CorrectionError, join, split
from monitor.ledger.entry import Entry, Observation, entry_of
from monitor.ledger.placing import Decision, decide, lapse, read
from monitor.ledger.who import person_key
from monitor.model import Standing

__all__ = [
    "Book",
    "CorrectionError",
    "Decision",
    "Entry",
    "Observation",
    "Standing",
    "decide",
    "entry_of",
    "join",
    "lapse",
    "person_key",
    "read",
    "split",
]
