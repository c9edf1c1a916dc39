"""Two accounts: what Lima and what Washington say of the same contact, and what only one of them says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.alerts.view import Told
from monitor.ledger import Entry
from monitor.model import Side
from monitor.text.fold import fold
from monitor.text.sentences import sentences

_COMMITMENT = re.compile(
    # words by which official texts of the two states bind themselves or each other
    r"\b(?:se compromet\w+|compromisos? (?:de|para)|acordaron|acordo|convinieron|pactaron|se proporcionara|brindara"
    r"|agreed (?:to|on|that)|committed (?:to|itself)|pledged|undertook|will (?:provide|support|sign|deliver|continue))\b"
)
MAX_COMMITMENTS = 2


@dataclass(frozen=True, slots=True)
class Account:
    """What one side's official text says."""

    side: Side
    told: Told
    commitments: tuple[str, ...]
    """Sentences in the original language."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Both sides' official texts on one contact; topics and announced visits compared."""

    lima: Account
    washington: Account
    topics: tuple[str, ...]
    visits: tuple[Entry, ...]
    """What both speak of."""

    def both(self) -> tuple[Account, Account]:
        return self.lima, self.washington

    def only_topics(self, account: Account) -> tuple[str, ...]:
        return tuple(t for t in account.told.topics if t not in self.topics)

    def only_visits(self, account: Account) -> tuple[Entry, ...]:
        return tuple(v for v in account.told.visits if v.id not in {e.id for e in self.visits})


def compare(told: Sequence[Told]) -> Accounts | None:
    """The two accounts, where both states' official texts report the contact; the first text of each side counts."""
    lima, washington = _account(told, "peru"), _account(told, "us")
    if lima is None or washington is None:
        return None
    visits = {v.id for v in washington.told.visits}
    return Accounts(
        lima,
        washington,
        tuple(t for t in lima.told.topics if t in washington.told.topics),
        tuple(v for v in lima.told.visits if v.id in visits),
    )


def _account(told: Sequence[Told], side: Side) -> Account | None:
    first = next((t for t in told if t.official == side), None)
    return Account(side, first, _commitments(first.text)) if first else None


def _commitments(text: str) -> tuple[str, ...]:
    folded = fold(text)
    found = (s for s in sentences(folded) if _COMMITMENT.search(folded.text, s.start, s.end))
    return tuple(folded.cut(s.start, s.end) for _, s in zip(range(MAX_COMMITMENTS), found, strict=False))
