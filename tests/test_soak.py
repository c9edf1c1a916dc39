"""A process that extracts for years must not grow: a short soak, of which `bench/soak.py` runs the long form."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_and_open_files_stay_as_they_are_while_pages_are_extracted() -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "bench/soak.py", "720", "--growth", "8"], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "720 articles of 72 templates" in ran.stdout
