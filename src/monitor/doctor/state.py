"""What the database tells of the monitor: clock, runs, sources, outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.config import NEVER, Config
from monitor.doctor.finding import Finding, age, fail, ok, some, warn
from monitor.model import Stage
from monitor.store import outbox
from monitor.store.convert import Row, moment, stamp
from monitor.store.sources import Health, coverage, out_of_reach

YEARS = range(2026, 2100)
"""The program is of 2026; a machine without a battery wakes in 1970 or 2000."""
BEHIND = timedelta(minutes=1)
"""Programs that work at the same time write a little ahead of what this one calls now."""
LATE = timedelta(days=1)
"""A run that began longer ago has ended (config allows no longer budget); a message is tried for at most 18 hours, and
quiet hours end within a day.
"""


def examine(db: Database, config: Config, now: datetime) -> Iterator[Finding]:
    """Everything below, of a database of this program's schema. Reads only."""
    yield clock(newest(db), now)
    yield runs(last_runs(db), config, now)
    names = {source.id for source in config.enabled_sources}
    yield sources([one for one in coverage(db, now) if one.source in names])
    yield quarantine(db["outcomes"].count_where("stage = ?", [Stage.QUARANTINE]))
    rows = outbox.waiting(db)
    yield post(rows, {channel.id for channel in config.channels if channel.enabled}, now)
    yield leases(list(db.query("SELECT channel, leased_until FROM deliveries WHERE state = 'sending'")), now)


# --- clock -----------------------------------------------------------------------------------------------------------


def newest(db: Database) -> datetime | None:
    """The latest time that anything was stored at; None: nothing was."""
    (row,) = db.query(
        """SELECT max(t) AS t FROM (SELECT max(saved_at) AS t FROM articles
           UNION ALL SELECT max(coalesce(finished_at, started_at)) FROM runs
           UNION ALL SELECT max(last_poll) FROM sources)"""
    )
    return moment(row["t"])


def clock(stored: datetime | None, now: datetime) -> Finding:
    """`stored`: the latest time that anything was stored at."""
    do = "set the clock of the machine (timedatectl status; timedatectl set-ntp true)"
    if now.year not in YEARS:
        return fail("clock", f"it is {stamp(now)} by the clock of this machine, which can't be", do)
    if stored and stored > now + BEHIND:
        return fail(
            "clock",
            f"it is {stamp(now)} by the clock of this machine, but something was stored at {stamp(stored)}: it "
            "goes wrong, or went wrong then",
            f"{do}; what waits for a time set by the wrong clock is tried at the next run",
        )
    return ok("clock", stamp(now))


# --- runs ------------------------------------------------------------------------------------------------------------


def first_run(db: Database) -> datetime | None:
    """Since when there is anything to lose; None before the first run."""
    (row,) = db.query("SELECT min(started_at) AS t FROM runs")
    return moment(row["t"])


def last_runs(db: Database) -> list[Row]:
    """The runs, the last one first, as many as a rule may ask for."""
    return list(db.query("SELECT started_at, finished_at, outcome FROM runs ORDER BY id DESC LIMIT 50"))


def runs(last: Sequence[Row], config: Config, now: datetime) -> Finding:
    """`last`: the last one first."""
    if not last:
        return ok("runs", "none yet")
    started = datetime.fromisoformat(last[0]["started_at"])
    ended = [row["outcome"] for row in last if row["finished_at"] or started_long_ago(row, now)]
    bad = next((n for n, outcome in enumerate(ended) if outcome == "ok"), len(ended))
    if bad >= config.alerts.failing:
        return fail(
            "runs",
            f"the last {bad} did not end well",
            "look at the last run in Prefect's interface, or start `monitor run` and see",
        )
    if config.schedule.ingest != NEVER and now - started > LATE:
        return warn(
            "runs",
            f"the last one began {age(now - started)} ago",
            "start `monitor serve`, or see why it starts none (data/prefect/serve.log)",
        )
    if bad:
        return warn(
            "runs",
            f"the last one ended as {'killed' if ended[0] == 'running' else ended[0]}",
            "nothing, the next one goes on where it stopped; see Prefect's interface for why",
        )
    return ok("runs", f"the last one began {age(now - started)} ago")


def started_long_ago(row: Row, now: datetime) -> bool:
    """Whether a run that has not noted its end can't be at work any more."""
    return now - datetime.fromisoformat(row["started_at"]) > LATE


# --- sources ---------------------------------------------------------------------------------------------------------


def sources(fares: Sequence[Health]) -> Finding:
    """How the enabled sources fare."""
    failing = [f"{one.source} ({one.reason})" for one in fares if one.state == "failing"]
    silent = [one.source for one in fares if one.state == "silent"]
    if fares and out_of_reach(fares):
        return warn(
            "sources",
            f"none of {len(fares)} could be reached",
            "look at this machine's network and name server; `monitor fetch URL` tries one address",
        )
    if failing or silent:
        said = [f"{len(silent)} silent: {some(silent)}"] * bool(silent) + [
            f"{len(failing)} failing: {some(failing)}"
        ] * bool(failing)
        return warn(
            "sources",
            f"of {len(fares)}, {'; '.join(said)}",
            "`monitor sources` shows each; `monitor fetch URL` what its server answers; disable the dead ones",
        )
    polled = sum(one.state == "ok" for one in fares)
    return ok("sources", f"{polled} fare well, {len(fares) - polled} not polled yet")


def quarantine(count: int) -> Finding:
    """`count`: links that failed again and again."""
    if count:
        return warn(
            "quarantine",
            f"{count} links failed again and again",
            "`monitor sources --quarantine` shows why, `monitor sources release --all` tries them again",
        )
    return ok("quarantine", "empty")


# --- outbox ----------------------------------------------------------------------------------------------------------


def post(rows: Sequence[Row], channels: set[str], now: datetime) -> Finding:
    """`rows`: what is neither sent nor silenced; `channels`: those enabled."""
    dead = Counter(str(row["channel"]) for row in rows if row["state"] == "dead")
    orphans = Counter(str(r["channel"]) for r in rows if r["state"] != "dead" and r["channel"] not in channels)
    waiting = [row for row in rows if row["state"] != "dead" and row["channel"] in channels]
    old = Counter(str(r["channel"]) for r in waiting if now - datetime.fromisoformat(r["created_at"]) > LATE)
    if dead:
        return fail(
            "outbox",
            f"{dead.total()} messages could not be sent: {_counted(dead)}",
            "`monitor outbox` has the reasons; `monitor outbox --resend N` tries one again, `monitor ack ALERT` "
            "lets it go",
        )
    if old:
        return fail(
            "outbox",
            f"{old.total()} messages have waited for more than a day: {_counted(old)}",
            "nothing has tried to send them: start `monitor serve` or `monitor run`, and see `monitor outbox`",
        )
    if orphans:
        return warn(
            "outbox",
            f"{orphans.total()} messages wait for channels that are not enabled: {_counted(orphans)}",
            "enable the channel in config.yaml, or let them go by `monitor ack ALERT`",
        )
    return ok("outbox", f"{len(waiting)} messages wait")


def _counted(channels: Counter[str]) -> str:
    return some([f"{channel} ({count})" for channel, count in channels.most_common()])


def leases(held: Sequence[Row], now: datetime) -> Finding:
    """`held`: the messages somebody has taken to send."""
    late = [moment(row["leased_until"]) for row in held]
    over = [until for until in late if until and until <= now]
    if over:
        return warn(
            "leases",
            f"{len(over)} messages were taken to be sent by a program that was ended; the oldest lease ran out "
            f"{age(now - min(over))} ago",
            "nothing, the next run sends them again; a mail that may have arrived twice over becomes a dead letter",
        )
    return ok("leases", f"{len(held)} messages are being sent" if held else "none")
