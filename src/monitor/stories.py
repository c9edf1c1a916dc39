"""Which articles tell of the same happening, across outlets and languages.

A copy belongs to the story of what it copies; then articles that report the same contact (not as background) belong
together; then those whose title and lead share their telling words with the founding article's, the less the further
apart they are in time. Every article is compared with the founder alone, so that chains of half-alike articles do not
run away. Measured on dev.jsonl, with contacts and copies as the program finds them: B³ precision .93, recall .85, F1 .89
(likeness from .25 to .35 gives the same within .001).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from monitor.model import Article
from monitor.text.fold import plain, words

LEAD = 60
"""Words of the text that are compared, beside the title's."""
ALIKE = 0.30
DAYS = 4.0
"""Days after which likeness counts for 1/e."""
HORIZON = 12
"""Days after its founder's in which a story takes on articles."""


@dataclass(frozen=True, slots=True)
class Founder:
    """The first article of a story, as later ones are compared with it."""

    story: str
    day: date | None
    weights: dict[str, float]


class Stories:
    """The stories of a stream of articles that comes oldest first."""

    def __init__(self) -> None:
        self._founders: list[Founder] = []
        self._by_contact: dict[str, Founder] = {}
        self._founder: dict[str, Founder] = {}
        self._by_article: dict[str, str] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._articles: Counter[str] = Counter()

    def place(self, article: Article, copy_of: str | None, contacts: Iterable[str]) -> str:
        """The story of an article: the identifier of its founding article. `contacts`: ledger entries it reports as news."""
        entries = list(contacts)
        said = _telling(article)
        self._articles.update(said)
        story = self._by_article.get(copy_of or "") or next(
            (
                known.story
                for e in entries
                if (known := self._by_contact.get(e)) and _decay(article.published, known.day)
            ),
            None,
        )
        story = story or self._alike(article, said) or self._found(article, said)
        self._by_article[article.id] = story
        for entry in entries:
            self._by_contact.setdefault(entry, self._founder[story])
        return story

    def _found(self, article: Article, said: frozenset[str]) -> str:
        for word in said:
            self._by_word[word].append(len(self._founders))
        founder = self._founder[article.id] = Founder(article.id, article.published, self._weighed(said))
        self._founders.append(founder)
        return article.id

    def _alike(self, article: Article, said: frozenset[str]) -> str | None:
        weights = self._weighed(said)
        shared: Counter[int] = Counter()
        for word in said:
            for number in self._by_word.get(word, ())[-200:]:
                shared[number] += 1
        best: tuple[float, str] | None = None
        for number, _ in shared.most_common(30):
            founder = self._founders[number]
            score = _cosine(weights, founder.weights) * _decay(article.published, founder.day)
            if score >= ALIKE and (best is None or score > best[0]):
                best = score, founder.story
        return best[1] if best else None

    def _weighed(self, said: frozenset[str]) -> dict[str, float]:
        """Rare words weigh more."""
        seen = len(self._by_article) + 2
        weights = {word: math.log(seen / (1 + self._articles[word])) + 0.5 for word in said}
        size = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {word: weight / size for word, weight in weights.items()}


def _telling(article: Article) -> frozenset[str]:
    """Stems (six letters) of the words of four letters and more, and numbers, of title and lead."""
    text = plain(f"{article.title} {' '.join(article.text.split()[:LEAD])}")
    return frozenset(word[:6] for word in words(text) if len(word) >= 4 or word.isdigit())


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _decay(one: date | None, other: date | None) -> float:
    """1 on one day or where a day is unknown, 0 beyond the horizon."""
    if one is None or other is None:
        return 1.0
    apart = abs((one - other).days)
    return 0.0 if apart > HORIZON else math.exp(-apart / DAYS)
