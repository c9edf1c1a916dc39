"""Which exceptions are expected, and what a person is told: an exit code and one line."""

from __future__ import annotations

import sqlite3
from typing import ClassVar


class Expected(Exception):
    """What may well happen and a person can mend; the message is one line that names the thing."""

    exit_code: ClassVar[int] = 1


class BadFile(Expected, ValueError):
    """A file of the user's, other than the configuration, can't be used."""


_HINDRANCES = {
    sqlite3.SQLITE_READONLY: "is read-only; the account that runs monitor must be able to write it and its folder",
    sqlite3.SQLITE_NOTADB: "is not a usable SQLite database; restore a backup or move it away",
    sqlite3.SQLITE_CORRUPT: "is not a usable SQLite database; restore a backup or move it away",
    sqlite3.SQLITE_BUSY: "is locked by another program for more than 30 s; close that program",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space, nothing that was saved is lost",
    sqlite3.SQLITE_IOERR: "cannot be read or written; the disk is full, failing or limited, nothing that was saved is lost",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; the account that runs monitor must be able to enter its folder",
}
"""What SQLite meets outside the program, by its primary result codes (sqlite.org/rescode.html)."""


def hindrance(error: sqlite3.Error) -> str | None:
    """What hinders the database, said after its name; None where the error is the program's own."""
    return _HINDRANCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def expected(error: Exception) -> tuple[int, str]:
    """(exit code, line) for an error that reached the command line."""
    text = " ".join(str(error).split())
    if isinstance(error, Expected):
        return error.exit_code, text
    if hasattr(error, "format_message"):  # click's usage errors
        return 2, error.format_message()
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return 1, f"{error.filename}: {error.strerror}"
    if isinstance(error, sqlite3.Error) and (said := hindrance(error)):
        return 1, f"the database {said}"
    if isinstance(error, OSError):
        return 1, text
    return 1, f"unexpected {type(error).__name__}: {text} (MONITOR_DEBUG=1 shows where)"
