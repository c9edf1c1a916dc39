"""The contacts of an article: the composition of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.contacts import assemble, decide
from monitor.contacts.document import Document, read
from monitor.contacts.entities import Cast, cast
from monitor.contacts.features import Context, context, statement_features
from monitor.contacts.lexicon import Lexicon, forms
from monitor.contacts.mentions import find_mentions
from monitor.contacts.people import People
from monitor.contacts.units import units
from monitor.model import Article, Contact

CANDIDATE = 0.2
"""Units below this are not looked at further; the last word is the contact model's threshold."""


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
    """People, words and models, loaded once and used for many articles."""

    def __init__(self, people: People, models: decide.Models | None = None) -> None:
        self.people = people
        self._models = models

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon([*forms(), *self.people.forms()])

    @cached_property
    def models(self) -> decide.Models:
        return self._models or decide.shipped()

    def read(self, article: Article) -> Reading:
        """Everything found by looking. The title is the first line of the document."""
        title = " ".join(article.title.split())
        document = read(
            f"{title}\n\n{article.text}" if title else article.text, self.lexicon, article.published, article.lang
        )
        title_sentences = sum(s.line == 0 for s in document.sentences) if title else 0
        everybody = cast(document, find_mentions(document, self.people), self.people)
        return Reading(
            article, document, everybody, context(document, everybody, title_sentences), len(title) + 2 if title else 0
        )

    def contacts(
        self, reading: Reading, *, explain: bool = False
    ) -> tuple[tuple[Contact, ...], tuple[Mapping[str, object], ...]]:
        """The contacts of a reading, in the order of the text, and (to explain) the candidates that were turned down."""
        found = [assemble.sight(s, self.models, reading.context) for s in self.score(reading) if s.score >= CANDIDATE]
        groups = assemble.clusters(found, self.models)
        taken: list[Contact] = []
        rejected: list[Mapping[str, object]] = []
        for group in groups:
            score = self.models.contact.score(assemble.cluster_features(group, groups, reading.context))
            made = self._place(assemble.contact(group, reading.context, self.models, score), reading)
            if score < self.models.contact.threshold:
                rejected.append(_turned_down(made, "score"))
            elif assemble.subsumed(group, groups):
                rejected.append(_turned_down(made, "trip-subsumed"))
            else:
                taken.append(self._explained(made, group, reading) if explain else made)
        taken.sort(key=lambda c: (c.start, c.end))
        return tuple(taken), tuple(rejected)

    def score(self, reading: Reading) -> list[assemble.Scored]:
        """Every unit with the probability that it states a contact."""
        ctx = reading.context
        if not {"peru", "us"} <= {e.side for e in reading.cast.entities.values()}:
            return []
        out = []
        for unit in units(reading.document, reading.cast, ctx.title_sentences):
            features = statement_features(unit, ctx)
            out.append(assemble.Scored(unit, features, self.models.unit.score(features)))
        return out

    def _place(self, contact: Contact, reading: Reading) -> Contact:
        """Offsets of the article's text instead of the document's."""
        start, end = contact.start - reading.offset, contact.end - reading.offset
        return replace(contact, start=start, end=end, evidence=reading.article.text[start:end])

    def _explained(self, contact: Contact, group: assemble.Cluster, reading: Reading) -> Contact:
        features = statement_features(group.best.unit, reading.context)
        reasons = self.models.unit.reasons(features, 10)
        return replace(
            contact,
            why={
                **contact.why,
                "weights": reasons,
                "modes": _rounded(group.best.modes),
                "statuses": _rounded(group.best.statuses),
            },
        )


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {k: round(v, 2) for k, v in scores.items() if v >= 0.05}


def _turned_down(contact: Contact, reason: str) -> dict[str, object]:
    return {
        "reason": reason,
        "evidence": contact.evidence,
        "score": contact.score,
        "who": contact.why.get("who"),
        "start": contact.start,
        "end": contact.end,
    }


__all__: Sequence[str] = ("Reader", "Reading")
