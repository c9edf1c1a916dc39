"""How many alerts a month of the press raises: `python bench/month.py [STORIES …] [--copies N] [--noise N] [--show KIND]`.

Of the labelled stories of dev.jsonl and train.jsonl so many as told (0: all) are spread over thirty days: a story begins
on a day drawn by lot, its articles follow in the rhythm they were published in, and what they tell of is moved by as many
days as they are. Beside them stand copies in other outlets, cut and with words put before them, later versions of some
pages, and irrelevant articles. All are assessed as in a run and saved in order by a clock
that goes with them; each evening promises overdue are looked after. Printed are the alerts of a day by kind, and how many
contacts of high level the labels have in the same stories: the labelled articles are far richer in them than the news.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlite_utils import Database

from monitor import pipeline
from monitor.alerts import outgoing
from monitor.analyze import assess_batch, parse_line
from monitor.config import Config
from monitor.model import Article, Assessment, Contact
from monitor.store.db import open_database

GOLD = Path(__file__).resolve().parent.parent / "tests/gold"
FIRST, DAYS = date(2026, 10, 1), 30
NOON = time(12)
GAP = timedelta(days=10)
"""Articles of one story further apart than this are taken for two stories."""
BATCH = 25
KINDS = ("new", "status", "date", "overdue", "correction")

Row = dict[str, Any]
Story = list[Row]
Moment = tuple[int, Assessment]
"""The day of the month on which an article is read, the first being 0, and the article."""


@dataclass(frozen=True)
class Told:
    """An article that is read on a day of the month, and published `days` before; `start` is its day as labelled."""

    read: int
    start: date | None
    article: Article
    days: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=int, nargs="*", default=[60, 150, 300])
    parser.add_argument("--copies", type=float, default=1.0, help="of each article, on average")
    parser.add_argument("--noise", type=int, default=40, help="irrelevant articles a day, as far as they reach")
    parser.add_argument("--show", choices=KINDS, help="print the alerts of this kind")
    args = parser.parse_args()
    rows = [json.loads(line) for name in ("dev", "train") for line in (GOLD / f"{name}.jsonl").open(encoding="utf-8")]
    every, dull = stories(rows), [row for row in rows if row["grade"] < 2]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for count in args.stories:
            chance = random.Random(count)
            chosen = chance.sample(every, min(count or len(every), len(every)))
            articles = [*told(chosen, args.copies, chance), *noise(dull, args.noise, chance)]
            batches = [[one.article for one in articles[i : i + BATCH]] for i in range(0, len(articles), BATCH)]
            assessed = [one for done in pool.map(assess_batch, batches, repeat(None), repeat(False)) for one in done]
            moments = [(one.read, moved(one, made)) for one, made in zip(articles, assessed, strict=True)]
            with tempfile.TemporaryDirectory() as folder:
                db = lived(moments, Config(data=Path(folder)))
                report(db, chosen, len(articles))
                if args.show:
                    show(db, args.show)


# --- the stream ----------------------------------------------------------------------------------------------------------


def stories(rows: Sequence[Row]) -> list[Story]:
    """The labelled stories of relevant articles, each in the order of publication, undated articles first."""
    named: dict[str, Story] = defaultdict(list)
    for row in rows:
        if row["grade"] >= 2:
            named[str(row["story"])].append(row)
    return [part for story in named.values() for part in parted(sorted(story, key=lambda r: r["published"] or ""))]


def parted(story: Story) -> Iterator[Story]:
    part: Story = []
    for row in story:
        if part and row["published"] and part[-1]["published"] and published(row) - published(part[-1]) > GAP:
            yield part
            part = []
        part.append(row)
    yield part


def published(row: Row) -> date:
    return date.fromisoformat(row["published"])


def told(chosen: Sequence[Story], copies: float, chance: random.Random) -> Iterator[Told]:
    """The articles of the stories, their copies, and later versions of one in five."""
    for story in chosen:
        begin, start = chance.randrange(DAYS), next((published(row) for row in story if row["published"]), None)
        for row in story:
            article = parse_line(json.dumps(row | {"url": f"https://nota.pe/{row['id']}"}), 0)
            at = begin + ((article.published - start).days if start and article.published else 0)
            yield Told(at, article.published or start, article)
            for number in range(int(copies * 2 * chance.random() + 0.5)):
                yield Told(at, article.published or start, copied(article, number, chance))
            if chance.random() < 0.2:
                edited = replace(article, text=f"{article.text}\n\nNota actualizada a las 18:00 horas.")
                yield Told(at + 1, article.published or start, edited, 1)


def copied(article: Article, number: int, chance: random.Random) -> Article:
    """As another outlet takes it over: words before it, and often without its end."""
    parts = [part for part in article.text.split("\n") if part.strip()]
    kept = parts[: max(1, len(parts) - chance.randrange(3))]
    outlet = f"Medio {chance.randrange(40)}"
    text = "\n".join([f"Redacción de {outlet}. {kept[0]}", *kept[1:]])
    return replace(
        article, id=f"{article.id}-{number}", url=f"https://medio.pe/{article.id}-{number}", outlet=outlet, text=text
    )


def noise(dull: Sequence[Row], count: int, chance: random.Random) -> Iterator[Told]:
    """Irrelevant articles, each once and copied once, as far as they reach."""
    for number, row in enumerate(chance.sample(dull, min(count * DAYS // 2, len(dull)))):
        article = parse_line(json.dumps(row | {"url": f"https://ruido.pe/{row['id']}"}), number)
        for one in (article, copied(article, 0, chance)):
            yield Told(number % DAYS, article.published, one)


def moved(told: Told, made: Assessment) -> Assessment:
    """The assessment, with the article and what it tells of moved by whole days; an undated one by what it tells of."""
    said = [date.fromisoformat(c.date) for c in made.contacts if c.date and len(c.date) == 10]
    target, start = FIRST + timedelta(days=told.read - told.days), told.start or max(said, default=None)
    by = target - start if start else timedelta(0)
    article = replace(made.article, published=target if made.article.published else None)
    return replace(made, article=article, contacts=tuple(later(contact, by) for contact in made.contacts))


def later(contact: Contact, by: timedelta) -> Contact:
    return replace(contact, date=shifted(contact.date, by), date_end=shifted(contact.date_end, by))


def shifted(when: str | None, by: timedelta) -> str | None:
    """A day, month or year, moved, as precise as it was."""
    if when is None:
        return None
    middle = {4: f"{when}-07-01", 7: f"{when}-15", 10: when}[len(when)]
    return (date.fromisoformat(middle) + by).isoformat()[: len(when)]


# --- the month -----------------------------------------------------------------------------------------------------------


def lived(moments: Sequence[Moment], config: Config) -> Database:
    """The database after the stream has gone through it, evening for evening."""
    db = open_database(config.database)
    for day in range(DAYS):
        noon = datetime.combine(FIRST + timedelta(days=day), NOON, UTC)
        for assessment in pipeline.oldest_first(made for read, made in moments if read == day):
            pipeline.save(db, assessment, config, noon)
        outgoing.watch(db, config, noon + timedelta(hours=11))
    return db


def report(db: Database, chosen: Sequence[Story], articles: int) -> None:
    days = [(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS)]
    found = Counter(
        (row["day"], row["kind"]) for row in db.query("SELECT kind, substr(created_at, 1, 10) day FROM alerts")
    )
    labelled = sum(any(high(c) for row in story for c in row["contacts"]) for story in chosen)
    print(f"\n{len(chosen)} stories, {labelled} of them with a contact of high level; {articles} articles", flush=True)
    for kind in (*KINDS, "all"):
        counts = [sum(n for (d, k), n in found.items() if d == one and kind in (k, "all")) for one in days]
        print(
            f"{kind:12} {sum(counts):5}  a day: median {median(counts):4.1f}, p95 {quantiles(counts, n=20)[-1]:5.1f}, most {max(counts)}"
        )


def high(contact: Row) -> bool:
    return contact["level"] == "high" and not contact["background"]


def show(db: Database, kind: str) -> None:
    for row in db.query("SELECT * FROM alerts WHERE kind = ? ORDER BY created_at, id", (kind,)):
        print(f"{row['created_at'][:10]} {row['id']}\n  {row['text']}\n  {row['article']}: {row['evidence'][:200]}")


if __name__ == "__main__":
    main()
