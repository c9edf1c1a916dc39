"""From the outbox out of the house: for each channel lease, send, complete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TextIO
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from monitor.alerts import channels
from monitor.alerts.message import Message, folded
from monitor.alerts.outgoing import phrases
from monitor.alerts.sending import Outcome, Secrets
from monitor.config import Channel, Config
from monitor.store import outbox
from monitor.store.outbox import Batch

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message."""

    channel: str
    items: tuple[str, ...]
    outcome: Outcome


def deliver(db: Database, config: Config, clock: Clock, secrets: Secrets, out: TextIO) -> list[Delivered]:
    """Send what is due on every enabled channel. `clock` gives the time in any zone, `secrets` the value of an
    environment variable, `out` is standard output. A channel that fails is left alone until the next call.
    """
    return [
        done
        for channel in config.channels
        if channel.enabled
        for done in _deliver(db, channel, config, clock, secrets, out)
    ]


def _deliver(
    db: Database, channel: Channel, config: Config, clock: Clock, secrets: Secrets, out: TextIO
) -> list[Delivered]:
    done: list[Delivered] = []
    if is_quiet(channel.quiet, clock(), config.zone):
        return done
    safe = channels.knows_key(channel, secrets)
    while batch := outbox.lease(db, channel.id, clock(), per_hour=channel.per_hour, knows_key=safe):
        message = _message([Message(**one.message) for one in batch.letters], channel, config)
        outcome = channels.send(channel, message, batch.key, now=clock(), data=config.data, secrets=secrets, out=out)
        _note(db, batch, outcome, clock())
        done.append(Delivered(channel.id, tuple(one.item for one in batch.letters), outcome))
        if outcome.state in ("failed", "unknown"):
            break
    return done


def _message(messages: Sequence[Message], channel: Channel, config: Config) -> Message:
    return messages[0] if len(messages) == 1 else folded(messages, phrases(channel, config))


def _note(db: Database, batch: Batch, outcome: Outcome, now: datetime) -> None:
    match outcome.state:
        case "sent":
            outbox.complete(db, batch, now, outcome.detail)
        case "failed" | "refused":
            outbox.fail(db, batch, now, outcome.detail, for_good=outcome.state == "refused")
        case "unknown":
            pass  # the lease expires by itself, and leaves the doubt


def is_quiet(hours: str | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether `now` lies in the quiet hours ("22:00-07:00", first included, last not), by the clock of `zone`."""
    if hours is None:
        return False
    first, last = (time.fromisoformat(part) for part in hours.split("-"))
    local = now.astimezone(zone).time()
    return first <= local < last if first < last else local >= first or local < last
