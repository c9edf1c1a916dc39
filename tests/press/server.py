"""The press on a socket: a threaded HTTP server on loopback, and the handle a test holds."""

from __future__ import annotations

import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from .layout import OUTLETS
from .newsroom import BROKEN_FEED, Newsroom
from .stories import Article


class Request(NamedTuple):
    """A request that was served; header names in lower case, the path with its query."""

    method: str
    path: str
    headers: dict[str, str]


class Feed(NamedTuple):
    """Where an outlet's news are listed."""

    url: str
    kind: Literal["feed", "sitemap"]
    lang: Literal["es", "en"]


class Press:
    """A handful of outlets on 127.0.0.1; use as a context manager. See the package's docstring.

    Where a method takes a path, a URL of this press, an outlet's id (its feed) and an article's name do as well.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        """Every request so far; a list's append and copy are atomic, so threads need no lock. May be cleared."""
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.feeds = {o.id: Feed(self.url + o.feed, o.kind, o.lang) for o in OUTLETS.values()}
        self.broken = Feed(self.url + BROKEN_FEED, "feed", "es")
        self._newsroom = Newsroom(self.url)
        self._server.requests, self._server.newsroom = self.requests, self._newsroom
        # The default poll of half a second would be waited for at the end of every test.
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), name="press", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, what: str) -> str:
        """The absolute URL of a path (`/state/…`), an article (`radio/llamada-landau`) or a feed (`radio`)."""
        if what in self.feeds:
            return self.feeds[what].url
        path = what if what.startswith("/") else self._newsroom.path_of(what)
        if path is None:
            raise KeyError(what)
        return self.url + path

    def asked(self, path: str) -> list[Request]:
        """The requests for `path` with its query so far."""
        path = self._path(path)
        return [request for request in list(self.requests) if request.path == path]

    def article(self, path: str) -> Article:
        """The article published at `path`, as its author handed it in."""
        return self._newsroom.article(self._path(path))

    def publish(self, outlet: str, article: Article) -> str:
        """Add an article: it is in the outlet's feed and answers at once. Returns its URL."""
        self._newsroom.publish(outlet, article)
        return self.url + article.path

    def edit(self, path: str, **changes: Any) -> None:
        """Change fields of the article at `path`: `press.edit(path, title=…, body=…, updated=…)`."""
        self._newsroom.edit(self._path(path), changes)

    def fail(self, path: str, status: int) -> None:
        """Answer `path` (a page, a feed, /robots.txt) with an error until `restore`."""
        self._newsroom.fail(self._path(path), status)

    def restore(self, path: str) -> None:
        """Take back `fail`."""
        self._newsroom.restore(self._path(path))

    def _path(self, what: str) -> str:
        """The path of whatever `address` understands, or of a URL of this press."""
        return what.removeprefix(self.url) if what.startswith(self.url) else self.address(what).removeprefix(self.url)


class _Server(ThreadingHTTPServer):
    requests: list[Request]
    newsroom: Newsroom
    request_queue_size = 64  # the default of 5 refuses a client that fetches sixteen pages at once

    def server_bind(self) -> None:
        # HTTPServer asks for the host's full name here, which can take seconds and asks a name server.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # ends the thread of a connection that a client keeps and no longer uses
    wbufsize = -1  # head and body in one packet: two wait for each other (Nagle and delayed ACK, 40 ms)
    server: _Server

    def do_GET(self) -> None:
        self._reply(send_body=True)

    def do_HEAD(self) -> None:
        self._reply(send_body=False)

    def _reply(self, *, send_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(self.command, self.path, headers))
        reply = self.server.newsroom.answer(self.path, headers)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if send_body and reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `Press.requests` is the log."""
