"""A text while its mentions are being tied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from monitor.contacts.document import Document
from monitor.contacts.entities.entity import Entity
from monitor.contacts.entities.sides import home_country
from monitor.contacts.mentions import Mention
from monitor.contacts.people import People


@dataclass
class Scene:
    """What is known so far; grows with every mention that is tied."""

    document: Document
    mentions: Sequence[Mention]
    people: People
    entities: dict[str, Entity] = field(default_factory=dict)
    named: list[tuple[Mention, str]] = field(default_factory=list)
    """All names of the text with their entity: these are tied first."""
    tied: list[tuple[Mention, str]] = field(default_factory=list)
    """Mentions of every kind with their entity, up to the one in hand."""

    @cached_property
    def home(self) -> str | None:
        return home_country(self.document)

    def keep(self, entity: Entity) -> str:
        """The id of `entity`, which is new or keeps what was known of it."""
        self.entities.setdefault(entity.id, entity)
        return entity.id

    def keep_office(self, mention: Mention, side: str | None) -> str:
        """Whoever holds an office, unnamed."""
        identity = f"office:{side}:{mention.role}:{mention.org or ''}"
        return self.keep(Entity(identity, side, "office", None, None, mention.role or "other", mention.org))

    def last(self, mention: Mention, fits: Callable[[Entity], bool]) -> str | None:
        """The last entity before `mention` that fits."""
        before = (e for m, e in reversed(self.tied) if m.start < mention.start)
        return next((e for e in before if fits(self.entities[e])), None)

    def last_person(self, mention: Mention, fits: Callable[[Entity], bool]) -> str | None:
        """The last named person before `mention` that fits."""
        return self.last(mention, lambda e: e.kind == "person" and fits(e))

    def words(self, mention: Mention) -> str:
        """A mention's own words, folded."""
        return self.document.folded.text[mention.start : mention.end]
