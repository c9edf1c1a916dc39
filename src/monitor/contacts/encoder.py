"""The encoder at work: passages in, impressions out. The only module that knows ONNX Runtime.

`data/encoder.onnx` is multilingual-e5-small (MIT), twelve layers of 384, taught on the labelled articles by
tools/encoder.py, its weights in eight bits; `data/encoder-pieces.json` the pieces of its vocabulary. One passage at a
time and on one thread, so that what it says of one does not depend on its neighbours.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from monitor import data
from monitor.contacts.impression import Impression, Kind, Passage
from monitor.data import load_json
from monitor.text.pieces import Pieces

BEFORE, LONGEST = 32, 190
"""Pieces read of the sentence before, its last; and of the whole passage, its first."""
REMEMBERED = 2_000
"""Passages whose answers are kept, 3 to 4 KB each with their numbers."""
_START, _END, _UNKNOWN = 0, 2, 3
"""Numbers of the vocabulary: the beginning of a passage, the end of a part, what no piece covers."""
_KINDS: dict[Kind, int] = {"peru": 0, "us": 2, "other": 4, "date": 6}
"""Behind the vocabulary stand the marks before and after each kind of stretch."""


class Encoder:
    """Loaded at the first passage: most articles have none."""

    def read(self, passage: Passage) -> Impression:
        """What it makes of a passage."""
        numbers, marks = encoded(passage, self._pieces, self._marks)
        states, modes, statuses, background, places = self._answers(tuple(numbers))
        said = {start: float(places[0, at, int(kind == "date")]) for at, kind, start in marks if kind != "other"}
        return Impression(
            float(states[0, 0]),
            [float(p) for p in modes[0]],
            [float(p) for p in statuses[0]],
            float(background[0, 0]),
            said,
        )

    @cached_property
    def _answers(self) -> Callable[[tuple[int, ...]], list[Any]]:
        """Of the network to some numbers; copies of a text ask the same."""

        @lru_cache(REMEMBERED)
        def answers(numbers: tuple[int, ...]) -> list[Any]:
            return list(self._session.run(None, {"pieces": np.array([numbers], np.int64)}))

        return answers

    @cached_property
    def _vocabulary(self) -> tuple[list[str], list[float]]:
        raw = load_json("encoder-pieces.json")
        return raw["pieces"], raw["scores"]

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces(*self._vocabulary, _UNKNOWN)

    @cached_property
    def _marks(self) -> int:
        """The number of the first mark."""
        return len(self._vocabulary[0])

    @cached_property
    def _session(self) -> Any:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # newer ones than we lock count their users
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = files(data).joinpath("encoder.onnx").read_bytes()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def shipped() -> Encoder:
    """The encoder of data/encoder.onnx."""
    return Encoder()


def encoded(passage: Passage, pieces: Pieces, first_mark: int) -> tuple[list[int], list[tuple[int, Kind, int]]]:
    """The numbers the encoder reads; and where in them each mark is, of what kind, and its start in the document."""
    numbers = [_START]
    if passage.before.strip():
        numbers += [*pieces.numbers(passage.before)[-BEFORE:], _END]
    marks: list[tuple[int, Kind, int]] = []
    for stretch in passage.stretches:
        if stretch.kind is None:
            numbers += pieces.numbers(stretch.text)
        else:
            marks.append((len(numbers), stretch.kind, stretch.start))
            mark = first_mark + _KINDS[stretch.kind]
            numbers += [mark, *pieces.numbers(stretch.text), mark + 1]
    return [*numbers[:LONGEST], _END], [m for m in marks if m[0] < LONGEST]
