"""What goes wrong around the program ends in one line that names it, with the data as they were: a full disk, a locked or
damaged database, a damaged page, a clock that goes back, another time zone.
"""

from __future__ import annotations

import io
import re
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alerts.newsdesk import Newsdesk
from alerts.newsdesk import contact as told
from conftest import Monitor
from sqlite_utils import Database
from store.samples import assessed, contact, rows, save

from monitor.alerts.delivering import deliver, is_quiet
from monitor.alerts.outgoing import watch
from monitor.config import Channel, Config, Source
from monitor.fetch.answer import Rules
from monitor.fetch.client import Client
from monitor.fetch.robots import Robots
from monitor.model import Failure, Link, Page, Stage
from monitor.publish import publish
from monitor.replay import replay
from monitor.store import db as store_db
from monitor.store import outbox, queue, runs
from monitor.store import sources as store_sources
from monitor.store.db import StoreError, open_database, writing
from monitor.store.upkeep import back_up, compact

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.yaml").write_text("seeds: null\n")
    return Config(data=tmp_path / "data", seeds=None)


@pytest.fixture
def db(config: Config) -> Iterator[Database]:
    made = open_database(config.database)
    yield made
    made.conn.close()


def sound(db: Database) -> bool:
    return [
        db.execute("PRAGMA integrity_check").fetchall(),
        db.execute("PRAGMA foreign_key_check").fetchall(),
    ] == [[("ok",)], []]


# --- full disk -------------------------------------------------------------------------------------------------------------


def test_full_disk_is_named_and_costs_only_what_was_being_saved(db: Database) -> None:
    save(db, assessed("rpp", contact()))
    (most,) = db.execute("PRAGMA page_count").fetchone()
    before = rows(db)
    db.execute(f"PRAGMA max_page_count = {most}")
    with pytest.raises(
        StoreError, match=r"monitor\.db: cannot grow, the disk is full; free some space, nothing that was"
    ):
        save(db, assessed("andina", contact(date="2026-03-04"), text="Se reunieron. " + "Hablaron de puertos. " * 5000))
    assert rows(db) == before
    assert not db.conn.in_transaction
    db.execute("PRAGMA max_page_count = 1000000")
    save(db, assessed("andina", contact(date="2026-03-04")))
    assert sound(db)
    assert rows(db)["articles"] == 2


WRITER = """
import resource, signal, sys
from pathlib import Path
from monitor.errors import expected
from monitor.store.db import open_database
from store.samples import assessed, contact, save
db = open_database(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    for number in range(1000):
        save(db, assessed(f"a{number}", contact(), text=f"Se reunieron. {number} " * 100))
        print(number, flush=True)
except Exception as error:
    code, line = expected(error)
    print(line, file=sys.stderr)
    sys.exit(code)
"""


def test_file_that_may_not_grow_is_named_and_what_was_saved_is_there(db: Database, config: Config) -> None:
    """RLIMIT_FSIZE stands for a quota: the operating system refuses the write itself."""
    save(db, assessed("rpp", contact()))
    limit = max(path.stat().st_size for path in config.data.iterdir()) + 600_000
    done = subprocess.run(
        [sys.executable, "-c", WRITER, config.database, str(limit)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.fullmatch(
        r"\S+monitor\.db: (cannot be read or written|cannot grow)[^\n]*nothing that was saved is lost\n", done.stderr
    )
    saved = len(done.stdout.splitlines())
    assert saved > 2
    assert rows(db)["articles"] == 1 + saved
    assert sound(db)


def test_backup_on_a_full_disk_leaves_the_older_ones_and_no_half(db: Database, tmp_path: Path) -> None:
    save(db, assessed("rpp", contact()))
    old = back_up(db, tmp_path / "backups", 1, NOW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(StoreError, match="disk is full"):
            back_up(db, tmp_path / "backups", 1, NOW + DAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "backups").iterdir()) == [old]


# --- locked ----------------------------------------------------------------------------------------------------------------


def test_writer_that_holds_on_for_too_long_is_named(
    db: Database, config: Config, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_db, "BUSY_MS", 100)
    path = config.data.parent / "config.yaml"
    with closing(sqlite3.connect(config.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = monitor("label", "rpp", "--grade", "3", "--config", path)
        db.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(StoreError, match=r"monitor\.db: is locked by another program"):
            save(db, assessed("rpp", contact()))
        other.execute("ROLLBACK")
    assert said.code == 1
    assert re.fullmatch(r"monitor: \S+monitor\.db: is locked by another program[^\n]*\n", said.err)
    save(db, assessed("rpp", contact()))
    assert rows(db)["articles"] == 1


def test_writer_that_lets_go_in_time_is_waited_for(db: Database, config: Config) -> None:
    other = sqlite3.connect(config.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
    timer.start()
    assert runs.start(db, NOW) == 1
    timer.join()
    other.close()


def test_reader_keeps_nobody_from_writing_nor_from_maintenance(db: Database, config: Config) -> None:
    save(db, assessed("rpp", contact()))
    db.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(config.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        save(db, assessed("andina", contact(date="2026-03-04")))
        compact(db)
        back_up(db, config.data / "backups", 1, NOW)
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,), "it reads what it began to read"
    assert rows(db)["articles"] == 2


# --- damage ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("search", "reunieron"), ("contacts",), ("label", "rpp", "--grade", "3")])
def test_damaged_database_is_named_by_every_command(command: tuple[str, ...], config: Config, monitor: Monitor) -> None:
    db = open_database(config.database)
    save(
        db,
        *(assessed(f"a{n}", contact(date=f"2026-03-{n:02}"), text=f"Se reunieron. {n} " * 300) for n in range(1, 20)),
    )
    compact(db)
    db.conn.close()
    with config.database.open("r+b") as file:
        schema = 4096 * 30  # what lies before is read by every start
        file.seek(schema)
        file.write(b"\xff" * (config.database.stat().st_size - schema))
    said = monitor(*command, "--config", config.data.parent / "config.yaml")
    assert said.code == 1
    assert re.fullmatch(
        r"monitor: [^\n]* is not a usable SQLite database; restore a backup or move it away\n", said.err
    )


@pytest.mark.parametrize(
    "damage",
    [lambda body: body[:20], lambda body: body[:-4] + b"\0\0\0\0", lambda body: b"\xff" * len(body), lambda body: b""],
    ids=["cut", "checksum", "overwritten", "empty"],
)
def test_damaged_page_of_the_archive_is_a_miss_and_the_stored_text_is_read(
    damage: Callable[[bytes], bytes], db: Database, config: Config
) -> None:
    link = Link("https://rpp.pe/nota", "prensa")
    queue.enqueue(db, [link], NOW)
    page = Page(link.url, b"<html><body><p>Se reunieron.</p></body></html>" * 9, "text/html", NOW, link)
    queue.keep_page(db, page)
    (saved,) = save(db, assessed("rpp", contact()), now=NOW)
    queue.finish(db, link, saved.article, "ok", NOW)
    (body,) = db.execute("SELECT body FROM pages").fetchone()
    db.execute("UPDATE pages SET body = ?", (damage(body),))
    made = replay(db, config, NOW - DAY)
    assert (made.articles, made.unread) == (1, 1)
    assert not queue.holds_page(db, page), "it is worth fetching again"
    queue.keep_page(db, page)
    assert queue.holds_page(db, page)


# --- a clock that goes back: what was written while it went ahead ----------------------------------------------------------


SOURCE = Source(id="rpp", name="RPP", url="https://rpp.pe/rss")
FILES = Channel(id="files", kind="folder", path=Path("alerts"))


@pytest.mark.parametrize(("step", "due"), [(YEAR, True), (2 * HOUR, True), (timedelta(minutes=20), False)])
def test_source_polled_in_the_future_is_due(step: timedelta, due: bool, db: Database) -> None:
    """A small step heals by itself before the source would have been polled again."""
    store_sources.sync(db, [SOURCE])
    polled = store_sources.Polled("rpp", "ok", state=store_sources.PollState('"e"', None, "h"))
    store_sources.record(db, polled, SOURCE.every, NOW + step)
    asked = store_sources.due(db, [SOURCE], NOW)
    assert [source.id for source, _ in asked] == (["rpp"] if due else [])
    assert all(state.conditional == (step < DAY) for _, state in asked), "a validator of next year proves nothing"


@pytest.mark.parametrize("reason", ["timeout", "http-503"])
def test_link_that_waits_for_a_time_in_the_future_waits_no_longer(reason: str, db: Database) -> None:
    link = Link("https://rpp.pe/a", "rpp", "A")
    queue.enqueue(db, [link], NOW + YEAR)
    queue.fail(db, link, Failure(Stage.FETCH, reason), NOW + YEAR)
    assert [one.url for one in queue.waiting(db, NOW, 9)] == [link.url]
    queue.fail(db, link, Failure(Stage.FETCH, reason), NOW)
    assert queue.waiting(db, NOW, 9) == []


async def test_rules_fetched_in_the_future_are_asked_for_again(config: Config) -> None:
    kept: list[Rules] = []
    async with Client(config.fetch) as client:
        stale = Rules("User-agent: *\nDisallow: /\n", NOW + YEAR)
        robots = Robots(client, lambda _: stale, lambda _, rules: kept.append(rules))
        await robots.allows(
            "http://127.0.0.1:9/nota", NOW
        )  # loopback is refused, so that nothing is asked over a network
    assert [rules.fetched_at for rules in kept] == [NOW]


@pytest.mark.parametrize("was", ["sent", "failed", "leased"])
def test_outbox_goes_on(was: str, config: Config) -> None:
    """What was sent in the future fills no hour, what failed or was taken then is tried again."""
    config = config.model_copy(update={"channels": (FILES.model_copy(update={"per_hour": 2}),)})
    db = open_database(config.database)
    message = {"subject": "s", "body": "b", "html": "", "thread": ""}

    def put(item: str, when: datetime) -> None:
        with writing(db):
            outbox.put(db, "digest", item, {"files": message}, when)

    for item in ("d1", "d2"):
        put(item, NOW + YEAR)
        batch = outbox.lease(db, "files", NOW + YEAR, per_hour=2, knows_key=True)
        assert batch is not None
        if was == "sent":
            outbox.complete(db, batch, NOW + YEAR)
        elif was == "failed":
            outbox.fail(db, batch, NOW + YEAR, "refused")
    put("d3", NOW)
    assert outbox.pending(db, NOW) == (1 if was == "sent" else 3)
    deliver(db, config, lambda: NOW, lambda _: None, io.StringIO())
    deliver(db, config, lambda: NOW + 2 * HOUR, lambda _: None, io.StringIO())
    assert {row["state"] for row in db.query("SELECT state FROM deliveries")} == {"sent"}
    db.conn.close()


def test_digest_after_the_clock_went_back_covers_what_came_since_the_last_true_one(tmp_path: Path) -> None:
    desk = Newsdesk(tmp_path)
    publish(desk.db, desk.config, NOW)
    publish(desk.db, desk.config, NOW + YEAR)
    desk.save("https://rpp.pe/1", told(), now=NOW + HOUR)
    made = publish(desk.db, desk.config, NOW + 2 * HOUR)
    assert (made.since, made.digest.contacts) == (NOW, 1)
    desk.close()


def test_backup_just_made_is_kept_whatever_the_others_are_called(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    ahead = [back_up(db, folder, 2, NOW + n * YEAR) for n in (1, 2)]
    for days in (0, 1, 2):
        made = back_up(db, folder, 2, NOW + days * DAY)
        assert set(folder.iterdir()) == {made, ahead[-1]}


def test_promise_that_lapsed_by_a_clock_ahead_is_open_again_and_lapses_in_its_time(tmp_path: Path) -> None:
    desk = Newsdesk(tmp_path)
    desk.save("https://rpp.pe/1", told(status="planned", date="2026-04-10", evidence="Se reunirá."), now=NOW)
    states = []
    for when in (NOW + YEAR, NOW, NOW + DAY, NOW + YEAR):
        watch(desk.db, desk.config, when)
        states += [(row["status"], row["lapsed_on"]) for row in desk.db.query("SELECT status, lapsed_on FROM contacts")]
    assert states == [("lapsed", "2027-03-10"), ("planned", None), ("planned", None), ("lapsed", "2027-03-10")]
    desk.close()


def test_run_numbers_go_on_and_the_ledger_reads_the_same(db: Database) -> None:
    assert runs.start(db, NOW + YEAR) == 1
    save(db, assessed("rpp", contact()), now=NOW + YEAR)
    assert runs.start(db, NOW) == 2
    (again,) = save(db, assessed("andina", contact()), now=NOW)
    assert [decision.change for decision in again.decisions] == ["seen"]
    assert sound(db)


# --- time zones ------------------------------------------------------------------------------------------------------------


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        ("2026-03-08T06:59", True),   # 01:59 EST
        ("2026-03-08T07:00", False),  # 03:00 EDT: 02:00 to 02:59 is left out
        ("2026-11-01T05:30", True),   # 01:30 EDT
        ("2026-11-01T06:30", True),   # 01:30 EST: the hour comes twice
        ("2026-11-01T07:00", False),  # 02:00 EST
    ],
)  # fmt: skip
def test_quiet_hours_follow_the_clock_on_the_wall(utc: str, quiet: bool) -> None:
    assert is_quiet("23:00-02:00", datetime.fromisoformat(utc).replace(tzinfo=UTC), NEW_YORK) == quiet


@pytest.mark.parametrize(("before", "after"), [("America/Lima", "Asia/Tokyo"), ("Asia/Tokyo", "America/Lima")])
def test_another_time_zone_loses_nothing_and_tells_nothing_twice(before: str, after: str, tmp_path: Path) -> None:
    desk = Newsdesk(tmp_path, timezone=before)
    desk.save("https://rpp.pe/1", told(), now=NOW)
    first = publish(desk.db, desk.config, NOW + HOUR)
    moved = desk.config.model_copy(update={"timezone": after})
    desk.save("https://rpp.pe/2", told(date="2026-03-05", evidence="Volvieron a verse."), now=NOW + 2 * HOUR, published=date(2026, 3, 5))  # fmt: skip
    second = publish(desk.db, moved, NOW + 3 * HOUR)
    assert (first.digest.contacts, second.digest.contacts) == (1, 1)
    assert second.since == NOW + HOUR
    assert store_sources.due(desk.db, desk.config.sources, NOW) == store_sources.due(desk.db, moved.sources, NOW)
    desk.close()
