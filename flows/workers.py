"""Work that may hang, crash or grow without bound, done in processes that can be ended: reading feeds and pages.

A worker does one piece of work after another. A piece that takes too long, needs too much memory or brings the process
down costs only itself: its answer is a Failure (`hang`, `memory`, `crash`), and a new process does the rest. A pool of
`concurrent.futures` can't do that: it can't end a worker, and breaks as a whole when one dies. The processes are plain
ones and not multiprocessing's, which may not be started within a worker of Dask.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from monitor.model import Failure, Stage

SECONDS = 30.0
"""For one piece of work, the loading of the models included; the slowest real page took 2 s."""
START = 60.0
"""For the start of a process."""
MEMORY = 3_000_000_000
"""Bytes of address space a worker may have; one with all models loaded has 1.3 GB, most of it never touched."""
ROOM = 384 * 1024 * 1024
"""Bytes of data that a piece of work may add to what the worker holds after the one before. A page needs less than 64 MiB
(`monitor.extract.reading`); loaded when first needed: the models for doubtful languages, 76, and the encoder, 116.
"""

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """A few workers, started when there is work for them and ended with the `with` block."""

    def __init__(self, count: int, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._all = [Worker(seconds, memory) for _ in range(count)]
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in self._all:
            self._free.put_nowait(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.end()

    async def do(self, stage: Stage, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Failure:
        """`function(*args, **kwargs)` by the next free worker; all three must be picklable. `stage` is where a Failure
        has its place.
        """
        worker = await self._free.get()
        try:
            return await asyncio.to_thread(partial(worker.do, stage, function, *args, **kwargs))
        finally:
            self._free.put_nowait(worker)


class _Lost(tuple[str, str]):
    """Reason and detail of work without an answer."""

    __slots__ = ()


class Worker:
    """One worker, for one caller at a time; started when there is work for it."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None

    def do(self, stage: Stage, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Failure:
        """As `Workers.do`, and waits for the answer."""
        answer = self._answer(function, args, kwargs)
        return Failure(stage, *answer) if isinstance(answer, _Lost) else answer

    def _answer(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        try:
            line = self._started()
            line.send((function, args, kwargs))
            if not line.poll(self._seconds):
                return self._lost("hang", f"no answer within {self._seconds:g} s")
            return line.recv()
        except (EOFError, OSError):
            return self._lost("crash", "the worker process ended")

    def _started(self) -> Connection[Any, Any]:
        if self._line is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - ourselves
                    [sys.executable, "-m", "flows.workers", str(theirs.fileno()), str(self._memory)],
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                )
            self._line = line = Connection(ours.detach())
            if not line.poll(START) or line.recv() is not _READY:
                raise EOFError
        return self._line

    def _lost(self, reason: str, detail: str) -> _Lost:
        self.end()
        return _Lost((reason, detail))

    def end(self) -> None:
        process, line, self._process, self._line = self._process, self._line, None, None
        if process is not None and line is not None:
            process.kill()  # which wakes the thread that waits for its answer, if there is one
            process.wait()
            line.close()


_READY = True


def _serve(line: Connection[Any, Any], memory: int) -> None:
    """Answer pieces of work until the other end hangs up. What is told to stop is the parent, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    line.send(_READY)
    with suppress(EOFError):
        while True:
            function, args, kwargs = line.recv()
            line.send(_answer(function, args, kwargs))
            _leave(ROOM)


def _leave(room: int) -> None:
    """Bound the data of this process to `room` bytes more than it holds; where the kernel does not say, nothing is bound."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        held = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData:"))
        resource.setrlimit(resource.RLIMIT_DATA, (held * 1024 + room, resource.RLIM_INFINITY))


def _answer(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    try:
        return function(*args, **kwargs)
    except MemoryError:
        return _Lost(("memory", "more than a worker may have"))
    except Exception as error:  # noqa: BLE001 - a bug that one page shows must not cost the others; it ends in quarantine
        return _Lost(("crash", f"{type(error).__name__}: {error}"[:300]))


if __name__ == "__main__":
    from flows import workers  # by its own name: what is pickled here must be known there

    workers._serve(Connection(int(sys.argv[1])), int(sys.argv[2]))
