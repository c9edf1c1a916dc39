"""What the kernel knows of a process: memory, its peak, open files, sockets, children. Linux only.

Where no process is named, this one is meant. One that has ended holds nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")


Pid = int | Literal["self"]


def resident(pid: Pid = "self") -> float:
    """MiB in memory now."""
    return _status("VmRSS", pid) / 1024


def peak(pid: Pid = "self") -> float:
    """The most MiB it had in memory."""
    return _status("VmHWM", pid) / 1024


def open_files(pid: Pid = "self") -> int:
    """Sockets included."""
    return len(_files(pid))


def sockets(pid: Pid = "self") -> int:
    return sum(name.startswith("socket:") for name in _files(pid))


def children(pid: int) -> list[int]:
    """The processes that any of its threads started and that go on."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, thread.read_text().split())
    return sorted(found)


def measured(function: Callable[[], T], times: int = 1) -> tuple[T, float, float]:
    """The last result of `function`, its shortest time in seconds, and the MiB it needed above the resting size."""
    resting = resident()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - begin)
    return result, min(seconds), peak() - resting


def _files(pid: Pid) -> list[str]:
    found = []
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.append(str(file.readlink()))
    return found


def _status(key: str, pid: Pid = "self") -> int:
    """Kilobytes, as the kernel counts them."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)
    return 0


if sys.platform != "linux":
    raise SystemExit("memory is read from /proc: Linux only")
