"""Memory, open files and speed while one process extracts many pages: `python bench/soak.py [PAGES] [--growth MIB]`.

The pages are variants of a few dozen templates: the ways in which outlets set a page, in two languages, with and without
dates, captions, JSON-LD, comments and unclosed elements; no two have the same text. With --growth, memory that grew by
more after the first tenth, or a file left open, ends the program with 1.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from process import open_files, resident

from monitor.extract import extract, forget
from monitor.model import Article, Link, Page
from monitor.text.language import detect

NOW = datetime(2026, 3, 10, tzinfo=UTC)
STEPS = 10
FORGET = 500
"""Pages after which trafilatura's caches are dropped."""
WARM = 300
"""Pages read before memory is looked at: the word lists of justext (23 MiB) are loaded by the first page that needs them."""
WORDS = {
    "es": """el la los de en que por con para una canciller embajador ministro puerto cooperación gobierno reunión país frontera
        comercio aduanas visita lunes acuerdo congreso región inversión seguridad declaró anunció informó sostuvo""".split(),
    "en": """the of in and to with for a minister ambassador secretary port trade government meeting country border security
        visit Monday agreement region investment announced said told met discussed""".split(),
}
ARTICLES = {
    "article": "<article><h1>{title}</h1>{date}<p>{text}</p></article>",
    "blocks": "<div class=story><h1>{title}</h1><div class=body>{date}<div>{text}</div></div></div>",
    "breaks": "<td class=nota><b>{title}</b><br>{date}<br>{text}",
    "figures": "<main><h2>{title}</h2><figure><img src=a.jpg><figcaption>{title}</figcaption></figure>{date}<p>{text}</main>",
}
FRAMES = {
    "plain": "{body}",
    "menus": "<nav><ul>{links}</ul></nav>{body}<aside><ul>{links}</ul></aside><footer>© 2026</footer>",
    "table": "<table><tr><td><a href=/>Inicio</a></td></tr><tr>{body}</tr></table><!-- {title} -->",
}
HEADS = {
    "bare": "",
    "meta": '<meta property="article:published_time" content="2026-03-{day:02}T10:00:00-05:00"><meta name=author content="{title}">',
    "data": '<script type="application/ld+json">{ld}</script><script>var state = {ld};</script>',
}
TEMPLATES = [*product(WORDS, ARTICLES, FRAMES, HEADS)]


def pages(count: int) -> Iterator[Page]:
    """Pages of all templates in turn, the same for the same count."""
    chance = random.Random(7)
    for number in range(count):
        lang, article, frame, head = TEMPLATES[number % len(TEMPLATES)]
        words = WORDS[lang]
        url = f"https://diario.pe/politica/nota-{number}/"
        title = " ".join(chance.choices(words, k=9)).capitalize()
        parts = [" ".join(chance.choices(words, k=chance.randint(20, 80))) + "." for _ in range(chance.randint(2, 14))]
        day = number % 9 + 1
        fields = {
            "title": title, "day": day, "date": f"<time>{day}/3/2026</time>", "text": "</p><p>".join(parts),
            "links": "".join(f"<li><a href=/n/{number}/{n}>{words[n]}</a></li>" for n in range(12)),
            "ld": json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"2026-03-0{day}", "url": url}),
        }  # fmt: skip
        body = FRAMES[frame].format(body=ARTICLES[article].format(**fields), **fields)
        page = f"<html lang={lang}><head><title>{title}</title>{HEADS[head].format(**fields)}</head><body>{body}</body></html>"
        yield Page(url, page.encode(), "text/html", NOW, Link(url, "diario"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=100_000)
    parser.add_argument("--growth", type=float)
    asked = parser.parse_args()
    detect("Der Minister und die Botschafterin sprachen gestern in Lima. " * 3)  # loads 74 MiB of models, once
    for page in pages(WARM):
        extract(page, "Diario", "es", NOW)
    step, begin, articles = max(1, asked.pages // STEPS), time.perf_counter(), 0
    seen: list[tuple[float, int]] = []
    for number, page in enumerate(pages(asked.pages), 1):
        articles += isinstance(extract(page, "Diario", "es", NOW), Article)
        if number % FORGET == 0:
            forget()
        if number % step == 0:
            rate, begin = step / (time.perf_counter() - begin), time.perf_counter()
            seen.append((resident(), open_files()))
            print(
                f"{number:>8,} pages {resident():7.1f} MiB {open_files():3} open files {rate:6.0f} pages/s", flush=True
            )
    grown, opened = seen[-1][0] - seen[0][0], seen[-1][1] - seen[0][1]
    print(f"{articles:>8,} articles of {len(TEMPLATES)} templates; grown by {grown:.1f} MiB, {opened} open files")
    if asked.growth is not None and (grown > asked.growth or opened or articles < 0.9 * asked.pages):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
