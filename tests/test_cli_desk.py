"""The commands by which a person corrects the ledger, looks after the outbox and the sources: each as text and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alerts import BALCAZAR, NAVARRO
from alerts.newsdesk import Newsdesk, contact
from conftest import Monitor
from press import Press

from monitor import relevance
from monitor.cli.common import Fail
from monitor.cli.labels import keep
from monitor.config import Channel, Config, load
from monitor.model import Failure, Link, Participant, Stage
from monitor.relevance.learning import Learnt, Marks
from monitor.store import labels, outbox, queue
from monitor.store import sources as store_sources

UNKNOWN = Participant("Ann Ryan", "vice_minister", "Energy", "?ann-ryan")
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsdesk]:
    """Standing in a folder with a configuration, and a database with two contacts, one of them told twice."""
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(
        "seeds: null\nsources:  # what is watched\n  - {id: rpp, name: RPP, url: 'https://rpp.pe/rss'}\n"
    )
    made = Newsdesk(tmp_path / "data", Channel(id="files", kind="folder"))
    made.save("https://rpp.pe/1", contact())
    made.save("https://andina.pe/1", contact(evidence="Ambos se vieron."), outlet="Andina")
    made.save(
        "https://rpp.pe/2", contact(us=(NAVARRO, UNKNOWN), date="2026-03-09", status="planned", evidence="Se verán.")
    )
    yield made
    made.close()


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def ids(monitor: Monitor) -> list[str]:
    return [row["contact"] for row in rows(monitor("contacts", "--json").out)]


# --- the ledger ---


def test_an_article_is_parted_from_a_contact_and_joined_again(desk: Newsdesk, monitor: Monitor) -> None:
    first, _ = ids(monitor)
    said = monitor("contacts", "split", first, "https://andina.pe/1", "--note", "another day", "--json")
    rest, new = rows(said.out)
    assert (rest["contact"], new["evidence"]) == (first, "Ambos se vieron.")
    assert len(ids(monitor)) == 3
    said = monitor("contacts", "join", first, new["contact"])
    assert said.out.startswith(f"{first}\n  meeting held: José María Balcázar (president) – Bernie Navarro")
    assert len(ids(monitor)) == 2


def test_corrections_are_listed_in_the_order_they_were_made(desk: Newsdesk, monitor: Monitor) -> None:
    assert monitor("contacts", "corrections").out == ""
    first, _ = ids(monitor)
    _, new = rows(monitor("contacts", "split", first, "https://andina.pe/1", "--note", "another day", "--json").out)
    monitor("contacts", "join", first, new["contact"])
    split, join = rows(monitor("contacts", "corrections", "--json").out)
    assert (split["kind"], split["contact"], split["other"], split["note"]) == (
        "split",
        first,
        new["contact"],
        "another day",
    )
    assert (join["kind"], join["contact"], join["other"], join["note"]) == ("join", first, new["contact"], "")
    split_line, note, join_line = monitor("contacts", "corrections").out.splitlines()
    assert split_line.endswith(f"  split {new['contact']} from {first}")
    assert note.strip() == "another day"
    assert join_line.endswith(f"  join  {new['contact']} into {first}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contacts", "split", "nothing", "a"], "nothing: no such contact"),
        (["contacts", "join", "nothing", "a"], "nothing: no such contact"),
        (["ack", "nothing"], "nothing: no such alert"),
        (["outbox", "--resend", "7"], "7: no dead letter has this number"),
        (["mute", "person:nobody"], "nobody: no such person"),
        (["mute", "source:nothing"], "nothing: no such source"),
        (["mute", "topic:gossip"], "gossip: no such topic"),
        (["unmute", "topic:china"], "topic:china: is not muted"),
        (["sources", "release", "https://rpp.pe/9"], "https://rpp.pe/9: is not in quarantine"),
        (["sources", "import", "none.opml"], "none.opml: No such file"),
        (["sources", "import", "config.yaml"], "config.yaml: not-opml"),
    ],
)
def test_what_is_not_there_is_named(arguments: list[str], message: str, desk: Newsdesk, monitor: Monitor) -> None:
    said = monitor(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"monitor: {message}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("filters", "dates"),
    [([], ["2026-03-02", "2026-03-09"]), (["--status", "planned"], ["2026-03-09"]), (["--status", "lapsed"], [])],
)
def test_contacts_as_a_table(filters: list[str], dates: list[str], desk: Newsdesk, monitor: Monitor) -> None:
    table = list(csv.DictReader(io.StringIO(monitor("contacts", "--csv", *filters).out)))
    assert [row["date"] for row in table] == dates
    assert all(row["peru"] == "José María Balcázar" for row in table)


def test_people_are_those_of_the_ledger_and_the_unknown_are_to_be_reviewed(desk: Newsdesk, monitor: Monitor) -> None:
    known = rows(monitor("people", "--json").out)
    assert [(row["id"], row["contacts"], row["outlets"]) for row in known] == [
        (NAVARRO.person, 2, 2), (BALCAZAR.person, 2, 2), ("?ann-ryan", 1, 1),
    ]  # fmt: skip
    (one,) = rows(monitor("people", "review", "--json").out)
    assert (one["name"], one["side"], one["roles"], one["provisional"], one["url"]) == (
        "Ann Ryan", "us", "vice_minister", True, "https://rpp.pe/2",
    )  # fmt: skip
    assert "“Se verán.” https://rpp.pe/2" in monitor("people", "review").out
    assert "Ann Ryan (provisional), us: vice_minister; contacts 1, outlets 1" in monitor("people").out


# --- alerts ---


def test_alerts_are_shown_from_a_day_on(desk: Newsdesk, monitor: Monitor) -> None:
    desk.save("https://rpp.pe/3", contact(date="2026-03-04"), now=NOW + timedelta(days=2))
    everything = rows(monitor("alerts", "--json").out)
    assert [row["kind"] for row in everything] == ["new"] * 3
    assert rows(monitor("alerts", "--since", "2026-03-05", "--json").out) == everything[2:]
    shown = monitor("alerts", "--since", "2026-03-05").out
    assert everything[2]["text"] in shown
    assert everything[2]["id"] in shown


def test_a_dead_letter_is_shown_with_its_reason_and_sent_again(desk: Newsdesk, monitor: Monitor) -> None:
    batch = outbox.lease(desk.db, "files", NOW, per_hour=10, knows_key=True)
    assert batch is not None
    outbox.fail(desk.db, batch, NOW, "disk full", for_good=True)
    dead = [row for row in rows(monitor("outbox", "--json").out) if row["state"] == "dead"]
    assert [(row["channel"], row["detail"]) for row in dead] == [("files", "disk full")]
    assert "disk full" in monitor("outbox").out
    assert "dead" not in monitor("outbox", "--resend", dead[0]["id"]).out


def test_what_is_acknowledged_waits_no_more(desk: Newsdesk, monitor: Monitor) -> None:
    first, second = rows(monitor("alerts", "--json").out)
    assert monitor("ack", first["id"]).out == f"acknowledged: {first['id']}\n"
    assert rows(monitor("ack", first["id"], "--json").out) == [{"acknowledged": first["id"]}]
    assert [row["item"] for row in rows(monitor("outbox", "--json").out)] == [second["id"]]


def test_mutes_hold_through_their_day(desk: Newsdesk, monitor: Monitor) -> None:
    assert monitor("mute", "person:bernie-navarro", "--until", "2030-12-31").out == "muted: person:bernie-navarro\n"
    for what in ("person:?ann-ryan", "source:rpp", "topic:china"):
        assert rows(monitor("mute", what, "--json").out) == [{"muted": what}]
    assert rows(monitor("mutes", "--json").out)[1]["until"] == "2031-01-01T05:00:00Z", "midnight in Lima"
    assert monitor("mutes").out.splitlines() == [
        "person:?ann-ryan", "person:bernie-navarro until 2031-01-01T05:00:00Z", "source:rpp", "topic:china",
    ]  # fmt: skip
    monitor("unmute", "source:rpp")
    assert "source:rpp" not in monitor("mutes").out


# --- digest ---


def test_a_preview_writes_and_notes_nothing(desk: Newsdesk, monitor: Monitor) -> None:
    shown = monitor("digest", "--preview").out
    assert "CONTACTOS REALIZADOS (1)" in shown
    assert "Sin contactos nuevos" in monitor("digest", "--preview", "--since", "2026-03-05").out
    assert desk.db["digests"].count == 0
    assert not Path("data", "digests").exists()


# --- sources ---


def test_sources_say_how_each_fares(desk: Newsdesk, monitor: Monitor) -> None:
    links = [Link(f"https://rpp.pe/n{n}", "rpp", published=NOW - timedelta(days=4 + n)) for n in range(6)]
    queue.enqueue(desk.db, links, NOW)
    store_sources.record(desk.db, store_sources.Polled("rpp", "not-modified"), timedelta(hours=1), NOW)
    (row,) = rows(monitor("sources", "--json").out)
    assert (row["state"], row["reason"], row["since"], row["usual_pause"], row["waiting"]) == (
        "silent", "not-modified", "2026-02-27T12:00:00Z", 86_400, 6,
    )  # fmt: skip
    assert "silent    not-modified since 2026-02-27T12:00:00Z" in monitor("sources").out


def test_quarantine_is_shown_and_emptied(desk: Newsdesk, monitor: Monitor) -> None:
    links = [Link(f"https://rpp.pe/q{n}", "rpp", f"Nota {n}") for n in range(3)]
    queue.enqueue(desk.db, links, NOW)
    for link in links:
        for _ in range(queue.MAX_ATTEMPTS):
            queue.fail(desk.db, link, Failure(Stage.FETCH, "timeout"), NOW)
    assert len(rows(monitor("sources", "--quarantine", "--json").out)) == 3
    assert "https://rpp.pe/q0\n  rpp: timeout" in monitor("sources", "--quarantine").out
    assert monitor("sources", "release", "https://www.rpp.pe/q0?utm_source=x").code == 0
    assert rows(monitor("sources", "release", "--all", "--json").out) == [{"released": 2}]
    assert monitor("sources", "--quarantine").out == ""


OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Prensa">
<outline type="rss" text="RPP" xmlUrl="https://rpp.pe/rss"/><outline type="rss" text="Ojo Público" xmlUrl="https://ojo.pe/feed"/>
<outline type="rss" text="¡!" xmlUrl="https://www.times.com/rss" language="en-us"/></outline></body></opml>"""


def test_lists_of_feeds_come_in_and_go_out(desk: Newsdesk, monitor: Monitor) -> None:
    Path("list.opml").write_text(OPML, encoding="utf-8")
    assert [row["id"] for row in rows(monitor("sources", "import", "list.opml", "--json").out)] == [
        "ojo-publico",
        "source",
    ]
    assert monitor("sources", "import", "list.opml").out == "", "nothing twice"
    config = load(Path("config.yaml"))
    assert [(s.id, s.lang) for s in config.sources] == [("rpp", "es"), ("ojo-publico", "es"), ("source", "en")]
    assert "# what is watched" in Path("config.yaml").read_text(encoding="utf-8")
    Path("out.opml").write_text(monitor("sources", "export").out, encoding="utf-8")
    Path("config.yaml").write_text("seeds: null\n")
    monitor("sources", "import", "out.opml")
    assert [s.url for s in load(Path("config.yaml")).sources] == [s.url for s in config.sources]


@pytest.mark.parametrize(
    ("what", "kind"), [("gestor", "feed"), ("gestor/dolar", "feed"), ("agencia", "sitemap"), ("/nada", None)]
)
def test_a_source_is_found_tried_and_written_down(
    what: str, kind: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monitor: Monitor
) -> None:
    monkeypatch.chdir(tmp_path)
    with Press() as press:
        before = f"seeds: null\nfetch: {{allow_private: [127.0.0.0/8], allow_ports: [{press.port}]}}  # here\n"
        Path("config.yaml").write_text(before)
        address = press.url + what if what.startswith("/") else press.address(what)
        said = monitor("sources", "add", address, "--name", "El Gestor", "--json")
        after = Path("config.yaml").read_text()
        if kind is None:
            assert (said.code, after) == (1, before)
            assert "http-404" in said.err
            return
        (row,) = rows(said.out)
        assert (row["id"], row["url"]) == ("el-gestor", press.feeds["agencia" if kind == "sitemap" else "gestor"].url)
        assert row["items"] > 3
        assert after.startswith(before)
        assert [(s.id, s.kind) for s in load(Path("config.yaml")).sources] == [("el-gestor", kind)]
        again = monitor("sources", "add", address)
        assert again.code == 1
        assert "is already there (el-gestor)" in again.err


# --- why ---


def test_why_shows_how_the_text_of_an_article_changed(desk: Newsdesk, monitor: Monitor) -> None:
    for minutes, text in (
        (0, "Hubo cita. Duró poco."),
        (1, "Hubo cita. Duró mucho."),
        (2, "No hubo cita. Duró mucho."),
    ):
        desk.save("https://rpp.pe/3", text=text, now=NOW + timedelta(minutes=minutes))
    (row,) = rows(monitor("why", "https://rpp.pe/3", "--json").out)
    assert [(change["replaced_at"][-9:], change["difference"]) for change in row["changes"]] == [
        ("12:01:00Z", ["- Duró poco.", "+ Duró mucho."]),
        ("12:02:00Z", ["- Hubo cita.", "+ No hubo cita."]),
    ]
    shown = monitor("why", "https://rpp.pe/3").out
    assert "  changed 2026-03-03T12:02:00Z, grade 3 before\n    - Hubo cita.\n    + No hubo cita.\n" in shown
    assert "changed" not in monitor("why", "https://rpp.pe/1").out


# --- labels ---


def test_a_label_is_kept_by_the_canonical_address_and_taken_back(desk: Newsdesk, monitor: Monitor) -> None:
    (first,) = rows(monitor("label", "http://www.rpp.pe/1?utm_source=x", "--grade", "1", "--note", "old", "--json").out)
    assert first == {"url": "https://rpp.pe/1", "label": 1, "note": "old", "grade": 3}
    assert monitor("label", "https://rpp.pe/1", "--grade", "0").out == "https://rpp.pe/1: grade 0, graded 3\n"
    assert monitor("label", "https://rpp.pe/later", "--grade", "2").out == "https://rpp.pe/later: grade 2, graded –\n"
    assert [(a.url, grade) for a, grade in labels.labelled(desk.db)] == [("https://rpp.pe/1", 0)]
    assert monitor("label", "https://rpp.pe/1", "--take-back").out == "https://rpp.pe/1: label taken back, graded 3\n"
    assert labels.labelled(desk.db) == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["https://rpp.pe/1"], 2, "either --grade or --take-back"),
        (["https://rpp.pe/1", "--grade", "2", "--take-back"], 2, "either --grade or --take-back"),
        (["https://rpp.pe/1", "--grade", "4"], 2, "less than or equal to 3"),
        (["https://rpp.pe/1", "--take-back"], 1, "https://rpp.pe/1: was not labelled"),
        (["nothing", "--grade", "2"], 1, "nothing: never seen"),
    ],
)
def test_a_label_that_cannot_be_is_refused(
    arguments: list[str], code: int, message: str, desk: Newsdesk, monitor: Monitor
) -> None:
    said = monitor("label", *arguments)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
    assert message in said.err


def test_learning_from_labels_leaves_models_and_without_labels_takes_them_away(
    desk: Newsdesk, monitor: Monitor
) -> None:
    monitor("label", "https://rpp.pe/1", "--grade", "1")
    (learnt,) = rows(monitor("learn", "--json").out)
    assert (learnt["labels"], learnt["before"].keys()) == (1, learnt["after"].keys())
    assert relevance.load(desk.config.data).little != relevance.Grader().little, "the article is a short one"
    monitor("label", "https://rpp.pe/1", "--take-back")
    assert monitor("learn").out == "no article held has a label: articles are graded as shipped\n"
    assert not relevance.models_file(desk.config.data).exists()


def test_models_that_labels_would_spoil_are_not_kept(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    with pytest.raises(Fail, match=r"F1 0\.940 → 0\.900, Brier 0\.0500 → 0\.0800"):
        keep(Learnt({}, Marks(0.94, 0.05), Marks(0.90, 0.08)), config)
    assert not relevance.models_file(config.data).exists()
