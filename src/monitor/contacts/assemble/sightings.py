"""What one unit says of one contact: who takes part, how, whether, when and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.contacts.decide import Models
from monitor.contacts.entities import HIGH, Entity
from monitor.contacts.features import Context, Features, slot_features, unit_features
from monitor.contacts.impression import STATUSES, Impression
from monitor.contacts.units import Slot, Unit
from monitor.contacts.when import Option, date_features, date_options, place_of
from monitor.model import FAMILIES, SIDES, Family, Mode, Side, Status
from monitor.text.dates import When

TAKEN_UP = re.compile(
    r"\b(?:l[ao]s?|el|en|est[ae]|es[ae]|dich[ao]|aquell?a?|the|that|this|at)(?: [a-z-]+){0,2} "
    r"(?:cita|reunion|encuentro|audiencia|conversacion|dialogo|ceremonia|acto|almuerzo|desayuno|visita|sesion"
    r"|meeting|talks|session|conversation|ceremony|lunch|breakfast|event)\b"
)
"""A contact told before, taken up by a definite noun: "en la cita", "the meeting"."""
_CONTINUED = re.compile(
    r"(?:(?:en|durante|tras|at|during|in|after) )?(?:la|el|los|las|dicha|dicho|esa|ese|esta|este|the|that|this|their) "
    r"(?:(?:bilateral|working) )?(?:cita|reunion|encuentro|audiencia|conversacion|dialogo|meeting|talks|session|conversation"
    r"|discussion)\b(?! (?:entre|con|with|between|of|de|del|que|sera|se realizara|will)\b)"
)
"""What a sentence begins with that goes on about a contact told before: "The conversation focused on"."""
ATTENDED = re.compile(
    r"\b(?:(?:tambien )?(?:participaron|participo|asistieron|asistio|estuvieron|estuvo|acompanaron|acompano"
    r"|intervinieron|tomaron parte|tomaron asiento|integraron|concurrieron)"
    r"|(?:se encontraban|se sumaron|lo acompanaban|en compania de|junto a|acompanad[oa]s? (?:de|por)|along with|joined"
    r"|were present|was present|attended|took part|also present|accompanied|flanked|on hand|at the table|en la mesa"
    r"|presentes?))\b"
)
"""Who else was there: "también participaron …", "joined the talks", "the two men sat down along with"."""


_ANOTHER = re.compile(
    r"\b(?:earlier|later|afterwards?|previously|separately|also met|in turn|then|(?:the|that) same (?:day|afternoon|morning)|a day (?:earlier|later|after|before)"
    r"|in the (?:morning|afternoon|evening)|hours (?:earlier|later|before)|before (?:the|that|leaving)|the (?:next|following|previous) day"
    r"|antes|despues|luego|mas tarde|por la (?:tarde|manana|noche)|posteriormente|previamente|seguidamente|asimismo|igualmente"
    r"|tambien se|ademas|por separado|en paralelo|el mismo dia|ese mismo dia|esa misma (?:tarde|manana)|al dia siguiente"
    r"|un dia (?:despues|antes)|la vispera|por su parte|en tanto|otro encuentro|otra reunion)\b"
)
"""What sets a further contact apart from the one told before."""
_BEGINNING = 60
"""Characters in which a sentence says so."""


@dataclass(frozen=True)
class Scored:
    """A unit with the probability that it states a contact."""

    unit: Unit
    features: Features
    score: float
    impression: Impression | None = None
    """What the encoder makes of it; None where a glance was enough to pass it by."""


@dataclass(frozen=True)
class Sighting:
    """What one unit says of one contact."""

    unit: Unit
    peru: tuple[Slot, ...]
    us: tuple[Slot, ...]
    score: float
    """Probability that the unit states a contact."""
    features: Features
    """What the score was read from."""
    modes: Mapping[Mode, float]
    statuses: Mapping[Status, float]
    background: float
    """Probability that the contact is recalled, not news."""
    when: When | None
    when_score: float
    """Probability of the likeliest date, taken or not."""
    own_date: bool
    """The date stands in the unit itself."""
    place: str | None
    attended: bool
    """Says who else was there."""
    refers_back: bool
    """Adds to a contact told before: who else was there, what "the meeting" was about, "both men"."""

    continues: bool
    """Begins with the contact told before: whatever it plans or dates is what was talked about."""
    another: bool
    """Begins as news of a further contact does: "por la tarde", "earlier", "también se reunió"."""

    @cached_property
    def mode(self) -> Mode:
        return max(self.modes, key=lambda m: self.modes[m])

    @cached_property
    def status(self) -> Status:
        return max(self.statuses, key=lambda s: self.statuses[s])

    @cached_property
    def families(self) -> Mapping[Family, float]:
        """Probability of each family of modes."""
        out: dict[Family, float] = {}
        for mode, share in self.modes.items():
            out[FAMILIES[mode]] = out.get(FAMILIES[mode], 0.0) + share
        return out

    @property
    def recalled(self) -> bool:
        return self.background >= 0.5

    @property
    def cued(self) -> bool:
        """Says in words of its own what kind of contact it is."""
        return bool(self.unit.told)

    @property
    def dual(self) -> frozenset[str]:
        """Those whom "ambos" or "the two sides" stands for."""
        return frozenset(s.entity.id for s in self.unit.slots if s.near == "dual")

    def slots(self, side: str) -> tuple[Slot, ...]:
        return self.peru if side == "peru" else self.us

    def entities(self, side: str) -> dict[str, Entity]:
        return {s.entity.id: s.entity for s in self.slots(side)}


def rate(unit: Unit, features: Features, models: Models, impression: Callable[[], Impression]) -> Scored:
    """The unit with the probability that it states a contact; `impression` is asked for where a glance at its `features`
    gives it a chance.
    """
    glance = models.glance.score(features)
    if glance < models.glance.threshold:
        return Scored(unit, features, glance)
    read = impression()
    features = {**features, **read.statement()}
    return Scored(unit, features, models.unit.score(features), read)


def sight(scored: Scored, models: Models, ctx: Context) -> Sighting:
    """What a unit that states a contact says of it."""
    unit, read = scored.unit, scored.impression
    peru, us = (_present(unit, side, models, ctx, read) for side in SIDES)
    features = attribute_features(unit, peru, us, ctx, read)
    modes, statuses = models.mode.scores(features), models.status.scores(features)
    status = max(STATUSES, key=lambda s: statuses.get(s, 0.0))
    background = models.background.score(features)
    option, when_score = _likeliest_date(unit, ctx, models, status, background, read)
    if _tells_matter(unit):
        option, when_score = None, 0.0
    words = ctx.document.folded.text[unit.start : unit.end]
    return Sighting(
        unit=unit,
        peru=peru,
        us=us,
        score=scored.score,
        features=scored.features,
        modes={mode: modes[mode] for mode in FAMILIES if mode in modes},
        statuses={status: statuses[status] for status in STATUSES if status in statuses},
        background=background,
        when=option.when if option else None,
        when_score=when_score,
        own_date=option is not None and option.near == "unit",
        place=place_of(unit, ctx),
        attended=bool(ATTENDED.search(words)),
        refers_back=_refers_back(unit, words),
        continues=bool(_CONTINUED.match(words)),
        another=bool(_ANOTHER.search(words[:_BEGINNING])),
    )


def attribute_features(
    unit: Unit, peru: Sequence[Slot], us: Sequence[Slot], ctx: Context, read: Impression | None
) -> Features:
    """What mode, status and background are read from: the words of the unit, who meets, the encoder's impression."""
    out = unit_features(unit, ctx) | (read.attributes() if read is not None else {})
    for letter, side in (("p", peru), ("u", us)):
        out[f"g:{letter}:{side[0].near}"] = 1
        out[f"g:{letter}:{side[0].entity.kind}"] = 1
        out[f"g:{letter}:{'high' if any(s.entity.role in HIGH for s in side) else 'low'}"] = 1
        if any(s.mention is not None and s.mention.former for s in side):
            out[f"g:{letter}:former"] = 1
    return out


def _tells_matter(unit: Unit) -> bool:
    """Says what was talked about, and of nobody in particular: its date is the matter's ("examinaron los cursos previstos
    para el segundo semestre").
    """
    return bool(unit.told) and all(c.entry.id == "discuss" for c in unit.told) and not any(s.here for s in unit.slots)


def _refers_back(unit: Unit, words: str) -> bool:
    added = any(c.entry.id == "attend" for c in unit.cues) or any(s.near == "dual" for s in unit.slots)
    return added or bool(TAKEN_UP.search(words))


def participation_features(slot: Slot, unit: Unit, ctx: Context, read: Impression | None) -> Features:
    """What somebody's taking part is read from: where they stand, and the encoder's impression."""
    seen = slot_features(slot, unit, ctx)
    if read is not None and slot.near == "direct" and slot.mention is not None:
        seen |= read.of(slot.mention.start)
    return seen


def day_features(
    option: Option, unit: Unit, ctx: Context, status: Status, background: float, read: Impression | None
) -> Features:
    """What a date's being the contact's is read from: where it stands, and the encoder's impression."""
    seen = date_features(option, unit, ctx, status, background)
    if read is not None and option.near == "unit":
        seen |= read.of(option.expression.start)
    return seen


def _present(unit: Unit, side: Side, models: Models, ctx: Context, read: Impression | None) -> tuple[Slot, ...]:
    """Who of one side takes part: all that the slot model takes, at least the likeliest; people before bodies."""
    scored = [(models.slot.score(participation_features(slot, unit, ctx, read)), slot) for slot in unit.side(side)]
    likeliest = max(scored, key=_score)
    taken = [pair for pair in scored if pair[0] >= models.slot.threshold] or [likeliest]
    people = [pair for pair in taken if pair[1].entity.individual]
    here = [slot for _, slot in people if slot.near in ("direct", "dual")]
    if here:
        groups = [s for _, s in taken if s.entity.kind == "group" and s.near == "direct"]
        without_office = all(s.entity.role == "other" for s in here)
        return _distinct([*sorted(here, key=_place), *(groups if without_office else [])])
    if people and likeliest[1].near != "direct":
        return (max(people, key=_score)[1],)
    return (likeliest[1],)


def _score(pair: tuple[float, object]) -> float:
    return pair[0]


def _place(slot: Slot) -> int:
    return slot.mention.start if slot.mention is not None else -1


def _distinct(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The first slot of each entity, in the order in which the entities are last named."""
    first: dict[str, Slot] = {}
    for slot in reversed(slots):
        first[slot.entity.id] = slot
    return tuple(first.values())[::-1]


def _likeliest_date(
    unit: Unit, ctx: Context, models: Models, status: Status, background: float, read: Impression | None
) -> tuple[Option | None, float]:
    """The likeliest date of the unit's contact with its probability; no date when none is likely enough."""
    options = [
        (models.date.score(day_features(option, unit, ctx, status, background, read)), option)
        for option in date_options(unit, ctx, status)
    ]
    score, best = max(options, key=_score, default=(0.0, None))
    return best if score >= models.date.threshold else None, score
