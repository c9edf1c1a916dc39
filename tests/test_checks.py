"""`monitor check` says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, Monitor

from monitor.checks import of_config, run_checks
from monitor.config import Channel, Config, Fetch
from monitor.store.db import open_database


def states(config: Config) -> dict[str, tuple[str, str]]:
    """State and text of each finding."""
    return {finding.what: (finding.state, finding.text) for finding in run_checks(config)}


def test_nothing_is_wrong_with_what_is_shipped(tmp_path: Path) -> None:
    found = states(Config(data=tmp_path / "data", seeds=ROOT / "seeds"))
    assert {state for state, _ in found.values()} == {"ok", "note"}
    assert found["contact"][0] == "note"
    assert found["seeds"][1].startswith("5 files")
    assert not (tmp_path / "data").exists(), "a check changes nothing"


@pytest.mark.parametrize("name", ["uno.txt", "uno.eml", "uno.html", "uno.htm"])
def test_check_and_doctor_count_the_same_seeds(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("Uno.")
    (tmp_path / "notes.md").write_text("No seed.")
    config = Config(data=tmp_path / "data", seeds=tmp_path)
    told = {finding.what: (finding.state, finding.text) for finding in of_config(config)}
    assert told["seeds"] == states(config)["seeds"] == ("ok", f"1 files in {tmp_path}")


def test_contact_address_is_shown() -> None:
    assert states(Config(fetch=Fetch(contact="desk@example.org")))["contact"] == ("ok", "desk@example.org")


@pytest.mark.parametrize(
    ("spoil", "what", "says"),
    [
        (lambda f: (f / "data").write_text("a file"), "data folder", "not writable"),
        (lambda f: (f / "data" / "monitor.db").write_bytes(b"no database" * 99), "database", "not a usable SQLite"),
        (lambda f: (f / "people.yaml").write_text("- {no: person}\n"), "people", "people.yaml"),
        (lambda f: [p.unlink() for p in (f / "seeds").iterdir()], "seeds", "0 files"),
    ],
)
def test_what_is_wrong_is_named(spoil: object, what: str, says: str, tmp_path: Path, monitor: Monitor) -> None:
    (tmp_path / "config.yaml").write_text("people: people.yaml\nseeds: seeds\n")
    (tmp_path / "people.yaml").write_text("[]\n")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "one.txt").write_text("Uno.")
    if what == "database":
        (tmp_path / "data").mkdir()
    spoil(tmp_path)  # type: ignore[operator]
    said = monitor("check", "--config", tmp_path / "config.yaml")
    (line,) = [line for line in said.out.splitlines() if line.startswith("FAIL")]
    assert (said.code, said.err) == (1, "")
    assert line.startswith(f"FAIL {what}: ")
    assert says in line


def test_database_that_exists_is_opened(tmp_path: Path) -> None:
    config = Config(data=tmp_path, seeds=None)
    open_database(config.database).conn.close()
    found = states(config)
    assert found["database"] == ("ok", str(config.database))
    assert "seeds" not in found


def test_channel_without_its_secrets_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Channel(id="chat", kind="apprise", url_env="MONITOR_TEST_URL")
    config = Config(
        channels=(chat, Channel(id="files", kind="folder"), chat.model_copy(update={"id": "off", "enabled": False}))
    )
    found = states(config)
    assert found["channel chat"] == ("FAIL", "MONITOR_TEST_URL not set: nothing can be sent")
    assert found["channel files"] == ("ok", "folder")
    assert "channel off" not in found
    monkeypatch.setenv("MONITOR_TEST_URL", "json://127.0.0.1/")
    assert states(config)["channel chat"] == ("ok", "apprise")


def test_prefect_server_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(Config(data=tmp_path))["prefect"][1].startswith("embedded")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert states(Config(data=tmp_path))["prefect"][1] == "server at http://127.0.0.1:4200/api"
