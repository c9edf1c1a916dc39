"""kill -9 at any point of saving and sending: nothing is lost, nothing goes out twice but one mail at the point of doubt."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from alerts import crashing
from alerts.receivers import MailServer, Webhook, files
from monitor.store import outbox
from monitor.store.db import open_database

KILLS = int(os.environ.get("TEST_KILLS", "20"))
"""The suite's measure; the promise was tried with 200."""
CONTACTS = KILLS // 2 + 4
"""So that there is work left at the last of them."""


def test_nothing_is_lost_and_nothing_repeated(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["alerts.crashing"])
    moments, killed = random.Random(7), 0  # noqa: S311 - moments, no secrets
    with MailServer() as mail, Webhook() as hook:
        channels = [
            {"id": "files", "kind": "folder", "per_hour": 9999},
            {"id": "hook", "kind": "apprise", "url_env": "HOOK", "per_hour": 9999},
            {"id": "desk", "kind": "mail", "host": "127.0.0.1", "port": mail.port, "security": "none",
             "sender": "monitor@example.org", "to": ["desk@example.org"], "per_hour": 9999},
        ]  # fmt: skip
        for life in range(KILLS + 1):
            process = context.Process(
                target=crashing.work, args=(str(tmp_path), channels, {"HOOK": hook.url}, CONTACTS, life)
            )
            process.start()
            process.join(300 if life == KILLS else moments.uniform(0.02, 0.4))
            if process.is_alive() and process.pid is not None:
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
            process.join(10)
        assert process.exitcode == 0
        mails = Counter(str(message_from_bytes(m)["Message-ID"]) for m in mail.mails)
        posts = Counter(key for key, _ in hook.posts)

    db = open_database(tmp_path / "monitor.db")
    assert next(db.query("PRAGMA integrity_check"))["integrity_check"] == "ok"
    assert list(db.query("PRAGMA foreign_key_check")) == []
    alerts = {row["id"] for row in db.query("SELECT id FROM alerts")}
    assert len(alerts) == db["contacts"].count * 2 == CONTACTS * 2
    rows = list(db.query("SELECT channel, item, batch, state FROM deliveries"))
    assert {(row["channel"], row["item"]) for row in rows} == {(c["id"], alert) for c in channels for alert in alerts}
    keys = {channel: {r["batch"] for r in rows if r["channel"] == channel} for channel in ("files", "hook", "desk")}
    assert files(tmp_path / "alerts") == sorted(f"{key}.md" for key in keys["files"])
    assert set(posts) == keys["hook"]
    dead = {row["item"] for row in outbox.waiting(db)}
    arrived = {f"<{row['batch']}@example.org>" for row in rows if row["channel"] == "desk" and row["item"] not in dead}
    assert arrived <= set(mails)
    assert max(mails.values()) <= 2
    assert mails.total() - len(mails) <= killed
    assert all(row["detail"] == outbox.UNKNOWN for row in outbox.waiting(db))
    assert killed > 0
    db.conn.close()
