"""Evidence of little text: a title, or a title and a summary, of a page not yet fetched or behind a paywall.

A title seldom says who the other state is: "Canciller se reunió con Marco Rubio" names neither country, an office and a
name point to them. So each side is named, hinted at or absent, and only beside the United States do words count: without
that the titles of domestic politics, full of offices and prosecutors, came before "Canciller rechazó expulsar a la DEA".
"""

from __future__ import annotations

from typing import Literal

from monitor.relevance.features import Features, Named, features

Standing = Literal["named", "hinted", "absent"]
BIAS = "glimpse"
"""The feature that every glimpse has, and nothing else."""
_KEPT = (
    "share:other", "title:other", "title:both", "lead:both", "near", "officials-meet", "officials-of-both",
    "bodies-of-both", "us-officials", "us-bodies", "title:us", "title:peru", "short",
    "words:sport", "words:show", "words:market", "words:crime", "words:weather",
)  # fmt: skip
_WORDS = "words:"


def glimpse(found: Named) -> Features:
    """Features of little text; those that the whole scale has too bear its names."""
    seen = features(found, ())
    us, peru = standing(found, "us"), standing(found, "peru")
    out: Features = {BIAS: 1.0, f"us {us}, peru {peru}": 1.0, **{name: seen[name] for name in _KEPT if seen.get(name)}}
    if us == "absent":
        return out
    beside = "us" if peru == "absent" else "both"
    out |= {f"{beside}:{n.removeprefix(_WORDS)}": value for n, value in seen.items() if n.startswith(_WORDS)}
    cast = found.reading.cast
    for mention, key in cast.mentions:
        entity = cast.entities[key]
        if entity.kind not in ("state", "virtual"):
            known = mention.kind == "name" and entity.person and not entity.person.startswith("?")
            out[f"mention:{entity.kind} {'known' if known else mention.kind} {entity.side or 'neither'}"] = 1.0
    return out


def standing(found: Named, side: str) -> Standing:
    """Whether the text names a side; or names, as anybody might, an office, a body, a surname or a place of it."""
    if found.having(side):
        return "named"
    return "hinted" if any(side in hinted for hinted in found.hinted) else "absent"
