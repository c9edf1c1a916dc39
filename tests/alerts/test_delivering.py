"""Delivery to real receivers: once, later where they fail, never in quiet hours, and whole after a crash."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from alerts import HOSTILE, LIMA, NOW
from alerts.newsdesk import Newsdesk, contact
from alerts.receivers import MailServer, Webhook, files
from monitor.alerts.delivering import Delivered, deliver, is_quiet
from monitor.config import Channel
from monitor.store import outbox


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with Webhook() as server:
        yield server


def by_mail(server: MailServer, **changes: object) -> Channel:
    given = {
        "id": "desk", "kind": "mail", "host": "127.0.0.1", "port": server.port, "security": "none",
        "sender": "monitor@example.org", "to": ("desk@example.org", "chief@example.org"),
    }  # fmt: skip
    return Channel.model_validate(given | changes)


CHAT = Channel(id="chat", kind="apprise", url_env="HOOK")


class Office(Newsdesk):
    """Delivers, with a clock that stands still until told."""

    now = NOW
    out = io.StringIO()
    secrets: dict[str, str] = {}

    def deliver(self) -> list[Delivered]:
        return deliver(self.db, self.config, lambda: self.now, self.secrets.get, self.out)

    def states(self) -> list[str]:
        return [delivered.outcome.state for delivered in self.deliver()]


def day(number: int) -> str:
    return f"2026-02-{number:02}"


# --- mail ---


def test_mail_is_multipart_and_threaded_by_contact(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail))
    office.save("https://rpp.pe/1", contact(status="planned"))
    office.save("https://rpp.pe/2", contact(evidence="Se reunió con él."))
    assert office.states() == ["sent", "sent"]
    assert office.states() == []
    first, second = (message_from_bytes(m, policy=policy.default) for m in mail.mails)
    assert mail.recipients == [["desk@example.org", "chief@example.org"]] * 2
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert second.get_body(("plain",)).get_content().startswith("Cambio de estado: ")
    assert "Se reunió con él." in second.get_body(("html",)).get_content()
    office.close()


def test_hostile_text_reaches_the_mailbox_as_text(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail))
    office.save("https://rpp.pe/1", contact(evidence=HOSTILE, place=HOSTILE), outlet=HOSTILE, title=HOSTILE)
    assert office.states() == ["sent"]
    read = message_from_bytes(mail.mails[0], policy=policy.default)
    assert read["Bcc"] is None
    assert "<script" not in read.get_body(("html",)).get_content()
    assert mail.recipients == [["desk@example.org", "chief@example.org"]]
    office.close()


@pytest.mark.parametrize(
    ("answer", "state", "later"),
    [
        ("451 try again later", "failed", "sent"),
        ("554 no spam here", "refused", None),
        ("hang up", "unknown", "sent"),
    ],
)
def test_what_the_server_says_decides(
    tmp_path: Path, mail: MailServer, answer: str, state: str, later: str | None
) -> None:
    office = Office(tmp_path, by_mail(mail))
    office.save("https://rpp.pe/1", contact())
    mail.script = [answer]
    assert office.states() == [state]
    assert office.states() == []
    office.now += outbox.HOLD
    assert office.states() == ([later] if later else [])
    assert len({message_from_bytes(m)["Message-ID"] for m in mail.mails}) <= 1
    office.close()


def test_a_recipient_unknown_beside_a_known_one_is_named(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail))
    office.save("https://rpp.pe/1", contact())
    mail.unknown = {"chief@example.org"}
    (done,) = office.deliver()
    assert (done.outcome.state, done.outcome.detail) == ("sent", "refused: chief@example.org")
    office.close()


def test_recipients_all_unknown_are_a_dead_letter(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail))
    office.save("https://rpp.pe/1", contact())
    mail.unknown = {"desk@example.org", "chief@example.org"}
    assert office.states() == ["refused"]
    (row,) = outbox.waiting(office.db)
    assert row["state"] == "dead"
    assert "550 5.1.1 no such user" in row["detail"]
    mail.unknown = set()
    assert outbox.resend(office.db, row["id"], office.now)
    assert office.states() == ["sent"]
    office.close()


def test_a_server_that_is_not_there_is_tried_later(tmp_path: Path, mail: MailServer) -> None:
    with MailServer() as gone:
        away = by_mail(gone)
    office = Office(tmp_path, away)
    office.save("https://rpp.pe/1", contact())
    assert office.states() == ["failed"]
    office.now += timedelta(minutes=1)
    office.config = office.config.model_copy(update={"channels": (by_mail(mail),)})
    assert office.states() == ["sent"]
    office.close()


def test_a_login_without_its_secret_is_named_not_tried(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail, user_env="MAIL_USER", password_env="MAIL_PASSWORD"))
    office.secrets = {"MAIL_USER": "monitor"}
    office.save("https://rpp.pe/1", contact())
    (done,) = office.deliver()
    assert done.outcome.state == "failed"
    assert "MAIL_PASSWORD" in done.outcome.detail
    office.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("given", "state"), [("pass phrase", "sent"), ("wrong phrase", "failed")])
def test_a_login_is_made_where_it_is_asked_for(tmp_path: Path, given: str, state: str) -> None:
    with MailServer(password="pass phrase") as server:
        office = Office(tmp_path, by_mail(server, user_env="MAIL_USER", password_env="MAIL_PASSWORD"))
        office.secrets = {"MAIL_USER": "monitor", "MAIL_PASSWORD": given}
        office.save("https://rpp.pe/1", contact())
        (done,) = office.deliver()
        assert done.outcome.state == state
        assert done.outcome.detail == ("" if state == "sent" else "the server refused the login (535)")
        assert len(server.mails) == (state == "sent")
        office.close()


# --- webhooks, folder, standard output ---


def test_a_webhook_gets_each_alert_with_its_key(tmp_path: Path, hook: Webhook) -> None:
    office = Office(tmp_path, CHAT)
    office.secrets = {"HOOK": hook.url}
    office.save("https://rpp.pe/1", contact(status="planned"))
    office.save("https://rpp.pe/2", contact(evidence=HOSTILE))
    assert office.states() == ["sent", "sent"]
    keys = [key for key, _ in hook.posts]
    assert len(set(keys)) == 2
    assert all(len(key) == 32 for key in keys)
    assert hook.posts[0][1]["title"].startswith("Nuevo contacto: ")
    assert "<" not in hook.posts[1][1]["message"]
    office.close()


def test_a_webhook_that_fails_gets_the_same_key_again(tmp_path: Path, hook: Webhook) -> None:
    office = Office(tmp_path, CHAT)
    office.secrets = {"HOOK": hook.url}
    office.save("https://rpp.pe/1", contact())
    hook.script = [503]
    (failed,) = office.deliver()
    office.now += timedelta(minutes=1)
    (done,) = office.deliver()
    assert (failed.outcome.state, done.outcome.state) == ("failed", "sent")
    assert len(hook.posts) == 1
    office.close()


@pytest.mark.parametrize("value", [None, "", "nonsense", "unknown://secret-token@host", "slack://secret-token"])
def test_no_usable_address_is_named_without_its_secret(
    tmp_path: Path, value: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(tmp_path, CHAT)
    office.secrets = {} if value is None else {"HOOK": value}
    office.save("https://rpp.pe/1", contact())
    (done,) = office.deliver()
    assert done.outcome.state == "failed"
    assert "HOOK" in done.outcome.detail
    assert "secret-token" not in str(outbox.waiting(office.db)) + caplog.text
    office.close()


def test_one_channel_that_fails_does_not_hold_up_another(tmp_path: Path) -> None:
    office = Office(tmp_path, CHAT, Channel(id="files", kind="folder"), Channel(id="screen", kind="stdout"))
    office.out = io.StringIO()
    office.save("https://rpp.pe/1", contact())
    assert office.states() == ["failed", "sent", "sent"]
    assert len(files(tmp_path / "alerts")) == 1
    assert office.out.getvalue().startswith("Nuevo contacto: ")
    office.close()


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path) -> None:
    office = Office(tmp_path, Channel(id="files", kind="folder"))
    (tmp_path / "alerts").write_text("in the way")
    office.save("https://rpp.pe/1", contact())
    assert office.states() == ["failed"]
    (tmp_path / "alerts").unlink()
    office.now += timedelta(minutes=1)
    assert office.states() == ["sent"]
    office.close()


# --- when, and how many ---


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ("22:00-07:00", "23:30", True),
        ("22:00-07:00", "06:59", True),
        ("22:00-07:00", "07:00", False),
        ("22:00-07:00", "21:59", False),
        ("12:00-14:00", "12:00", True),
        ("12:00-14:00", "14:00", False),
        (None, "03:00", False),
    ],
)
def test_quiet_hours_are_those_of_the_reader(hours: str | None, clock: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(f"2026-03-03T{clock}:00").replace(tzinfo=LIMA)
    assert is_quiet(hours, moment.astimezone(NOW.tzinfo), LIMA) == quiet


def test_what_comes_in_quiet_hours_waits(tmp_path: Path) -> None:
    office = Office(tmp_path, Channel(id="files", kind="folder", quiet="22:00-07:00"))
    office.save("https://rpp.pe/1", contact())
    office.now = datetime(2026, 3, 3, 6, 59, tzinfo=LIMA)
    assert office.states() == []
    office.now += timedelta(minutes=1)
    assert office.states() == ["sent"]
    office.close()


def test_more_than_the_hour_allows_comes_in_one(tmp_path: Path, mail: MailServer) -> None:
    office = Office(tmp_path, by_mail(mail, per_hour=2))
    office.save("https://rpp.pe/1", *(contact(date=day(n), evidence=f"Reunión {n}.") for n in range(20, 26)))
    assert len(office.deliveries()) == 6
    assert [len(done.items) for done in office.deliver()] == [1, 5]
    folded = message_from_bytes(mail.mails[1], policy=policy.default)
    assert folded["Subject"] == "5 avisos reunidos"
    assert [folded.get_body(("plain",)).get_content().count(f"Reunión {n}.") for n in range(20, 26)].count(1) == 5
    office.close()
