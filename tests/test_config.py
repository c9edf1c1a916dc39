"""config.yaml: what is accepted, and the one line that names each mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from conftest import ROOT, Monitor
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from monitor.config import Channel, Config, ConfigError, find, load

SOURCE = "{id: a, name: A, url: 'http://a.pe/'}"


def problem(folder: Path, text: str | bytes) -> str:
    """The message for a configuration, without the folder."""
    path = folder / "config.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ConfigError) as error:
        load(path)
    message = str(error.value)
    assert "\n" not in message
    return message.replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("languge: es\n", "config.yaml:1: unknown key 'languge'; did you mean 'language'?"),
        ("run:\n  minuts: 3\n", "config.yaml:2: unknown key 'run.minuts'; did you mean 'minutes'?"),
        (
            "sources:\n  - id: rpp\n    name: RPP\n    ulr: http://rpp.pe/\n",
            "config.yaml:4: unknown key 'sources.rpp.ulr'; did you mean 'url'? (and 1 more)",
        ),
        ("digest:\n  zzz: 1\n", "config.yaml:2: unknown key 'digest.zzz'; known here: articles"),
        ("- a\n", "config.yaml:1: expected keys and values"),
        ("run:\n", "config.yaml:1: run: expected keys and values"),
        ("sources: 3\n", "config.yaml:1: sources: expected a list (got 3)"),
        ("data: 3\n", "config.yaml:1: data: expected a path (got 3)"),
        ("timezone: 2026-01-01\n", "config.yaml:1: timezone: expected text"),
        ("\nlanguage: fr\n", "config.yaml:2: language: Input should be 'es' or 'en' (got 'fr')"),
        ("timezone: Lima\n", "config.yaml:1: timezone: no time zone 'Lima' (e.g. America/Lima)"),
        ("alerts: {window: 30}\n", "config.yaml:1: alerts.window: no duration: '30' (write 30m, 6h, 2d)"),
        ("fetch: {timeout: 0s}\n", "config.yaml:1: fetch.timeout: must be longer than nothing (got '0s')"),
        ("run: {minutes: 3}\nrun: {minutes: 4}\n", "config.yaml:2: not valid YAML: found duplicate key"),
        ("run: {minutes: 3\nfetch: 1\n", "config.yaml:2: not valid YAML: expected ',' or '}'"),
        ("run:\n\tminutes: 3\n", "config.yaml:2: not valid YAML: found character '\\t'"),
        ("language: es\0\n", "config.yaml: not valid YAML: unacceptable character"),
        (b"language: \xff\n", "config.yaml: not UTF-8 at byte 10"),
        ("seeds: sedes\n", "config.yaml:1: seeds: no such folder: sedes"),
        ("data: x\npeople: nobody.yaml\n", "config.yaml:2: people: no such file: nobody.yaml"),
        (
            "fetch:\n  allow_private: [loopback]\n",
            "config.yaml:2: fetch.allow_private.0: 'loopback' does not appear to be an IPv4 or IPv6 network",
        ),
        ("fetch: {allow_ports: [99999]}\n", "config.yaml:1: fetch.allow_ports.0: Input should be less than or equal"),
        ('fetch: {contact: "a\\r\\nX-A: b"}\n', "config.yaml:1: fetch.contact: a line break or another control"),
        ("fetch: {proxy: 'http://u:p@proxy:3128'}\n", "config.yaml:1: fetch.proxy: no address of a proxy such as"),
        ("fetch: {proxy: 'socks5://proxy:1080'}\n", "config.yaml:1: fetch.proxy: no address of a proxy such as"),
        ("sources:\n  - {id: a, name: A}\n", "config.yaml:2: sources.a.url: is missing"),
        ("sources: [{id: a, name: A, url: 'ftp://a'}]\n", "config.yaml:1: sources.a.url: no address that begins with"),
        ("sources: [{id: A b, name: A, url: 'http://a'}]\n", "config.yaml:1: sources.A b.id: expected lower-case"),
        (
            "sources:\n  - {id: a, name: A, url: 'http://a', kind: list,\n     select: 'ul li:hover'}\n",
            "config.yaml:3: sources.a.select: no CSS selector this program understands: ':hover'",
        ),
        (
            "sources: [{id: a, name: A, url: 'http://a', every: 5m}]\n",
            "config.yaml:1: sources.a: every: 0:05:00 is shorter than the 15 minutes",
        ),
        (
            f"sources:\n  - {SOURCE}\n  - {{id: b, name: B, url: 'http://a.pe/'}}\n",
            "config.yaml:3: sources.b.url: 'http://a.pe/' stands at line 2 already",
        ),
        (f"sources:\n  - {SOURCE}\n  - {SOURCE}\n", "config.yaml:3: sources.a.id: 'a' stands at line 2 already"),
    ],
)
def test_mistake_is_one_line_that_names_file_line_and_key(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert problem(tmp_path, text).startswith(message)


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml: no such file"):
        load(tmp_path / "config.yaml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufefflanguage: es\n", "seeds: null\n"])
def test_every_key_is_optional(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config = load(tmp_path / "config.yaml")
    assert config.language == "es"
    assert config.sources == ()
    assert (config.seeds is None) is ("seeds" in text)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "who.yaml").touch()
    (tmp_path / "config.yaml").write_text("data: ../d\nseeds: mine\npeople: who.yaml\n")
    config = load(tmp_path / "config.yaml")
    assert config.data.resolve() == tmp_path.parent / "d"
    assert (config.seeds, config.people) == (tmp_path / "mine", tmp_path / "who.yaml")
    assert config.database == config.data / "monitor.db"


def test_shipped_configuration_is_valid_and_says_of_each_source_how_it_is_known() -> None:
    config = load(ROOT / "config.yaml")
    assert config.enabled_sources
    assert all(source.note for source in config.sources)


def keys(model: type[BaseModel], place: str = "") -> Iterator[str]:
    """Every key there is, with those that lead to it."""
    for name, field in model.model_fields.items():
        yield f"{place}{name}"
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from keys(part, f"{place}{name}.")


@pytest.mark.parametrize("key", sorted(keys(Config)))
def test_shipped_configuration_shows_or_tells_of_every_key(key: str) -> None:
    section, _, name = key.rpartition(".")
    text = (ROOT / "config.yaml").read_text()
    if section:  # with the comment above it
        found = re.search(rf"^(?:#.*\n)*{section}:.*\n(?:(?![a-z]).*\n)*", text, re.MULTILINE)
        assert found
        assert re.search(rf"\b{name}\b", found[0])
    else:
        assert re.search(rf"^(?:# )?{name}:", text, re.MULTILINE)


@pytest.mark.parametrize("kind", get_args(Channel.model_fields["kind"].annotation))
def test_shipped_configuration_shows_every_kind_of_channel(kind: str) -> None:
    assert re.search(rf"kind: {kind}\b", (ROOT / "config.yaml").read_text())


def test_values_are_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "fetch: {total_timeout: 1h 30m, allow_private: [10.1.2.0/24, '::1/128']}\n"
        f"sources:\n  - {SOURCE}\n  - {{id: b, name: B, url: 'https://b.pe/', enabled: false, every: 1d}}\n"
    )
    config = load(tmp_path / "config.yaml")
    assert config.fetch.total_timeout == timedelta(minutes=90)
    assert config.fetch.allow_private == ("10.1.2.0/24", "::1/128")
    assert [s.id for s in config.enabled_sources] == ["a"]
    assert config.sources[1].every == timedelta(days=1)


def test_configuration_is_looked_for_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(None) == Path("config.yaml")
    monkeypatch.setenv("MONITOR_CONFIG", "/etc/monitor.yaml")
    assert find(None) == Path("/etc/monitor.yaml")
    assert find("mine.yaml") == Path("mine.yaml")


FIELDS = sorted(Config.model_fields)
YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "zone", "1"]), YAML_VALUES, min_size=1, max_size=3))
def test_any_document_is_accepted_or_refused_with_one_line(document: dict[str, object]) -> None:
    import json
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.yaml")
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            assert isinstance(load(path), Config)
        except ConfigError as error:
            assert str(error).startswith(str(path))
            assert "\n" not in str(error)


@pytest.mark.parametrize("command", [["run"], ["digest"], ["check"], ["contacts"], ["sources"], ["fetch", "http://a/"]])
def test_commands_end_with_2_on_a_mistake_and_write_nothing(
    command: list[str], tmp_path: Path, monitor: Monitor
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("run:\n  minuts: 3\n")
    said = monitor(*command, "--config", path)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"monitor: {path}:2: unknown key 'run.minuts'; did you mean 'minutes'?\n"
    assert [p.name for p in tmp_path.iterdir()] == ["config.yaml"]
