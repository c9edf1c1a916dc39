"""Which exceptions are expected, and what a person is told: an exit code and one line."""

from __future__ import annotations


def expected(error: Exception) -> tuple[int, str]:
    """(exit code, line) for an error that reached the command line."""
    name = type(error).__name__
    text = " ".join(str(error).split())
    if name == "ConfigError":
        return 2, text
    if hasattr(error, "format_message"):  # click's usage errors
        return 2, error.format_message()
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return 1, f"{error.filename}: {error.strerror}"
    if name in ("StoreError", "Fail") or isinstance(error, OSError):
        return 1, text
    if isinstance(error, ValueError) and text:
        return 1, text
    return 1, f"unexpected {name}: {text} (MONITOR_DEBUG=1 shows where)"
