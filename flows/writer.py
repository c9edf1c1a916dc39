"""A thread that writes: SQLite has one writer, and what else is to be done goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from monitor.store.db import open_database

P = ParamSpec("P")
T = TypeVar("T")


class Stopped(Exception):
    """The writer is to end before its work does."""


class Writer:
    """One thread with a connection of its own."""

    def __init__(self, database: Path) -> None:
        self._thread = ThreadPoolExecutor(1, "writer")
        self._db = self._thread.submit(open_database, database).result()
        self._ending = False

    async def do(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(db, *args, **kwargs)` in the thread, with the context of the caller, which Prefect's tasks need."""
        work = partial(copy_context().run, function, self._db, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def go_on(self) -> None:
        """Called by long work between two transactions. Raises Stopped."""
        if self._ending:
            raise Stopped

    def close(self) -> None:
        """Waits for the transaction in hand and no other."""
        self._ending = True
        self._thread.submit(self._db.conn.close).result()
        self._thread.shutdown()
