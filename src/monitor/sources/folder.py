"""A folder of files (the seeds) → articles, and pages for the extractor. They enter by the same door as all others.

A text file may begin with a header ` date YYYY-MM-DD `, which gives the day of publication. A mail gives its subject,
sender and date. A saved web page goes through extraction as if it had been fetched.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path

from monitor.model import Article, Failure, Link, Page, Stage
from monitor.sources.items import absolute, clean
from monitor.sources.listing import parse_page
from monitor.text.headline import headline
from monitor.text.language import detect
from monitor.text.moments import LIMA, parse_moment

_HEADER = re.compile(r"\A\s*date\s+(\d{4}-\d{2}-\d{2})\s+", re.IGNORECASE)
_MAX_BYTES = 5_000_000
_TEXTS, _PAGES = (".txt", ".eml"), (".html", ".htm")
_BREAKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "table")

Unread = tuple[Path, Failure]
"""A file that can't be read, and why: `too-large`, `bad-encoding`, `unreadable`, `no-text`."""


def files(folder: Path, suffixes: tuple[str, ...] = _TEXTS + _PAGES) -> list[Path]:
    """What there is to read in `folder`, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in suffixes)


def read_folder(folder: Path, source: str = "seeds", outlet: str = "") -> list[Article | Unread]:
    """The articles of all .txt and .eml files in `folder`, by name."""
    return [read_file(path, source, outlet) for path in files(folder, _TEXTS)]


def read_pages(folder: Path, now: datetime, source: str = "seeds") -> list[Page | Unread]:
    """The saved web pages (.html, .htm) in `folder`, by name, to be extracted. A page's link is the file."""
    return [_page(path, now, source) for path in files(folder, _PAGES)]


def read_file(path: Path, source: str = "seeds", outlet: str = "") -> Article | Unread:
    """One text file or mail as an article."""
    body = _read(path)
    if isinstance(body, Failure):
        return path, body
    read = _mail if path.suffix.lower() == ".eml" else _text
    article = read(body, path, source, outlet or source)
    return (path, article) if isinstance(article, Failure) else article


def split_header(text: str) -> tuple[date | None, str]:
    """The day a leading ` date YYYY-MM-DD ` gives, and the text after it."""
    match = _HEADER.match(text)
    if not match:
        return None, text
    try:
        return date.fromisoformat(match[1]), text[match.end() :]
    except ValueError:
        return None, text


def _read(path: Path) -> bytes | Failure:
    try:
        if path.stat().st_size > _MAX_BYTES:
            return Failure(Stage.EXTRACT, "too-large", f"more than {_MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        return Failure(Stage.EXTRACT, "unreadable", error.strerror or str(error))


def _text(body: bytes, path: Path, source: str, outlet: str) -> Article | Failure:
    try:
        published, text = split_header(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Failure(Stage.EXTRACT, "bad-encoding", f"not UTF-8 at byte {error.start}")
    return _article(path, source, outlet, text, published)


def _mail(body: bytes, path: Path, source: str, outlet: str) -> Article | Failure:
    mail = message_from_bytes(body, policy=policy.default)
    try:
        part = mail.get_body(("plain", "html"))
        content = str(part.get_content()) if part else ""
        subject, sender, sent = (str(mail[name] or "") for name in ("subject", "from", "date"))
    except (LookupError, ValueError, AttributeError, TypeError) as error:  # unknown charsets, broken headers
        return Failure(Stage.EXTRACT, "bad-encoding", str(error)[:200])
    moment = parse_moment(sent)
    text = _words(content) if part and part.get_content_subtype() == "html" else content
    published = moment.astimezone(LIMA).date() if moment else None
    return _article(path, source, outlet, text, published, clean(subject), parseaddr(sender)[0])


def _words(markup: str) -> str:
    """The text of HTML, a line for each block."""
    tree = parse_page(markup.encode("utf-8", "replace")) if markup.strip() else None
    if tree is None:
        return ""
    for node in list(tree.iter("script", "style", "head")):
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.iter(*_BREAKS):
        node.tail = f"\n{node.tail or ''}"
        node.text = f"\n{node.text or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().splitlines())
    return "\n".join(filter(None, lines))


def _article(
    path: Path, source: str, outlet: str, text: str, published: date | None, title: str = "", author: str = ""
) -> Article | Failure:
    text = text.replace("\x00", "").strip()
    if not text:
        return Failure(Stage.EXTRACT, "no-text", "the file is empty")
    return Article(
        id=f"seed-{path.stem[:40]}",
        url=f"{source}:{path.name}",
        outlet=outlet,
        title=title or headline(text),
        text=text,
        published=published,
        published_basis="header" if published else "unknown",
        lang="en" if detect(text) == "en" else "es",
        author=author[:200],
        source=source,
    )


def _page(path: Path, now: datetime, source: str) -> Page | Unread:
    body = _read(path)
    if isinstance(body, Failure):
        return path, body
    address = f"{source}:{path.name}"
    return Page(_stated_address(body) or address, body, "text/html", now, Link(address, source))


def _stated_address(body: bytes) -> str | None:
    """Where a saved page says that it comes from."""
    tree = parse_page(body) if body.strip() else None
    if tree is None:
        return None
    stated = tree.xpath("string((//link[@rel='canonical']/@href | //meta[@property='og:url']/@content)[1])")
    return absolute(str(stated), "")
