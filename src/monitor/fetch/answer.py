"""What a server answered: values, without the library that asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Failure


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its body whole and decoded from gzip; `url` is where redirects led.

    Header names are in lower case; values are the server's bytes read as ISO 8859-1, so that they can be sent back
    byte for byte.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[str, ...] = field(default=())

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Declined(Failure):
    """The server answered, but not with what was asked for; `wait` is how long not to ask for it again, if it says."""

    wait: timedelta | None = None
    closed: bool = False
    """Whether the whole host is to be left alone for so long."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The robots.txt of an origin. `text` None: it could not be had, and nothing may be fetched for now."""

    text: str | None
    fetched_at: datetime
