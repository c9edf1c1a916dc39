"""What more workers bring, what a cluster and the flow cost, and how the database grows: on pages made of the labelled articles.

    python bench/growth.py [--pages N] [--times N] [--runners processes dask ray] [--growth N]

Ratios are of the shortest of some runs that take turns, since the machine may have other work: beside the time on the clock
stands the spread between the runs. Workers have read a few pages before the clock starts. `--growth` saves so many
articles of which one in fifty is relevant, as in a day's news, and shows how speed and size go on.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold/train.jsonl"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
LINKS = 150
"""Of a page, beside its article, so that it costs what real pages cost to extract: 20 to 35 ms."""

WARM = 80
"""Pages read before the clock starts: two tasks at least, so that every worker has loaded its models."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--runners", nargs="*", default=["processes"])
    parser.add_argument("--growth", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import flows

        flows.environment(folder)
        if args.pages:
            speed(folder, args.pages, args.times, args.runners)
        if args.growth:
            growth(folder, args.growth)


def line(what: str, value: str) -> None:
    print(f"{what:56} {value}", flush=True)


# --- pages -------------------------------------------------------------------------------------------------------------------


def rows() -> list[dict[str, Any]]:
    return [json.loads(text) for text in GOLD.read_text(encoding="utf-8").splitlines()]


def jobs(count: int) -> list[Any]:
    from monitor.model import Link, Page
    from monitor.pipeline import Job

    articles = rows()
    made = []
    for number in range(count):
        row = articles[number % len(articles)]
        url = f"https://nota{number % 7}.pe/{number}"
        made.append(Job(Page(url, page(row), "text/html", NOW, Link(url, "")), lang=row["lang"]))
    return made


def page(row: dict[str, Any]) -> bytes:
    text = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].split("\n") if part.strip())
    frame = "".join(
        f"<div class='rel'><a href='/n/{n}'><img src='/i/{n}.jpg'><span>Otra nota {n}</span></a></div>"
        for n in range(LINKS)
    )
    head = f"<title>{html.escape(row['title'])}</title><meta property='article:published_time' content='{row['published']}T10:00:00-05:00'>"
    return (
        f"<html lang='{row['lang']}'><head>{head}</head><body><article>{text}</article>{frame}</body></html>".encode()
    )


# --- speed -------------------------------------------------------------------------------------------------------------------


def speed(folder: Path, count: int, times: int, runners: Sequence[str]) -> None:
    work = jobs(count)
    kinds: dict[str, Callable[[], tuple[float, float]]] = {
        "1 process, without Prefect": lambda: bare(folder, work, 1),
        "2 processes, without Prefect": lambda: bare(folder, work, 2),
        "1 process": lambda: in_flow(folder, work, "processes", 1),
        "2 processes": lambda: in_flow(folder, work, "processes", 2),
    }
    kinds |= {
        f"{name}, 2 workers": lambda name=name: in_flow(folder, work, name, 2)
        for name in runners
        if name != "processes"
    }  # type: ignore[misc]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for _ in range(times):
        for name, measure in kinds.items():
            taken[name].append(measure())
    line("", f"extract and assess {count} pages; with saving")
    best = {name: tuple(min(one[n] for one in found) for n in (0, 1)) for name, found in taken.items()}
    for name, found in taken.items():
        spread = max(one[0] for one in found) / best[name][0]
        line(
            name,
            f"{best[name][0]:6.1f} s, {count / best[name][0]:5.1f} pages/s; {best[name][1]:6.1f} s; spread × {spread:.2f}",
        )
    for name in list(kinds)[3:]:
        line(f"{name} over 1 process", f"× {best['1 process'][0] / best[name][0]:.2f}")
    for number in ("1 process", "2 processes"):
        more = [best[number][n] / best[f"{number}, without Prefect"][n] - 1 for n in (0, 1)]
        line(f"overhead of the flow, {number}", f"{more[0]:+.1%}; with saving {more[1]:+.1%}")


@contextlib.contextmanager
def database(folder: Path) -> Iterator[Any]:
    from monitor.store.db import open_database

    with tempfile.TemporaryDirectory(dir=folder) as name:
        db = open_database(Path(name) / "bench.db")
        yield db
        db.conn.close()


def bare(folder: Path, work: Sequence[Any], workers: int) -> tuple[float, float]:
    """Seconds for the work, and with saving, by the same worker processes but no flow."""
    return asyncio.run(_bare(folder, work, workers))


async def _bare(folder: Path, work: Sequence[Any], count: int) -> tuple[float, float]:
    from flows.workers import Workers
    from monitor import pipeline
    from monitor.config import Config
    from monitor.model import Stage

    config = Config(data=folder)
    with Workers(count) as workers, database(folder) as db:

        async def assess(some: Sequence[Any]) -> list[Any]:
            return await asyncio.gather(
                *(workers.do(Stage.EXTRACT, pipeline.work_one, job, None, NOW, folder) for job in some)
            )

        await assess(work[:WARM])
        begin = time.perf_counter()
        results = await assess(work)
        assessed = time.perf_counter() - begin
        for one in pipeline.oldest_first(results):
            pipeline.save(db, one, config, NOW)
        return assessed, time.perf_counter() - begin


class Staying:
    """Jobs that stay here when the flow travels to a worker of a cluster, as Prefect has it, with all it refers to."""

    def __init__(self, jobs: Sequence[Any] = ()) -> None:
        self.jobs = jobs

    def __reduce__(self) -> tuple[type[Staying], tuple[()]]:
        return Staying, ()


def in_flow(folder: Path, work: Sequence[Any], runner: str, workers: int) -> tuple[float, float]:
    """The same by the tasks of the flows, within a flow run."""
    from prefect import flow

    from flows.runners import Assessor
    from flows.tasks import save_all, unseen
    from flows.workers import Workers
    from monitor import pipeline
    from monitor.config import Config, Run

    config = Config(data=folder, run=Run(runner=runner, workers=workers))  # type: ignore[arg-type]
    pages = Staying(work)

    @flow(name="bench", validate_parameters=False)
    async def bench() -> tuple[float, float]:
        with Workers(workers) as made, Assessor(config, made, NOW) as assessor, database(folder) as db:
            await assessor.assess("warm-up", pages.jobs[:WARM])
            begin = time.perf_counter()
            results = await assessor.assess("pages", pages.jobs)
            assessed = time.perf_counter() - begin
            save_all("pages", db, unseen(pipeline.oldest_first(results)), config, NOW)  # type: ignore[type-var]
            return assessed, time.perf_counter() - begin

    return asyncio.run(bench())


# --- growth --------------------------------------------------------------------------------------------------------------------


def growth(folder: Path, count: int) -> None:
    """Articles of which one in fifty is relevant, saved one transaction each."""
    from monitor import pipeline
    from monitor.config import Config
    from monitor.store.db import open_database

    path, config, part = folder / "growth.db", Config(data=folder), max(1, count // 10)
    db, known = open_database(path), pipeline.knowledge()
    empty, clock, cpu = size(db, path), 0.0, 0.0
    for number, article in enumerate(news(count), 1):
        assessed = pipeline.assess(article, known)
        begin, worked = time.perf_counter(), time.process_time()
        pipeline.save(db, assessed, config, NOW, archived=True)
        clock, cpu = clock + time.perf_counter() - begin, cpu + time.process_time() - worked
        if number % part == 0:
            each = f"{clock / part * 1000:.1f} ms to save one, of the processor {cpu / part * 1000:.1f}"
            line(f"articles {number - part + 1:,}–{number:,}", each)
            clock = cpu = 0.0
    entries = next(iter(db.query("SELECT count(*) AS n FROM contacts")))["n"]
    line("bytes of the database per article", f"{(size(db, path) - empty) / count:,.0f}, {entries} ledger entries")
    for row in tables(db):
        line(f"    {row['name']}", f"{row['bytes'] / count:,.0f}")
    db.conn.close()


def news(count: int) -> Iterator[Any]:
    """One in fifty a labelled article, its paragraphs in another order; the others of invented words, as frequent as words
    are, over ten years and forty outlets.
    """
    from monitor.model import Article

    chance, articles = random.Random(7), rows()
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "en", "or")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(30_000)]
    often = [1 / (rank + 3) for rank in range(len(words))]
    for number in range(count):
        day = date(2016, 1, 1) + timedelta(days=number * 3650 // count)
        if number % 50 == 0:
            row = articles[number // 50 % len(articles)]
            parts = row["text"].split("\n")
            title, text = row["title"], "\n".join(chance.sample(parts, len(parts)))
        else:
            drawn = chance.choices(words, often, k=420)
            text = "\n".join(" ".join(drawn[n : n + 30]).capitalize() + "." for n in range(0, 420, 30))
            title = " ".join(chance.choices(words, often, k=9)).capitalize()
        url = f"https://nota{number % 40}.pe/{number}"
        yield Article(f"{number:012x}", url, f"Nota {number % 40}", title, text, day, "given", "es")


def size(db: Any, path: Path) -> int:
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def tables(db: Any) -> list[dict[str, Any]]:
    """The largest tables and indexes, where this SQLite can tell."""
    try:
        return list(db.query("SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8"))
    except Exception as error:  # noqa: BLE001 - built without dbstat
        print(error, file=sys.stderr)
        return []


if __name__ == "__main__":
    main()
