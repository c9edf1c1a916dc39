"""What the package hands on: mentions, and the stretch of tokens they were read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["name", "office", "body", "group", "state", "reference"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Someone or something named at `start`–`end` of the folded text."""

    start: int
    end: int
    sentence: int
    kind: Kind
    side: str | None
    """peru, us, other, or None: not told by the words themselves."""
    role: str | None = None
    org: str | None = None
    name: str | None = None
    person: str | None = None
    """Id in the people file; `?slug` for a provisional person."""
    plural: bool = False
    former: bool = False
    possessor: bool = False
    """Named only to say whose: "el gobierno de Donald Trump"."""
    surname_only: bool = False
    word: str = ""
    """The head word: the office's or group's id, a body's kind."""
    candidates: tuple[str, ...] = ()
    """People a bare surname may stand for."""
    where: str | None = None
    """The country an office is accredited to: "embajador en el Perú"."""


class Parsed(NamedTuple):
    """The mentions read from one place, and the token to go on from."""

    mentions: Sequence[Mention]
    after: int
