"""`monitor backfill`: wrong usage and bad input are one line and an exit code, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Monitor


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text("seeds: null\n")
    return path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x.warc.gz"], "either --warc or --sitemap"),
        (["--warc", "--sitemap", "x"], "either --warc or --sitemap"),
        (["--warc"], "Missing argument"),
        (["--sitemap", "https://rpp.pe/map.xml"], "--since"),
        (["--sitemap", "rpp.pe/map.xml", "--since", "2026-01-01"], "no address"),
        (["--sitemap", "https://rpp.pe/map.xml", "--since", "yesterday"], "no day"),
        (["--sitemap", "https://rpp.pe/map.xml", "--since", "2026-02-01", "--until", "2026-01-01"], "before --since"),
        (["--sitemap", "https://rpp.pe/map.xml", "--since", "2026-02-01", "--host", "rpp.pe"], "pages of files"),
        (["--warc", "x.warc.gz", "--batch", "0"], "--batch"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], says: str, config: Path, monitor: Monitor) -> None:
    said = monitor("backfill", *arguments, "--config", config)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), (b"<html>", "no WARC file"), (b"WARC/1.0\r\n", "warcio recompress"), (b"", "empty")],
)
def test_file_that_cannot_be_read_is_one_line(content: bytes | None, says: str, config: Path, monitor: Monitor) -> None:
    path = config.with_name("x.warc.gz")
    if content is not None:
        path.write_bytes(content)
    said = monitor("backfill", "--warc", path, "--config", config)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"monitor: {path}: ")
    assert says in said.err
    assert said.err.count("\n") == 1
    assert not (config.parent / "data").exists()


@pytest.mark.parametrize(
    ("run", "says"),
    [
        ("{runner: spark}", "run.runner"),
        ("{runner: processes, address: 'tcp://10.0.0.1:8786'}", "only a runner of dask or ray"),
        ("{adress: x}", "did you mean 'address'"),
    ],
)
def test_runner_that_makes_no_sense_is_named(run: str, says: str, config: Path, monitor: Monitor) -> None:
    config.write_text(f"seeds: null\nrun: {run}\n")
    said = monitor("check", "--config", config)
    assert said.code == 2
    assert says in said.err
