"""Whom a word without office or name points back to: "el diplomático", "su homólogo", "the visitor"."""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.contacts.entities.entity import Entity
from monitor.contacts.entities.offices import MINISTERS, holder_by_term
from monitor.contacts.entities.scene import Scene
from monitor.contacts.mentions import Mention
from monitor.model import SIDES

_OTHER = {"peru": "us", "us": "peru"}
_DIPLOMATS = frozenset(
    """ambassador charge_daffaires foreign_minister secretary_of_state deputy_secretary_of_state assistant_secretary
    under_secretary""".split()
)
_SOLDIERS = frozenset(("military_commander", "other"))
_AMERICAN = re.compile("american|estadounidense")
_OPPOSITE = re.compile("homolog|counterpart|opposite number")
_SAME_RANK = {
    "president": "president",
    "foreign_minister": "secretary_of_state",
    "secretary_of_state": "foreign_minister",
    "defense_minister": "defense_minister",
}
"""The offices that answer each other, where each side has one of the kind."""
_GUEST = re.compile("visit|anfitri|host|guest|huesped|invitado")
_POINTERS: tuple[tuple[re.Pattern[str], Callable[[Entity], bool]], ...] = (
    (re.compile("diplom|envoy|ambassador"), lambda e: e.role in _DIPLOMATS),
    (re.compile("general|admiral|almirante|militar"), lambda e: e.role in _SOLDIERS),
    (re.compile("republicano|democrata"), lambda e: e.side == "us"),
    (re.compile("cabinet member"), lambda e: e.role in MINISTERS),
    (re.compile("funcionari|official|enviado|emisario"), lambda e: e.kind == "person"),
)
"""Words of a reference, and the people it may mean; the first row that has one of the words decides."""


def reference(mention: Mention, scene: Scene) -> str | None:
    """The last fitting person (or, of "los estadounidenses", group) before `mention`."""
    words = scene.words(mention)
    if _OPPOSITE.search(words):
        return _opposite_number(mention, scene)
    if mention.word == "demonym" or _AMERICAN.search(words):
        return _countryman(mention, mention.side or "us", scene)
    if mention.side in SIDES:
        return scene.last_person(mention, lambda e: e.side == mention.side)
    for pattern, fits in _POINTERS:
        if pattern.search(words):
            return scene.last_person(mention, fits)
    return _guest(mention, scene) if _GUEST.search(words) else _counterpart(mention, scene)


def _countryman(mention: Mention, side: str, scene: Scene) -> str | None:
    if not mention.plural:
        return scene.last_person(mention, lambda e: e.side == side)
    people = f"group:{side}:people"
    return people if people in scene.entities else scene.last(mention, lambda e: e.kind == "group" and e.side == side)


def _guest(mention: Mention, scene: Scene) -> str | None:
    """The last person who is not of the side of whoever speaks of "the visitor" or "his guest"."""
    here = (scene.entities[e] for m, e in reversed(scene.tied) if m.sentence == mention.sentence)
    speaker = next((e for e in here if e.kind == "person"), None)
    own = speaker.side if speaker is not None else None
    return scene.last_person(mention, lambda e: e.side in SIDES and (own is None or e.side != own))


def _opposite_number(mention: Mention, scene: Scene) -> str | None:
    """Who holds the same office on the other side: named before, else by term, else the last one of that side."""
    subject = scene.last_person(mention, lambda e: e.side in SIDES and e.side != mention.side)
    if subject is None:
        return None
    own = scene.entities[subject]
    side = mention.side if mention.side in SIDES else _OTHER[str(own.side)]
    role = _SAME_RANK.get(own.role)
    if role is None:
        return scene.last_person(mention, lambda e: e.side == side) or subject
    named = scene.last_person(mention, lambda e: e.side == side and e.role == role)
    return named or holder_by_term(side, role, scene) or scene.last_person(mention, lambda e: e.side == side) or subject


def _counterpart(mention: Mention, scene: Scene) -> str | None:
    """The last person of the other side than the last person named."""
    subject = scene.last_person(mention, lambda e: e.side in SIDES)
    if subject is None:
        return None
    other = _OTHER[str(scene.entities[subject].side)]
    return scene.last_person(mention, lambda e: e.side == other) or subject
