"""`monitor doctor` names what is broken and what to do, within two seconds, and changes nothing."""

from __future__ import annotations

import json
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Monitor, plain_user
from sqlite_utils import Database
from store.samples import assessed, contact, save

from monitor.config import Channel, Config, Fetch, Run, Schedule, Serve, Source
from monitor.doctor import Finding, base, examine, outside, place
from monitor.doctor.finding import age, size
from monitor.model import Failure, Link, Stage
from monitor.store import outbox, queue, runs
from monitor.store import sources as store_sources
from monitor.store.db import open_database, writing
from monitor.store.upkeep import back_up

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = tuple(Source(id=f"s{n}", name=f"S{n}", url=f"https://s{n}.pe/rss") for n in (1, 2))
FILES = Channel(id="files", kind="folder")
NOBODY = 9
"""A port where nothing listens."""
MACHINE = frozenset(("disk-kind", "disk-room"))
"""What depends on the machine the tests run on."""


def configured(folder: Path, **changes: Any) -> Config:
    return Config(
        **{
            "data": folder,
            "seeds": None,
            "sources": SOURCES,
            "channels": (FILES,),
            "serve": Serve(port=NOBODY),
            **changes,
        }
    )


def found(config: Config, now: datetime = NOW, **environment: str) -> dict[str, Finding]:
    """Each finding by its slug. Nothing may be said twice of one thing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(config.data.parent / "tmp"))  # others use the machine's
        made = list(examine(config, environment, now))
    by_slug = {one.slug: one for one in made}
    assert len(by_slug) == len(made)
    assert all(bool(one.do) == (one.level != "ok") for one in made), "what is wrong says what to do, and only that"
    return by_slug


def levels(findings: dict[str, Finding]) -> dict[str, str]:
    """What is not ok, but for the contact address, which the sample has not."""
    return {
        slug: one.level for slug, one in findings.items() if one.level != "ok" and slug not in {"contact", *MACHINE}
    }


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A monitor that ran an hour ago, saved an article, and was backed up."""
    config = configured(tmp_path / "data")
    db = open_database(config.database)
    hour = NOW - timedelta(hours=1)
    runs.finish(db, runs.start(db, hour), {}, "ok", hour)
    save(db, assessed("rpp", contact()), now=hour)
    store_sources.sync(db, config.sources)
    for source in config.sources:
        store_sources.record(db, store_sources.Polled(source.id, "ok", links=1, new=1), source.every, hour)
    back_up(db, config.data / "backups", 4, NOW - DAY)
    db.conn.close()
    return config


def change(config: Config, *statements: str) -> None:
    """Change the database as no program would."""
    with closing(sqlite3.connect(config.database, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file with its times and content."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes()) for path in files}


# --- as a whole --------------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_where_nothing_is(config: Config) -> None:
    assert levels(found(config)) == {}


def test_before_the_first_run_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    findings = found(configured(tmp_path / "data", seeds=ROOT / "seeds"))
    assert levels(findings) == {}
    assert "will be made" in findings["database"].line
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("in_use", [False, True])
def test_nothing_is_changed(config: Config, in_use: bool) -> None:
    other = open_database(config.database) if in_use else None
    before = tree(config.data)
    assert levels(found(config)) == {}
    after = tree(config.data)
    if other is not None:  # readers note in the shared memory up to where they read
        other.conn.close()
        before, after = (
            {name: what for name, what in one.items() if not name.endswith("-shm")} for one in (before, after)
        )
    assert after == before


def test_it_answers_within_two_seconds_without_prefect(config: Config) -> None:
    path = config.data.parent / "config.yaml"
    path.write_text(f"seeds: {ROOT / 'seeds'}\n")
    call = """import sys
from monitor.cli import main
try: main()
except SystemExit: sys.exit('prefect' in sys.modules)"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", call, "doctor", "--config", path], capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2, (
        "seconds of work, however busy the machine"
    )
    assert done.returncode == 0, "prefect was not imported"
    assert "\nok   database: " in done.stdout


def test_json_says_the_same_and_the_exit_code_tells(config: Config, monitor: Monitor) -> None:
    path = config.data.parent / "config.yaml"
    path.write_text(f"seeds: {ROOT / 'seeds'}\nserve: {{port: {NOBODY}}}\n")
    said = monitor("doctor", "--json", "--config", path)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {tuple(row) for row in rows} == {("level", "slug", "line", "do")}
    config.database.write_bytes(b"no database" * 999)
    said = monitor("doctor", "--config", path)
    assert (said.code, said.err) == (1, "monitor: doctor: database\n")
    assert f"fail database: {config.database} is not a usable SQLite database" in said.out
    assert "restore a backup (docs/operations.md" in said.out


def test_configuration_that_cannot_be_read_is_wrong_usage(tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "config.yaml").write_text("timezone: America/Callao\n")
    said = monitor("doctor", "--config", tmp_path / "config.yaml")
    assert (said.code, said.out) == (2, "")
    assert "no time zone 'America/Callao'" in said.err


# --- the database --------------------------------------------------------------------------------------------------------


def overwrite(path: Path, page: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * page)
        file.write(content)


def middle(path: Path) -> int:
    return path.stat().st_size // 4096 // 2


@pytest.mark.parametrize(
    ("spoil", "slug", "level", "says"),
    [
        (lambda p: overwrite(p, 0, os.urandom(4096)), "database", "fail", "is not a usable SQLite database"),
        (lambda p: overwrite(p, middle(p), b"\xff" * 4096 * 3), "database", "fail", "is damaged: "),
        (lambda p: os.truncate(p, middle(p) * 4096), "database", "fail", "is not a usable SQLite database"),
        (lambda p: os.truncate(p, 0), "schema", "warn", "is of schema none"),
    ],
)
def test_damaged_file_is_named(spoil: Callable[[Path], None], slug: str, level: str, says: str, config: Config) -> None:
    spoil(config.database)
    findings = found(config)
    assert levels(findings)[slug] == level
    assert says in findings[slug].line
    assert findings["clock"].level == "ok", "what needs no database is looked at all the same"


@pytest.mark.parametrize(
    ("statement", "level", "says"),
    [
        ("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor', '9999_x', '')", "fail", "is of schema 9999_x, this monitor knows 0"),
        ("DELETE FROM _sqlite_migrations WHERE name <> '0001_start'", "warn", "is of schema 0001_start, this monitor's is 0"),
        ("DROP TABLE frames", "fail", "lacks frames (of 1)"),
        ("ALTER TABLE runs DROP COLUMN waiting", "fail", "lacks runs.waiting (of 1)"),
    ],
)  # fmt: skip
def test_schema_of_another_age_is_named(statement: str, level: str, says: str, config: Config) -> None:
    change(config, statement)
    findings = found(config)
    assert findings["schema"].level == level
    assert says in findings["schema"].line
    assert "outbox" not in findings, "what this program does not know is not read"


def test_locked_database_is_no_damage(config: Config) -> None:
    with closing(sqlite3.connect(config.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        finding = found(config)["database"]
    assert finding.level == "warn"
    assert "is locked by another program" in finding.line


def test_check_of_a_large_database_ends_in_time(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    change(config, "CREATE TABLE t (a TEXT)", "CREATE INDEX i ON t (a)")
    change(config, "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 50000) INSERT INTO t SELECT hex(randomblob(16)) FROM n")  # fmt: skip
    monkeypatch.setattr(base, "PATIENCE", 0.0)
    finding = found(config)["database"]
    assert finding.level == "ok"
    assert "no damage in what 0.0 s could read" in finding.line


def test_log_that_grows_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.db").write_bytes(b"x" * 10)
    wal = tmp_path / "m.db-wal"
    assert base.log(wal, tmp_path / "m.db").level == "ok"
    for bytes_, level in ((base.LONG_WAL, "ok"), (base.LONG_WAL + 1, "warn")):
        with wal.open("wb") as file:
            file.truncate(bytes_)
        assert base.log(wal, tmp_path / "m.db").level == level


@pytest.mark.parametrize(
    ("made", "first", "level"),
    [
        ([], None, "ok"),
        ([], 7 * DAY, "ok"),
        ([], 9 * DAY, "warn"),
        ([30 * DAY, 7 * DAY], 99 * DAY, "ok"),
        ([30 * DAY, 9 * DAY], 99 * DAY, "warn"),
        ([9 * DAY, -300 * DAY], 99 * DAY, "warn"),
    ],
)
def test_backup_is_of_the_last_week(made: list[timedelta], first: timedelta | None, level: str) -> None:
    one = base.backup([NOW - ago for ago in made], NOW - first if first else None, NOW)
    assert one.level == level


def test_backups_are_found_by_what_maintenance_makes(config: Config) -> None:
    (config.data / "backups" / "monitor-copy.db").touch()
    assert base.copies(config.data / "backups") == [NOW - DAY]


# --- where the data lie ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "says"),
    [
        (["."], "can't be written by this account"),
        (["monitor.db"], "can't write monitor.db"),
        (["monitor.db", "digests"], "can't write digests, monitor.db"),
    ],
)
def test_what_the_account_may_not_write_is_named(closed: list[str], says: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # not below pytest's own folder, which is closed to others
        config = configured(Path(folder), channels=())
        open_database(config.database).conn.close()
        (config.data / "digests").mkdir()
        for path in (config.data, *config.data.iterdir()):
            path.chmod(0o777 if path.is_dir() else 0o666)
        for name in closed:
            (config.data / name).chmod(0o555)
        with plain_user():
            findings = found(config)
        config.data.chmod(0o755)
    assert findings["data-folder"].level == "fail"
    assert says in findings["data-folder"].line
    assert findings["database"].level == "ok", "it can be read all the same"


def test_database_the_account_may_not_read_is_no_damage() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), channels=())
        open_database(config.database).conn.close()
        config.data.chmod(0o755)
        config.database.chmod(0)
        with plain_user():
            finding = found(config)["database"]
    assert finding.level == "fail"
    assert finding.do.startswith("give the file")


def test_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    findings = found(configured(tmp_path / "data"))
    assert findings["data-folder"].line == f"{tmp_path / 'data'} is no folder"


MOUNTS = """22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /run rw,nosuid - tmpfs tmpfs rw
31 22 0:45 / /srv/news\\040room rw,relatime shared:9 master:2 - nfs4 10.0.0.2:/x rw
32 31 0:46 / /srv/news\\040room/data rw - xfs /dev/vdb rw
33 22 0:47 / /home rw - ext4 /dev/vdc rw
34 22 0:48 / /home rw - cifs //server/home rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "level"),
    [
        ("/data", "ext4", "ok"),
        ("/run/x/data", "tmpfs", "warn"),
        ("/running/data", "ext4", "ok"),
        ("/srv/news room", "nfs4", "fail"),
        ("/srv/news room/data/x", "xfs", "ok"),
        ("/home/desk", "cifs", "fail"),
    ],
)  # fmt: skip
def test_kind_of_disk_is_that_of_the_nearest_mount(path: str, kind: str, level: str) -> None:
    assert place.filesystem(Path(path), MOUNTS) == kind
    assert place.medium(Path(path), kind).level == level


IN_MEMORY = Path("/dev/shm")  # noqa: S108 - it is the place for it


@pytest.mark.skipif(not IN_MEMORY.is_dir(), reason="no file system in memory")
def test_file_system_in_memory_is_seen() -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        assert found(configured(Path(folder)))["disk-kind"].level == "warn"


def test_room_is_that_of_a_run_and_of_maintenance() -> None:
    some = Config(
        sources=(
            *SOURCES,
            SOURCES[0].model_copy(update={"enabled": False}),
            SOURCES[0].model_copy(update={"max_pages": 3}),
        ),
        run=Run(pages_per_source=10),
    )
    run = place.run_bytes(some)
    assert run == 2 * place.PAGE * (10 + 10 + 3) + place.OTHERS
    for free, level in ((run - 1, "fail"), (run, "warn"), (run + 1999, "warn"), (run + 2000, "ok")):
        assert place.room(free, run, 1000).level == level


@pytest.mark.parametrize(
    ("name", "is_left"),
    [
        ("digests/.2026-03-01.html.4711", True),
        (".feed.atom.12", True),
        ("backups/monitor-2026-03-01T000000Z.partial", True),
        ("../tmp/monitor-x1/scratch.db", True),
        ("digests/2026-03-01.html", False),
        (".gitignore", False),
        ("backups/monitor-2026-03-01T000000Z.db", False),
    ],
)
def test_left_over_files_are_named_once_nobody_writes_them(name: str, is_left: bool, config: Config) -> None:
    path = config.data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("half")
    at = NOW.timestamp()
    os.utime(path, (at, at - place.LEFT.total_seconds() + 1))
    assert "left-over" not in levels(found(config)), "a program may be writing it"
    os.utime(path, (at, at - place.LEFT.total_seconds() - 1))
    assert ("left-over" in levels(found(config))) is is_left


# --- what the database tells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), "it is 1970-01-01T00:00:00Z by the clock of this machine, which can't be"),
        (datetime(2107, 1, 1, tzinfo=UTC), "which can't be"),
        (NOW - timedelta(hours=2), "something was stored at 2026-03-10T11:00:00Z"),
    ],
)
def test_clock_that_goes_wrong_is_named(now: datetime, says: str, config: Config) -> None:
    finding = found(config, now)["clock"]
    assert finding.level == "fail"
    assert says in finding.line


@pytest.mark.parametrize(
    ("outcomes", "level", "says"),
    [
        (["failed", "ok"], "ok", "the last one began 1 hour ago"),
        (["ok", "failed"], "warn", "ended as failed"),
        (["ok", "failed", "stopped", "failed"], "fail", "the last 3 did not end well"),
        (["ok", None], "ok", "the last one began"),
        (["failed", "failed", "failed", None], "fail", "the last 3"),
    ],
)
def test_runs_that_end_badly_are_named(outcomes: list[str | None], level: str, says: str, config: Config) -> None:
    """None: it has not ended."""
    db, hour = open_database(config.database), NOW - timedelta(hours=1)
    for outcome in outcomes:
        number = runs.start(db, hour)
        if outcome:
            runs.finish(db, number, {}, outcome, hour)
    db.conn.close()
    finding = found(config)["runs"]
    assert finding.level == level
    assert says in finding.line


def test_run_that_was_killed_and_nothing_since_are_named(config: Config) -> None:
    db = open_database(config.database)
    runs.start(db, NOW)
    db.conn.close()
    later = NOW + 2 * DAY
    assert found(config, later)["runs"].line == "the last one began 2 days ago"
    by_hand = config.model_copy(update={"schedule": Schedule(ingest="never")})
    assert found(by_hand, later)["runs"].line == "the last one ended as killed"


@pytest.mark.parametrize(
    ("reasons", "says"),
    [
        ({"s1": "http-404", "s2": "ok"}, "of 2, 1 failing: s1 (http-404)"),
        ({"s1": "dns", "s2": "dns"}, "none of 2 could be reached"),
    ],
)
def test_sources_that_fail_are_named(reasons: dict[str, str], says: str, config: Config) -> None:
    db = open_database(config.database)
    for source, reason in reasons.items():
        store_sources.record(db, store_sources.Polled(source, reason), timedelta(minutes=30), NOW)
    db.conn.close()
    finding = found(config)["sources"]
    assert (finding.level, finding.line) == ("warn", says)


def test_silent_source_is_named(config: Config) -> None:
    db = open_database(config.database)
    for day in range(40, 20, -1):  # an item a day, and none for three weeks
        queue.enqueue(db, [Link(f"https://s1.pe/{day}", "s1", "", published=NOW - day * DAY)], NOW - day * DAY)
    store_sources.record(db, store_sources.Polled("s1", "unchanged"), timedelta(minutes=30), NOW)
    db.conn.close()
    assert found(config)["sources"].line == "of 2, 1 silent: s1"


def test_quarantine_is_counted(config: Config) -> None:
    db, link = open_database(config.database), Link("https://s1.pe/a", "s1", "A")
    queue.enqueue(db, [link], NOW)
    for _ in range(queue.MAX_ATTEMPTS):
        queue.fail(db, link, Failure(Stage.FETCH, "timeout"), NOW)
    db.conn.close()
    assert levels(found(config)) == {"quarantine": "warn"}


def put(config: Config, channel: str, when: datetime) -> Database:
    """A message for a channel in the outbox."""
    db = open_database(config.database)
    with writing(db):
        outbox.put(db, "digest", "d1", {channel: {"subject": "s", "body": "b"}}, when)
    return db


@pytest.mark.parametrize(
    ("channel", "waited", "level", "says"),
    [
        ("files", timedelta(hours=23), "ok", "1 messages wait"),
        ("files", timedelta(hours=25), "fail", "1 messages have waited for more than a day: files (1)"),
        ("gone", timedelta(hours=25), "warn", "1 messages wait for channels that are not enabled: gone (1)"),
    ],
)
def test_message_that_waits_too_long_is_named(
    channel: str, waited: timedelta, level: str, says: str, config: Config
) -> None:
    put(config, channel, NOW - waited).conn.close()
    finding = found(config)["outbox"]
    assert (finding.level, finding.line) == (level, says)


def test_dead_letter_is_named(config: Config) -> None:
    db = put(config, "files", NOW)
    batch = outbox.lease(db, "files", NOW, per_hour=9, knows_key=True)
    assert batch is not None
    outbox.fail(db, batch, NOW, "refused", for_good=True)
    db.conn.close()
    assert found(config)["outbox"].line == "1 messages could not be sent: files (1)"


def test_lease_that_ran_out_is_named(config: Config) -> None:
    db = put(config, "files", NOW)
    outbox.lease(db, "files", NOW, per_hour=9, knows_key=True)
    db.conn.close()
    assert found(config, NOW + outbox.HOLD / 2)["leases"] == Finding("ok", "leases", "1 messages are being sent")
    finding = found(config, NOW + outbox.HOLD + timedelta(hours=2))["leases"]
    assert finding.level == "warn"
    assert "the oldest lease ran out 2 hours ago" in finding.line


# --- packages, channels ----------------------------------------------------------------------------------------------------


def test_packages_are_as_pyproject_wants_them() -> None:
    finding = outside.packages()
    assert finding.level == "ok"
    assert finding.line.startswith("prefect 3.")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (["prefect>=3.8.8,<3.10"], "prefect is 3.11.0, wanted is <3.10,>=3.8.8"),
        (["fastapi<0.151"], "fastapi is missing"),
        (["fastapi<0.151; extra == 'dev'", "httpx>=0.28"], ""),
        (["httpx>=0.29"], "httpx is 0.28.1, wanted is >=0.29"),
    ],
)
def test_package_that_is_not_wanted_is_named(wanted: list[str], says: str) -> None:
    there = {"prefect": "3.11.0", "httpx": "0.28.1"}

    def installed(name: str) -> str:
        try:
            return there[name]
        except KeyError:
            raise PackageNotFoundError(name) from None

    finding = outside.packages(wanted, installed)
    assert (finding.level, finding.line) == ("fail", says) if says else finding.level == "ok"


SECRET = "swordfish"
CHAT = Channel(id="chat", kind="apprise", url_env="CHAT_URL")
DESK = Channel(
    id="desk", kind="mail", sender="m@e.org", to=("d@e.org",), user_env="MAIL_USER", password_env="MAIL_PASSWORD"
)


@pytest.mark.parametrize(
    ("channel", "environment", "level", "says"),
    [
        (CHAT, {}, "fail", "CHAT_URL not set"),
        (CHAT, {"CHAT_URL": f"nonsense://{SECRET}"}, "fail", "CHAT_URL holds no address that Apprise knows"),
        (CHAT, {"CHAT_URL": f"json://user:{SECRET}@127.0.0.1:1/"}, "ok", "apprise, its address can be read"),
        (DESK, {"MAIL_USER": "m"}, "fail", "MAIL_PASSWORD not set"),
        (DESK, {"MAIL_USER": "m", "MAIL_PASSWORD": SECRET}, "ok", "mail, its address can be read"),
        (Channel(id="out", kind="stdout"), {}, "ok", "stdout"),
        (Channel(id="files", kind="folder", path=Path("monitor.db")), {}, "fail", "monitor.db is no folder"),
    ],
)
def test_channel_that_cannot_be_tried_is_named(
    channel: Channel,
    environment: dict[str, str],
    level: str,
    says: str,
    config: Config,
    caplog: pytest.LogCaptureFixture,
) -> None:
    findings = found(config.model_copy(update={"channels": (channel,)}), **environment)
    finding = findings[f"channel-{channel.id}"]
    assert finding.level == level
    assert says in finding.line
    assert not any(SECRET in one.line + one.do for one in findings.values())
    assert SECRET not in caplog.text


def test_no_channel_at_all_is_named(config: Config) -> None:
    off = CHAT.model_copy(update={"enabled": False})
    findings = found(config.model_copy(update={"channels": (off,)}))
    assert levels(findings) == {"channels": "warn"}


def test_contact_address_is_wanted_and_no_more_than_that(config: Config) -> None:
    assert found(config)["contact"].level == "warn"
    assert found(config.model_copy(update={"fetch": Fetch(contact="d@e.org")}))["contact"].level == "ok"


# --- Prefect's server; one that works is asked in tests/flows ----------------------------------------------------------------


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A web server that gives one answer to everything; the address of its API."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            code = 200 if self.path == "/api/health" and status == 401 else status
            self.send_response(code)
            self.end_headers()
            self.wfile.write(b"true" if code != status else body)

        do_POST = do_GET  # noqa: N815 - the name http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def never_ending() -> Iterator[str]:
    """A server that takes the connection and gives a byte now and then, but no answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = threading.Event()

        def trickle() -> None:
            connection, _ = server.accept()
            with connection:
                while not gone.wait(0.2):
                    connection.sendall(b"H")

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/api"
        finally:
            gone.set()
            thread.join()


@contextmanager
def dead() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as held:  # bound, so that no other test is given the port, and not listening
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/api"


@pytest.mark.parametrize(
    ("server", "level", "says"),
    [
        (dead, "fail", "does not answer: Connection refused"),
        (never_ending, "fail", "does not answer: no answer within 1 s"),
        (lambda: answering(500, b""), "fail", "it answers 500"),
        (lambda: answering(200, b"<html>"), "fail", "is not Prefect"),
        (lambda: answering(200, b"true"), "fail", "is not Prefect"),
        (lambda: answering(401, b""), "warn", "wants a password"),
    ],
)
def test_server_that_is_named_must_answer(server: Callable[[], Any], level: str, says: str, config: Config) -> None:
    with server() as api:
        start = time.monotonic()
        finding = found(config, PREFECT_API_URL=api)["prefect"]
        assert time.monotonic() - start < 2.5
    assert (finding.level, says in finding.line) == (level, True), finding


def test_address_that_is_none_is_named(config: Config) -> None:
    finding = found(config, PREFECT_API_URL="file:///etc")["prefect"]
    assert finding.level == "fail"
    assert "no address that begins with http" in finding.line


def test_another_program_on_the_port_of_serve_is_named(config: Config) -> None:
    with answering(200, b"<html>") as api:
        port = int(api.removesuffix("/api").rpartition(":")[2])
        serve = config.serve.model_copy(update={"port": port})
        finding = found(config.model_copy(update={"serve": serve}))["prefect"]
    assert finding.level == "warn"
    assert "set serve.port" in finding.do


# --- words -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (34_960_000, "35.0 MB"), (2e9, "2.0 GB")]
)
def test_sizes_are_said_in_their_unit(count: int, said: str) -> None:
    assert size(count) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [(timedelta(seconds=59), "less than a minute"), (timedelta(hours=1), "1 hour"), (timedelta(hours=49), "2 days")],
)
def test_ages_are_said_in_their_unit(span: timedelta, said: str) -> None:
    assert age(span) == said
