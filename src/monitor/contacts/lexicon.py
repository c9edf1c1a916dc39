"""The words: offices, bodies, countries, places, groups and cues, compiled into one automaton.

The data are the YAML files in data/lexicon, each with its source. Forms are folded; `{a,b}` is expanded; verbs are
conjugated. One pass of the automaton over a folded text gives every hit (ahocorasick-rs: 0.2 ms an article).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.data import load_yaml
from monitor.model import SIDES
from monitor.text.fold import Folded, plain

Category = Literal["office", "body", "domain", "country", "place", "group", "cue", "person", "rank"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form means. Which fields are set depends on the category."""

    category: Category
    id: str
    side: str | None = None
    role: str | None = None
    by: str = "none"
    """Offices: what the domain or body behind them makes of the role."""
    org: str | None = None
    kind: str = ""
    """Offices: reference, named; bodies: government, ministry, embassy …; countries: name, adj, metonym; cues: tense;
    ranks: military, force, branch, courtesy."""
    plural: bool = False
    family: str = ""
    peru: str | None = None
    us: str | None = None
    """Domains: the body of each side."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found at `start`–`end` of the folded text."""

    start: int
    end: int
    entry: Entry


def expand(form: str) -> Iterator[str]:
    """`{a,b} c{,d}` → a c, b c, a cd, b cd."""
    parts = re.split(r"\{([^{}]*)\}", form)
    choices = [part.split(",") if i % 2 else [part] for i, part in enumerate(parts)]
    for combination in itertools.product(*choices):
        yield re.sub(r" +", " ", "".join(combination)).strip()


# --- Spanish verbs -----------------------------------------------------------------------------------------------------

_REGULAR = {
    "ar": {"past": "o aron e amos", "pres": "a an", "imp": "aba aban", "fut": "ara aran are aremos", "cond": "aria arian", "inf": "ar arse arlo arla", "part": "ado ada ados adas", "ger": "ando andose", "subj": "e en"},
    "er": {"past": "io ieron i imos", "pres": "e en", "imp": "ia ian", "fut": "era eran ere eremos", "cond": "eria erian", "inf": "er erse erlo erla", "part": "ido ida idos idas", "ger": "iendo iendose", "subj": "a an"},
    "ir": {"past": "io ieron i imos", "pres": "e en", "imp": "ia ian", "fut": "ira iran ire iremos", "cond": "iria irian", "inf": "ir irse irlo irla", "part": "ido ida idos idas", "ger": "iendo iendose", "subj": "a an"},
}  # fmt: skip


def conjugate(infinitive: str, irregular: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Form → tense (past, pres, imp, fut, cond, inf, part, ger, subj) of a Spanish verb, folded."""
    base = infinitive.removesuffix("se") if infinitive.endswith(("arse", "erse", "irse")) else infinitive
    stem, ending = base[:-2], base[-2:]
    forms: dict[str, str] = {}
    for tense, endings in _REGULAR[ending].items():
        for suffix in endings.split():
            forms[_spell(stem, suffix)] = tense
    for tense, given in (irregular or {}).items():
        forms = {f: t for f, t in forms.items() if t != tense} | dict.fromkeys(given, tense)
    return forms


def _spell(stem: str, suffix: str) -> str:
    """Llegar → llegue, aterrizar → aterrice, indicar → indique."""
    if suffix.startswith("e"):
        if stem.endswith("g"):
            return stem + "u" + suffix
        if stem.endswith("c"):
            return stem[:-1] + "qu" + suffix
        if stem.endswith("z"):
            return stem[:-1] + "c" + suffix
    return stem + suffix


# --- loading -----------------------------------------------------------------------------------------------------------


def _offices() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/offices.yaml"):
        entry = Entry(
            "office", row["id"], row.get("side"), row["role"], row["by"], plural=row.get("plural", False),
            kind="reference" if row.get("reference") else "named" if row.get("named") else "",
        )  # fmt: skip
        yield from _with(row["forms"], entry)


def _bodies() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/institutions.yaml"):
        name = row.get("org")
        entry = Entry("body", name or row["kind"], row.get("side"), row.get("head"), org=name, kind=row["kind"])
        yield from _with(row["forms"], entry)


def _domains() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/domains.yaml"):
        yield from _with(
            row["forms"], Entry("domain", row["id"], role=row["role"], peru=row.get("peru"), us=row.get("us"))
        )


def _countries() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/countries.yaml"):
        for kind in ("name", "adj", "metonym"):
            yield from _with(row[kind], Entry("country", row["id"], row["side"], kind=kind))


def _groups() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/groups.yaml"):
        yield from _with(row["forms"], Entry("group", row["id"], role=row["role"], plural=True))


def _places() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/places.yaml"):
        kind = "venue" if row.get("venue") else "city"
        yield from _with(row["forms"], Entry("place", kind, row["in"], kind=kind))


def _cues() -> Iterator[tuple[str, Entry]]:
    irregular = load_yaml("lexicon/irregular.yaml")
    for row in load_yaml("lexicon/cues.yaml"):
        for verb in row.get("verbs", ()):
            for form, tense in conjugate(verb, irregular.get(verb)).items():
                yield form, Entry("cue", row["id"], family=row["family"], kind=tense)
        yield from _with(row.get("forms", ()), Entry("cue", row["id"], family=row["family"]))


def _ranks() -> Iterator[tuple[str, Entry]]:
    for row in load_yaml("lexicon/ranks.yaml"):
        yield from _with(row["forms"], Entry("rank", row["kind"], row.get("side"), kind=row["kind"]))


def _with(forms: Iterable[str], entry: Entry) -> Iterator[tuple[str, Entry]]:
    for form in forms:
        for one in expand(form):
            yield plain(one), entry


_SPEAKING = frozenset(("government", "presidency", "ministry", "embassy", "congress"))


@cache
def speaking_for_a_state() -> frozenset[str]:
    """Bodies that, unnamed opposite a minister, count as high: governments, ministries, embassies, congresses (annotation
    guide), by the names of institutions.yaml.
    """
    rows = load_yaml("lexicon/institutions.yaml")
    return frozenset(r["org"] for r in rows if r.get("org") and r.get("side") in SIDES and r["kind"] in _SPEAKING)


@cache
def named_alike() -> frozenset[str]:
    """Countries (countries.yaml) where people bear names like those of Peru."""
    return frozenset(r["id"] for r in load_yaml("lexicon/countries.yaml") if r.get("sounds") == "peru")


class Lexicon:
    """All forms in one automaton."""

    def __init__(self, forms: Iterable[tuple[str, Entry]]) -> None:
        table: dict[str, list[Entry]] = {}
        for form, entry in forms:
            if form:
                entries = table.setdefault(form, [])
                if entry not in entries:
                    entries.append(entry)
        self._entries: list[Sequence[Entry]] = list(table.values())
        self._automaton = AhoCorasick(list(table), matchkind=MatchKind.Standard)
        self._acronym = [_is_acronym(form, entries) for form, entries in table.items()]
        self._town = [all(e.kind in ("metonym", "city") for e in entries) for entries in table.values()]

    def hits(self, folded: Folded) -> list[Hit]:
        """Every whole-word occurrence of every form, by place, longer ones first."""
        case = _case(folded.original)
        out: list[Hit] = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not _is_whole(folded.text, start, end):
                continue
            if self._acronym[index] and not _reads_as_acronym(folded, start, end, case):
                continue
            if folded.text[start:end] == "german" and folded.cut(start, end) == "Germán":
                continue  # the first name
            if self._town[index] and case != "lower" and not _has_capital(folded.cut(start, end)):
                continue  # "la promoción de la paz"
            out.extend(Hit(start, end, entry) for entry in self._entries[index])
        out.sort(key=lambda h: (h.start, -h.end))
        return out


_Case = Literal["upper", "lower", "mixed"]
_WORDS_TOO = frozenset("us who ice eu bid nas cia bm ins op wha epa caf hud".split())
"""Acronyms that are words or abbreviations as well: never read in a text that is all in one case."""


def _case(original: str) -> _Case:
    return "upper" if original.isupper() else "mixed" if _has_capital(original) else "lower"


def _has_capital(original: str) -> bool:
    return any(c.isupper() for c in original)


def _is_whole(text: str, start: int, end: int) -> bool:
    """The form neither begins nor ends inside a word."""
    inside = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return not inside and not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


def _is_acronym(form: str, entries: Sequence[Entry]) -> bool:
    """Bodies and countries of up to four letters count only in capitals: "us", "ice", "bid" are words as well."""
    return len(form) <= 4 and form.isalpha() and any(e.category in ("body", "country") for e in entries)


def _reads_as_acronym(folded: Folded, start: int, end: int, case: _Case) -> bool:
    """In capitals ("NASA", also "Nasa"), and no sum of money ("US$"); where the text has one case only, no usual word."""
    original = folded.cut(start, end)
    if folded.text[end : end + 1] == "$":
        return False
    if case != "mixed" and folded.text[start:end] in _WORDS_TOO:
        return False
    return case == "lower" or original.isupper() or (end - start == 4 and original[0].isupper())


@cache
def forms() -> tuple[tuple[str, Entry], ...]:
    """Every form of the data files, people excepted."""
    return tuple(
        itertools.chain(_offices(), _bodies(), _domains(), _countries(), _groups(), _places(), _cues(), _ranks())
    )


@cache
def one_word_offices() -> Mapping[str, Entry]:
    """Form → office, of the offices named by a single word; the first where a word names several."""
    offices: dict[str, Entry] = {}
    for form, entry in forms():
        if entry.category == "office" and form.isalpha():
            offices.setdefault(form, entry)
    return offices
