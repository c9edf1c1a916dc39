"""Is it a copy of one we hold? Looked up by MinHash and sentences, decided on the texts.

*Look-up.* A text is known by 20 bands of 3 of 60 MinHash permutations over its word-3 shingles, by its longest sentences,
and by those of its runs of four words whose hashes are lowest: bands miss an excerpt of a long text (Jaccard .15: one in
ten is found), a whole sentence finds it, and where every sentence was touched a run does. All are keys of one kind;
articles that share a key are candidates. With 32 bands and no runs, as many keys, look-up found 96 of the 104 labelled
copies that the decision takes; with runs it finds 102, and of the variants that the tests make still all.

*Decision.* Copies share Jaccard ≥ .35 or containment ≥ .6 of their shingles, or containment ≥ .45 where the shorter
text's words (of four letters or more) stand nearly all, ≥ .7, in the longer. Measured: on the labelled articles no two
reports of one event in other words pass .15 and .30; on 1,996 real pages pairs of two outlets with containment .45–.6
are reports that quote one speaker at length, and their words are shared to .55 at most, those of labelled excerpts and
edits to .72 or more. SimHash cannot tell these apart (the same call in two papers .59, different contacts .72).

*What looks like a copy and is none.* An outlet's frame (sentences met in three of its texts) counts for nothing. Texts
of one outlet repeat paragraphs of background: they need Jaccard ≥ .5 and a title alike, or nearly everything, ≥ .8
(of the real pages above 62 pairs passed without this rule, most of them different reports; 17 pass with it, most of
them pages whose frame was left in one line with the text). Daily templates (exchange rate, weather, betting, "minuto a
minuto") differ in their numbers: of texts of one outlet, or of different days, half the numbers of the one with fewer
must stand in the other.
"""

from __future__ import annotations

import re
import struct
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from heapq import nsmallest

import rensa

from monitor.model import Article, Copy, Signature
from monitor.text.fold import fold, plain, words
from monitor.text.sentences import sentences

PERMUTATIONS, BANDS, ROWS, SHINGLE = 60, 20, 3, 3
SENTENCE, LONGEST = 6, 6
"""Words a sentence must have to be known by; how many of a text's sentences are keys under which it is held."""
RUN, RUNS_HELD, RUNS_ASKED = 4, 12, 24
"""Words of a run; how many are keys under which a text is held, and under which others are looked for: those of the lowest
hashes, which two texts agree on.
"""
_SEED = 20260302
SCHEME = f"rensa-r{rensa.RMinHash.ALGORITHM_VERSION}-w{SHINGLE}-p{PERMUTATIONS}-b{BANDS}-s{_SEED}-t{SENTENCE}-{LONGEST}-r{RUN}-{RUNS_HELD}"
MIN_JACCARD, MIN_CONTAINMENT, MIN_SHINGLES = 0.35, 0.60, 20
EXCERPT_CONTAINMENT, EXCERPT_WORDS = 0.45, 0.70
SAME_TITLE, SAME_TEXT, OTHER_TITLE = 0.5, 0.5, 0.8
NUMBERS, FEW_NUMBERS, SEVERAL_NUMBERS = 0.5, 3, 6
FRAME = 3
"""Texts of one outlet in which a sentence must stand to be the outlet's frame."""
KEY_BITS = 32
PER_KEY, CANDIDATES = 40, 20
"""Articles looked at per key, the newest (a key shared by more is a phrase of the trade), and in all, by keys shared."""
MAX_CHARS, MAX_SENTENCES = 100_000, 80
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


# --- signatures ------------------------------------------------------------------------------------------------------------


def pieces(text: str) -> list[tuple[int, list[str]]]:
    """The sentences of a text as words, each with the hash it is known by (0: too short to be known)."""
    folded = fold(text[:MAX_CHARS])
    out = []
    for sentence in sentences(folded):
        said = words(folded.text[sentence.start : sentence.end])
        if said:
            out.append((_hash(" ".join(said)) if len(said) >= SENTENCE else 0, said))
    return out


def _hash(text: str) -> int:
    """64 bits, signed as SQLite's integers."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little", signed=True)


def shingles(said: Sequence[str]) -> frozenset[str]:
    """All runs of three words."""
    return _runs(said, SHINGLE)


def _runs(said: Sequence[str], length: int) -> frozenset[str]:
    return frozenset(" ".join(said[i : i + length]) for i in range(len(said) - length + 1))


def sign(text: str) -> Signature:
    """The signature of a text. Equal texts have equal signatures on every machine."""
    parts = pieces(text)
    whole = [word for _, said in parts for word in said]
    runs = shingles(whole)
    sketch = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(sorted(runs))
    longest = sorted((p for p in parts if p[0]), key=lambda p: (-len(p[1]), p[0]))
    known = dict.fromkeys(mark for mark, _ in longest)
    lowest = nsmallest(RUNS_ASKED, map(_hash, _runs(whole, RUN)))
    return Signature(SCHEME, (*sketch.digest(), *lowest), len(runs), tuple(known)[:MAX_SENTENCES])


def held_keys(signature: Signature) -> list[int]:
    """The keys under which a text is held: its bands, its longest sentences and some runs, 32 bits each."""
    return _keys(signature, LONGEST, RUNS_HELD)


def asked_keys(signature: Signature) -> list[int]:
    """The keys under which others like it are looked for: its bands, all its sentences and more runs."""
    return _keys(signature, len(signature.sentences), RUNS_ASKED)


def _keys(signature: Signature, sentences_: int, runs: int) -> list[int]:
    if signature.shingles < MIN_SHINGLES:
        return []  # too short to be recognised: two short notes share phrases by chance
    keys = [_short(struct.pack("<B3I", n, *signature.values[n * ROWS : (n + 1) * ROWS])) for n in range(BANDS)]
    marks = (*signature.sentences[:sentences_], *signature.values[PERMUTATIONS:][:runs])
    return list(dict.fromkeys([*keys, *(_short(struct.pack("<q", mark)) for mark in marks)]))


def _short(data: bytes) -> int:
    """A key. The scheme's name is in it: texts signed in another way are not compared."""
    return int.from_bytes(blake2b(data, digest_size=KEY_BITS // 8, person=_PERSON).digest(), "little")


_PERSON = blake2b(SCHEME.encode(), digest_size=16).digest()


def candidates(holders: Iterable[int]) -> list[int]:
    """Of the articles (numbers) that hold the keys asked for, once per key: those worth comparing, the oldest first."""
    return sorted(number for number, _ in Counter(holders).most_common(CANDIDATES))


# --- the decision ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """An article made ready to be compared with several others."""

    article: Article

    @cached_property
    def pieces(self) -> list[tuple[int, list[str]]]:
        return pieces(self.article.text)

    @cached_property
    def title(self) -> frozenset[str]:
        return _telling(words(plain(self.article.title)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Of title and text: days, rates, times, scores."""
        return frozenset(_NUMBER.findall(f"{self.article.title}\n{self.article.text[:MAX_CHARS]}"))

    def said(self, frame: Collection[int]) -> list[str]:
        """The words of the text without the outlet's frame."""
        return [word for mark, said in self.pieces if mark not in frame for word in said]


def _telling(said: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in said if len(word) >= 4)


def compare(new: Text, old: Text, frame: Collection[int] = ()) -> Copy | None:
    """A Copy (of `old`) when the texts share enough, else None. `frame`: sentences of the outlets' frames."""
    new_said, old_said = new.said(frame), old.said(frame)
    new_runs, old_runs = shingles(new_said), shingles(old_said)
    if min(len(new_runs), len(old_runs)) < MIN_SHINGLES:
        return None
    jaccard, containment = _overlap(new_runs, old_runs)
    if jaccard < MIN_JACCARD and containment < MIN_CONTAINMENT:
        shared_words = _overlap(_telling(new_said), _telling(old_said))[1]
        if containment < EXCERPT_CONTAINMENT or shared_words < EXCERPT_WORDS:
            return None
    if _one_outlet(new, old) and jaccard < (SAME_TEXT if _one_title(new, old) else OTHER_TITLE):
        return None
    if is_template(new, old):
        return None
    return Copy(old.article.id, round(jaccard, 3), round(containment, 3))


def _overlap(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """Jaccard and containment (the share of the smaller that stands in the larger)."""
    common = len(one & other)
    return common / max(1, len(one | other)), common / max(1, min(len(one), len(other)))


def _one_outlet(new: Text, old: Text) -> bool:
    return bool(new.article.outlet) and new.article.outlet == old.article.outlet


def _one_title(new: Text, old: Text) -> bool:
    return _overlap(new.title, old.title)[0] >= SAME_TITLE


def is_template(new: Text, old: Text) -> bool:
    """Whether two like texts are one form filled in twice, with other numbers: by one outlet, or on different days.

    Two outlets' copies of one text differ in a date or two, so they must have several numbers each to be told apart.
    """
    days = new.article.published, old.article.published
    if _one_outlet(new, old):
        least = FEW_NUMBERS
    elif None in days or days[0] == days[1]:
        return False
    else:
        least = SEVERAL_NUMBERS
    fewer = min(len(new.numbers), len(old.numbers))
    return fewer >= least and len(new.numbers & old.numbers) < NUMBERS * fewer


# --- an index in memory ------------------------------------------------------------------------------------------------------


class Frames:
    """How many texts of an outlet a sentence stands in. Forgets what it met once when it grows beyond `most`."""

    def __init__(self, most: int = 500_000) -> None:
        self._seen: dict[tuple[str, int], int] = defaultdict(int)
        self._most = most

    def add(self, outlet: str, signature: Signature) -> None:
        for mark in signature.sentences:
            self._seen[outlet, mark] += 1
        if len(self._seen) > self._most:
            self._seen = defaultdict(int, {k: n for k, n in self._seen.items() if n > 1})

    def of(self, outlet: str, signature: Signature) -> frozenset[int]:
        """The sentences of a text that are its outlet's frame."""
        return frozenset(mark for mark in signature.sentences if self._seen.get((outlet, mark), 0) >= FRAME)


@dataclass(frozen=True, slots=True)
class _Held:
    article: Article
    root: str
    """The identifier of the first text of its kind."""
    keys: Sequence[int]


class Index:
    """The last `most` texts of a stream, for finding copies without a database."""

    def __init__(self, most: int = 40_000) -> None:
        self._most = most
        self._keys: dict[int, deque[int]] = {}
        """Numbers of the texts held under a key, the oldest first."""
        self._held: dict[int, _Held] = {}
        self._next = 0
        self._frames = Frames()

    def place(self, article: Article, signature: Signature) -> Copy | None:
        """The first text this one is a copy of, if any; and hold it."""
        found = self._find(article, signature)
        if found is None:
            self._frames.add(article.outlet, signature)
        keys = held_keys(signature)
        for key in keys:
            self._keys.setdefault(key, deque(maxlen=PER_KEY)).append(self._next)
        self._held[self._next] = _Held(article, found.of if found else article.id, keys)
        self._next += 1
        if len(self._held) > self._most:
            self._forget(next(iter(self._held)))
        return found

    def _find(self, article: Article, signature: Signature) -> Copy | None:
        frame = self._frames.of(article.outlet, signature)
        new = Text(article)
        for number in candidates(n for key in asked_keys(signature) for n in self._keys.get(key, ())):
            other = self._held[number]
            if other.root != article.id and (copy := compare(new, Text(other.article), frame)):
                return replace(copy, of=other.root)
        return None

    def _forget(self, number: int) -> None:
        for key in self._held.pop(number).keys:
            numbers = self._keys.get(key)
            if numbers and numbers[0] == number:
                numbers.popleft()
            if not numbers:
                self._keys.pop(key, None)
