"""Where the data lie: the folder, the kind of disk, the room on it, what a killed program left behind."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config import Config
from monitor.doctor.finding import Finding, fail, ok, size, some, warn

PAGE = 40_000
"""Bytes that a page leaves in the database: 35,000 compressed (a quarter of the 140,000 that 1,033 real news pages have
on average), and 5,000 of article and full-text index (505 MB for 100,000 articles).
"""
OTHERS = 100_000_000
"""Bytes that what lies beside the database grows in a week: Prefect's own database (13,000 a task run, some twenty in
each of 336 runs), its log, digests.
"""
LEFT = timedelta(hours=1)
"""A partial file older than this belongs to no program that still writes it."""

# SQLite's write-ahead log needs memory that all readers share, which a network does not give (sqlite.org/wal.html)
_NETWORK = frozenset("nfs nfs4 cifs smb3 smbfs ncpfs 9p afs fuse.sshfs fuse.s3fs fuse.rclone fuse.glusterfs".split())
_FLEETING = {
    "tmpfs": "memory, and is gone at the next start of the machine",
    "ramfs": "memory, and is gone at the next start of the machine",
    "overlay": "the container's own layer, and is gone with the container",
    "aufs": "the container's own layer, and is gone with the container",
}


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Folder, disk, room, left-over files."""
    here = existing(config.data)
    yield folder(config.data, here, list(_closed(config.data) if here == config.data else ()))
    mounts = Path("/proc/self/mountinfo")  # Linux alone has it
    if mounts.exists():
        yield medium(here, filesystem(here.resolve(), mounts.read_text()))
    database = config.database.stat().st_size if config.database.exists() else 0
    yield room(shutil.disk_usage(here).free, run_bytes(config), database)
    yield strays(list(_left(config.data, now)))


def existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next(one for one in (path, *path.parents) if one.exists())


def _may_write(path: Path) -> bool:
    """By what the account may, not by trying: a check changes nothing."""
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0), effective_ids=effective)


def _closed(data: Path) -> Iterator[str]:
    """What lies in the data folder and can't be written, as after a run by another account."""
    if data.is_dir() and os.access(data, os.R_OK | os.X_OK):
        yield from sorted(one.name for one in data.iterdir() if not _may_write(one))


def folder(data: Path, here: Path, closed: list[str]) -> Finding:
    """`here`: the data folder, or the one above in which it would be made; `closed`: what in it can't be written."""
    if not here.is_dir():
        return fail(
            "data-folder", f"{here} is no folder", "move that file away, or name another folder as data: in config.yaml"
        )
    if not _may_write(here):
        return fail(
            "data-folder",
            f"{here} can't be written by this account",
            f"give it to the account that runs monitor: chown -R ACCOUNT {here}",
        )
    if closed:
        return fail(
            "data-folder",
            f"in {here} this account can't write {some(closed)}",
            f"give them to the account that runs monitor: chown -R ACCOUNT {here}",
        )
    return ok("data-folder", str(data) if here == data else f"{data} will be made by the first run")


def filesystem(path: Path, mountinfo: str) -> str:
    """The type of file system an absolute path lies on, by the lines of /proc/self/mountinfo (proc(5)); empty: unknown.
    Of several mounts on one place the last one counts.
    """
    found, depth = "", -1
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), before.split()[4]))
        if path.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = after.split()[0], len(point.parts)
    return found


def medium(here: Path, kind: str) -> Finding:
    """`kind`: the type of file system `here` lies on."""
    if kind in _NETWORK:
        return fail(
            "disk-kind",
            f"{here} lies on a network file system ({kind}), on which SQLite loses data",
            "name a folder on a disk of this machine as data: in config.yaml",
        )
    if kind in _FLEETING:
        return warn(
            "disk-kind",
            f"{here} lies in {_FLEETING[kind]} ({kind})",
            "name a folder on a disk, or a volume, as data: in config.yaml",
        )
    return ok("disk-kind", kind or "unknown")


def run_bytes(config: Config) -> int:
    """The most that one run may write: its pages twice, in the write-ahead log and in the database, and the rest."""
    limits = (config.run.pages_per_source if s.max_pages is None else s.max_pages for s in config.enabled_sources)
    return 2 * PAGE * sum(min(limit, config.run.pages_per_source) for limit in limits) + OTHERS


def room(free: int, run: int, database: int) -> Finding:
    """All in bytes. Maintenance needs twice the database beside what a run needs: VACUUM writes a copy, and that copy
    goes through the write-ahead log; the backup made after it is one copy.
    """
    need = run + 2 * database
    do = "lower serve.keep_pages or serve.keep_backups, delete old files of data/backups, or enlarge the disk"
    if free < run:
        return fail("disk-room", f"{size(free)} free; one run may write {size(run)}", do)
    if free < need:
        return warn(
            "disk-room",
            f"{size(free)} free; a run may write {size(run)}, and maintenance of the database needs "
            f"{size(2 * database)} more",
            do,
        )
    return ok("disk-room", f"{size(free)} free; runs and maintenance need {size(need)}")


def _left(data: Path, now: datetime) -> Iterator[Path]:
    """Files that a killed program left: half-written ones, copies not checked yet, scratch copies of `replay`."""
    patterns = ((data, ".*.*"), (data / "digests", ".*.*"), (data / "alerts", ".*.*"), (data / "backups", "*.partial"))
    here = [
        one for place, pattern in patterns for one in place.glob(pattern) if re.search(r"\.(\d+|partial)$", one.name)
    ]
    for one in (*here, *Path(tempfile.gettempdir()).glob("monitor-*/scratch.db")):
        if one.is_file() and now.timestamp() - one.stat().st_mtime > LEFT.total_seconds():
            yield one


def strays(left: Iterable[Path]) -> Finding:
    """`left`: files nobody writes any more."""
    names = [str(one) for one in left]
    if names:
        held = sum(Path(name).stat().st_size for name in names)
        return warn(
            "left-over",
            f"{len(names)} files of programs that were killed hold {size(held)}: {some(names, 3)}",
            "delete them",
        )
    return ok("left-over", "no half-written files")
