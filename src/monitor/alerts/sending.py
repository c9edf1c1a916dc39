"""What every channel answers when it was given a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Secrets = Callable[[str], str | None]
"""The value of an environment variable by its name, or None; the program gives os.environ.get."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """sent; failed (try again later); refused (for good); unknown (it may have arrived). `detail` holds no secret."""

    state: Literal["sent", "failed", "refused", "unknown"]
    detail: str = ""
