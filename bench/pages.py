"""Time and memory of extracting one page: `python bench/pages.py [FOLDER]`.

Each page is read in a process of its own, which has read others before, one of them in a third language; memory is what
it needed above that resting size, the page's own bytes not counted. What is asked for: an outcome within 30 s and 64 MiB,
whatever the page. With a FOLDER, the pages in it are measured, the largest in bytes and in tags, instead of made ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from process import measured

from monitor.extract import extract
from monitor.model import Failure, Link, Page

NOW = datetime(2026, 3, 10, tzinfo=UTC)
WORDS = "El canciller se reunió con el embajador de Estados Unidos en Lima. "
LARGEST = 25


def html(body: str, head: str = "") -> bytes:
    return f"<html lang=es><head><title>Nota</title>{head}</head><body><article>{body}</article></body></html>".encode()


def words(characters: int, of: str = WORDS) -> str:
    return (of * (characters // len(of) + 1))[:characters]


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


PAGES: dict[str, Callable[[], bytes]] = {
    "an article": lambda: html(f"<p>{words(500)}</p>" * 20),
    # just below the bounds
    "11,900 paragraphs": lambda: html(f"<p>{words(40)}</p>" * 11_900),
    "11,900 links": lambda: html(f"<a href=x>{words(40)}</a>" * 11_900),
    "11,900 links of one paragraph": lambda: html("<p>" + f"<a href=x>{words(40)}</a> " * 11_900),
    "11,900 emphases": lambda: html(f"<b>{words(40)}</b>" * 11_900),
    "11,900 headings": lambda: html(f"<h2>{words(40)}</h2>" * 11_900),
    "5,900 cells": lambda: html("<table>" + f"<tr><td>{words(80)}</td></tr>" * 5_900 + "</table>"),
    "4,900 paragraphs, 14,700 attributes": lambda: html(f"<p a=1 b=2 c=3>{words(90)}</p>" * 4_900),
    "3,900 headings, compared": lambda: html(f"<h2>{words(120)}</h2>" * 3_900),
    "3,900 links, compared": lambda: html("<p>" + f"<a href=x>{words(110)}</a> " * 3_900),
    "one paragraph of 490,000 letters": lambda: html(f"<p>{words(490_000)}</p>"),
    "one paragraph of 195,000 characters, emoji": lambda: html(f"<p>{words(195_000, '😀 ')}</p>"),
    "captions in captions": lambda: html(("<div class=caption>" * 200 + words(2_400) + "</div>" * 200) * 59),
    "11,900 metas": lambda: html(f"<p>{words(500)}</p>", "<meta name=author content=x>" * 11_900),
    "11,900 authors": lambda: html(
        f"<p>{words(500)}</p>", "".join(f"<meta name=author content=x{n}>" for n in range(11_900))
    ),
    "14,900 attributes of one element": lambda: html(f"<p {' '.join(f'a{n}=1' for n in range(14_900))}>{words(500)}"),
    "an author of 200,000 brackets": lambda: html(
        f"<p>{words(500)}</p>", f"<meta name=author content={'(' * 200_000}>"
    ),
    "a meta of 2.9 MB": lambda: html(f"<p>{words(500)}</p>", f"<meta name=author content={'x' * 2_900_000}>"),
    "JSON-LD of 195,000 letters": lambda: html(f"<p>{words(500)}</p>", ld("[" + '{"a":1},' * 24_000 + "{}]")),
    "JSON-LD of one string": lambda: html(f"<p>{words(500)}</p>", ld(f'{{"author": "{words(190_000)}"}}')),
    "JSON-LD of 480,000 letters, broken": lambda: html(f"<p>{words(500)}</p>", ld('"author":' * 53_000)),
    "twenty JSON-LD": lambda: html(f"<p>{words(500)}</p>", ld("[" + "[]," * 8_000 + "[]]") * 20),
    # beyond them
    "100,000 paragraphs": lambda: html("<p>a</p>" * 100_000),
    "200,000 nested elements": lambda: html("<div>" * 200_000),
    "2,500,000 line breaks": lambda: html("<br>" * 2_500_000),
    "400,000 attributes of one element": lambda: html(f"<p {' '.join(f'a{n}=1' for n in range(400_000))}>"),
    "160,000 attributes of 20,000 elements": lambda: html("<p a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8>x</p>" * 20_000),
    "5 MB of text": lambda: html(f"<p>{words(5_000_000)}</p>"),
    "JSON-LD of 2.8 MB": lambda: html(f"<p>{words(500)}</p>", ld("[" + '{"a":1},' * 350_000 + "{}]")),
    "5 MB of script": lambda: html(f"<p>{words(500)}</p>", f"<script>{words(5_000_000, 'var a=1;')}</script>"),
    "5 MB of <": lambda: html("<" * 5_000_000),
    "5 MB of entities": lambda: html("&amp;" * 1_000_000),
}


def read(body: bytes) -> tuple[float, float, str]:
    """Seconds, MiB, and what came of it. The process has read a page before, and one in a third language."""
    german = words(2_000, "Der Minister und die Botschafterin sprachen gestern in der Hauptstadt über den Hafen. ")
    for known in (PAGES["an article"](), html(f"<p>{german}</p>")):
        _extract(known)
    found, seconds, mib = measured(lambda: _extract(body))
    return seconds, mib, found


def _extract(body: bytes) -> str:
    url = "https://diario.pe/politica/nota/"
    found = extract(Page(url, body, "text/html", NOW, Link(url, "diario")), "Diario", "es", NOW)
    return f"{found.reason} {found.detail}" if isinstance(found, Failure) else f"{len(found.text.split()):,} words"


def saved(folder: Path) -> dict[str, Callable[[], bytes]]:
    """The pages in `folder` with most bytes and with most tags."""
    paths = list(folder.rglob("*.html"))
    tags = {path: path.read_bytes().count(b"<") for path in paths}
    size = {path: path.stat().st_size for path in paths}
    largest = {path for most in (tags, size) for path in sorted(paths, key=most.__getitem__)[-LARGEST:]}
    return {path.stem[-40:]: path.read_bytes for path in sorted(largest)}


def main() -> None:
    pages = saved(Path(sys.argv[1])) if len(sys.argv) > 1 else PAGES
    for name, make in pages.items():
        body = make()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            seconds, mib, result = pool.submit(read, body).result()
        print(f"{name:42} {len(body) / 1e6:6.2f} MB {seconds:6.2f} s {mib:6.1f} MiB  {result}", flush=True)


if __name__ == "__main__":
    main()
