"""Mail over TLS, by STARTTLS and from the first word on: to servers that prove who they are, and to no others."""

from __future__ import annotations

import io
import logging
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from alerts import NOW
from alerts.newsdesk import Newsdesk, contact
from alerts.receivers import MailServer
from monitor.alerts.delivering import Delivered, deliver
from monitor.config import Channel
from monitor.store import outbox

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
"""The server does not know of TLS that was there before it was asked."""
SECURITY = pytest.mark.parametrize("security", ["starttls", "tls"])
PASSWORD = "pass phrase"


class Certificate(NamedTuple):
    """Self-signed, with its key, in one PEM file."""

    path: Path

    @property
    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context


def certificate(path: Path, host: str, days: int = 1) -> Certificate:
    """For an address; with `days` below 0 it ended so long ago."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=mail")
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return Certificate(path)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Certificate]:
    folder = tmp_path_factory.mktemp("certificates")
    return {
        "good": certificate(folder / "good.pem", "127.0.0.1"),
        "of another host": certificate(folder / "host.pem", "192.0.2.7"),
        "expired": certificate(folder / "old.pem", "127.0.0.1", days=-1),
    }


class Sender(Newsdesk):
    """A desk with one alert to send by mail."""

    def __init__(self, folder: Path, server: MailServer, security: str, **secrets: str) -> None:
        given = {"id": "desk", "kind": "mail", "host": "127.0.0.1", "port": server.port, "security": security}
        given |= {"sender": "monitor@example.org", "to": ("desk@example.org",)}
        login = {"user_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"} if secrets else {}
        super().__init__(folder, Channel.model_validate(given | login))
        self.secrets = secrets
        self.save("https://rpp.pe/1", contact())

    def deliver(self) -> Delivered:
        (done,) = deliver(self.db, self.config, lambda: NOW, self.secrets.get, io.StringIO())
        self.waiting = outbox.waiting(self.db)
        self.close()
        return done


@SECURITY
def test_mail_goes_encrypted_to_a_server_that_proves_itself(
    tmp_path: Path, certificates: dict[str, Certificate], monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    good = certificates["good"]
    monkeypatch.setenv("SSL_CERT_FILE", str(good.path))
    with MailServer(PASSWORD, good.server, implicit=security == "tls") as server:
        done = Sender(tmp_path, server, security, MAIL_USER="monitor", MAIL_PASSWORD=PASSWORD).deliver()
    assert (done.outcome.state, done.outcome.detail) == ("sent", "")
    assert len(server.mails) == 1


@SECURITY
@pytest.mark.parametrize(
    ("name", "trust", "why"),
    [
        ("good", False, "self-signed certificate"),
        ("of another host", True, "IP address mismatch, certificate is not valid for '127.0.0.1'"),
        ("expired", True, "certificate has expired"),
    ],
)
def test_a_certificate_that_proves_nothing_gets_neither_mail_nor_password(
    tmp_path: Path,
    certificates: dict[str, Certificate],
    monkeypatch: pytest.MonkeyPatch,
    security: str,
    name: str,
    trust: bool,
    why: str,
) -> None:
    shown = certificates[name]
    if trust:
        monkeypatch.setenv("SSL_CERT_FILE", str(shown.path))
    with MailServer(PASSWORD, shown.server, implicit=security == "tls") as server:
        sender = Sender(tmp_path, server, security, MAIL_USER="monitor", MAIL_PASSWORD=PASSWORD)
        done = sender.deliver()
    assert done.outcome.state == "failed"
    assert done.outcome.detail.startswith("the server's certificate is not trusted: ")
    assert why in done.outcome.detail
    assert "\n" not in done.outcome.detail
    assert server.mails == []
    assert [row["state"] for row in sender.waiting] == ["pending"], "it may be put right"


def test_a_server_without_starttls_gets_no_mail_in_the_clear(tmp_path: Path) -> None:
    with MailServer() as server:
        done = Sender(tmp_path, server, "starttls").deliver()
    assert done.outcome.state == "failed"
    assert "STARTTLS" in done.outcome.detail
    assert server.mails == []


@SECURITY
def test_a_wrong_password_is_named_and_not_shown(
    tmp_path: Path,
    certificates: dict[str, Certificate],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    security: str,
) -> None:
    good = certificates["good"]
    monkeypatch.setenv("SSL_CERT_FILE", str(good.path))
    caplog.set_level(logging.DEBUG, logger="monitor")
    with MailServer(PASSWORD, good.server, implicit=security == "tls") as server:
        sender = Sender(tmp_path, server, security, MAIL_USER="monitor", MAIL_PASSWORD="hunter-two")
        done = sender.deliver()
    assert (done.outcome.state, done.outcome.detail) == ("failed", "the server refused the login (535)")
    assert server.mails == []
    assert not any("hunter-two" in said for said in (str(done), str(sender.waiting), caplog.text))
