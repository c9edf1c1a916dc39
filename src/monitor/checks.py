"""`monitor check`: is everything in place? Each finding is one line that says what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from monitor.config import Channel, Config
from monitor.sources.folder import files
from monitor.store.db import StoreError, open_database


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. `state`: ok; note, which could be better; FAIL, with which a run would fail."""

    what: str
    state: Literal["ok", "note", "FAIL"]
    text: str


def _finding(what: str, good: bool, text: str) -> Finding:
    return Finding(what, "ok" if good else "FAIL", text)


def run_checks(config: Config) -> Iterator[Finding]:
    """Configuration (already loaded), folders, database, people, seeds, disk, clock, Prefect."""
    yield from _written(config)
    yield _writable(config.data)
    yield _database(config)
    yield from _named(config)
    yield from map(_channel, (c for c in config.channels if c.enabled))
    yield _disk(config.data)
    now = datetime.now(UTC)
    yield _finding("clock", now.year >= 2026, now.strftime("%Y-%m-%d %H:%M UTC"))
    yield _finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    url = os.environ.get("PREFECT_API_URL")
    yield _finding("prefect", True, f"server at {url}" if url else "embedded (PREFECT_API_URL is not set)")


def of_config(config: Config) -> Iterator[Finding]:
    """The configuration (already loaded), and what it names: contact address, people, seeds."""
    yield from _written(config)
    yield from _named(config)


def _written(config: Config) -> Iterator[Finding]:
    enabled = len(config.enabled_sources)
    yield _finding("config", True, f"{enabled} sources enabled, {len(config.sources) - enabled} disabled")
    yield _contact(config.fetch.contact)


def _named(config: Config) -> Iterator[Finding]:
    yield _people(config)
    if config.seeds is not None:
        count = len(files(config.seeds)) if config.seeds.is_dir() else 0
        yield _finding("seeds", count > 0, f"{count} files in {config.seeds}")


def _contact(address: str) -> Finding:
    if address:
        return Finding("contact", "ok", address)
    return Finding("contact", "note", "fetch.contact is empty: give an address site owners can write to")


def _existing(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _writable(data: Path) -> Finding:
    place = _existing(data)
    good = place.is_dir() and os.access(place, os.W_OK)
    return _finding("data folder", good, str(data) if good else f"{place} is not writable for this account")


def _database(config: Config) -> Finding:
    if not config.database.exists():
        return _finding("database", True, f"{config.database} will be made by the first run")
    try:
        open_database(config.database, create=False).conn.close()
    except StoreError as error:
        return _finding("database", False, str(error))
    return _finding("database", True, str(config.database))


def _people(config: Config) -> Finding:
    from monitor.contacts.people import load

    try:
        return _finding("people", True, f"{len(load(config.people))} known")
    except ValueError as error:
        return _finding("people", False, str(error))


def _channel(channel: Channel) -> Finding:
    missing = [
        name for name in (channel.url_env, channel.user_env, channel.password_env) if name and not os.environ.get(name)
    ]
    text = f"{', '.join(missing)} not set: nothing can be sent" if missing else channel.kind
    return _finding(f"channel {channel.id}", not missing, text)


def _disk(data: Path) -> Finding:
    free = shutil.disk_usage(_existing(data)).free
    return _finding("disk", free > 500_000_000, f"{free / 1e9:.1f} GB free")
