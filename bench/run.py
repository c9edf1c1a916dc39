"""Speed and memory, measured in one run: `make bench`.

    python bench/run.py [--articles N]

What counts are the ratios and the orders of magnitude: machines differ and are noisy. Start-up is the best of five;
throughput counts from the first article on, with the time of a run on a single article taken off.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOLD = [ROOT / "tests/gold" / name for name in ("dev.jsonl", "train.jsonl", "held.jsonl")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    count = parser.parse_args().articles
    rows = [*articles(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, one = folder / "many.jsonl", folder / "one.jsonl"
        many.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        one.write_text(json.dumps(rows[0], ensure_ascii=False) + "\n", encoding="utf-8")
        line("monitor --help", f"{best(['--help']):.2f} s")
        start = best(["analyze", str(one)])
        line("monitor analyze, one article", f"{start:.2f} s")
        for workers in (1, 2):
            whole = best(["analyze", "--workers", str(workers), str(many)], times=1)
            line(
                f"monitor analyze, {count} articles, {workers} process{'es'[: 2 * (workers > 1)]}",
                f"{whole:.1f} s: {count / max(0.01, whole - start):.0f} articles/s after start-up",
            )
        line("peak memory of the largest process", f"{peak():.0f} MB")
    reading(rows)
    saving(rows)


def line(what: str, value: str) -> None:
    print(f"{what:52} {value}")


def articles(count: int) -> Iterator[dict[str, Any]]:
    """The labelled articles, and, past their number, the same with their paragraphs in another order."""
    chance = random.Random(7)
    base = [json.loads(text) for path in GOLD for text in path.read_text(encoding="utf-8").splitlines()]
    for number in range(count):
        row = dict(base[number % len(base)])
        if number >= len(base):
            parts = row["text"].split("\n")
            chance.shuffle(parts)
            row |= {"id": f"{row['id']}+{number}", "text": "\n".join(parts)}
        yield {k: row[k] for k in ("id", "outlet", "published", "lang", "title", "text")} | {"url": f"bench:{number}"}


def best(args: list[str], times: int = 5) -> float:
    """Shortest wall time of a `monitor` command, in seconds."""
    out = []
    for _ in range(times):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monitor", *args], stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
        out.append(time.perf_counter() - begin)
    return min(out)


def peak() -> float:
    """Megabytes of the largest child so far (Linux counts kilobytes)."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def reading(rows: list[dict[str, Any]]) -> None:
    """The contacts pass alone: processor time of a labelled article, and of long texts."""
    from monitor.contacts.find import Reader
    from monitor.contacts.people import load
    from monitor.model import Article

    reader = Reader(load())
    given = [Article(r["id"], r["url"], r["outlet"], r["title"], r["text"], None, "given", r["lang"]) for r in rows]

    def seconds(articles: list[Article]) -> float:
        start = time.process_time()
        for article in articles:
            reader.contacts(reader.read(article))
        return time.process_time() - start

    seconds(given[:1])
    line("contacts of a labelled article", f"{1000 * seconds(given) / len(given):.1f} ms")
    whole = "\n\n".join(a.text for a in given)
    for size in (250_000, 1_000_000):
        took = seconds([replace(given[0], text=(whole * (1 + size // len(whole)))[:size])])
        line(f"contacts of {size // 1000} kB of text", f"{took:.1f} s")


def saving(rows: list[dict[str, Any]]) -> None:
    """Assess and save the articles into a new database, one transaction each, as a run does."""
    from datetime import UTC, datetime

    from monitor import pipeline
    from monitor.analyze import parse_line
    from monitor.config import Config
    from monitor.store.db import open_database

    now = datetime.now(UTC)
    jobs = [pipeline.Job(parse_line(json.dumps(row), 0)) for row in rows]
    assessed = pipeline.work(jobs, None, now)
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "bench.db")
        begin = time.perf_counter()
        for one in assessed:
            pipeline.save(db, one, Config(), now)
        took = time.perf_counter() - begin
        db.conn.close()
    line(f"saving {len(rows)} articles, one transaction each", f"{took:.1f} s: {len(rows) / took:.0f} articles/s")


if __name__ == "__main__":
    main()
