"""Chat services, as they read what Apprise posts to them: foreign text mentions nobody, links nowhere, formats nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

from alerts import NAVARRO, NOW
from alerts.newsdesk import Newsdesk, contact
from alerts.receivers import Webhook
from monitor.alerts.delivering import deliver
from monitor.config import Channel
from monitor.model import Participant

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12315544/"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js/"
MATTERMOST = "mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4"
PAGE = "https://rpp.pe/politica/1"
HOSTILE = [
    "<!channel> <!here|aquí> <@U123> <#C1>",
    "@everyone @here @desk",
    "<http://evil.example|pulse> [pulse](http://evil.example) http://evil.example/ www.evil.com tg://user?id=1",
    '<a href="http://evil.example">pulse</a> &lt;!channel&gt; <b>b</b> <tg-spoiler>x</tg-spoiler>',
    "*negrita* _cursiva_ ~tachado~ ||oculto|| `código` \\*así\\* \\\\*o así*",
    "# Título\r\n> cita\r\nX-Header: y\r\n\r\n{}",
]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """Stands where the services do: nothing of theirs is replaced but the address."""
    with Webhook(b"ok") as server:
        base = f"http://127.0.0.1:{server.port}"
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{base}/services")
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{base}/bot")
        monkeypatch.setattr(NotifyDiscord, "notify_url", f"{base}/hooks")
        yield server


def posted(folder: Path, hook: Webhook, url: str, text: str) -> dict[str, Any]:
    """What a service is posted of a contact whose every word is `text`."""
    desk = Newsdesk(folder, Channel(id="chat", kind="apprise", url_env="HOOK"))
    who = (NAVARRO, Participant(text, "other", text, None))
    desk.save(PAGE, contact(us=who, place=text, evidence=text), outlet=text, title=text)
    secrets = {"HOOK": url.format(port=hook.port)}
    (done,) = deliver(desk.db, desk.config, lambda: NOW, secrets.get, io.StringIO())
    desk.close()
    assert done.outcome.state == "sent"
    ((_, payload),) = hook.posts
    return payload


def strings(value: Any) -> Iterator[str]:
    """All texts of a payload."""
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from strings(one)
        case list():
            for one in value:
                yield from strings(one)


class Shown(HTMLParser):
    """HTML as Telegram shows it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert attrs == []

    def handle_data(self, data: str) -> None:
        self.text += data


def addresses(text: str) -> set[str]:
    """What a chat makes links of."""
    return set(re.findall(r"\w+://[^\s›]+|www\.\w[^\s›]*|(?<![\w/.])\w+\.(?:com|example)\b", text))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("options", ["", "?blocks=yes", "?format=markdown", "?blocks=yes&format=markdown"])
def test_slack_reads_no_markup_in_foreign_text(tmp_path: Path, hook: Webhook, options: str, text: str) -> None:
    payload = posted(tmp_path, hook, SLACK + options, text)
    (attachment,) = payload["attachments"]
    said = "\n".join(strings({k: v for k, v in attachment.items() if "icon" not in k}))
    assert "Nuevo contacto" in said
    shown = re.sub("https://github.com/caronc[^\n]*", "", said)  # Apprise's own picture
    assert not re.search(r"<[!@#\w]|@\w|[*~`]|(?<!\w)_\w|\]\(", shown)
    assert addresses(shown.replace("&amp;", "&")) == {PAGE}
    assert payload["channel"] == "#general"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("options", ["", "?format=html"])
def test_telegram_reads_no_markup_in_foreign_text(tmp_path: Path, hook: Webhook, options: str, text: str) -> None:
    payload = posted(tmp_path, hook, TELEGRAM + options, text)
    shown = Shown(payload["text"])
    assert (payload["parse_mode"], payload["chat_id"]) == ("HTML", 12315544)
    assert shown.tags == {"b"}, "the title, which Apprise makes"
    assert not re.search(r"@\w", shown.text)
    assert addresses(shown.text) == {PAGE}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("options", ["?format=markdown", "?format=markdown&mdv=2"])
def test_telegram_reads_no_markdown_in_foreign_text(tmp_path: Path, hook: Webhook, options: str, text: str) -> None:
    payload = posted(tmp_path, hook, TELEGRAM + options, text)
    assert payload["parse_mode"].lower().startswith("markdown")
    _, _, body = payload["text"].partition("\n")  # the title comes first, which Apprise makes
    shown = re.sub(r"\\[!-/:-@[-`{-~]", "", body)
    assert "reunión realizada" in shown
    assert not re.search(r"[*_`~|]|\]\(|@\w", shown)
    assert addresses(body.replace("\\", "")) == {PAGE}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("url", [DISCORD, DISCORD + "?format=markdown", MATTERMOST])
def test_discord_and_mattermost_read_no_markup_in_foreign_text(
    tmp_path: Path, hook: Webhook, url: str, text: str
) -> None:
    payload = posted(tmp_path, hook, url, text)
    said = [payload.get("content") or payload.get("text") or "", *strings(payload.get("embeds", []))]
    shown = "\n".join(one for one in said if not one.startswith("https://github.com/caronc"))
    assert "Nuevo contacto" in shown
    assert not re.search(r"<[!@#:/\w]|@\w|[*~`|\\]|(?<!\w)_\w|\]\(|^\s*[#>]", shown, re.MULTILINE)
    assert addresses(shown) == {PAGE}
