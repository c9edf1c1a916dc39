"""Is it a copy of one we hold? MinHash over word shingles (rensa), verified on the shingles themselves.

SimHash can't tell copies from other stories (the same call in two papers .59, different contacts .72). Word-3 shingles,
96 permutations in 32 bands of 3, verified by Jaccard ≥ .35 or containment ≥ .6, found 97 % of the labelled copies with
no false pair. A band shared by two articles makes them candidates; the texts decide.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import rensa

from monitor.model import Copy, Signature
from monitor.text.fold import plain, words

PERMUTATIONS, BANDS, ROWS, SHINGLE = 96, 32, 3, 3
_SEED = 20260302
SCHEME = f"rensa-r{rensa.RMinHash.ALGORITHM_VERSION}-w{SHINGLE}-p{PERMUTATIONS}-b{BANDS}-s{_SEED}"
MIN_JACCARD, MIN_CONTAINMENT, MIN_SHINGLES = 0.35, 0.60, 20


def shingles(text: str) -> frozenset[str]:
    """All runs of three words of the folded text."""
    all_words = words(plain(text))
    return frozenset(" ".join(all_words[i : i + SHINGLE]) for i in range(len(all_words) - SHINGLE + 1))


def sign(text: str) -> Signature:
    """The signature of a text. Equal texts have equal signatures on every machine."""
    pieces = shingles(text)
    sketch = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(sorted(pieces))
    return Signature(SCHEME, tuple(sketch.digest()), len(pieces))


def bands(signature: Signature) -> list[int]:
    """The 32 keys under which a signature is looked up, as signed 64-bit integers (SQLite's)."""
    if signature.shingles < MIN_SHINGLES:
        return []  # too short to be recognised: two short notes share phrases by chance
    keys = []
    for number in range(BANDS):
        values = signature.values[number * ROWS : number * ROWS + ROWS]
        keys.append(_mix(number, values))
    return keys


def _mix(number: int, values: Iterable[int]) -> int:
    """FNV-1a over the values' bytes; the number keeps equal rows of different bands apart."""
    key = 0xCBF29CE484222325 ^ number
    for byte in struct.pack("<3I", *values):
        key = ((key ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return key - (1 << 64) if key >= 1 << 63 else key


def compare(of: str, new_text: str, old_text: str) -> Copy | None:
    """A Copy when the texts share enough, else None. `of` is the identifier of the older text."""
    new, old = shingles(new_text), shingles(old_text)
    if min(len(new), len(old)) < MIN_SHINGLES:
        return None
    common = len(new & old)
    jaccard = common / len(new | old)
    containment = common / min(len(new), len(old))
    if jaccard >= MIN_JACCARD or containment >= MIN_CONTAINMENT:
        return Copy(of, round(jaccard, 3), round(containment, 3))
    return None


def pack(signature: Signature) -> bytes:
    return struct.pack(f"<{len(signature.values)}I", *signature.values)
