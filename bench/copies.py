"""The index of copies at scale: look-ups, inserts and bytes per article, on synthetic signatures.

    python bench/copies.py [--articles N] [--folder DIR]

Signatures are random: every article has 38 keys (20 bands, six sentences, twelve runs) and asks for 59 (all its 15
sentences, 24 runs), one in twenty is a copy of an earlier one. All but the last 4,000 are written as random keys in their order, a million in two
minutes where one at a time would take an hour; the others have whole signatures. The last 2,000 are looked up and
inserted one transaction each, as a run does. Keys written in their order leave the pages of the tree full, those that
come in any order two thirds full: for the true size of a file add half.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from sqlite_utils import Database

from monitor.copies import (
    BANDS,
    KEY_BITS,
    LONGEST,
    MIN_SHINGLES,
    PERMUTATIONS,
    RUNS_ASKED,
    RUNS_HELD,
    SCHEME,
    asked_keys,
    candidates,
)
from monitor.model import Signature
from monitor.store import copies
from monitor.store.db import open_database, writing

SENTENCES, SINGLE, WHOLE, PARTS, COPIED = 15, 2_000, 2_000, 200, 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        path = Path(folder) / "index.db"
        measure(open_database(path), path, args.articles)


def measure(db: Database, path: Path, count: int) -> None:
    chance = random.Random(7)
    empty, begin = size(db, path), time.perf_counter()
    first = count - SINGLE - WHOLE
    fill(db, first, chance)
    line(f"filling with {first:,} articles", f"{time.perf_counter() - begin:.0f} s")
    for number in range(first, count - SINGLE):
        with writing(db):
            copies.hold(db, number, signature(number, chance))
    looks, inserts, commits, found, copied = [], [], [], 0, 0
    for number in range(count - SINGLE, count):
        original = chance.randrange(first, count - SINGLE) if chance.random() < COPIED else None
        one = signature(number if original is None else original, chance)
        begin = time.perf_counter()
        held = candidates(n for key in asked_keys(one) for n in copies.holders(db, key))
        looks.append(time.perf_counter() - begin)
        copied += original is not None
        found += original in held
        begin = time.perf_counter()
        with writing(db):
            copies.hold(db, number, one)
        inserts.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        with writing(db):
            db.conn.execute("INSERT INTO frames VALUES ('', ?, 1, '')", (number,))
        commits.append(time.perf_counter() - begin)
    line("look-up, median and p95", f"{quantile(looks, 0.5):.2f} ms, {quantile(looks, 0.95):.2f} ms")
    line("insert, median and p95", f"{quantile(inserts, 0.5):.2f} ms, {quantile(inserts, 0.95):.2f} ms")
    line(
        "a transaction of one row, for comparison", f"{quantile(commits, 0.5):.2f} ms, {quantile(commits, 0.95):.2f} ms"
    )
    line("copies found among the candidates", f"{found} of {copied}")
    line("bytes per article", f"{(size(db, path) - empty) / count:.0f}")
    line("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def fill(db: Database, articles: int, chance: random.Random) -> None:
    """Random keys of `articles` articles, in the order of the tree."""
    share = (1 << KEY_BITS) // PARTS
    each = articles * (BANDS + LONGEST + RUNS_HELD) // PARTS
    for part in range(PARTS):
        rows = sorted(
            (part * share + chance.randrange(share)) << copies.NUMBER_BITS | chance.randrange(articles)
            for _ in range(each)
        )
        with writing(db):
            db.conn.executemany("INSERT OR IGNORE INTO copy_keys VALUES (?)", ((row,) for row in rows))


def signature(seed: int, chance: random.Random) -> Signature:
    """The signature of text number `seed`; the same number gives the same one."""
    text = random.Random(seed)
    values = tuple(text.getrandbits(32) for _ in range(PERMUTATIONS + RUNS_ASKED))
    sentences = tuple(text.getrandbits(63) for _ in range(SENTENCES))
    return Signature(SCHEME, values, MIN_SHINGLES + chance.randrange(500), sentences)


def size(db: Database, path: Path) -> int:
    """Bytes of the database after everything written is in its file."""
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def quantile(values: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(values)[int(share * (len(values) - 1))] * 1000


def line(what: str, value: str) -> None:
    print(f"{what:52} {value}", flush=True)


if __name__ == "__main__":
    main()
