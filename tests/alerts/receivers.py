"""Real receivers on loopback: a mail server and a webhook that note what they were given."""

from __future__ import annotations

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext
from threading import Lock, Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """An SMTP server on 127.0.0.1. `script` answers the next deliveries before the mail is accepted, then 250; where
    there is a `password`, nobody sends without it. With a certificate (`tls`), nobody sends in the clear: it wants
    STARTTLS, or speaks TLS from the first word on where it is `implicit`.
    """

    def __init__(self, password: str = "", tls: SSLContext | None = None, *, implicit: bool = False) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.script: list[str] = []
        self.unknown: set[str] = set()
        with socket.create_server(("127.0.0.1", 0)) as free:  # the controller wants to know its port beforehand
            self.port: int = free.getsockname()[1]
        secured = {"ssl_context": tls} if implicit else {"tls_context": tls, "require_starttls": tls is not None}
        given = secured | _login(password, encrypted=tls is not None and not implicit)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **given)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.script.pop(0) if self.script else "250 OK"
        if answer == "hang up":
            self.mails.append(envelope.content)
            server.transport.close()
        elif answer.startswith("250"):
            self.mails.append(envelope.content)
            self.recipients.append(list(envelope.rcpt_tos))
        return answer if answer != "hang up" else "250 OK"


def _login(password: str, *, encrypted: bool) -> dict[str, Any]:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=given.password == password.encode(), handled=False)

    return {"authenticator": check, "auth_required": True, "auth_require_tls": encrypted} if password else {}


class Webhook:
    """An HTTP server on 127.0.0.1 that notes the JSON it is posted; `script` holds the next statuses, then 200. It says
    `answer` to whoever it takes something from.
    """

    def __init__(self, answer: bytes = b"") -> None:
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.script: list[int] = []
        lock = Lock()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    status = hook.script.pop(0) if hook.script else 200
                    if status == 200:
                        hook.posts.append((self.headers["Idempotency-Key"], json.loads(body)))
                said = answer if status == 200 else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """As Apprise writes it."""
        return f"json://127.0.0.1:{self.port}/hook"

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Webhook:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def files(folder: Path) -> list[str]:
    """The finished files of a folder."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.exists() else []
