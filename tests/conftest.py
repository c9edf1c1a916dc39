"""What tests of several parts share: a folder to run in, the command line in this process, one Prefect server."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A server named in the caller's environment is not for tests, nor are the caller's own settings of Prefect.
for name in [name for name in os.environ if name.startswith(("PREFECT_", "MONITOR_"))]:
    del os.environ[name]


@dataclass(frozen=True, slots=True)
class Said:
    """What a call of the command line said."""

    code: int
    out: str
    err: str


Monitor = Callable[..., Said]


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Monitor:
    """The command line, called in this process: `monitor("analyze", "-", stdin=b"…")`."""
    from monitor.cli import main

    def call(*arguments: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "argv", ["monitor", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return Said(int(end.value.code or 0), out, err)

    return call


@contextmanager
def plain_user() -> Iterator[None]:
    """Somebody who may not write everywhere, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect's embedded server with a database of its own; it takes eight seconds to start, so there is one."""
    import flows

    flows.environment(tmp_path_factory.mktemp("prefect"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
