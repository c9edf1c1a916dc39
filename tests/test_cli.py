"""The command line as other programs rely on it: exit codes, one line on standard error, JSON."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT, Monitor, plain_user
from press import Press

from monitor import pipeline
from monitor.config import load
from monitor.model import Failure, Link, Stage
from monitor.sources.folder import read_folder
from monitor.store import queue
from monitor.store import sources as store_sources
from monitor.store.db import open_database

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
PAGE = """<!DOCTYPE html><html lang="es"><head><title>Reunión en Lima</title></head><body><article><h1>Reunión en Lima</h1>
<p>El canciller Hugo de Zela se reunió este martes 3 de marzo en Torre Tagle con el embajador de Estados Unidos, Bernie
Navarro, para revisar la cooperación en puertos y aduanas.</p><p>Ambos acordaron volver a verse en mayo, cuando lleguen
los primeros equipos, y hablaron de la frontera norte, de las lluvias y del comercio entre los dos países, que creció
el año pasado según el ministerio.</p></article></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds the seeds, and two links that ended otherwise; made without Prefect."""
    path = tmp_path_factory.mktemp("cli")
    (path / "config.yaml").write_text(
        f"seeds: {ROOT / 'seeds'}\nsources:\n"
        "  - {id: rpp, name: RPP, url: 'https://rpp.pe/rss'}\n"
        "  - {id: off, name: Off, url: 'https://off.pe/rss', enabled: false}\n"
    )
    config = load(path / "config.yaml")
    db = open_database(config.database)
    known = pipeline.knowledge()
    for one in pipeline.oldest_first(pipeline.assess(a, known) for a in read_folder(ROOT / "seeds")):  # type: ignore[arg-type]
        pipeline.save(db, one, config, NOW)
    store_sources.sync(db, config.sources)
    gone, waits = Link("https://rpp.pe/a", "rpp", "A"), Link("https://rpp.pe/b?utm_source=x", "rpp", "B")
    queue.enqueue(db, [gone, waits], NOW)
    queue.fail(db, gone, Failure(Stage.FETCH, "http-404"), NOW)
    db.conn.close()
    return path


@pytest.fixture
def at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Standing in that folder."""
    monkeypatch.chdir(folder)
    return folder


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


COMMANDS = """run digest check doctor contacts people search why sources alerts outbox ack mute unmute mutes label learn replay analyze extract
    fetch""".split()


# --- the program as a process ---


def test_help_answers_within_half_a_second_and_names_every_command() -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "monitor", "--help"], capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) <= 0.5
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout


def test_reader_that_leaves_early_is_no_failure(folder: Path) -> None:
    call = f"set -o pipefail; {sys.executable} -m monitor contacts --config {folder / 'config.yaml'} | head -1"
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_output_is_utf8_whatever_the_locale(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "contacts", "--json", "--who", "Balcázar", "--config", folder / "config.yaml"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=True,
    )  # fmt: skip
    assert "José María Balcázar" in done.stdout.decode("utf-8")


# --- usage ---


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["why"], "Missing argument"),
        (["contacts", "--since", "yesterday"], "'yesterday' is no day (YYYY-MM-DD)"),
        (["contacts", "--status", "rumoured"], "'rumoured' is not one of"),
        (["contacts", "--level", "low"], "'low' is not one of"),
        (["contacts", "--csv", "--json"], "either --json or --csv"),
        (["contacts", "split", "x"], "Missing argument"),
        (["contacts", "join", "x"], "Missing argument"),
        (["mute", "rpp"], "'rpp' is not person:ID, source:ID or topic:NAME"),
        (["mute", "person:", "--until", "2026-03-01"], "'person:' is not"),
        (["unmute", "rpp"], "'rpp' is not person:ID"),
        (["sources", "release"], "name one link, or --all"),
        (["sources", "release", "https://a.pe/", "--all"], "name one link, or --all"),
        (["sources", "add", "https://a.pe/", "--lang", "qu"], "'qu' is not one of"),
        (["replay"], "Missing option '--from'"),
        (["replay", "--from", "march"], "'march' is no day"),
        (["outbox", "--resend", "x"], "'--resend'"),
        (["digest", "--since", "today"], "'today' is no day"),
        (["search", "Rubio", "--limit", "0"], "'--limit'"),
        (["analyze", "--workers", "0"], "'--workers'"),
        (["extract", "page.html"], "Missing option '--url'"),
        (["run", "--config", "nowhere.yaml"], "nowhere.yaml: no such file"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(arguments: list[str], message: str, at: Path, monitor: Monitor) -> None:
    said = monitor(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("monitor: ")
    assert said.err.count("\n") == 1
    assert message in said.err


def test_no_command_is_wrong_usage_and_shows_them(monitor: Monitor) -> None:
    said = monitor()
    assert (said.code, said.err) == (2, "")
    assert "Usage: monitor" in said.out


def test_version_is_shown(monitor: Monitor) -> None:
    assert monitor("--version").out.startswith("monitor 0.")


# --- what can't be read ---


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyze", "none.jsonl"], "none.jsonl: No such file or directory"),
        (["analyze", "."], ".: Is a directory"),
        (["analyze", "--people", "none.yaml"], "none.yaml: cannot be read"),
        (["extract", "none.html", "--url", "http://a.pe/"], "none.html: No such file or directory"),
        (["why", "https://rpp.pe/never"], "https://rpp.pe/never: never seen"),
    ],
)
def test_failure_ends_with_1_and_names_the_thing(
    arguments: list[str], message: str, at: Path, monitor: Monitor
) -> None:
    said = monitor(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"monitor: {message}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "said"), [("relevance.json", "not a file that `monitor learn` wrote"), ("people.yaml", "expected a list")]
)
def test_run_says_which_file_it_cannot_use_before_anything_starts(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: Monitor
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text("seeds: null\npeople: data/people.yaml\n")
    Path("data").mkdir()
    Path("data/people.yaml").write_text("[]")
    Path("data", name).write_text("words")
    answer = monitor("run")
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert f"{name}: {said}" in answer.err
    assert not Path("data/monitor.db").exists()


LOOKUPS = [["contacts"], ["contacts", "--csv"], ["people"], ["people", "review"], ["search", "Rubio"], ["why", "seed"], ["sources"],
           ["sources", "--quarantine"], ["sources", "release", "--all"], ["alerts"], ["outbox"], ["mutes"], ["ack", "x"],
           ["label", "https://a.pe/1", "--grade", "2"], ["learn"], ["digest", "--preview"], ["replay", "--from", "2026-03-01"]]  # fmt: skip


def spoilt(path: Path, how: str) -> None:
    """Make the database at `path` one that can't be used."""
    if how == "garbage":
        path.write_bytes(b"not a database at all" * 100)
    if how == "newer":
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            newest = "(SELECT max(id) FROM _sqlite_migrations)"
            db.execute(f"UPDATE _sqlite_migrations SET name = '9999_from_the_future' WHERE id = {newest}")


@pytest.mark.parametrize("command", [["run"], ["digest"], *LOOKUPS])
@pytest.mark.parametrize(
    ("how", "message"),
    [("garbage", "is not a usable SQLite database"), ("newer", "written by a newer monitor (schema 9999_from_the_future)")],
)  # fmt: skip
def test_database_that_cannot_be_used_is_named_and_left_alone(
    how: str, message: str, command: list[str], tmp_path: Path, monitor: Monitor
) -> None:
    (tmp_path / "config.yaml").touch()
    path = tmp_path / "data" / "monitor.db"
    open_database(path).conn.close()
    spoilt(path, how)
    before = path.read_bytes()
    said = monitor(*command, "--config", tmp_path / "config.yaml")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"monitor: {path}: {said.err.split(': ', 2)[2]}"
    assert message in said.err
    assert path.read_bytes() == before
    assert not (tmp_path / "data" / "digests").exists()


def test_read_only_database_is_named(monitor: Monitor) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "data", "monitor.db")
        Path(name, "config.yaml").touch()
        open_database(path).conn.close()
        for place, mode in ((path, 0o444), (path.parent, 0o555), (Path(name), 0o755)):
            place.chmod(mode)
        monitor("contacts", "--config", Path(name, "config.yaml"))  # imports what an account without rights may not
        with plain_user():
            said = monitor("run", "--config", Path(name, "config.yaml"))
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith(f"monitor: {path}: is read-only")
        path.parent.chmod(0o755)


# --- look-ups ---


def test_lookup_without_a_database_says_how_to_make_one(tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "config.yaml").touch()
    said = monitor("contacts", "--config", tmp_path / "config.yaml")
    assert (said.code, said.out) == (1, "")
    assert "no database yet; `monitor run` makes one" in said.err
    assert not (tmp_path / "data").exists()


def test_contacts_show_who_when_the_sentence_and_who_tells_it(at: Path, monitor: Monitor) -> None:
    (one,) = rows(monitor("contacts", "--since", "2026-03-01", "--json").out)
    assert [p["name"] for p in one["peru"]] == ["José María Balcázar"]  # type: ignore[attr-defined]
    assert [p["name"] for p in one["us"]] == ["Bernie Navarro"]  # type: ignore[attr-defined]
    assert (one["date"], one["status"], one["level"], one["mode"]) == ("2026-03-02", "held", "high", "meeting")
    assert [r["url"] for r in one["reports"]] == ["seeds:000_b10c989277324907.txt"]  # type: ignore[attr-defined]
    shown = monitor("contacts", "--since", "2026-03-01").out
    assert str(one["contact"]) in shown
    assert f"“{one['evidence']}”" in shown


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (["--level", "working"], {"working"}),
        (["--level", "high"], {"high"}),
        (["--who", "Navarro"], {"high"}),
        (["--who", "nobody at all"], set()),
    ],
)
def test_filters_narrow(filters: list[str], kept: set[str], at: Path, monitor: Monitor) -> None:
    everything = rows(monitor("contacts", "--json").out)
    found = rows(monitor("contacts", "--json", *filters).out)
    assert {one["level"] for one in found} == kept
    assert len(found) < len(everything)


@pytest.mark.parametrize("words", ["reunion balcazar", "REUNIÓN Balcázar"])
def test_search_ignores_accents_and_case(words: str, at: Path, monitor: Monitor) -> None:
    (found,) = rows(monitor("search", words, "--json").out)
    assert found["url"] == "seeds:000_b10c989277324907.txt"
    assert "seeds:000_b10c989277324907.txt" in monitor("search", words).out
    assert monitor("search", words, "--since", "2026-03-03").out == ""


def test_search_takes_any_words_literally(at: Path, monitor: Monitor) -> None:
    for words in ('"', "a AND", "NEAR(", "título:*", "-", ""):
        assert (monitor("search", words).code, monitor("search", words).err) == (0, "")


def test_why_tells_how_each_link_ended(at: Path, monitor: Monitor) -> None:
    assert "fetch: http-404" in monitor("why", "https://rpp.pe/a").out
    assert "queued: found" in monitor("why", "https://rpp.pe/b?utm_source=x").out
    assert (
        "queued: found" in monitor("why", "https://www.rpp.pe/b").out
        or "queued" in monitor("why", "https://rpp.pe/b").out
    )
    (seed,) = rows(monitor("why", "seeds:000_b10c989277324907.txt", "--json").out)
    assert seed["article"]["grade"] == 3  # type: ignore[index]
    assert len(seed["observations"]) == 2  # type: ignore[arg-type]
    shown = monitor("why", "seeds:000_b10c989277324907.txt").out
    assert "published 2026-03-02 (header)" in shown
    assert shown.count("\n  contact ") == 2


def test_sources_show_those_never_polled_and_those_switched_off(at: Path, monitor: Monitor) -> None:
    by_id = {row["id"]: row for row in rows(monitor("sources", "--json").out)}
    assert list(by_id) == ["rpp", "off"]
    assert (by_id["rpp"]["enabled"], by_id["off"]["enabled"]) == (True, False)
    assert by_id["rpp"]["waiting"] == 1
    shown = monitor("sources").out.splitlines()
    assert shown[0].split()[:2] == ["rpp", "unpolled"]
    assert shown[1].split() == ["off", "disabled"]


# --- extract and fetch ---


def test_extract_gives_one_article(tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (article,) = rows(monitor("extract", tmp_path / "page.html", "--url", "https://a.pe/2026/03/03/reunion").out)
    assert article["title"] == "Reunión en Lima"
    assert "se reunió este martes 3 de marzo" in str(article["text"])
    assert set(article) == {"id", "url", "outlet", "title", "published", "published_basis", "lang", "author", "captions", "text"}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no-text"),
        (b"\xff\xfe\x00 \xff", "no-text"),
        (b"<html><body><nav>Menu</nav></body></html>", "no-text"),
        (b"%PDF-1.7\n", "not-html"),
        (b"\0" * 50_000_001, "too-large"),
    ],
)
def test_page_without_an_article_is_named_with_its_reason(
    body: bytes, reason: str, tmp_path: Path, monitor: Monitor
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(body)
    said = monitor("extract", page, "--url", "https://a.pe/")
    assert said.code == 1
    assert said.err.startswith(f"monitor: {page}: {reason}")
    assert [row["error"] for row in rows(said.out)] == ([reason] if reason != "too-large" else [])


@pytest.fixture
def press(tmp_path: Path) -> Iterator[tuple[Press, Path]]:
    """A press, and a configuration that may reach it."""
    with Press() as press:
        config = tmp_path / "config.yaml"
        config.write_text(f"fetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}]}}\n")
        yield press, config


@pytest.mark.parametrize(
    ("what", "outcome", "kind"),
    [
        ("gestor", "ok", "feed"),
        ("agencia", "ok", "sitemap"),
        ("gestor/dolar", "ok", "page"),
        ("gestor/privado-informe", "robots", "page"),
        ("radio/nota-retirada", "http-404", None),
        ("/rota/feed", "ok", "page"),
    ],
)
def test_fetch_says_what_the_fetcher_would_do(
    what: str, outcome: str, kind: str | None, press: tuple[Press, Path], monitor: Monitor
) -> None:
    server, config = press
    said = monitor("fetch", server.address(what), "--config", config)
    (row,) = rows(said.out)
    assert (row["outcome"], row.get("kind")) == (outcome, kind)
    assert said.code == (outcome != "ok")
    assert (outcome in said.err) is (outcome != "ok")
    assert not (config.parent / "data").exists()


def test_fetch_refuses_a_private_address_without_any_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: Monitor
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        said = monitor("fetch", "http://127.0.0.1/")
        assert rows(said.out)[0]["outcome"] == "private-address"
        with pytest.raises(TimeoutError):
            server.accept()
