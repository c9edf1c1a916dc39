"""Who is the same: surnames, bare offices, references and groups are tied to whoever they stand for.

Full names and surnames were tied by `mentions`. Here a bare office ("el canciller") finds the named holder in the
text, or the holder by term on the day of the page; "el diplomático", "su homólogo" and "el visitante" find the last
fitting person; a group without a side finds the last group with one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.contacts.document import Document
from monitor.contacts.mentions import Mention
from monitor.contacts.people import People
from monitor.model import SIDES


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, body or group of the text."""

    id: str
    side: str | None
    kind: str
    """person, office (a person known by office alone), body, group, state."""
    name: str | None
    person: str | None
    role: str
    org: str | None


@dataclass(frozen=True)
class Cast:
    """Everybody in a text: mentions tied to entities, in order."""

    mentions: Sequence[tuple[Mention, str]]
    """(mention, entity id)."""
    entities: dict[str, Entity]
    dual: Sequence[Mention]
    """"ambos", "the two sides": mentions that stand for somebody of each side."""
    home: str | None
    """The country a bare office belongs to: peru, another country's id, or None."""

    def in_sentence(self, number: int) -> list[tuple[Mention, Entity]]:
        return [(m, self.entities[e]) for m, e in self.mentions if m.sentence == number]


_RANKED = frozenset(("rank", "commander", "joint-command", "head", "staff"))
_NEUTRAL = _RANKED | {"embassy-staff", "adviser", "consul", "special-envoy"}
_MINISTERS = frozenset(("minister", "foreign_minister", "defense_minister", "interior_minister", "prime_minister"))
_DIPLOMATS = frozenset(("ambassador", "charge_daffaires", "foreign_minister", "secretary_of_state", "deputy_secretary_of_state", "assistant_secretary", "under_secretary"))  # fmt: skip
_SOLDIERS = frozenset(("military_commander", "other"))


def home_country(document: Document) -> str | None:
    """The country the text is at home in, by how often each is named; the United States are everybody's topic."""
    count: Counter[str] = Counter()
    for hit in document.hits:
        if hit.entry.category == "country" and hit.entry.id != "us":
            count[hit.entry.id] += 4
        elif hit.entry.category == "person" and hit.entry.side == "peru" and hit.entry.kind == "full":
            count["peru"] += 4
        elif hit.entry.category in ("body", "place") and hit.entry.side == "peru":
            count["peru"] += 1  # other countries have a foreign ministry and a palace too
    if not count:
        return None
    best, most = count.most_common(1)[0]
    return "peru" if count["peru"] >= 0.6 * most else best


class _Tying:
    def __init__(self, document: Document, mentions: Sequence[Mention], people: People) -> None:
        self.doc, self.mentions, self.people = document, mentions, people
        self.home = home_country(document)
        self.entities: dict[str, Entity] = {}
        self.tied: list[tuple[Mention, str]] = []

    def run(self) -> Cast:
        dual: list[Mention] = []
        for mention in self.mentions:
            if mention.kind == "name":
                self._tie(mention, self._named(mention))
        named = list(self.tied)
        self.tied = []
        by_place = {(m.start, m.end): e for m, e in named}
        for mention in self.mentions:
            if mention.word == "both" or (mention.plural and mention.kind == "office" and mention.role == "president"):
                dual.append(mention)
                continue
            entity = (
                by_place.get((mention.start, mention.end)) if mention.kind == "name" else self._resolve(mention, named)
            )
            if entity is not None:
                self.tied.append((self._with_side(mention, entity), entity))
        return Cast(self.tied, self.entities, dual, self.home)

    def _with_side(self, mention: Mention, entity: str) -> Mention:
        side = self.entities[entity].side
        return mention if mention.side == side else replace(mention, side=side)

    def _tie(self, mention: Mention, entity: Entity) -> None:
        known = self.entities.get(entity.id)
        if known is None or (known.role == "other" and entity.role != "other" and not mention.surname_only):
            self.entities[entity.id] = entity
        elif known.side is None and entity.side is not None:
            self.entities[entity.id] = replace(known, side=entity.side, org=known.org or entity.org)
        elif known.name and entity.name and entity.name.endswith(f" {known.name}"):
            self.entities[entity.id] = replace(known, name=entity.name)
        self.tied.append((mention, entity.id))

    # --- names ------------------------------------------------------------------------------------------------------------

    def _named(self, mention: Mention) -> Entity:
        identity = mention.person or f"?{mention.start}"
        side = mention.side or self._side_nearby(mention)
        role = mention.role or "other"
        return Entity(identity, side, "person", mention.name, mention.person, role, mention.org)

    def _side_nearby(self, mention: Mention) -> str | None:
        """A provisional person's side, where the office did not tell: by the text's home for offices of state; for
        soldiers and staff the last body named before, in the sentence or the two before it.
        """
        if mention.word in _NEUTRAL:
            for back in range(3):
                side = self._last_body(mention, back)
                if side is not None:
                    return side
            if mention.word in _RANKED and self.doc.lang == "en":
                return "us"
        return self._default_side(mention)

    def _last_body(self, mention: Mention, back: int) -> str | None:
        number = mention.sentence - back
        if number < 0:
            return None
        sentence = self.doc.sentences[number]
        end = mention.start if back == 0 else sentence.end
        sides = [
            h.entry.side for h in self.doc.hits
            if sentence.start <= h.start < end and (h.entry.category == "body" or (h.entry.category == "country" and h.entry.kind == "adj"))
        ]  # fmt: skip
        return sides[-1] if sides else None

    def _default_side(self, mention: Mention) -> str | None:
        if mention.role in (
            "secretary_of_state",
            "deputy_secretary_of_state",
            "under_secretary",
            "assistant_secretary",
        ):
            return "us"
        if self.home != "peru":
            return "other" if self.home else None
        if mention.word in _NEUTRAL:
            return "peru" if mention.word in _RANKED and self.doc.lang == "es" else None
        return None if mention.word in ("ambassador", "charge", "spokesperson", "counterpart") else "peru"

    # --- offices, references, groups ----------------------------------------------------------------------------------------

    def _resolve(self, mention: Mention, named: Sequence[tuple[Mention, str]]) -> str | None:
        if mention.kind in ("body", "state"):
            return self._collective(mention)
        if mention.kind == "group":
            return self._group(mention)
        if mention.kind == "reference":
            return self._reference(mention, named)
        return self._office(mention, named)

    def _collective(self, mention: Mention) -> str | None:
        if mention.side is None:
            return None
        kind = "body" if mention.kind == "body" else "state"
        org = mention.org or (
            "Government of Peru" if mention.side == "peru" else "Government of the US" if mention.side == "us" else None
        )
        identity = f"{kind}:{mention.side}:{org}"
        self.entities.setdefault(identity, Entity(identity, mention.side, kind, None, None, "delegation", org))
        return identity

    def _group(self, mention: Mention) -> str | None:
        side, org = mention.side, mention.org
        if side is None:
            last = self._last(lambda e: e.kind == "group" and e.side is not None, mention)
            definite = re.search(
                r"\b(?:el|la|los|las|the|al|del|su) $", self.doc.folded.text[max(0, mention.start - 5) : mention.start]
            )
            if re.match(r" (?:de|del|of|para|for) ", self.doc.folded.text[mention.end : mention.end + 6]):
                return None  # "la Misión de Observación Electoral": another one
            anaphor = (
                definite
                and mention.word in ("delegation", "experts", "agents")
                and "comision" not in self.doc.folded.text[mention.start : mention.end]
            )
            return last if anaphor else None
        identity = f"group:{side}:{org or mention.word}"
        self.entities.setdefault(
            identity,
            Entity(
                identity,
                side,
                "group",
                None,
                None,
                "delegation",
                org or ("Government of Peru" if side == "peru" else "Government of the US"),
            ),
        )
        return identity

    def _office(self, mention: Mention, named: Sequence[tuple[Mention, str]]) -> str | None:
        role = mention.role
        if role is None or mention.plural:
            return (
                self._office_entity(mention, mention.side)
                if mention.plural and mention.side in SIDES and role
                else self._last_minister(mention)
            )
        if role == "secretary_of_state" and (foreign := self._foreign_secretary(mention)) is not None:
            return foreign
        fitting = [
            (m, e) for m, e in named
            if self._same_office(self.entities[e], mention) and not (m.former and not mention.former)
        ]  # fmt: skip
        side = mention.side or self._default_side(mention)
        before = [(m, e) for m, e in fitting if m.start < mention.start]
        if (
            mention.side is None and side in SIDES
        ):  # "el presidente" is the home one unless another was named just before
            before = [
                (m, e) for m, e in before if self.entities[e].side == side or mention.sentence - m.sentence <= 1
            ] or before
            at_home = [(m, e) for m, e in before if self.entities[e].side == side]
            before = before if before and mention.sentence - before[-1][0].sentence <= 1 else at_home
        if before:
            return before[-1][1]
        after = [
            e
            for m, e in fitting
            if m.start > mention.start and (mention.side is not None or side is None or self.entities[e].side == side)
        ]
        if after and not mention.former:
            return after[0]
        if side in SIDES and not mention.former:
            held = self.people.holder(
                str(side),
                role,
                self.doc.published,
                mention.org
                if role in ("minister", "agency_head", "ambassador", "vice_minister", "military_commander")
                else None,
            )
            if held is not None and (
                mention.org
                or role not in ("minister", "agency_head", "vice_minister", "military_commander", "legislator")
            ):
                person, term = held
                self.entities.setdefault(
                    person.id, Entity(person.id, person.side, "person", person.name, person.id, term.role, term.org)
                )
                return person.id
        if side is None or (mention.side is None and role == "other"):
            return None  # "una funcionaria interina": nobody's in particular
        return self._office_entity(mention, side)

    def _foreign_secretary(self, mention: Mention) -> str | None:
        """Chile and Spain have secretaries of state too: a text that says so once means theirs."""
        for other in self.mentions:
            if other.word == "secretary-of-state" and other.side == "other":
                identity = f"office:other:{other.role}:"
                self.entities.setdefault(
                    identity, Entity(identity, "other", "office", None, None, other.role or "other", None)
                )
                return identity
        return None

    def _same_office(self, entity: Entity, mention: Mention) -> bool:
        if entity.kind != "person" or (mention.side is not None and entity.side != mention.side):
            return False
        if mention.role == "minister" and mention.org is None and mention.word in ("minister", "secretary"):
            return entity.role in _MINISTERS - {"prime_minister"} and (
                entity.side == "peru" or mention.word == "secretary"
            )
        if entity.role != mention.role or (mention.role in ("other", "governor") and not (mention.org and entity.org)):
            return False
        return not (
            mention.org
            and entity.org
            and mention.role in ("minister", "agency_head", "vice_minister", "military_commander", "other")
            and mention.org != entity.org
        )

    def _last_minister(self, mention: Mention) -> str | None:
        """ "el titular": the last minister named."""
        if mention.word != "minister":
            return None
        return self._last(lambda e: e.kind == "person" and e.role in _MINISTERS, mention)

    def _office_entity(self, mention: Mention, side: str | None) -> str | None:
        identity = f"office:{side}:{mention.role}:{mention.org or ''}"
        self.entities.setdefault(
            identity, Entity(identity, side, "office", None, None, mention.role or "other", mention.org)
        )
        return identity

    def _reference(self, mention: Mention, named: Sequence[tuple[Mention, str]]) -> str | None:
        text = self.doc.folded.text[mention.start : mention.end]
        if mention.word == "demonym" or any(w in text for w in ("american", "estadounidense")):
            side = mention.side or "us"
            if mention.plural:
                identity = f"group:{side}:people"
                return (
                    identity
                    if identity in self.entities
                    else self._last(lambda e: e.kind == "group" and e.side == side, mention)
                )
            return self._last(lambda e: e.kind == "person" and e.side == side, mention)
        if mention.side in SIDES:
            return self._last(lambda e: e.kind == "person" and e.side == mention.side, mention)
        if "diplom" in text or "envoy" in text or "ambassador" in text:
            return self._last(lambda e: e.kind == "person" and e.role in _DIPLOMATS, mention)
        if any(w in text for w in ("general", "admiral", "almirante", "militar")):
            return self._last(lambda e: e.kind == "person" and e.role in _SOLDIERS, mention)
        if any(w in text for w in ("republicano", "democrata")):
            return self._last(lambda e: e.kind == "person" and e.side == "us", mention)
        if "cabinet member" in text:
            return self._last(lambda e: e.kind == "person" and e.role in _MINISTERS, mention)
        if any(w in text for w in ("funcionari", "official", "enviado", "emisario")):
            return self._last(lambda e: e.kind == "person", mention)
        if any(w in text for w in ("visit", "anfitri", "host", "guest", "huesped", "invitado")):
            return self._guest(mention)
        subject = self._last(lambda e: e.kind == "person" and e.side in SIDES, mention)
        if subject is None:
            return None
        other = "us" if self.entities[subject].side == "peru" else "peru"
        return self._last(lambda e: e.kind == "person" and e.side == other, mention) or subject

    def _guest(self, mention: Mention) -> str | None:
        """ "the visitor", "his guest": the last person who is not the one that speaks of him."""
        speaker = next(
            (
                e
                for m, e in reversed(self.tied)
                if m.sentence == mention.sentence and m.start < mention.start and self.entities[e].kind == "person"
            ),
            None,
        )
        side = self.entities[speaker].side if speaker else None
        return self._last(
            lambda e: e.kind == "person" and e.side in SIDES and (side is None or e.side != side), mention
        )

    def _last(self, fits, mention: Mention) -> str | None:  # type: ignore[no-untyped-def]
        for m, e in reversed(self.tied):
            if m.start < mention.start and fits(self.entities[e]):
                return e
        return None


def cast(document: Document, mentions: Sequence[Mention], people: People) -> Cast:
    """The people, bodies and groups of `document`."""
    return _Tying(document, mentions, people).run()
