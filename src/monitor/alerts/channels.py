"""The ways out: a folder, standard output, mail, and by Apprise everything else."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TextIO

from monitor.alerts import mail
from monitor.alerts.message import Form, Message
from monitor.alerts.sending import Outcome, Secrets
from monitor.config import Channel
from monitor.files import write_whole

FORMS: dict[str, Form] = {"folder": "markdown", "stdout": "text", "mail": "text", "apprise": "chat"}
"""The form in which each kind of channel wants its messages."""
_WEBHOOKS = ("json://", "jsons://", "form://", "forms://", "xml://", "xmls://")
"""Apprise's plain webhooks: they can carry the key in a header, by which the receiver knows what it has."""


def knows_key(channel: Channel, secrets: Secrets) -> bool:
    """Whether the same message sent twice does no harm: a file is written over, a webhook is given the key."""
    return channel.kind == "folder" or (channel.kind == "apprise" and _is_webhook(secrets(channel.url_env) or ""))


def send(
    channel: Channel, message: Message, key: str, *, now: datetime, data: Path, secrets: Secrets, out: TextIO
) -> Outcome:
    """Send one message. `data` is the data folder, `out` standard output."""
    match channel.kind:
        case "folder":
            return _write(data / channel.path / f"{key}.md", message)
        case "stdout":
            print(message.body, file=out, flush=True)
            return Outcome("sent")
        case "mail":
            return mail.send(channel, mail.letter(channel, message, key, now), secrets)
        case "apprise":
            return _notify(secrets(channel.url_env), channel.url_env, message, key)


def _write(path: Path, message: Message) -> Outcome:
    try:
        write_whole(path, message.body)
    except OSError as error:
        return Outcome("failed", f"{path}: {error.strerror or error}")
    return Outcome("sent", str(path))


def _notify(url: str | None, name: str, message: Message, key: str) -> Outcome:
    from apprise import Apprise, AppriseAsset, NotifyFormat  # 0.2 s; only who sends by it waits for it

    logging.getLogger("apprise").disabled = True  # it repeats an address it cannot read, with the secrets in it
    if not url:
        return Outcome("failed", f"{name} is not set")
    if _is_webhook(url):
        url += f"{'&' if '?' in url else '?'}+Idempotency-Key={key}"
    service = Apprise(asset=AppriseAsset(app_id="monitor", app_desc="monitor"))
    if not service.add(url):
        return Outcome("failed", f"{name} holds no address that Apprise knows")
    if service.notify(title=message.subject, body=message.body, body_format=NotifyFormat.TEXT):
        return Outcome("sent")
    return Outcome("failed", f"the service named in {name} did not take it")


def _is_webhook(url: str) -> bool:
    return url.lower().startswith(_WEBHOOKS)
