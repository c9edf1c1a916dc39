"""Which country somebody serves, where the words beside the name or office do not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from monitor.contacts.document import Document
from monitor.contacts.entities.naming import sounds
from monitor.contacts.lexicon import Hit, named_alike
from monitor.contacts.mentions import Mention

_RANKED = frozenset(("rank", "commander", "joint-command", "head", "staff"))
_NEUTRAL = _RANKED | {"embassy-staff", "adviser", "consul", "special-envoy"}
"""Offices every country has abroad too: the home of the text does not tell their side."""
_AMERICAN_ROLES = frozenset(
    ("secretary_of_state", "deputy_secretary_of_state", "under_secretary", "assistant_secretary")
)
_FOREIGN_AT_HOME = frozenset(("ambassador", "charge", "spokesperson", "counterpart"))
"""Offices that in a Peruvian text are as often another country's."""
_SENATORS = frozenset(("senator", "senators"))
_WITHOUT_SENATE = (date(1992, 4, 5), date(2026, 7, 27))
"""Peru's Congress had one chamber from the coup of 1992 to the Congress elected in 2026."""
_BODY_REACH = 2
"""Sentences before a soldier or member of staff in which the body they serve may be named."""
_HOME_SHARE = 0.6
"""Of the mentions of the most named country, as many for Peru make it the home all the same."""


def home_country(document: Document) -> str | None:
    """The country the text is at home in, by how often each is named; the United States are everybody's topic."""
    count: Counter[str] = Counter()
    for country, weight in _signs(document.hits):
        count[country] += weight
    if not count:
        return None
    best, most = count.most_common(1)[0]
    return "peru" if count["peru"] >= _HOME_SHARE * most else best


def _signs(hits: Iterable[Hit]) -> Iterator[tuple[str, int]]:
    for hit in hits:
        entry = hit.entry
        if entry.category == "country" and entry.id != "us":
            yield entry.id, 4
        elif entry.side != "peru":
            continue
        elif entry.category == "person" and entry.kind == "full":
            yield "peru", 4
        elif entry.category in ("body", "place"):
            yield "peru", 1  # other countries have a foreign ministry and a palace too


def default_side(mention: Mention, home: str | None, lang: str) -> str | None:
    """The side an office has by itself: an American title, else the text's home for offices of state."""
    if mention.role in _AMERICAN_ROLES:
        return "us"
    if home != "peru":
        return "other" if home else None
    if mention.word in _NEUTRAL:
        return "peru" if mention.word in _RANKED and lang == "es" else None
    return None if mention.word in _FOREIGN_AT_HOME else "peru"


def side_nearby(mention: Mention, document: Document, home: str | None) -> str | None:
    """A provisional person's side: as the name sounds, where that is sure; else by the text's home for offices of state,
    and for soldiers and staff the last body named before, in the sentence or the two before it.
    """
    if mention.role in _AMERICAN_ROLES:
        return "us"
    sounding = sounds(mention.name) if mention.name else None
    if sounding == "us" and mention.role == "governor":
        return "other"  # he represents his state (annotation guide)
    if sounding == "us" or (sounding is not None and home not in named_alike()):
        return sounding
    if mention.word in _SENATORS and not _peru_has_senators(document.published) and home in ("peru", None):
        return "us"
    if mention.word in _NEUTRAL:
        served = (_last_body(mention, back, document) for back in range(_BODY_REACH + 1))
        side = next((s for s in served if s is not None), None)
        if side is not None:
            return side
        if (mention.word in _RANKED and document.lang == "en") or (mention.word == "embassy-staff" and home == "peru"):
            return "us"  # of an embassy in a Peruvian text: these texts speak of that one
    return default_side(mention, home, document.lang)


def _peru_has_senators(day: date | None) -> bool:
    """Whether Peru had a senate on the day; not for an undated page: senators are then hardly its."""
    first, last = _WITHOUT_SENATE
    return day is not None and not first <= day <= last


def _last_body(mention: Mention, back: int, document: Document) -> str | None:
    number = mention.sentence - back
    if number < 0:
        return None
    sentence = document.sentences[number]
    end = mention.start if back == 0 else sentence.end
    bodies = [h for h in document.hits if sentence.start <= h.start < end and _is_body(h)]
    return bodies[-1].entry.side if bodies else None


def _is_body(hit: Hit) -> bool:
    return hit.entry.category == "body" or (hit.entry.category == "country" and hit.entry.kind == "adj")
