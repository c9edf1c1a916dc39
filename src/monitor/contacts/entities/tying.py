"""Every mention of a text tied to whoever it stands for: names first, then the rest in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.contacts.document import Document
from monitor.contacts.entities.entity import GOVERNMENTS, Cast, Entity, Kind
from monitor.contacts.entities.offices import office
from monitor.contacts.entities.references import reference
from monitor.contacts.entities.scene import Scene
from monitor.contacts.entities.sides import side_nearby
from monitor.contacts.mentions import Mention
from monitor.contacts.people import People

_DEFINITE = re.compile(r"\b(?:el|la|los|las|the|al|del|su) $")
_COMPLEMENT = re.compile(r" (?:de|del|of|para|for) ")
_ANAPHORIC = frozenset(("delegation", "experts", "agents"))
"""Groups that a text takes up again by the bare word: "la delegación" is the one named before."""


def cast(document: Document, mentions: Sequence[Mention], people: People) -> Cast:
    """The people, bodies and groups of `document`."""
    scene = Scene(document, mentions, people)
    for mention in mentions:
        if mention.kind == "name":
            scene.named.append((mention, _name(mention, scene)))
    dual = [m for m in mentions if _is_dual(m)]
    names = {(m.start, m.end): e for m, e in scene.named}
    for mention in mentions:
        if _is_dual(mention):
            continue
        entity = names[mention.start, mention.end] if mention.kind == "name" else _resolve(mention, scene)
        if entity is not None:
            scene.tied.append((replace(mention, side=scene.entities[entity].side), entity))
    return Cast(scene.tied, scene.entities, dual, scene.home)


def _is_dual(mention: Mention) -> bool:
    """Whether a mention means somebody of each side: "ambos"; "los presidentes", of whom each country has one."""
    return mention.word == "both" or (mention.plural and mention.kind == "office" and mention.role == "president")


def _name(mention: Mention, scene: Scene) -> str:
    """The entity of a named person, with what this mention adds to it."""
    side = mention.side or side_nearby(mention, scene.document, scene.home)
    identity = mention.person or f"?{mention.start}"
    new = Entity(identity, side, "person", mention.name, mention.person, mention.role or "other", mention.org)
    known = scene.entities.get(identity)
    scene.entities[identity] = new if known is None else _joined(known, new, mention.surname_only)
    return identity


def _joined(known: Entity, new: Entity, surname_only: bool) -> Entity:
    if known.role == "other" and new.role != "other" and not surname_only:
        return new
    if known.side is None and new.side is not None:
        return replace(known, side=new.side, org=known.org or new.org)
    if known.name and new.name and new.name.endswith(f" {known.name}"):
        return replace(known, name=new.name)
    return known


def _resolve(mention: Mention, scene: Scene) -> str | None:
    """Whom a mention that is no name stands for; None where nobody can be told."""
    if mention.kind in ("body", "state"):
        return _collective(mention, scene)
    if mention.kind == "group":
        return _group(mention, scene)
    if mention.kind == "reference":
        return reference(mention, scene)
    return office(mention, scene)


def _collective(mention: Mention, scene: Scene) -> str | None:
    if mention.side is None:  # "el ministerio": the last one named
        return next((e for m, e in reversed(scene.tied) if m.kind == "body" and m.word == mention.word), None)
    kind: Kind = "body" if mention.kind == "body" else "state"
    org = mention.org or GOVERNMENTS.get(mention.side)
    return scene.keep(Entity(f"{kind}:{mention.side}:{org}", mention.side, kind, None, None, "delegation", org))


def _group(mention: Mention, scene: Scene) -> str | None:
    side = mention.side
    if side is None:
        return (
            scene.last(mention, lambda e: e.kind == "group" and bool(e.side)) if _is_taken_up(mention, scene) else None
        )
    identity = f"group:{side}:{mention.org or mention.word}"
    org = mention.org or GOVERNMENTS.get(side)
    return scene.keep(Entity(identity, side, "group", None, None, "delegation", org))


def _is_taken_up(mention: Mention, scene: Scene) -> bool:
    """Whether a group without a country is one named before; "la Misión de Observación Electoral" is another one."""
    text = scene.document.folded.text
    return (
        mention.word in _ANAPHORIC
        and "comision" not in scene.words(mention)
        and bool(_DEFINITE.search(text[max(0, mention.start - 5) : mention.start]))
        and not _COMPLEMENT.match(text[mention.end : mention.end + 6])
    )
