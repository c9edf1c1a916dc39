"""Foreign text made harmless for the place where it is shown. HTML is escaped by jinja2; the rest is here."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_\[\]|<>~&])")
_LEADING = re.compile(r"^([-=+#]|\d+(?=[.)]))")
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+")
_LIKE = str.maketrans("<>*_~`|\\", "‹›∗ˍ∼ˋ∣∖")
"""What chat services read as mark-up or as its escape, and characters that look like it."""
_LINKED = re.compile(r"@|(?<=:)(?=//)|(?<=\])(?=\()|(?<=\w\.)(?=[a-z]{2})|^(?=[#-])")
"""Where a mention, an address, a link's words, a bare domain or a heading begins."""
_ADDRESS = re.compile(r"https?://[^\s\"'<>()\\^`{|}\[\]\x00-\x20\x7f]{1,2000}")


def one_line(text: str) -> str:
    """No line breaks, no control characters, no marks that turn the direction of writing."""
    return _BLANKS.sub(" ", text).strip()


def clip(text: str, length: int) -> str:
    """One line of at most `length` characters, cut between words."""
    line = one_line(text)
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def markdown(text: str) -> str:
    """Foreign text as Markdown that is only text."""
    return _LEADING.sub(r"\\\1", _MARKDOWN.sub(r"\\\1", one_line(text)))


def chat(text: str) -> str:
    """Foreign text for chat services, each of which reads some mark-up even in plain messages.

    Slack reads <!channel>, <address|words> and *bold*, Discord and Mattermost [words](address), @everyone and ||hidden||,
    Telegram HTML or one of two kinds of Markdown, and all make links of addresses; the characters that start these are
    replaced by others of their looks or kept apart by one without width, the words stay.
    """
    return _LINKED.sub("\\g<0>\u2060", one_line(text).translate(_LIKE))


def web_address(url: str) -> str:
    """The address if it is a web address without tricks, else nothing."""
    return url if _ADDRESS.fullmatch(url) else ""
