"""Channels in config.yaml: a mistake is one line that names the key, and no address can smuggle in a header."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import ConfigError, load

MAIL = "  - {id: desk, kind: mail, sender: monitor@example.org, to: [desk@example.org]"


def read(folder: Path, text: str) -> object:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("  - {id: chat, kind: apprise}", "url_env is missing"),
        ("  - {id: desk, kind: mail, to: [desk@example.org]}", "must be mail addresses"),
        ("  - {id: desk, kind: mail, sender: monitor@example.org}", "must be mail addresses"),
        (
            '  - {id: desk, kind: mail, sender: monitor@example.org, to: ["a@b.pe\\nBcc: x@y.pe"]}',
            "must be mail addresses",
        ),
        ('  - {id: desk, kind: mail, sender: "monitor@example.org, x@y.pe", to: [a@b.pe]}', "must be mail addresses"),
        (MAIL + ", quiet: 25:00-07:00}", "channels.desk.quiet: no span of hours"),
        (MAIL + ", quiet: 07:00-07:00}", "channels.desk.quiet: no span of hours"),
        (MAIL + ", quiet: night}", "channels.desk.quiet: no span of hours"),
        (MAIL + ", kinds: [nwe]}", "channels.desk.kinds"),
        (MAIL + ", per_hour: 0}", "channels.desk.per_hour"),
        (MAIL + ", prot: 25}", "unknown key 'channels.desk.prot'; did you mean 'port'?"),
        ("  - {id: a, kind: stdout}\n  - {id: a, kind: folder}", "channels.a.id: 'a' stands twice"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml:\d+: ") as error:
        read(tmp_path, f"channels:\n{line}\n")
    assert complaint in str(error.value)


def test_a_channel_takes_all_kinds_unless_told(tmp_path: Path) -> None:
    (channel,) = read(tmp_path, f"channels:\n{MAIL}, quiet: 22:00-07:00}}\n").channels
    assert set(channel.kinds) == {"new", "status", "date", "overdue", "correction", "source", "flow", "digest"}
    assert channel.quiet == "22:00-07:00"
