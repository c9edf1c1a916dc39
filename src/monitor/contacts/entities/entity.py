"""The people, bodies and groups of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from monitor.contacts.mentions import Mention

Kind = Literal["person", "office", "body", "group", "state", "virtual"]

HIGH = frozenset(
    """president vice_president prime_minister foreign_minister secretary_of_state deputy_secretary_of_state
    under_secretary assistant_secretary defense_minister interior_minister minister vice_minister ambassador
    charge_daffaires legislator congress_president agency_head military_commander""".split()
)
"""Roles of ambassador rank and above (annotation guide)."""

GOVERNMENTS = {"peru": "Government of Peru", "us": "Government of the US"}
"""What stands for a side when the text names no body of it."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, body or group of the text."""

    id: str
    side: str | None
    """peru, us, other, or None: not known."""
    kind: Kind
    """An office is a person known by office alone; virtual, the nameless stand-in of a side."""
    name: str | None
    person: str | None
    """Identifier in the people file; `?slug` for a provisional person."""
    role: str
    org: str | None

    @property
    def individual(self) -> bool:
        """One person, named or known by office alone."""
        return self.kind in ("person", "office")


@dataclass(frozen=True)
class Cast:
    """Everybody in a text: mentions tied to entities, in order."""

    mentions: Sequence[tuple[Mention, str]]
    """(mention, entity id)."""
    entities: Mapping[str, Entity]
    dual: Sequence[Mention]
    """"ambos", "the two sides": mentions that stand for somebody of each side."""
    home: str | None
    """The country a bare office belongs to: peru, another country's id, or None."""

    @cached_property
    def _by_sentence(self) -> Mapping[int, Sequence[tuple[Mention, Entity]]]:
        found: dict[int, list[tuple[Mention, Entity]]] = {}
        for mention, entity in self.mentions:
            found.setdefault(mention.sentence, []).append((mention, self.entities[entity]))
        return found

    @cached_property
    def _by_entity(self) -> Mapping[str, Sequence[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention, entity in self.mentions:
            found.setdefault(entity, []).append(mention)
        return found

    def in_sentence(self, number: int) -> Sequence[tuple[Mention, Entity]]:
        """Who is mentioned in a sentence, in order."""
        return self._by_sentence.get(number, ())

    def of(self, entity: str) -> Sequence[Mention]:
        """The mentions of an entity, in order."""
        return self._by_entity.get(entity, ())
