"""What a run shows while it works: a rich display on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextvars import ContextVar
from types import TracebackType
from typing import Protocol

import typer


class Progress(Protocol):
    """Told by the flows what is going on; shows it or not."""

    def line(self, text: str) -> None:
        """One line that stays."""

    def count(self, what: str, done: int, total: int) -> None:
        """How far a stage is."""


class Silent:
    """Shows nothing: for flows run by a scheduler, where Prefect's log is the place."""

    def line(self, text: str) -> None:
        pass

    def count(self, what: str, done: int, total: int) -> None:
        pass


class Plain:
    """Lines on standard output, none for counts."""

    def line(self, text: str) -> None:
        typer.echo(text)

    def count(self, what: str, done: int, total: int) -> None:
        pass


class Bars:
    """Bars on a terminal, by rich; lines scroll above them."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bars = RichProgress(
            TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), transient=True
        )
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def line(self, text: str) -> None:
        self._bars.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def count(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)  # type: ignore[arg-type]


showing: ContextVar[Progress] = ContextVar("showing", default=Silent())  # noqa: B039 - it keeps nothing
"""Where the flows tell how far they are. No parameter of the flows, for Prefect stores and shows those."""
