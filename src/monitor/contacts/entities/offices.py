"""Whoever holds an office the text names without a name: "el canciller", "the ambassador", "el titular"."""

from __future__ import annotations

from monitor.contacts.entities.entity import Entity
from monitor.contacts.entities.scene import Scene
from monitor.contacts.entities.sides import default_side
from monitor.contacts.mentions import Mention
from monitor.model import SIDES

MINISTERS = frozenset(("minister", "foreign_minister", "defense_minister", "interior_minister", "prime_minister"))
_OF_A_BODY = frozenset(("minister", "agency_head", "vice_minister", "military_commander"))
"""Roles that many hold at a time: the body tells them apart."""


def office(mention: Mention, scene: Scene) -> str | None:
    """Whom a bare office means: the holder the text names, else the holder by term, else an unnamed one."""
    if mention.role is None or mention.plural:
        return _several(mention, scene)
    if mention.role == "secretary_of_state" and (foreign := _foreign_secretary(scene)) is not None:
        return foreign
    side = mention.side or default_side(mention, scene.home, scene.document.lang)
    named = _named_holder(mention, side, scene)
    if named is not None:
        return named
    if side in SIDES and not mention.former and (held := _holder_by_term(mention, side, scene)) is not None:
        return held
    if side is None or (mention.side is None and mention.role == "other"):
        return None  # "una funcionaria interina": nobody's in particular
    return scene.keep_office(mention, side)


def _several(mention: Mention, scene: Scene) -> str | None:
    """Several holders at once, of one side; or, of "el titular", the last minister named."""
    if mention.plural and mention.role and mention.side in SIDES:
        return scene.keep_office(mention, mention.side)
    if mention.word == "minister":
        return scene.last_person(mention, lambda e: e.role in MINISTERS)
    return None


def _foreign_secretary(scene: Scene) -> str | None:
    """Chile and Spain have secretaries of state too: a text that says so once means theirs."""
    theirs = next((m for m in scene.mentions if m.word == "secretary-of-state" and m.side == "other"), None)
    if theirs is None:
        return None
    identity = f"office:other:{theirs.role}:"
    return scene.keep(Entity(identity, "other", "office", None, None, theirs.role or "other", None))


def _named_holder(mention: Mention, side: str | None, scene: Scene) -> str | None:
    """The last holder named before; else the first named after."""
    fitting = [
        (m, scene.entities[e])
        for m, e in scene.named
        if _same_office(scene.entities[e], mention) and (mention.former or not m.former)
    ]
    before = [(m, e) for m, e in fitting if m.start < mention.start]
    if mention.side is None and side in SIDES and before and mention.sentence - before[-1][0].sentence > 1:
        # "el presidente" is the home one unless another was named just before
        before = [(m, e) for m, e in before if e.side == side]
    if before:
        return before[-1][1].id
    if mention.former:
        return None
    after = (e for m, e in fitting if m.start > mention.start)
    return next((e.id for e in after if mention.side is not None or side is None or e.side == side), None)


def _same_office(entity: Entity, mention: Mention) -> bool:
    """Whether a person of the text holds the office named."""
    if entity.kind != "person" or (mention.side is not None and entity.side != mention.side):
        return False
    if mention.where == "other":
        return False  # an embassy in a third country
    if mention.role == "minister" and mention.org is None and mention.word in ("minister", "secretary"):
        return entity.role in MINISTERS - {"prime_minister"} and (entity.side == "peru" or mention.word == "secretary")
    if entity.role != mention.role:
        return False
    if mention.role in ("other", "governor") and not (mention.org and entity.org):
        return False
    told_apart = mention.role in _OF_A_BODY or mention.role == "other"
    return not (told_apart and mention.org and entity.org and mention.org != entity.org)


def _holder_by_term(mention: Mention, side: str, scene: Scene) -> str | None:
    """Who held the office on the day of the page; the body must be said where it tells the holders apart."""
    role = str(mention.role)
    if mention.where == "other" or role == "other":
        return None  # "el jefe de la oficina", "el cónsul": the people file knows but a few of them
    if not mention.org and (role in _OF_A_BODY or role == "legislator"):
        return None
    org = mention.org if role in _OF_A_BODY or role == "ambassador" else None
    return holder_by_term(side, role, scene, org)


def holder_by_term(side: str, role: str, scene: Scene, org: str | None = None) -> str | None:
    """Who held an office of a side on the day of the page, by the people file."""
    held = scene.people.holder(side, role, scene.document.published, org)
    if held is None:
        return None
    person, term = held
    return scene.keep(Entity(person.id, person.side, "person", person.name, person.id, term.role, term.org))
