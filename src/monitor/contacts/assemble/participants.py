"""Who takes part in a contact, and how they are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.contacts.assemble.clustering import Cluster
from monitor.contacts.assemble.sightings import ATTENDED, TAKEN_UP
from monitor.contacts.decide import Models
from monitor.contacts.entities import HIGH, Entity
from monitor.contacts.features import Context, Features, flags, stems
from monitor.contacts.lexicon import speaking_for_a_state
from monitor.contacts.mentions import Mention
from monitor.contacts.units import within
from monitor.model import Level, Participant
from monitor.text.sections import Section

_REACH = range(-3, 6)
"""Sentences around the evidence in which further participants are looked for."""
_MOST_BODIES = 2
"""Bodies and groups written out beside people."""
_LIST = re.compile(r"[,;]? ?(?:y|e|and|el|la|los|the|asi como|junto (?:con|a)|con|al|with|[,; ])*")
_LONGEST_LINK = 60
"""Characters between two names of one list."""
_BEFORE = re.compile(r"[a-z]+|[,;:(]")
_AFTER = re.compile(r"[a-z]+|[,;:).]")
_ARTICLES = frozenset("el la los las the su".split())


def participants(cluster: Cluster, side: str, ctx: Context, models: Models) -> tuple[Entity, ...]:
    """Everyone of one side who takes part: those the member model takes, at least the likeliest."""
    scored = [(models.member.score(features), entity) for entity, features in member_options(cluster, side, ctx)]
    taken = [pair for pair in scored if pair[0] >= models.member.threshold] or [max(scored, key=lambda s: s[0])]
    named = [e for _, e in taken if e.name]
    nameless = [e for _, e in sorted(taken, key=lambda s: -s[0]) if not e.name]
    if not named:
        return tuple(nameless[:1])
    working = all(e.role not in HIGH for e in named)
    beside = [e for e in nameless if e.kind == "office" or (e.kind == "group" and working)]
    return tuple(named + beside[:_MOST_BODIES])


def written(entity: Entity) -> Participant:
    """A participant as the contact names it."""
    role = entity.role if entity.name or entity.kind == "office" else "delegation"
    return Participant(entity.name, role, entity.org, entity.person)


def member_options(cluster: Cluster, side: str, ctx: Context) -> list[tuple[Entity, Features]]:
    """Everybody of `side` who may belong to the contact: seen in its sightings, or an individual near its evidence."""
    center = cluster.best.unit.number
    near: dict[str, Entity] = {}
    for sighting in cluster.members:
        near |= {i: e for i, e in sighting.entities(side).items() if i not in near}
    for number in _REACH:
        if ctx.below_title(center + number) >= 0:
            near |= {
                e.id: e
                for _, e in ctx.cast.in_sentence(center + number)
                if e.side == side and e.individual and e.id not in near
            }
    return [(entity, member_features(entity, cluster, side, ctx)) for entity in near.values()]


def member_features(entity: Entity, cluster: Cluster, side: str, ctx: Context) -> Features:
    """What speaks for somebody taking part in a contact."""
    names = ["bias", *_standing(entity, cluster, side), *_told_of(entity, cluster, side, ctx)]
    center = cluster.best.unit.number
    mentions = ctx.cast.of(entity.id)
    close = [m for m in mentions if m.sentence - center in _REACH]
    if not close:
        return flags(*names, "not-close")
    nearest = min(close, key=lambda m: (abs(m.sentence - center), m.start))
    gap = nearest.sentence - center
    chosen = {i for s in cluster.members for i in s.entities(side)}
    names += [f"gap:{gap}", f"often:{min(4, len(mentions))}", *_appearance(nearest, ctx)]
    place = "same" if gap == 0 else "near"
    names += (f"{place}:{name}" for name in _surroundings(nearest, entity, chosen, ctx))
    return flags(*names)


def _standing(entity: Entity, cluster: Cluster, side: str) -> Iterator[str]:
    """Who it is, and in how many sightings, the best one above all."""
    best = cluster.best
    anchor = best.entities(side)
    yield f"kind:{entity.kind}"
    yield f"rank:{'high' if entity.role in HIGH else 'low'}"
    yield f"anchor:{entity.id in anchor}"
    yield f"sightings:{min(3, sum(entity.id in s.entities(side) for s in cluster.members))}"
    if entity.id in anchor:
        yield f"anchor-near:{next(s.near for s in best.slots(side) if s.entity.id == entity.id)}"
        yield f"anchor-of:{min(3, len(anchor))}"
    elif any(e.name for e in anchor.values()):
        yield "others-named"


def _told_of(entity: Entity, cluster: Cluster, side: str, ctx: Context) -> Iterator[str]:
    """What the evidence says, given whether it names them: "both teams will meet" has none of those named before."""
    best = cluster.best
    here = any(m.sentence == best.unit.number for m in ctx.cast.of(entity.id))
    who = f"{'here' if here else 'far'}:{'individual' if entity.individual else entity.kind}"
    yield f"{who}:mode:{best.mode}"
    yield f"{who}:status:{best.status}"
    yield from dict.fromkeys(f"{who}:near:{slot.near}/{slot.entity.kind}" for slot in best.slots(side))
    yield from (f"{who}|{stem}" for stem in stems(best.unit, ctx))


def _appearance(mention: Mention, ctx: Context) -> Iterator[str]:
    """How somebody is mentioned, and in what section."""
    if mention.possessor:
        yield "possessor"
    if mention.former:
        yield "former"
    section = ctx.document.section_of(mention.sentence)
    if section is not Section.BODY:
        yield f"section:{section.value}"


def _surroundings(mention: Mention, entity: Entity, chosen: set[str], ctx: Context) -> Iterator[str]:
    """Who and what stands around somebody in their sentence; `chosen` are those seen taking part."""
    text = ctx.document.folded.text
    beside = [(m, e) for m, e in ctx.cast.in_sentence(mention.sentence) if m is not mention]
    people = [m for m, e in beside if e.kind == "person"]
    yield from (f"cue:{cue}" for cue in _cues(mention.sentence, ctx))
    yield f"before:{_word_before(text, mention.start)}"
    yield f"after:{_word_after(text, mention.end)}"
    yield f"people:{min(4, len(people))}"
    sentence = ctx.document.sentences[mention.sentence]
    words = text[sentence.start : sentence.end]
    if ATTENDED.search(words):
        yield "attended"
        yield "attended-taken-up" if TAKEN_UP.search(words) else "attended-else"
        yield f"attended:{mention.role or entity.role}"
    if mention.kind == "name" and not mention.surname_only:
        yield "full-name"
    if any(_listed(text, mention, m) for m, e in beside if e.id in chosen and e.id != entity.id):
        yield "listed-with-member"
    if any(_listed(text, mention, m) for m in people):
        yield "listed"
    if any(e.side == "other" for _, e in beside):
        yield "third"


def _cues(sentence: int, ctx: Context) -> Iterator[str]:
    """The cues of a sentence, each once."""
    place = ctx.document.sentences[sentence]
    hits = within(ctx.document.hits, place.start, place.end)
    yield from dict.fromkeys(h.entry.id for h in hits if h.entry.category == "cue")


def _listed(text: str, one: Mention, other: Mention) -> bool:
    """Two names of one list: nothing but commas, "and" and short offices between them."""
    first, second = (one, other) if one.start < other.start else (other, one)
    between = text[first.end : second.start]
    return len(between) < _LONGEST_LINK and bool(_LIST.fullmatch(between.strip() + " "))


def _word_before(text: str, start: int) -> str:
    found = [w for w in _BEFORE.findall(text[max(0, start - 40) : start]) if w not in _ARTICLES]
    return found[-1][:8] if found else "^"


def _word_after(text: str, end: int) -> str:
    found = _AFTER.search(text[end : end + 30])
    return found[0][:6] if found else "$"


def level(peru: Sequence[Entity], us: Sequence[Entity]) -> Level:
    """High when each side has somebody of ambassador rank or above; an unnamed government, ministry, congress or
    embassy opposite such a person counts, a delegation of experts, agents or soldiers does not (annotation guide).
    """
    ranks = {_side_rank(peru), _side_rank(us)}
    return "high" if "high" in ranks and "low" not in ranks else "working"


def _side_rank(side: Sequence[Entity]) -> str:
    if any(e.role in HIGH and (e.name or e.kind == "office") for e in side):
        return "high"
    if all(e.name is None and e.kind != "group" and e.org in speaking_for_a_state() for e in side):
        return "institution"
    return "low"
