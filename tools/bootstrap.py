"""Make .venv and install the locked packages into it; standard library only.

    python3 tools/bootstrap.py LOCKFILE

Works on a bare Debian, whose python3 has no ensurepip: the environment is made without pip and filled by the pip of the
interpreter (`pip --python`). Every package must have one of the hashes in the lock file. The project itself is
installed in place, built by the locked hatchling, so nothing but the package registry is ever asked.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < OLDEST:
        return _again_with_newer()
    lock = ROOT / sys.argv[1]
    if not lock.is_file():
        print(f"bootstrap: {lock.name} is missing", file=sys.stderr)
        return 1
    python = _environment()
    pip = _pip(python)
    if pip is None:
        print("bootstrap: python3 has no pip (on Debian: apt install python3-pip)", file=sys.stderr)
        return 1
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    print(f"installing {lock.name} into .venv (about a minute)", flush=True)
    for what in (
        ["--require-hashes", "--no-deps", "--requirement", str(lock)],
        ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ):
        done = subprocess.run([*pip, "install", *quiet, *what], cwd=ROOT, check=False)
        if done.returncode:
            print(f"bootstrap: pip failed with exit code {done.returncode}; see above", file=sys.stderr)
            return 1
    return 0


def _again_with_newer() -> int:
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    print(f"bootstrap: Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
    return 1


def _environment() -> Path:
    """The environment's interpreter; made anew when it is missing, broken or of another Python."""
    python = VENV / "bin" / "python"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    ask = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    if python.exists():
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return python
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    return python


def _pip(python: Path) -> list[str] | None:
    """The pip of this interpreter told to work on the environment; else one put into the environment by ensurepip."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(python)]
    if importlib.util.find_spec("ensurepip") is not None:
        subprocess.run([str(python), "-m", "ensurepip", "--default-pip"], check=True, capture_output=True)
        return [str(python), "-m", "pip"]
    return None


if __name__ == "__main__":
    raise SystemExit(main())
