"""Spanish, English, or something the rules can't read.

Declared language and stop words settle nearly all pages; py3langid (import 0.1 s, 1 ms a text) is asked only when the
two disagree or say nothing.
"""

from __future__ import annotations

from monitor.text.fold import plain, words

_ES = frozenset(
    "el la los las de del que y en un una con por para su se al lo como mas pero sus le ya fue este entre ha".split()
)
_EN = frozenset(
    "the of and to in that for on with was as by at from his be are this have has an it he will its their".split()
)
_PT = frozenset("o os do da dos das em um uma nao com ao pelo pela sao foi ou mais".split())
"""Portuguese shares a good half of the Spanish list; where these are as frequent, the text is not taken for Spanish."""


def detect(text: str, declared: str = "") -> str:
    """ISO 639-1 code of `text`; `declared` (a feed's or page's word: "es-PE") counts where the text is unclear."""
    said = declared.strip().lower()[:2]
    some = words(plain(text[:6000]))
    if not some:
        return said or "es"
    es = sum(w in _ES for w in some) / len(some)
    en = sum(w in _EN for w in some) / len(some)
    pt = sum(w in _PT for w in some) / len(some)
    guess = "es" if es > 0.15 and es > 2 * en and es > pt else "en" if en > 0.12 and en > 2 * es else ""
    if guess and (guess == said or len(some) >= 20):
        return guess
    if len(some) < 20:
        return guess or said or "es"
    import py3langid  # 0.1 s: only where it is needed

    return str(py3langid.classify(text[:2000])[0])
