"""Lines and sentences of a folded text.

A line break ends a sentence: extractors put headings, captions and by-lines on lines of their own. Inside a line a full
stop ends one unless it belongs to an abbreviation, an initial or a number. The rules look at letter case only where an
abbreviation is followed by a word that may start a sentence, so that a page in capitals is split alike.

Own code instead of a library: on the labelled articles nupunkt 0.8 joined headings to the sentence below them and split
"U.S. | Secretary"; see docs/decisions/0005.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.text.fold import Folded

# Abbreviations that are followed by what they belong to: never a sentence end.
_LEADING = frozenset(
    """sr sra srta dr dra lic ing arq prof gral div brig cnel crnel tte cap capt cmdt cmdte alm valm calm sgto mons pdte pdta
    dip sen rep reps sens gen lt ltc ltg maj col cmdr cdr adm vadm radm sgt cpl pfc msgt ssgt tsgt cmsgt csm sgm gov amb hon rev fr
    mr mrs ms messrs st sto sta avda jr urb num nro no art inc vs pp pag vol ed eds aprox ref tel telf cel
    jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago set dic lun mar mie jue vie sab dom
    mon tue tues wed thu thur thurs fri sat sun ej cf al ibid op loc est ext ave blvd ft mt""".split()
)
# Leading abbreviations that are words as well: they end a sentence when a usual first word follows.
_WORDS_TOO = frozenset({"no", "al", "mar", "set", "dom", "est", "art", "num", "ft", "may", "sat", "sun"})
# Abbreviations that may end a sentence: it does if what follows starts with a capital and is a usual first word.
_OPEN = re.compile(
    r"(?:\b(?:([a-z])\1\.? ?([a-z])\2|e\.? ?u\.? ?a|u\.s|u\.s\.a|u\.n|d\.c|s\.a|s\.a\.c|a\.m|p\.m|etc|u\.k|jr|bros|corp|co|ltd|cia|hnos|wash|fla|calif|va|tex)"
    r"|(?<=\W)(?:uu|dc|usa|pcm|oea|onu))$"
)
_DOUBLED = re.compile(r"([a-z])\1")  # a plural abbreviated: EE. UU., RR. EE., FF. AA.
_STARTERS = frozenset(
    """el la los las un una en por segun asimismo ambos ambas durante ademas tras para con se su sus este esta ese esa
    esto al a de del desde ayer hoy manana lo le les y pero no si como cuando mientras luego despues antes entre tambien
    finalmente fue es son sera the a an in on at he she they it his her their this that these those after before during
    both we and but as from with while when meanwhile later earlier also there its to for by no not i you according""".split()
)
_END = re.compile(r"[.!?]+[\"')\]]*(?= |$)")
_INITIAL = re.compile(r"(?:^|[\s(\"'.-])\w$")
_ORDINAL = re.compile(r"(?:^|[\s(])(?:\d{1,3}|[ivx]{1,4})$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the folded text: its place, its number, and the line it stands on."""

    start: int
    end: int
    number: int
    line: int


def lines(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each line of a folded text."""
    out, at = [], 0
    for line in text.split("\n"):
        if line:
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def sentences(folded: Folded) -> list[Sentence]:
    """All sentences in order; every character but white space belongs to one of them."""
    out: list[Sentence] = []
    for number, (start, end) in enumerate(lines(folded.text)):
        for first, last in _split(folded, start, end):
            out.append(Sentence(first, last, len(out), number))
    return out


def _split(folded: Folded, start: int, end: int) -> list[tuple[int, int]]:
    text, out, at = folded.text, [], start
    for mark in _END.finditer(text, start, end):
        stop = mark.end()
        if stop >= end:
            break
        if _ends(folded, text, at, mark, end):
            out.append((at, stop))
            at = stop + 1
    if at < end:
        out.append((at, end))
    return out


def _ends(folded: Folded, text: str, at: int, mark: re.Match[str], end: int) -> bool:
    if "!" in mark[0] or "?" in mark[0]:
        # A question inside a sentence goes on in lower case ("¿qué pasó? preguntó"); a short shout is kept with it.
        return not _continues(folded, mark.end() + 1)
    before = text[max(at, mark.start() - 24) : mark.start()]
    word = re.search(r"\w+$", before)
    following = re.match(r"[\"'(\[¿¡-]*\s*(\w+)", text[mark.end() + 1 : end])
    if following is None:
        return False
    if word is not None:
        if _DOUBLED.fullmatch(word[0]) and _DOUBLED.fullmatch(following[1]):
            return False
        if word[0] in _LEADING and len(mark[0]) == 1:
            return word[0] in _WORDS_TOO and _starts(folded, mark, following)
        if _OPEN.search(before):
            return _starts(folded, mark, following)
        if _INITIAL.search(before):
            return False
        if _ORDINAL.search(before) and at >= mark.start() - 4:
            return False  # "1. Primero", at the start of a line
    return not _continues(folded, mark.end() + 1)


def _starts(folded: Folded, mark: re.Match[str], following: re.Match[str]) -> bool:
    place = mark.end() + 1 + following.start(1)
    original = folded.original[folded.offsets[place]]
    return following[1] in _STARTERS and not original.islower()


def _continues(folded: Folded, place: int) -> bool:
    """Whether what follows goes on in lower case in a text that has both cases."""
    while place < len(folded.text) and not folded.text[place].isalnum():
        place += 1
    if place >= len(folded.text):
        return False
    original = folded.original[folded.offsets[place]]
    return original.islower() and not _caseless(folded.original)


def _caseless(original: str) -> bool:
    return not any(c.isupper() for c in original[:2000])
