"""How somebody named in a unit stands in it: the words beside the name, the cues near it, who tells the news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.contacts.features.context import Context, Features, bucket, flags
from monitor.contacts.features.wording import distance
from monitor.contacts.mentions import Mention
from monitor.contacts.units import Slot, Unit

_BEFORE = re.compile(r"[a-z]+|[,;:(\"-]")
_AFTER = re.compile(r"[a-z]+|[,;:)\".-]")
_PASSED_OVER = frozenset("el la los las the su un una entonces senor propio".split())
"""Words between a name and the word that says its part in the sentence."""
SPEECH = frozenset(
    """aclaro adelanto admitio advirtio afirmo agrego anadio anunciaron anuncio apunto aseguro comento comunico confirmaron
    confirmo conto declaro desmintio destaco detallo dijeron dijo enfatizo explico expreso indico informaron informo
    manifesto menciono nego preciso reconocio recordo refirio reitero remarco resalto revelo senalaron senalo sostuvo
    subrayo acknowledged added announced confirmed declared denied emphasized explained informed noted posted recalled
    remarked reported revealed said says stated stressed told underlined warned wrote""".split()
)
"""What whoever tells the news does: they need not be who takes part."""
_TELLER_BEFORE, _TELLER_AFTER = 6, 3
"""Words from a name within which such a word makes its bearer the teller: "informó hoy desde Lima X", "X, said"."""
_AROUND, _FURTHER = 40, 70
"""Characters in which the words beside a name are looked for; and the word of who tells the news."""
_STEP = 6
"""Characters of a usual word: gaps to a cue are counted in words."""


def named(slot: Slot) -> Mention | None:
    """The mention by which somebody stands in the unit itself; None for stand-ins and context."""
    return slot.mention if slot.near == "direct" else None


def standing(label: str, slot: Slot, unit: Unit, ctx: Context) -> Features:
    """How somebody named in a unit stands in it; `label` begins the names of the features."""
    mention = named(slot)
    if mention is None:
        return {}
    text = ctx.document.folded.text
    before = _telling(_BEFORE.findall(text[max(unit.start, mention.start - _AROUND) : mention.start]))
    after = _AFTER.findall(text[mention.end : min(unit.end, mention.end + _AROUND)])
    told = [distance(c, mention.start, mention.end) for c in unit.told]
    against = [distance(c, mention.start, mention.end) for c in unit.cues if c.entry.family == "against"]
    names = [
        f"before:{before[-1][:8] if before else '^'}",
        f"after:{after[0][:6] if after else '$'}",
        f"before2:{_pair(before[-2:])}",
        f"after2:{_pair(_telling(after)[:2])}",
        f"cue-gap:{bucket(min(told) // _STEP) if told else 'none'}",
        *(flag for flag in ("possessor", "former", "plural") if getattr(mention, flag)),
        *_telling_news(mention, unit, ctx),
        *([f"against-gap:{bucket(min(against) // _STEP)}"] if against else []),
    ]
    return flags(*(f"{label}-{name}" for name in names))


def _telling_news(mention: Mention, unit: Unit, ctx: Context) -> Iterator[str]:
    """Whether somebody is who tells it: "X confirmó que", "según X", "X said"."""
    text = ctx.document.folded.text
    before = _BEFORE.findall(text[max(unit.start, mention.start - _FURTHER) : mention.start])
    after = _AFTER.findall(text[mention.end : min(unit.end, mention.end + _FURTHER)])
    said = next((i for i, w in enumerate(after[:_TELLER_AFTER]) if w in SPEECH), None)
    if said is not None:
        yield "says"
        if {"que", "that"} & set(after[said : said + 3]):
            yield "says-that"
    if SPEECH & set(before[-_TELLER_BEFORE:]):
        yield "says-before"
    if SPEECH & set(before[-2:]):
        yield "says-just-before"
    if "segun" in before[-_TELLER_BEFORE:] or "according" in before[-4:]:
        yield "according"


def words_around(mention: Mention, ctx: Context) -> tuple[str, str]:
    """The word or sign before a mention and the one after it, cut to a stem; empty at the ends of the text."""
    text = ctx.document.folded.text
    before = _BEFORE.findall(text[max(0, mention.start - _AROUND) : mention.start])
    return _pair(before[-1:]), _pair(_AFTER.findall(text[mention.end : mention.end + _AROUND])[:1])


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _PASSED_OVER]


def _pair(words: Sequence[str]) -> str:
    return " ".join(word[:6] for word in words)
