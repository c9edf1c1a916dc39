"""When it was: the days a contact may fall on, by what an article says and by the day it was published."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from monitor.data import load_yaml
from monitor.model import Contact
from monitor.text.dates import When, parse_iso
from monitor.text.fold import plain, words

NEWS = timedelta(days=31)
"""How far behind a page that tells of a contact as news, without a date, the contact may lie. Of 340 labelled pages
that give the day of what they report, 328 came out within a week and all but 3 within two months."""
RECALL = timedelta(days=120)
"""The same for a page that only recalls; further off it may be another meeting of the same people (the Peruvian
foreign minister and the US ambassador meet about every two months)."""
AHEAD = timedelta(days=120)
"""How far ahead of a page an undated promise may lie."""
SLACK = timedelta(days=1)
"""Yesterday's paper still says "will meet"."""
EARLIER = timedelta(days=3)
"""How long after a meeting an undated "they have met before" may mean it, and not one before it."""
GRACE = timedelta(days=3)
"""How long after its last day a promise is waited for before it counts as lapsed."""
POSTPONED = timedelta(days=183)
"""How much later a promise may be kept and still be the same one."""
WEEK = timedelta(days=7)
"""Intervals shorter than this, when they share a day, say much."""
TIGHT = timedelta(days=31)
"""A meeting known no better than this can't be told to lie in a visit."""


interval = lru_cache(8192)(parse_iso)
"""`parse_iso`, remembered: a ledger asks for the same few thousand days over and over."""


def stated(contact: Contact) -> When | None:
    """The interval the article gives."""
    return interval(contact.date, contact.date_end)


def width(when: When) -> timedelta:
    return when.end - when.start


def ahead(when: When, published: date | None) -> When:
    """What is left of the time of a promise on the day a page still speaks of it, when it is longer than a week."""
    if published is None or width(when) < WEEK or not when.start < published - SLACK <= when.end:
        return when
    return When(published - SLACK, when.end, when.precision)


def window(contact: Contact, published: date | None) -> When | None:
    """The days the contact may fall on: what is promised lies ahead of the page, what took place behind it. None where
    neither the text nor the page has a date.
    """
    when = stated(contact)
    if when is not None:
        return ahead(when, published) if contact.status == "planned" else when
    if published is None:
        return None
    behind = RECALL if contact.background else NEWS
    if contact.status == "held":
        return When(published - behind, published, "day")
    return When(published - (SLACK if contact.status == "planned" else AHEAD), published + AHEAD, "day")


_FOREIGN_GROUND = re.compile(r"embaj|embass|residen")


@cache
def _grounds() -> dict[str, re.Pattern[str]]:
    """A pattern for the places of each state. An embassy lies in the other state, so it tells nothing."""
    forms: dict[str, list[str]] = {}
    for row in load_yaml("lexicon/places.yaml"):
        forms.setdefault(row["in"], []).extend(_pattern(f) for f in row["forms"] if not _FOREIGN_GROUND.search(f))
    return {state: re.compile(rf"\b(?:{'|'.join(some)})(?!\w)") for state, some in forms.items()}


def _pattern(form: str) -> str:
    return re.sub(r"\\\{(.*?)\\\}", lambda m: f"(?:{m[1].replace(',', '|')})", re.escape(form))


@lru_cache(8192)
def ground(place: str | None) -> str | None:
    """The state a place lies in: peru, us, other; None where that is not known."""
    if place is None:
        return None
    states = [state for state, pattern in _grounds().items() if pattern.search(plain(place))]
    return states[0] if len(states) == 1 else None


@lru_cache(8192)
def same_place(one: str | None, other: str | None) -> bool | None:
    """Whether two places share a word; False where they lie in two states, None where nothing can be said (a venue
    and its city differ in every word).
    """
    if one is None or other is None:
        return None
    if any(len(w) > 3 for w in set(words(plain(one))) & set(words(plain(other)))):
        return True
    grounds = {ground(one), ground(other)}
    return False if None not in grounds and len(grounds) == 2 else None
