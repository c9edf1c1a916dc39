"""The evaluation gate: how well the monitor does on the labelled articles, against floors that only rise.

    python tools/gate.py [--raise] [--cross]

Three figures for each quality: `dev`, the shipped models on tests/gold/dev.jsonl, which they were trained on; `held`,
the same models on tests/gold/held.jsonl, which nothing was ever trained or tuned on; `cross`, dev.jsonl again by models
trained on the other folds (five, by story). tests/floors.json holds the floors and the digests of the files. A floor
below an earlier committed one fails unless `lowered` in that file gives the reason. `--raise` lifts floors to what is
measured, less a margin for other versions of the numeric libraries; `--cross` prints cross-validation alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold"
FLOORS = ROOT / "tests/floors.json"
FILES = ("dev.jsonl", "held.jsonl", "train.jsonl", "unrelated.jsonl", "impressions.jsonl")
QUALITIES = (
    "relevance",
    "kappa",
    "found",
    "strict",
    "alerts",
    "date",
    "status",
    "mode",
    "level",
    "background",
    "evidence",
    "copies",
)
MARGIN = 0.015
"""What a floor lies under the figure it was set from: other libraries and processors give other last digits."""

Figures = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true")
    parser.add_argument("--cross", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        if args.cross:
            print(json.dumps(score(GOLD / "dev.jsonl", cross(out)), indent=1))
            return 0
        measured = {
            "dev": figures(score(GOLD / "dev.jsonl", analyze(GOLD / "dev.jsonl", out))),
            "held": figures(score(GOLD / "held.jsonl", analyze(GOLD / "held.jsonl", out))),
            "cross": figures(score(GOLD / "dev.jsonl", cross(out))),
        }
    if args.lift:
        lift(measured)
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    complaints = [*_corpus(kept), *_lowered(kept), *_below(kept["floors"], measured)]
    table(kept["floors"], measured)
    for line in complaints:
        print(f"gate: {line}", file=sys.stderr)
    return 1 if complaints else 0


# --- measuring -----------------------------------------------------------------------------------------------------------


def analyze(gold: Path, folder: Path) -> Path:
    """What `monitor analyze` says of a file, as another program would ask it."""
    out = folder / f"{gold.stem}.out"
    with out.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, "-m", "monitor", "analyze", str(gold)], stdout=file, check=True, cwd=ROOT)
    return out


def cross(folder: Path) -> Path:
    out = folder / "cross.out"
    train = [sys.executable, str(ROOT / "tools/train.py"), "--cross", "5", "--out", str(out)]
    subprocess.run(train, check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
    keep = {json.loads(line)["id"] for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines()}
    lines = [line for line in out.read_text(encoding="utf-8").splitlines() if json.loads(line)["id"] in keep]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return out


def score(gold: Path, results: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/score.py"), str(gold), str(results), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def figures(report: Mapping[str, Any]) -> Figures:
    """F1 or share right of each quality; `traps` as the share of trap articles that are passed."""
    out: Figures = {}
    for name in QUALITIES:
        value = report.get(name)
        if name == "copies" and isinstance(value, dict) and not value["p"] + value["r"]:
            continue  # cross-validation judges articles one by one
        out[name] = round(float(value["f1"] if isinstance(value, dict) else value or 0), 3)
    caught, empty = map(int, str(report["traps"]).split("/"))
    out["traps passed"] = round(1 - caught / empty, 3)
    return out


# --- floors --------------------------------------------------------------------------------------------------------------


def digests() -> dict[str, str]:
    return {name: hashlib.sha256((GOLD / name).read_bytes()).hexdigest() for name in FILES}


def lift(measured: Mapping[str, Figures]) -> None:
    """Write floors no lower than those there are."""
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    for part, values in measured.items():
        floors = kept["floors"].setdefault(part, {})
        for name, value in values.items():
            floors[name] = max(floors.get(name, 0.0), round(value - MARGIN, 3))
    kept["corpus"] = digests()
    FLOORS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _corpus(kept: Mapping[str, Any]) -> Iterator[str]:
    for name, digest in digests().items():
        if kept["corpus"].get(name) != digest:
            yield f"tests/gold/{name} is not the file the floors were measured on; measure again with --raise and say why"


def _below(floors: Mapping[str, Figures], measured: Mapping[str, Figures]) -> Iterator[str]:
    for part, values in measured.items():
        for name, value in values.items():
            floor = floors.get(part, {}).get(name)
            if floor is None:
                yield f"{part} {name}: no floor in tests/floors.json"
            elif value < floor:
                yield f"{part} {name}: {value:.3f} is below the floor {floor:.3f}"


def _lowered(kept: Mapping[str, Any]) -> Iterator[str]:
    """Floors under a committed one, without a reason."""
    excused = {(row["part"], row["figure"]) for row in kept["lowered"] if row.get("reason")}
    for part, values in _highest().items():
        for name, before in values.items():
            now = kept["floors"].get(part, {}).get(name, 0.0)
            if now < before and (part, name) not in excused:
                yield f"{part} {name}: the floor was {before:.3f} and is {now:.3f}; `lowered` in tests/floors.json gives no reason"


def _highest() -> dict[str, Figures]:
    """The highest floor ever committed for each figure; empty outside a repository."""
    path = FLOORS.relative_to(ROOT).as_posix()
    commits = _git("log", "--format=%H", "--", path).split()
    out: dict[str, Figures] = {}
    for commit in commits:
        try:
            old = json.loads(_git("show", f"{commit}:{path}"))["floors"]
        except (ValueError, KeyError):
            continue
        for part, values in old.items():
            for name, value in values.items():
                best = out.setdefault(part, {})
                best[name] = max(value, best.get(name, 0.0))
    return out


def _git(*args: str) -> str:
    try:
        done = subprocess.run(["git", *args], capture_output=True, text=True, check=False, cwd=ROOT)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def table(floors: Mapping[str, Figures], measured: Mapping[str, Figures]) -> None:
    parts = list(measured)
    print(f"{'':14}" + "".join(f"{part:>16}" for part in parts))
    for name in measured[parts[0]]:
        print(f"{name:14}" + "".join(_cell(measured[p].get(name), floors.get(p, {}).get(name, 0.0)) for p in parts))


def _cell(value: float | None, floor: float) -> str:
    return f"{value:>8.3f} ≥{floor:.3f}" if value is not None else f"{'':>14}"


if __name__ == "__main__":
    raise SystemExit(main())
