"""Time of polling many sources: `python bench/polls.py [SOURCES]`.

All are feeds of 30 items on loopback, asked once when everything is new, and again when nothing has changed (304). Allowed
for 500: 20 s of processor time for the first, 20 s of wall time and 3 s of processor time for the second. The gap
between two requests to a host is set to nothing: here all sources are one host.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import Process, SimpleQueue
from pathlib import Path

from sqlite_utils import Database

from monitor.config import Fetch, Source
from monitor.fetch.client import Client
from monitor.poll import poll
from monitor.store import queue
from monitor.store.db import open_database
from monitor.store.sources import PollState, due, record, sync

_ITEM = (
    "<item><title>Nota {0}</title><link>http://diario.pe/{0}</link><pubDate>Sun, 22 Nov 2026 09:{0:02}:00 GMT</pubDate>"
    "<description>{1}</description></item>"
)
_NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def feed() -> bytes:
    items = "".join(_ITEM.format(n, "palabras de la nota " * 15) for n in range(30))
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def serve(ports: SimpleQueue[int]) -> None:
    """Answer with the feed, or 304 where it is known, until the process is ended."""
    body = feed()
    whole = b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: %d\r\n\r\n' % len(body) + body

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                known = b"if-none-match" in head.lower()
                writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n' if known else whole)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def forever() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


async def poll_all(db: Database, sources: Sequence[Source], config: Fetch, now: datetime) -> Counter[str]:
    """Poll what is due, as a run does; how often each outcome came."""
    sync(db, sources)
    async with Client(config) as client:

        async def one(source: Source, state: PollState) -> str:
            polled, links = await poll(client, source, state)
            queue.enqueue(db, links, now)
            record(db, polled, source.every, now)
            return polled.reason

        return Counter(await asyncio.gather(*(one(*asked) for asked in due(db, sources, now))))


def measure(count: int) -> None:
    ports: SimpleQueue[int] = SimpleQueue()
    server = Process(target=serve, args=(ports,), daemon=True)
    server.start()
    port = ports.get()
    config = Fetch(allow_private=("127.0.0.1/32",), allow_ports=(port,), host_gap=timedelta(microseconds=1))
    sources = [Source(id=f"s{n}", name="x", url=f"http://127.0.0.1:{port}/{n}") for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "monitor.db")
        for what, now in (("all new", _NOW), ("unchanged", _NOW + timedelta(hours=7))):
            wall, cpu = time.perf_counter(), time.process_time()
            outcomes = asyncio.run(poll_all(db, sources, config, now))
            spent = time.perf_counter() - wall, time.process_time() - cpu
            print(f"{what:10} {dict(outcomes)}: {spent[0]:.1f} s, {spent[1]:.1f} s of the processor")
        db.conn.close()
    server.terminate()


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
