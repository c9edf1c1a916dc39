"""The contacts of an article: the composition of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TypeVar

from monitor.contacts import decide, encoder
from monitor.contacts.assemble import Cluster, Scored, cluster_features, clusters, contact, rate, sight, subsumed
from monitor.contacts.document import Document, read
from monitor.contacts.entities import Cast, cast
from monitor.contacts.features import Context, context, statement_features
from monitor.contacts.impression import Encoding, Impression, passage
from monitor.contacts.lexicon import Lexicon, forms
from monitor.contacts.mentions import find_mentions
from monitor.contacts.people import People
from monitor.contacts.units import Unit, units
from monitor.model import SIDES, Article, Contact

Label = TypeVar("Label", bound=str)
CANDIDATE = 0.2
"""Units below this are not looked at further; the last word is the contact model's threshold."""
_REASONS = 10
"""Features shown for why a contact was found."""

Rejected = Mapping[str, object]
"""A candidate turned down: `reason` (score, interview, trip-subsumed), `evidence` with `start` and `end`, `score`, `who`."""


@dataclass(frozen=True)
class Reading:
    """An article read: what every later question is asked of."""

    article: Article
    document: Document
    cast: Cast
    context: Context
    offset: int
    """Length of the title line put before the text."""


class Reader:
    """People, words, models and encoder, loaded once and used for many articles."""

    def __init__(self, people: People, models: decide.Models | None = None, encoding: Encoding | None = None) -> None:
        self.people = people
        self._models = models
        self._encoding = encoding or encoder.shipped()

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon([*forms(), *self.people.forms()])

    @cached_property
    def models(self) -> decide.Models:
        return self._models or decide.shipped()

    def read(self, article: Article) -> Reading:
        """Everything found by looking. The title is the first line of the document."""
        title = " ".join(article.title.split())
        whole = f"{title}\n\n{article.text}" if title else article.text
        document = read(whole, self.lexicon, article.published, article.lang)
        title_sentences = sum(s.line == 0 for s in document.sentences) if title else 0
        everybody = cast(document, find_mentions(document, self.people), self.people)
        offset = len(whole) - len(article.text)
        return Reading(article, document, everybody, context(document, everybody, title_sentences), offset)

    def score(self, reading: Reading) -> list[Scored]:
        """Every unit with the probability that it states a contact; none where a side is not named at all."""
        ctx = reading.context
        if not set(SIDES) <= {e.side for e in reading.cast.entities.values()}:
            return []
        return [
            rate(unit, statement_features(unit, ctx), self.models, partial(self._impression, unit, ctx))
            for unit in units(reading.document, reading.cast, ctx.title_sentences)
        ]

    def _impression(self, unit: Unit, ctx: Context) -> Impression:
        return self._encoding.read(passage(unit, ctx))

    def contacts(self, reading: Reading, *, explain: bool = False) -> tuple[tuple[Contact, ...], tuple[Rejected, ...]]:
        """The contacts of a reading in the order of the text, and the candidates that were turned down.

        `explain` adds to each contact's `why` the weights that made it and the modes and statuses considered.
        """
        found = [sight(s, self.models, reading.context) for s in self.score(reading) if s.score >= CANDIDATE]
        groups = clusters(found, self.models)
        taken: list[Contact] = []
        rejected: list[Rejected] = []
        scores = [self.models.contact.score(cluster_features(group, groups, reading.context)) for group in groups]
        likely = [g for g, score in zip(groups, scores, strict=True) if score >= self.models.contact.threshold]
        for group, score in zip(groups, scores, strict=True):
            made = _in_article(contact(group, reading.context, self.models, score), reading)
            reason = self._objection(group, likely, score)
            if reason is not None:
                rejected.append(_turned_down(made, reason))
            else:
                taken.append(self._explained(made, group) if explain else made)
        return tuple(sorted(taken, key=lambda c: (c.start, c.end))), tuple(rejected)

    def _objection(self, group: Cluster, likely: Sequence[Cluster], score: float) -> str | None:
        """Why a cluster is no contact to report, beside the `likely` ones; None where it is one."""
        if score < self.models.contact.threshold:
            return "score"
        if _interview(group):
            return "interview"
        return "trip-subsumed" if subsumed(group, likely) else None

    def _explained(self, contact: Contact, group: Cluster) -> Contact:
        best = group.best
        reasons = {
            "weights": self.models.unit.reasons(best.features, _REASONS),
            "modes": _rounded(best.modes),
            "statuses": _rounded(best.statuses),
        }
        return replace(contact, why={**contact.why, **reasons})


def _interview(cluster: Cluster) -> bool:
    """Told in an interview, without a word for a talk: what somebody said of the other side (annotation guide: none)."""
    best = cluster.best
    spoken = any(cue.entry.id == "interview" for cue in best.unit.cues)
    return spoken and best.mode != "visit" and all(cue.entry.family == "visit" for cue in best.unit.told)


def _in_article(contact: Contact, reading: Reading) -> Contact:
    """Offsets of the article's text instead of the document's."""
    start, end = contact.start - reading.offset, contact.end - reading.offset
    return replace(contact, start=start, end=end, evidence=reading.article.text[start:end])


def _rounded(scores: Mapping[Label, float]) -> dict[Label, float]:
    """The probabilities worth showing."""
    return {k: round(v, 2) for k, v in scores.items() if v >= 0.05}


def _turned_down(contact: Contact, reason: str) -> Rejected:
    return {
        "reason": reason,
        "evidence": contact.evidence,
        "score": contact.score,
        "who": contact.why.get("who"),
        "start": contact.start,
        "end": contact.end,
    }
