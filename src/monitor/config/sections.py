"""The sections of config.yaml, with what holds where nothing is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from monitor.config.values import (
    Address,
    Duration,
    Hours,
    Network,
    Pattern,
    Port,
    Printable,
    Proxy,
    Rhythm,
    Selector,
    Zone,
    is_mailbox,
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """One thing to watch."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    name: str
    kind: Literal["feed", "sitemap", "list", "gdelt"] = "feed"
    url: Address
    links: Pattern = ""
    """Of a list: what the addresses of its articles have in common, as a regular expression."""
    select: Selector = ""
    """Of a list: the part of the page its articles stand in, as a CSS selector."""
    lang: Literal["es", "en"] = "es"
    official: Literal["peru", "us"] | None = None
    every: Duration = timedelta(minutes=30)
    """Between two polls at least; a source that publishes rarely is polled less often, up to `ceiling`."""
    ceiling: Duration = timedelta(hours=6)
    enabled: bool = True
    max_pages: int | None = Field(None, ge=0)
    note: str = ""

    @model_validator(mode="after")
    def _polite(self) -> Source:
        if self.every < timedelta(minutes=15):
            raise ValueError(f"every: {self.every} is shorter than the 15 minutes a guest allows himself")
        return self


class Run(_Strict):
    """The budget of one run."""

    minutes: float = Field(10, gt=0, le=24 * 60)
    pages_per_source: int = Field(40, ge=0)
    batch: int = Field(40, ge=1, le=500)
    workers: int = Field(2, ge=1, le=64)
    runner: Literal["processes", "dask", "ray"] = "processes"
    """What extracts and assesses: processes of this machine, or a cluster."""
    address: str = ""
    """Of a cluster that runs already (tcp://host:8786, ray://host:10001); empty: one with `workers` workers, here."""

    @model_validator(mode="after")
    def _addressed(self) -> Run:
        if self.address and self.runner == "processes":
            raise ValueError("address: only a runner of dask or ray has one")
        return self


class Fetch(_Strict):
    """How pages and feeds are fetched."""

    contact: Printable = ""
    timeout: Duration = timedelta(seconds=20)
    total_timeout: Duration = timedelta(seconds=60)
    page_bytes: int = Field(10_000_000, ge=1_000)
    feed_bytes: int = Field(20_000_000, ge=1_000)
    host_gap: Duration = timedelta(seconds=5)
    robots: bool = True
    allow_private: tuple[Network, ...] = ()
    allow_ports: tuple[Port, ...] = (80, 443)
    proxy: Proxy = ""
    """Through which everything is fetched; it then looks names up, and must itself refuse private addresses."""
    concurrency: int = Field(16, ge=1, le=200)


class Alerts(_Strict):
    """Which changes of the ledger are alerts."""

    window: Duration = timedelta(days=30)
    """A contact that lies further back than this when first read is no alert."""
    level: Literal["high", "working"] = "high"
    """The lowest level of a contact that is worth an alert."""
    failing: int = Field(3, ge=1)
    """So many runs in a row that did not end well are an alert."""
    link: str = ""
    """The address of a ledger entry, {id} standing for it, such as a page of Datasette; empty: the id alone is told."""


class Digest(_Strict):
    """What the digest shows."""

    articles: int = Field(30, ge=0)
    when_empty: Literal["send", "skip"] = "send"
    """Whether a digest with nothing in it is sent to the channels; it is written in any case."""


class Schedule(_Strict):
    """When `monitor serve` does what, in the configured time zone."""

    ingest: Rhythm = "30m"
    digest: Rhythm = "0 7 * * *"
    watchdog: Rhythm = "1h"
    maintenance: Rhythm = "15 3 * * 0"


class Serve(_Strict):
    """The server that `monitor serve` starts, and what its maintenance keeps."""

    host: str = Field("127.0.0.1", min_length=1)
    port: Port = 4200
    keep_pages: Duration = timedelta(days=180)
    """Raw pages older than this are deleted; their articles stay."""
    keep_backups: int = Field(4, ge=1)


AlertKind = Literal["new", "status", "date", "overdue", "correction", "source", "flow", "digest"]


class Channel(_Strict):
    """One way out for alerts and digests. Addresses with secrets in them stand in environment variables."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    kind: Literal["folder", "stdout", "mail", "apprise"]
    enabled: bool = True
    kinds: tuple[AlertKind, ...] = get_args(AlertKind)
    level: Literal["high", "working"] = "high"
    language: Literal["es", "en"] | None = None
    """None: that of the configuration."""
    quiet: Hours | None = None
    """Hours of the day, in the configured time zone, in which nothing is sent: 22:00-07:00."""
    per_hour: int = Field(10, ge=1)
    """Messages within an hour; the last of them holds all that is left."""
    path: Path = Path("alerts")
    """folder: where the messages are written, relative to the data folder."""
    url_env: str = ""
    """apprise: the environment variable with the Apprise address."""
    host: str = "localhost"
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    to: tuple[str, ...] = ()
    user_env: str = ""
    password_env: str = ""
    """mail: the server, and the environment variables with user name and password (empty: no login)."""

    @model_validator(mode="after")
    def _complete(self) -> Channel:
        if self.kind == "apprise" and not self.url_env:
            raise ValueError("url_env is missing: name the environment variable with the Apprise address")
        if self.kind == "mail" and not (self.to and all(map(is_mailbox, (self.sender, *self.to)))):
            raise ValueError("sender and to must be mail addresses (name@example.org)")
        return self


class Config(_Strict):
    """The whole configuration. Paths are relative to the file's folder."""

    language: Literal["es", "en"] = "es"
    timezone: Zone = "America/Lima"
    data: Path = Path("data")
    seeds: Path | None = Path("seeds")
    people: Path | None = None
    run: Run = Run()
    fetch: Fetch = Fetch()
    alerts: Alerts = Alerts()
    digest: Digest = Digest()
    schedule: Schedule = Schedule()
    serve: Serve = Serve()
    channels: tuple[Channel, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    @property
    def enabled_sources(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if s.enabled)
