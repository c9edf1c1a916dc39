"""From units that state a contact to contacts: who belongs together, how, whether, when and where.

    scored units ─ sightings ─ clusters ─► contacts

A *sighting* is what one unit says of one contact. Sightings that speak of one contact are joined; the best of them
gives the evidence, all of them the participants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.contacts.decide import Models
from monitor.contacts.entities import Entity
from monitor.contacts.features import HIGH, Context, Features, slot_features, unit_features
from monitor.contacts.mentions import Mention
from monitor.contacts.units import TALK_FAMILIES, Slot, Unit
from monitor.contacts.when import Option, date_features, date_options, place_of
from monitor.model import FAMILIES, Contact, Level, Mode, Participant, Status
from monitor.text.dates import When
from monitor.text.sections import Section


@dataclass(frozen=True)
class Scored:
    """A unit with the probability that it states a contact."""

    unit: Unit
    features: Features
    score: float


@dataclass(frozen=True)
class Sighting:
    """What one unit says of one contact."""

    unit: Unit
    peru: tuple[Slot, ...]
    us: tuple[Slot, ...]
    score: float
    mode: Mode
    modes: Mapping[str, float]
    status: Status
    statuses: Mapping[str, float]
    background: float
    when: When | None
    when_score: float
    place: str | None
    own_date: bool = False
    """The date stands in the unit itself."""

    @property
    def cued(self) -> bool:
        return any(c.entry.family in TALK_FAMILIES for c in self.unit.cues)

    words: str = ""
    """The unit's folded text."""
    attendance: bool = False
    """Says who else was there: "en la cita participaron …", "joined the talks", "the two men sat down along with"."""

    def slots(self, side: str) -> tuple[Slot, ...]:
        return self.peru if side == "peru" else self.us

    def entities(self, side: str) -> dict[str, Entity]:
        return {s.entity.id: s.entity for s in self.slots(side)}


def sight(scored: Scored, models: Models, ctx: Context) -> Sighting:
    """What a unit that states a contact says of it."""
    unit = scored.unit
    peru, us = (present(unit, side, models, ctx) for side in ("peru", "us"))
    features = attribute_features(unit, peru, us, ctx)
    modes = models.mode.scores(features)
    statuses = models.status.scores(features)
    status: Status = max(statuses, key=lambda k: statuses[k])  # type: ignore[assignment]
    background = models.background.score(features)
    option, certainty = choose_date(unit, ctx, models, status, background)
    return Sighting(
        unit, peru, us, scored.score, max(modes, key=lambda k: modes[k]), modes, status, statuses, background,  # type: ignore[arg-type]
        option.when if option else None, certainty, place_of(unit, ctx), own_date=option is not None and option.near == "unit",
        words=ctx.document.folded.text[unit.start : unit.end], attendance=_refers_back(unit, ctx),
    )  # fmt: skip


_DEFINITE = re.compile(
    r"\b(?:l[ao]s?|el|en|est[ae]|es[ae]|dich[ao]|aquell?a?|the|that|this|at)(?: [a-z-]+){0,2} "
    r"(?:cita|reunion|encuentro|audiencia|conversacion|dialogo|ceremonia|acto|almuerzo|desayuno|visita|sesion|meeting|talks|session|conversation|ceremony|lunch|breakfast|event)\b"
)


_ATTENDED = re.compile(
    r"\b(?:(?:tambien )?(?:participaron|participo|asistieron|asistio|estuvieron|estuvo|acompanaron|acompano|intervinieron|tomaron parte|tomaron asiento|integraron|concurrieron)"
    r"|(?:se encontraban|se sumaron|lo acompanaban|en compania de|junto a|acompanad[oa]s? (?:de|por)|along with|joined|were present|was present|attended|took part|also present|accompanied|flanked|on hand|at the table|en la mesa|presentes?))\b"
)


def _refers_back(unit: Unit, ctx: Context) -> bool:
    """Whether a unit adds to a contact told before: who else was there, what "the meeting" was about, "both men"."""
    if any(c.entry.id == "attend" for c in unit.cues) or any(s.near == "dual" for s in unit.slots):
        return True
    return bool(_DEFINITE.search(ctx.document.folded.text[unit.start : unit.end]))


def present(unit: Unit, side: str, models: Models, ctx: Context) -> tuple[Slot, ...]:
    """Who of one side takes part: all that the slot model takes, at least the likeliest; people before bodies."""
    scored = [(models.slot.score(slot_features(slot, unit, ctx)), slot) for slot in unit.side(side)]
    taken = [(p, s) for p, s in scored if p >= models.slot.threshold] or [max(scored, key=lambda s: s[0])]
    people = [(p, s) for p, s in taken if s.entity.kind in ("person", "office")]
    here = [s for _, s in people if s.near in ("direct", "dual")]
    if here:
        groups = [s for _, s in taken if s.entity.kind == "group" and s.near == "direct"]
        return tuple(
            _unique([*sorted(here, key=_place), *(groups if all(s.entity.role == "other" for s in here) else [])])
        )
    likeliest = max(taken, key=lambda s: s[0])
    if people and likeliest[1].near != "direct":
        return (max(people, key=lambda s: s[0])[1],)
    return (likeliest[1],)


def _unique(slots: Sequence[Slot]) -> list[Slot]:
    return list({s.entity.id: s for s in reversed(slots)}.values())[::-1]


def _place(slot: Slot) -> int:
    return slot.mention.start if slot.mention is not None else -1


def attribute_features(unit: Unit, peru: Sequence[Slot], us: Sequence[Slot], ctx: Context) -> Features:
    """What mode, status and background are read from: the words of the unit, and who meets."""
    out = dict(unit_features(unit, ctx))
    for letter, side in (("p", peru), ("u", us)):
        out[f"g:{letter}:{side[0].near}"] = 1
        out[f"g:{letter}:{side[0].entity.kind}"] = 1
        out[f"g:{letter}:{'high' if any(s.entity.role in HIGH for s in side) else 'low'}"] = 1
        if any(s.mention is not None and s.mention.former for s in side):
            out[f"g:{letter}:former"] = 1
    return out


def choose_date(
    unit: Unit, ctx: Context, models: Models, status: Status, background: float
) -> tuple[Option | None, float]:
    """The likeliest date of the unit's contact; None when none is likely enough."""
    best: tuple[Option | None, float] = (None, 0.0)
    for option in date_options(unit, ctx, status):
        score = models.date.score(date_features(option, unit, ctx, status, background))
        if score > best[1]:
            best = (option, score)
    return best if best[1] >= models.date.threshold else (None, best[1])


# --- clusters ----------------------------------------------------------------------------------------------------------


@dataclass
class Cluster:
    """Sightings of one contact, the best first."""

    members: list[Sighting] = field(default_factory=list)

    @property
    def best(self) -> Sighting:
        return self.members[0]


def clusters(found: Sequence[Sighting], models: Models) -> list[Cluster]:
    """Join sightings of one contact: each joins the cluster whose best member it most resembles, or opens a new one.

    The title's sightings come last and open none.
    """
    out: list[Cluster] = []
    for sighting in sorted(found, key=lambda s: (not s.unit.title, strength(s)), reverse=True):
        best: tuple[float, Cluster | None] = (models.same.threshold, None)
        for cluster in out:
            if compatible(cluster.best, sighting) and not contradict(cluster.best, sighting):
                likely = models.same.score(same_features(cluster.best, sighting))
                if likely >= best[0]:
                    best = (likely, cluster)
        if best[1] is not None:
            best[1].members.append(sighting)
        elif not sighting.unit.title:
            out.append(Cluster([sighting]))
    return out


def strength(sighting: Sighting) -> tuple[float, ...]:
    """How good a witness: named people in the unit, a cue, a date, a high score; who only adds ("also present were …") less."""
    direct = sum(
        any(s.near == "direct" and s.entity.kind == "person" for s in side) for side in (sighting.peru, sighting.us)
    )
    cued = any(c.entry.family in TALK_FAMILIES for c in sighting.unit.cues)
    adds = bool(_ATTENDED.search(sighting.words)) or any(s.near == "dual" for s in sighting.unit.slots)
    return (
        sighting.score + 0.08 * direct + 0.05 * cued + 0.05 * (sighting.when is not None) - 0.25 * adds,
        -sighting.unit.start,
    )


def compatible(one: Sighting, other: Sighting) -> bool:
    """Whether the two could be one contact at all: each side shares somebody, or is nameless in one of them; close by,
    one shared side is enough ("at the meeting, which the ambassador attended too").
    """
    agree = [_side_agrees(one.entities(side), other.entities(side)) for side in ("peru", "us")]
    apart = abs(one.unit.number - other.unit.number)
    later = other if other.unit.number >= one.unit.number else one
    if one.unit.title or other.unit.title:
        return all(agree)
    return all(agree) or (any(agree) and apart <= 3) or (apart <= 5 and later.attendance)


def contradict(one: Sighting, other: Sighting) -> bool:
    """Days of their own that have none in common, or two kinds of contact told by two sentences that each say which."""
    if one.own_date and other.own_date and one.when and other.when:
        if not one.when.overlaps(other.when):
            return True
    if not (one.cued and other.cued):
        return False
    families = _families(one.modes), _families(other.modes)
    if _clash(*families) > 0.6 and max(families[0].values()) > 0.6 and max(families[1].values()) > 0.6:
        return True
    return _clash(one.statuses, other.statuses) > 0.7


def _side_agrees(ones: Mapping[str, Entity], others: Mapping[str, Entity]) -> bool:
    """Somebody shared; or nobody named on one of the two, who may be anyone: a group of experts is no minister, though."""
    if set(ones) & set(others):
        return True
    return _stand_for(ones, others) or _stand_for(others, ones)


def _stand_for(nameless: Mapping[str, Entity], others: Mapping[str, Entity]) -> bool:
    if any(e.name for e in nameless.values()):
        return False
    only_groups = all(e.kind == "group" for e in nameless.values())
    return not (only_groups and any(e.name and e.role in HIGH for e in others.values()))


def same_features(one: Sighting, other: Sighting) -> Features:
    """What speaks for two sightings being one contact."""
    out: Features = {"bias": 1}
    for side in ("peru", "us"):
        a, b = one.entities(side), other.entities(side)
        shared = {i for i in set(a) & set(b) if a[i].name}
        how = "named" if shared else "nameless" if _side_agrees(a, b) else "differs"
        out[f"{side}:{how}"] = 1
    strong = sum(any(c.entry.family in TALK_FAMILIES for c in s.unit.cues) for s in (one, other))
    for name, clash in (
        ("family", _clash(_families(one.modes), _families(other.modes))),
        ("status", _clash(one.statuses, other.statuses)),
        ("age", abs(one.background - other.background)),
    ):
        out[f"{name}-clash:{_step(clash)}"] = 1
        out[f"{strong}:{name}-clash"] = clash
    out[f"strong:{strong}"] = 1
    if one.when and other.when:
        overlap = one.when.overlaps(other.when)
        equal = one.when == other.when
        out[f"dates:{'equal' if equal else 'overlap' if overlap else 'differ'}"] = 1
    else:
        out[f"dates:{'one' if one.when or other.when else 'none'}"] = 1
    distance = abs(one.unit.number - other.unit.number)
    if one.unit.title or other.unit.title:
        out["title"] = 1
    else:
        out[f"apart:{min(distance, 4) if distance < 4 else 'far'}"] = 1
    if one.place and other.place:
        out[f"place:{'same' if one.place == other.place else 'differs'}"] = 1
    later = other if other.unit.number >= one.unit.number else one
    if _ATTENDED.search(later.words):
        out[f"attended:{min(distance, 4)}"] = 1
    if later.attendance:
        out["attendance"] = 1
        out[f"attendance:apart:{min(distance, 4)}"] = 1
        differs = one.when is not None and other.when is not None and not one.when.overlaps(other.when)
        differs = differs or FAMILIES[one.mode] != FAMILIES[other.mode] or one.status != other.status
        out["attendance:differs" if differs else "attendance:agrees"] = 1
        out[f"attendance:{sum(_side_agrees(one.entities(s), other.entities(s)) for s in ('peru', 'us'))}"] = 1
    dual = {slot.entity.id for slot in later.unit.slots if slot.near == "dual"}
    if dual:
        earlier = one if later is other else other
        shared = sum(bool(dual & set(earlier.entities(side))) for side in ("peru", "us"))
        out[f"dual-shared:{shared}"] = 1
    if any("cue:background" in _cue_names(s.unit) for s in (one, other)):
        out["recalled"] = 1
    return out


def _families(modes: Mapping[str, float]) -> dict[str, float]:
    out: dict[str, float] = {}
    for mode, share in modes.items():
        family = FAMILIES[mode]  # type: ignore[index]
        out[family] = out.get(family, 0.0) + share
    return out


def _clash(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Probability that two distributions mean different things."""
    return 1 - sum(share * other.get(name, 0.0) for name, share in one.items())


def _step(value: float) -> int:
    return int(min(0.999, max(0.0, value)) * 5)


def _cue_names(unit: Unit) -> set[str]:
    return {f"cue:{c.entry.id}" for c in unit.cues}


# --- contacts ----------------------------------------------------------------------------------------------------------


def cluster_features(cluster: Cluster, others: Sequence[Cluster], ctx: Context) -> Features:
    """Features for the last word on a whole contact."""
    best = cluster.best
    scores = sorted((m.score for m in cluster.members if not m.unit.title), reverse=True)
    titles = [m.score for m in cluster.members if m.unit.title]
    out: Features = {
        "bias": 1,
        "best": _logit(scores[0]),
        "second": _logit(scores[1]) if len(scores) > 1 else -2.0,
        f"members:{min(4, len(scores))}": 1,
        "in-title" if titles else "not-in-title": _logit(max(titles)) + 3 if titles else 1,
        f"mode:{best.mode}": 1,
        f"status:{best.status}": 1,
        f"near:{best.peru[0].near}+{best.us[0].near}": 1,
        f"kinds:{best.peru[0].entity.kind}+{best.us[0].entity.kind}": 1,
        "mode-sure": best.modes[best.mode],
        "dated" if best.when else "undated": 1,
        f"third:{int(ctx.third * 5)}": 1,
        f"home:{ctx.cast.home if ctx.cast.home in ('peru', None) else 'other'}": 1,
        f"rivals:{min(3, len(others) - 1)}": 1,
        f"section:{ctx.document.section_of(best.unit.number).value}": 1,
    }
    if best.background >= 0.5:
        out["background"] = 1
    title = {e for m, e in ctx.cast.mentions if m.sentence < ctx.title_sentences}
    for side in ("peru", "us"):
        if any(i in title for i in best.entities(side)):
            out[f"{side}-in-title"] = 1
    return out


def _logit(p: float) -> float:
    import math

    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))


def subsumed(cluster: Cluster, others: Sequence[Cluster]) -> bool:
    """A trip whose meetings the text names gives those meetings, not a visit besides."""
    best = cluster.best
    if best.mode != "visit":
        return False
    for other in others:
        if (
            other is cluster
            or other.best.mode not in ("meeting", "signing", "other")
            or other.best.status != best.status
        ):
            continue
        if (other.best.background >= 0.5) != (best.background >= 0.5):
            continue
        if not all(_side_agrees(best.entities(s), other.best.entities(s)) for s in ("peru", "us")):
            continue
        if best.when and other.best.when:
            if not best.when.overlaps(other.best.when):
                continue
        elif (best.when or other.best.when) and abs(best.unit.number - other.best.unit.number) > 2:
            continue
        return True
    return False


def contact(cluster: Cluster, ctx: Context, models: Models, score: float) -> Contact:
    """The Contact a cluster stands for."""
    best = cluster.best
    sides = {side: _participants(cluster, side, ctx, models) for side in ("peru", "us")}
    when = best.when or next((m.when for m in cluster.members if m.when and m.status == best.status), None)
    day, day_end = when.iso if when else (None, None)
    start, end = _evidence(best, ctx)
    original = ctx.document.folded.original
    place = best.place or next((m.place for m in cluster.members if m.place), None)
    return Contact(
        peru=sides["peru"],
        us=sides["us"],
        mode=best.mode,
        status=best.status,
        date=day,
        date_end=day_end,
        place=place,
        level=level(sides["peru"], sides["us"]),
        background=best.background >= 0.5,
        evidence=original[start:end],
        start=start,
        end=end,
        score=round(score, 3),
        why={
            "who": [best.peru[0].entity.id, best.us[0].entity.id],
            "score": round(best.score, 3),
            "cues": [
                ctx.document.folded.cut(c.start, c.end) for c in best.unit.cues if c.entry.family in TALK_FAMILIES
            ],
            "sightings": len(cluster.members),
        },
    )


def _participants(cluster: Cluster, side: str, ctx: Context, models: Models) -> tuple[Participant, ...]:
    """Everyone of one side who takes part: those the member model takes, at least the likeliest."""
    scored = [(models.member.score(features), entity) for entity, features in member_options(cluster, side, ctx)]
    taken = [(score, e) for score, e in scored if score >= models.member.threshold] or [max(scored, key=lambda s: s[0])]
    named = [e for _, e in taken if e.name]
    nameless = [e for _, e in sorted(taken, key=lambda t: -t[0]) if not e.name]
    if named:
        nameless = [
            e for e in nameless if e.kind == "office" or (e.kind == "group" and all(n.role not in HIGH for n in named))
        ]
    return tuple(as_participant(e) for e in named + (nameless[:2] if named else nameless[:1]))


_REACH = range(-3, 6)
"""Sentences around the evidence in which further participants are looked for."""


def member_options(cluster: Cluster, side: str, ctx: Context) -> list[tuple[Entity, Features]]:
    """Everybody of `side` who may belong to the contact: named in its sightings, or near its evidence."""
    best = cluster.best
    center = best.unit.number
    near: dict[str, Entity] = {}
    for slot in best.slots(side):
        near[slot.entity.id] = slot.entity
    for sighting in cluster.members:
        near |= {i: e for i, e in sighting.entities(side).items() if i not in near}
    for mention, identity in ctx.cast.mentions:
        entity = ctx.cast.entities[identity]
        if (
            entity.side == side
            and entity.kind in ("person", "office")
            and mention.sentence - center in _REACH
            and mention.sentence >= ctx.title_sentences
        ):
            near.setdefault(identity, entity)
    return [(entity, member_features(entity, cluster, side, ctx)) for entity in near.values()]


def member_features(entity: Entity, cluster: Cluster, side: str, ctx: Context) -> Features:
    """What speaks for somebody taking part in a contact."""
    best = cluster.best
    document = ctx.document
    text = document.folded.text
    chosen = {i for s in cluster.members for i in s.entities(side)}
    anchor = best.entities(side)
    out: Features = {
        "bias": 1,
        f"kind:{entity.kind}": 1,
        f"rank:{'high' if entity.role in HIGH else 'low'}": 1,
        f"anchor:{entity.id in anchor}": 1,
        f"sightings:{min(3, sum(entity.id in s.entities(side) for s in cluster.members))}": 1,
    }
    if entity.id in anchor:
        slot = next(s for s in best.slots(side) if s.entity.id == entity.id)
        out[f"anchor-near:{slot.near}"] = 1
        out[f"anchor-of:{min(3, len(anchor))}"] = 1
    elif any(i for i in anchor if anchor[i].name):
        out["others-named"] = 1
    mentions = [m for m, e in ctx.cast.mentions if e == entity.id]
    close = [m for m in mentions if m.sentence - best.unit.number in _REACH]
    if not close:
        out["not-close"] = 1
        return out
    nearest = min(close, key=lambda m: (abs(m.sentence - best.unit.number), m.start))
    gap = nearest.sentence - best.unit.number
    out[f"gap:{gap}"] = 1
    cues = {
        c.entry.id
        for c in document.hits
        if c.entry.category == "cue" and document.sentence_at(c.start) == nearest.sentence
    }
    place = "same" if gap == 0 else "near"
    for cue in cues:
        out[f"{place}:cue:{cue}"] = 1
    out[f"{place}:before:{_word_before(text, nearest.start)}"] = 1
    out[f"{place}:after:{_word_after(text, nearest.end)}"] = 1
    if nearest.possessor:
        out["possessor"] = 1
    if nearest.former:
        out["former"] = 1
    if nearest.kind == "name" and not nearest.surname_only:
        out[f"{place}:full-name"] = 1
    beside = [m for m, e in ctx.cast.mentions if e in chosen and e != entity.id and m.sentence == nearest.sentence]
    if any(_listed(text, nearest, m) for m in beside):
        out[f"{place}:listed-with-member"] = 1
    peers = [
        m
        for m, e in ctx.cast.mentions
        if m.sentence == nearest.sentence and m is not nearest and ctx.cast.entities[e].kind == "person"
    ]
    out[f"{place}:people:{min(4, len(peers))}"] = 1
    if any(ctx.cast.entities[e].side == "other" for m, e in ctx.cast.mentions if m.sentence == nearest.sentence):
        out[f"{place}:third"] = 1
    if any(_listed(text, nearest, m) for m in peers):
        out[f"{place}:listed"] = 1
    out[f"often:{min(4, len(mentions))}"] = 1
    if document.section_of(nearest.sentence) is not Section.BODY:
        out[f"section:{document.section_of(nearest.sentence).value}"] = 1
    return out


def _listed(text: str, one: Mention, other: Mention) -> bool:
    """Two names of one list: nothing but commas, "and" and short offices between them."""
    first, second = (one, other) if one.start < other.start else (other, one)
    between = text[first.end : second.start]
    return (
        (len(between) < 60
        and bool(
            re.fullmatch(
                r"[,;]? ?(?:y|e|and|el|la|los|the|asi como|junto (?:con|a)|con|al|with|[,; ])*", between.strip() + " "
            )
        ))
        or between.strip() in (",", "y", "and", ", y", ", and", ";", "; y")
    )


def _word_before(text: str, start: int) -> str:
    found = re.findall(r"[a-z]+|[,;:(]", text[max(0, start - 40) : start])
    while found and found[-1] in ("el", "la", "los", "las", "the", "su", "del", "al"):
        last = found.pop()
        if last in ("del", "al"):
            return last
    return found[-1][:8] if found else "^"


def _word_after(text: str, end: int) -> str:
    found = re.findall(r"[a-z]+|[,;:).]", text[end : end + 30])
    return found[0][:6] if found else "$"


def as_participant(entity: Entity) -> Participant:
    return Participant(
        entity.name, entity.role if entity.name or entity.kind == "office" else "delegation", entity.org, entity.person
    )


def _evidence(sighting: Sighting, ctx: Context) -> tuple[int, int]:
    """Offsets in the original: the sentence; with the one before it where a side stands there and both are short."""
    document = ctx.document
    sentence = document.sentences[sighting.unit.number]
    start, end = sentence.start, sentence.end
    near = {s.near for s in (*sighting.peru, *sighting.us)}
    if "prev1" in near and end - start < 70 and sighting.unit.number > ctx.title_sentences:
        before = document.sentences[sighting.unit.number - 1]
        if (
            before.line == sentence.line
            and end - before.start < 420
            and document.section_of(before.number) is Section.BODY
        ):
            start = before.start
    return document.folded.span(start, end)


def level(peru: Sequence[Participant], us: Sequence[Participant]) -> Level:
    """High when each side has somebody of ambassador rank or above; an unnamed government, ministry, congress or embassy
    opposite such a person counts, a delegation of experts, agents or soldiers does not (annotation guide).
    """
    ranks = [_side_rank(side) for side in (peru, us)]
    if ranks == ["high", "high"]:
        return "high"
    if "high" in ranks and "institution" in ranks:
        return "high"
    return "working"


_INSTITUTIONS = frozenset(
    """Government of Peru|Government of the US|White House|State Department|Pentagon|US Congress|Congreso|US Embassy Lima|Presidencia|PCM|
    Embajada del Perú en EE.UU.|Treasury|Commerce|DHS|DOJ|Energy|USDA|HHS|Interior|USTR|Cancillería (RREE)|Mindef|Mininter|MEF|Mincetur|Minem|Minjus|Minsa|
    Minedu|Midagri|Minam|Mincul|MTC|Produce""".replace("\n    ", "").split("|")
)


def _side_rank(side: Sequence[Participant]) -> str:
    if any(p.role in HIGH for p in side):
        return "high"
    if any(not p.name and p.org in _INSTITUTIONS for p in side) and not any(p.name for p in side):
        return "institution"
    return "low"
