"""`monitor backfill` with real files, a real site on loopback and the real flow: killed, and gone on with."""

from __future__ import annotations

import asyncio
import html
import importlib.util
import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from backfill.warcs import Captured, breaks, write
from conftest import ROOT
from press import Press

pytestmark = pytest.mark.prefect

GOLD = [json.loads(line) for line in (ROOT / "tests/gold/dev.jsonl").read_text(encoding="utf-8").splitlines()]
TIMES = {
    "saved_at", "updated_at", "found_at", "created_at", "observed_at", "first_seen", "last_seen", "changed_at", "placed_at", "fetched_at",
}  # fmt: skip


def pages(count: int, sites: int = 5) -> list[Captured]:
    """Labelled articles as pages of the invented outlets nota0.pe, nota1.pe …"""
    return [Captured(f"https://www.nota{n % sites}.pe/{n}", page(GOLD[n])) for n in range(count)]


def page(row: dict[str, Any]) -> bytes:
    head = f"<title>{html.escape(row['title'])}</title>"
    if row["published"]:
        head += f"<meta property='article:published_time' content='{row['published']}T10:00:00-05:00'>"
    text = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].split("\n") if part.strip())
    return f"<html lang='{row['lang']}'><head>{head}</head><body><article>{text}</article></body></html>".encode()


def content(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All the database holds but for times, each table in the order of its columns."""
    with closing(sqlite3.connect(folder / "data/monitor.db")) as db:
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            )
            if not name.startswith(("sqlite_", "articles_fts", "_sqlite"))
        ]
        return {name: rows(db, name) for name in names}


def rows(db: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    columns = [f'"{c[1]}"' for c in db.execute(f"PRAGMA table_info({table})") if c[1] not in TIMES]
    return db.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns)}").fetchall()


def folder_in(parent: Path, name: str, config: str = "") -> Path:
    folder = parent / name
    folder.mkdir()
    (folder / "config.yaml").write_text(f"seeds: null\n{config}")
    return folder


def command(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "backfill", *map(str, arguments)], cwd=folder, env=kept | {"HOME": str(folder)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def ends(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=180)
    assert (process.returncode, err) == (0, "")
    return out


def killed(process: subprocess.Popen[str], when: Callable[[], bool]) -> None:
    """End a backfill and all it started, at once and without warning."""
    end = time.monotonic() + 120
    while not when():
        assert process.poll() is None, "ended before it was killed"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def count(folder: Path, table: str) -> int:
    path = folder / "data/monitor.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not there yet


def backfilled(folder: Path, **asked: Any) -> Any:
    """A whole backfill in this process, as the command would start it; what it did."""
    from flows.once import run_backfill

    return asyncio.run(run_backfill(str(folder / "config.yaml"), "2026-03-10 20:00", **asked))


# --- files ---


def test_killed_backfill_goes_on_and_loses_and_repeats_nothing(prefect_server: None, tmp_path: Path) -> None:
    archive = tmp_path / "news.warc.gz"
    places = write(archive, [*pages(60), Captured("https://www.nota0.pe/pdf", b"%PDF", kind="application/pdf")])
    breaks(archive, places[30])
    config = "sources: [{id: nota, name: Nota, url: 'https://nota0.pe/rss'}]\n"
    undisturbed, disturbed = (folder_in(tmp_path, name, config) for name in ("undisturbed", "disturbed"))
    hosts = ["nota0.pe", "nota1.pe", "nota2.pe"]
    asked = {"files": [str(archive)], "hosts": hosts, "size": 20}
    said = ("--warc", archive, "--batch", 20, *(part for host in hosts for part in ("--host", host)))

    whole = backfilled(undisturbed, **asked)
    killed(command(disturbed, *said), lambda: count(disturbed, "articles") > 5)
    first = count(disturbed, "articles")
    assert 5 < first < 30, "killed in the middle"
    killed(command(disturbed, *said), lambda: count(disturbed, "articles") > first + 3)
    rest = backfilled(disturbed, **asked)

    wanted = content(undisturbed)
    assert content(disturbed) == wanted
    assert (len(wanted["articles"]), whole.articles, whole.read, whole.seen) == (35, 35, 36, 0)
    assert 0 < rest.articles < 32 - first
    assert len(wanted["contacts"]) > 5
    with closing(sqlite3.connect(undisturbed / "data/monitor.db")) as db:
        ended = dict(db.execute("SELECT reason, count(*) FROM outcomes GROUP BY reason"))
        assert ended.pop("bad-record") == 1
        assert set(ended) <= {"ok", "copy"}
        owners = db.execute("SELECT DISTINCT source, outlet FROM articles WHERE url LIKE '%nota0%'").fetchall()
        assert owners == [("nota", "Nota")]
        assert db.execute("SELECT count(*) FROM pages").fetchone() == (0,), "the file itself is the raw page"
    assert backfilled(disturbed, **asked).read == 0
    assert content(disturbed) == wanted


def test_sites_of_the_configured_sources_are_read_and_days_that_are_not_asked_for_are_not(
    prefect_server: None, tmp_path: Path
) -> None:
    archive = tmp_path / "news.warc.gz"
    write(archive, pages(40))
    folder = folder_in(tmp_path, "run", "sources: [{id: nota, name: Nota, url: 'https://nota3.pe/rss'}]\n")
    tally = backfilled(folder, files=[str(archive)], since="2026-01-01")
    with closing(sqlite3.connect(folder / "data/monitor.db")) as db:
        urls = {url for (url,) in db.execute("SELECT address FROM outcomes")}
        days = [day for (day,) in db.execute("SELECT published FROM articles WHERE published IS NOT NULL")]
    assert urls == {f"https://www.nota3.pe/{n}" for n in range(3, 40, 5)}
    assert days
    assert min(days) >= "2026-01-01"
    early = [n for n in range(3, 40, 5) if (GOLD[n]["published"] or "9") < "2026-01-01"]
    assert sum(counted["other-days"] for counted in tally.outcomes.values()) == len(early) > 0


# --- sites ---


def press_config(press: Press, gap: str = "0.01s") -> str:
    return f"fetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}], host_gap: {gap}}}\n"


def pages_asked(press: Press) -> list[str]:
    return [r.path for r in press.requests if "/noticia-" in r.path]


def test_killed_backfill_of_a_site_asks_for_no_page_twice(prefect_server: None, tmp_path: Path) -> None:
    with Press() as press:
        undisturbed, disturbed = (
            folder_in(tmp_path, name, press_config(press, gap))
            for name, gap in (("undisturbed", "0.01s"), ("disturbed", "1s"))
        )
        site = press.feeds["agencia"].url
        backfilled(undisturbed, addresses=[site], since="2026-02-01")
        listed = pages_asked(press)
        assert len(listed) == len(set(listed)) == 4
        press.requests.clear()
        killed(command(disturbed, "--sitemap", site, "--since", "2026-02-01"), lambda: count(disturbed, "pages") >= 2)
        assert 2 <= len(pages_asked(press)) <= 3
        backfilled(disturbed, addresses=[site], since="2026-02-01")
        fetched = pages_asked(press)
        assert set(fetched) == set(listed)
        assert len(fetched) <= 5, "a page that was on its way when it was killed, and no other"
        for table in ("articles", "contacts", "observations", "alerts"):
            assert content(disturbed)[table] == content(undisturbed)[table]
        press.requests.clear()
        assert backfilled(disturbed, addresses=[site], since="2026-02-01").read == 0
        assert pages_asked(press) == []


def test_sitemap_that_is_none_is_named(tmp_path: Path) -> None:
    with Press() as press:
        folder = folder_in(tmp_path, "run", press_config(press))
        process = command(folder, "--sitemap", press.broken.url, press.url + "/none.xml", "--since", "2026-01-01")
        out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert [line.split(": ")[2].split()[0] for line in err.splitlines()] == ["not-a-sitemap", "http-404"]
    assert out.splitlines()[-1].startswith("0 pages")


# --- clusters ---


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_cluster_gives_the_same_content(runner: str, prefect_server: None, tmp_path: Path) -> None:
    if importlib.util.find_spec(f"prefect_{runner}") is None:
        pytest.skip(f"prefect-{runner} is not installed: pip install 'monitor[{runner}]'")
    archive = tmp_path / "news.warc.gz"
    write(archive, [*pages(50), Captured("https://www.nota0.pe/empty", b"<html></html>")])
    contents = []
    for name in ("processes", runner):
        folder = folder_in(tmp_path, name, f"run: {{runner: {name}, workers: 2, batch: 10}}\n")
        backfilled(folder, files=[str(archive)], all_hosts=True, size=30)
        contents.append(content(folder))
    assert contents[0] == contents[1]
    assert len(contents[0]["articles"]) == 50
    assert task_runs("news.warc.gz, 15, part 2"), "done by tasks of the cluster's size"


def task_runs(part: str) -> int:
    """How many task runs have a name with this in it, once they are recorded."""
    from prefect import get_client

    with get_client(sync_client=True) as client:
        for _ in range(100):
            names: Iterable[str] = [run.name for run in client.read_task_runs(limit=200)]
            if found := sum(part in name for name in names):
                break
            time.sleep(0.1)
        return found


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_runner_that_is_not_installed_is_named(runner: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(f"prefect_{runner}") is not None:
        pytest.skip(f"prefect-{runner} is installed")
    archive = tmp_path / "news.warc.gz"
    write(archive, pages(1))
    process = command(folder_in(tmp_path, "run", f"run: {{runner: {runner}}}\n"), "--warc", archive)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    assert err == f"monitor: run.runner: {runner} is not installed: pip install 'monitor[{runner}]'\n"


def test_task_that_travels_uses_what_its_worker_has_loaded() -> None:
    """Prefect's tasks travel by value; a copy of the list of idle processes would start one, and load all models, for each."""
    import cloudpickle

    from flows import runners

    arrived = cloudpickle.loads(cloudpickle.dumps(runners.assess_elsewhere))
    assert arrived.fn.__globals__["_work_here"] is runners._work_here


def test_worker_that_would_read_otherwise_refuses(tmp_path: Path) -> None:
    from flows import runners

    now = datetime(2026, 3, 10, tzinfo=UTC)
    own = runners._fingerprint(None, tmp_path)
    packed = zlib.compress(pickle.dumps(runners._Work((), None, now, tmp_path, own)))
    assert pickle.loads(runners._work_here(packed)) == []  # noqa: S301 - its own answer
    (tmp_path / "relevance.json").write_text("{}")
    with pytest.raises(runners.Strange, match="other models"):
        runners._work_here(packed)


@pytest.mark.parametrize(
    ("jobs", "size"), [(1, 1), (60, 30), (200, 100), (500, 250), (1000, 500), (1001, 251), (2000, 500)]
)
def test_workers_of_a_cluster_have_as_many_tasks_each(jobs: int, size: int) -> None:
    from flows.runners import _fair

    assert _fair(jobs, 2) == size
