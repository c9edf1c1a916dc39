"""The contact a cluster of sightings stands for, and the features for the last word on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.contacts.assemble.clustering import Cluster
from monitor.contacts.assemble.likeness import agree
from monitor.contacts.assemble.participants import level, participants, written
from monitor.contacts.assemble.sightings import Sighting
from monitor.contacts.decide import Models
from monitor.contacts.features import Context, Features
from monitor.model import SIDES, Contact
from monitor.text.sections import Section

_FULFILLING = frozenset(("meeting", "signing", "other"))
"""What a visit is made for."""
_CLOSE_BY = 2
"""Sentences within which a dated and an undated sighting may tell of one trip."""
_SHORT = 70
"""Characters of a sentence that says little by itself."""
_LONGEST_EVIDENCE = 420
"""Characters of evidence that a reader takes in at a glance."""


def cluster_features(cluster: Cluster, others: Sequence[Cluster], ctx: Context) -> Features:
    """Features for the last word on a whole contact; `others` are all clusters of the text."""
    best = cluster.best
    scores = sorted((m.score for m in cluster.members if not m.unit.title), reverse=True)
    titles = [m.score for m in cluster.members if m.unit.title]
    out: Features = {
        "bias": 1,
        "best": _logit(scores[0]),
        "second": _logit(scores[1]) if len(scores) > 1 else -2.0,
        f"members:{min(4, len(scores))}": 1,
        f"mode:{best.mode}": 1,
        f"status:{best.status}": 1,
        f"near:{best.peru[0].near}+{best.us[0].near}": 1,
        f"kinds:{best.peru[0].entity.kind}+{best.us[0].entity.kind}": 1,
        "mode-sure": best.modes[best.mode],
        "dated" if best.when else "undated": 1,
        f"third:{int(ctx.third * 5)}": 1,
        f"home:{ctx.home}": 1,
        f"rivals:{min(3, len(others) - 1)}": 1,
        f"section:{ctx.document.section_of(best.unit.number).value}": 1,
    }
    out |= {"in-title": _logit(max(titles)) + 3} if titles else {"not-in-title": 1}
    if best.recalled:
        out["background"] = 1
    title = {e.id for number in range(ctx.title_sentences) for _, e in ctx.cast.in_sentence(number)}
    return out | {f"{side}-in-title": 1 for side in SIDES if title & set(best.entities(side))}


def _logit(p: float) -> float:
    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))


def subsumed(cluster: Cluster, others: Sequence[Cluster]) -> bool:
    """A trip whose meetings the text names gives those meetings, not a visit besides."""
    best = cluster.best
    return best.mode == "visit" and any(_fulfils(o.best, best) for o in others if o is not cluster)


def _fulfils(meeting: Sighting, visit: Sighting) -> bool:
    return (
        meeting.mode in _FULFILLING
        and meeting.status == visit.status
        and meeting.recalled == visit.recalled
        and all(agree(visit.entities(side), meeting.entities(side)) for side in SIDES)
        and _at_one_time(meeting, visit)
    )


def _at_one_time(one: Sighting, other: Sighting) -> bool:
    if one.when and other.when:
        return one.when.overlaps(other.when)
    if one.when or other.when:
        return abs(one.unit.number - other.unit.number) <= _CLOSE_BY
    return True


def contact(cluster: Cluster, ctx: Context, models: Models, score: float) -> Contact:
    """The Contact a cluster stands for; offsets are those of the document, `score` is its probability."""
    best = cluster.best
    peru, us = (participants(cluster, side, ctx, models) for side in SIDES)
    day, day_end = _date(cluster)
    folded = ctx.document.folded
    start, end = _evidence(best, ctx)
    return Contact(
        peru=tuple(map(written, peru)),
        us=tuple(map(written, us)),
        mode=best.mode,
        status=best.status,
        date=day,
        date_end=day_end,
        place=next((m.place for m in cluster.members if m.place), None) if best.mode != "call" else None,
        level=level(peru, us),
        background=best.recalled,
        evidence=folded.original[start:end],
        start=start,
        end=end,
        score=round(score, 3),
        why={
            "who": [best.peru[0].entity.id, best.us[0].entity.id],
            "score": round(best.score, 3),
            "cues": [folded.cut(c.start, c.end) for c in best.unit.told],
            "sightings": len(cluster.members),
        },
    )


def _date(cluster: Cluster) -> tuple[str | None, str | None]:
    """`date` and `date_end` by the best sighting that has a date and agrees on the status."""
    best = cluster.best
    when = next((m.when for m in cluster.members if m.when and m.status == best.status), None)
    return when.iso if when else (None, None)


def _evidence(sighting: Sighting, ctx: Context) -> tuple[int, int]:
    """Offsets in the original: the sentence; with the one before it where a side stands there and both are short."""
    document, number = ctx.document, sighting.unit.number
    sentence = document.sentences[number]
    start, end = sentence.start, sentence.end
    named_before = any(s.near == "prev1" for s in (*sighting.peru, *sighting.us))
    if named_before and end - start < _SHORT and ctx.below_title(number) > 0:
        before = document.sentences[number - 1]
        body = document.section_of(before.number) is Section.BODY
        if before.line == sentence.line and body and end - before.start < _LONGEST_EVIDENCE:
            start = before.start
    return document.folded.span(start, end)
