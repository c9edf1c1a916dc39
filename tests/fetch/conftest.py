"""A server on loopback that misbehaves as it is told: each path has a function that writes raw bytes to the socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from monitor.config import Fetch
from monitor.fetch.client import Client

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers as `routes` says; `asked` are the paths of all requests, `heads` their raw heads."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer | bytes] = {}
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self.at: list[float] = []
        self.open = self.most_open = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def config(self, **changes: Any) -> Fetch:
        """What a client needs to reach this server and be done in a second with whatever it does."""
        return Fetch(
            **{
                "allow_private": ("127.0.0.1/32",),
                "allow_ports": (80, 443, self.port),
                "timeout": timedelta(seconds=0.4),
                "total_timeout": timedelta(seconds=1),
                "host_gap": timedelta(microseconds=1),
                "page_bytes": 100_000,
            }
            | changes
        )

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode("latin-1")
            self.heads.append(head)
            self.asked.append(path)
            self.at.append(asyncio.get_running_loop().time())
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            answer = self.routes.get(path, reply(b"", status="404 Not Found"))
            try:
                if isinstance(answer, bytes):
                    writer.write(answer)
                else:
                    await answer(writer)
                await writer.drain()
            finally:
                self.open -= 1
        writer.close()


def reply(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole answer; the connection closes after it."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def _drip(writer: asyncio.StreamWriter, start: bytes) -> None:
    writer.write(start)
    for _ in range(100):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


def drip(start: bytes) -> Answer:
    """A byte now and again: never long enough for a read time-out."""
    return lambda writer: _drip(writer, start)


def flood(start: bytes, piece: bytes) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for _ in range(800):
            writer.write(piece)
            await writer.drain()

    return answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Client]:
    async with Client(server.config()) as made:
        yield made
