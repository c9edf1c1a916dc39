"""The embedded server of a run that was killed: it notices nothing, goes on with 0.2 GB, and the next run ends it.

Known by its environment: Prefect marks its embedded server, `flows.environment` names the data folder and the process
that starts one. Where that process is its parent no more, it is gone. Where there is no /proc, none is found.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

STARTER = "_MONITOR_STARTER"
"""The environment variable with the process that starts an embedded server."""


def end_left_behind() -> None:
    """End the embedded servers of this data folder (PREFECT_HOME) whose run is gone."""
    for pid in _left_behind(os.environ["PREFECT_HOME"]):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def _left_behind(home: str) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile, or somebody else's
            given = dict(part.partition(b"=")[::2] for part in (process / "environ").read_bytes().split(b"\0"))
            embedded = given.get(b"PREFECT__SERVER_EPHEMERAL") == b"1" and given.get(b"PREFECT_HOME") == os.fsencode(
                home
            )
            starter = given.get(STARTER.encode())
            if embedded and starter is not None and starter != _parent(process):
                yield int(process.name)


def _parent(process: Path) -> bytes:
    return (process / "stat").read_bytes().rpartition(b")")[2].split()[1]  # the name before it may hold anything
