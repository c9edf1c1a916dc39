"""`monitor doctor`: what is wrong or will be, and what to do. It changes nothing, sends nothing, imports no Prefect.

Each part has pure rules that make a `Finding` of facts, and one function that gathers the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from monitor import checks
from monitor.config import Config
from monitor.doctor import base, outside, place, state
from monitor.doctor.finding import Finding, Level
from monitor.doctor.outside import Asking, Environment

__all__ = ["Finding", "examine"]

_LEVELS: dict[str, Level] = {"ok": "ok", "note": "warn", "FAIL": "fail"}


def examine(config: Config, environment: Environment, now: datetime) -> Iterator[Finding]:
    """Every finding, what the others depend on first. `now` in any zone."""
    asking = Asking(config, environment)
    for one in checks.of_config(config):
        yield Finding(
            _LEVELS[one.state],
            one.what,
            one.text,
            "" if one.state == "ok" else "correct it in config.yaml, or what it names",
        )
    yield Finding("ok", "time-zone", f"{config.timezone}, where it is {now.astimezone(config.zone):%Y-%m-%d %H:%M}")
    yield outside.packages()
    yield from place.examine(config, now)
    yield from _stored(config, now)
    yield from outside.channels(config, environment)
    yield outside.prefect(asking.answer(), outside.scheduled(config))


def _stored(config: Config, now: datetime) -> Iterator[Finding]:
    """The database and what it tells; where it tells nothing, the clock is judged alone."""
    first = None

    def look(db: Database) -> list[Finding]:
        nonlocal first
        first = state.first_run(db)
        return list(state.examine(db, config, now))

    found = base.examine(config.database, look)
    yield from found
    if not any(one.slug == "clock" for one in found):
        yield state.clock(None, now)
    yield base.backup(base.copies(config.data / "backups"), first, now)
