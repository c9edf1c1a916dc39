"""A folder of text files → articles (the seeds). They enter through the same door as every other article.

A file may begin with a header ` date YYYY-MM-DD `, which gives the day of publication.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from monitor.model import Article, Failure, Stage
from monitor.text.headline import headline
from monitor.text.language import detect

_HEADER = re.compile(r"\A\s*date\s+(\d{4}-\d{2}-\d{2})\s+", re.IGNORECASE)
_MAX_BYTES = 5_000_000


def read_folder(folder: Path, source: str = "seeds", outlet: str = "") -> list[Article | tuple[Path, Failure]]:
    """The articles of all .txt files in `folder`, by name; a file that can't be read gives (path, Failure)."""
    return [read_file(path, source, outlet) for path in sorted(folder.glob("*.txt"))]


def read_file(path: Path, source: str = "seeds", outlet: str = "") -> Article | tuple[Path, Failure]:
    """One text file as an article."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return path, Failure(Stage.EXTRACT, "too-large", f"more than {_MAX_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return path, Failure(Stage.EXTRACT, "bad-encoding", f"not UTF-8 at byte {error.start}")
    except OSError as error:
        return path, Failure(Stage.EXTRACT, "unreadable", error.strerror or str(error))
    published, text = split_header(text)
    if not text.strip():
        return path, Failure(Stage.EXTRACT, "no-text", "the file is empty")
    return Article(
        id=f"seed-{path.stem[:40]}",
        url=f"{source}:{path.name}",
        outlet=outlet or source,
        title=headline(text),
        text=text.strip(),
        published=published,
        published_basis="header" if published else "unknown",
        lang="en" if detect(text) == "en" else "es",
        source=source,
    )


def split_header(text: str) -> tuple[date | None, str]:
    """The day a leading ` date YYYY-MM-DD ` gives, and the text after it."""
    match = _HEADER.match(text)
    if not match:
        return None, text
    try:
        return date.fromisoformat(match[1]), text[match.end() :]
    except ValueError:
        return None, text
