"""The command line: a contract other programs rely on.

Exit codes: 0 done; 1 something failed (one line on standard error names it); 2 wrong usage or configuration. Output is
UTF-8 whatever the locale says. Heavy imports stand inside the commands: `monitor --help` answers in a fraction of a
second.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn, TextIO

import typer

from monitor.cli import backfill, doctor, job, labels, ledger, lookups, post, replay, report, serve, sources, streams
from monitor.cli.common import Fail, app

__all__ = [
    "Fail",
    "app",
    "backfill",
    "doctor",
    "job",
    "labels",
    "ledger",
    "lookups",
    "main",
    "post",
    "replay",
    "report",
    "serve",
    "sources",
    "streams",
]


def main() -> NoReturn:
    """Run the command line; every expected error is one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        _as_utf8(stream)
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except (BrokenPipeError, SystemExit):  # the reader has seen enough (`monitor contacts | head`); click exits for it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("MONITOR_DEBUG"):
            raise
        return _named(error)
    return code if isinstance(code, int) else 0


def _named(error: Exception) -> int:
    from monitor.errors import expected

    code, line = expected(error)
    typer.echo(f"monitor: {line}", err=True)
    return code


def _as_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)  # absent where a test has put something else in its place
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
