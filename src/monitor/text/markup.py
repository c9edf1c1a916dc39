"""How much markup a page may have: more than real pages, less than what an attack on the parser needs. Pure.

A parser needs memory for each element and attribute, whatever stands in them, and compares each attribute with all
others of its element. Of 1,040 real pages none has more than 20,000 tags, 23,000 words in tags, and 3,800 in one tag.
"""

from __future__ import annotations

import re

MAX_TAGS = 60_000
MAX_WORDS = 200_000
"""Names and values of attributes: white space parts them, also inside of values."""
MAX_WORDS_OF_TAG = 20_000

_TAG = re.compile(rb"<[a-zA-Z][^<>]*")


def excess(body: bytes) -> str:
    """What there is too much of, for a person; empty for a page that can be parsed. It takes a millisecond."""
    if (count := body.count(b"<")) > MAX_TAGS:
        return f"{count:,} tags"
    tags = _TAG.findall(body)
    longest = max(tags, key=len, default=b"")
    if len(longest.split(None, MAX_WORDS_OF_TAG)) > MAX_WORDS_OF_TAG:
        return f"more than {MAX_WORDS_OF_TAG:,} words in one tag"
    if (count := sum(len(tag.split()) for tag in tags)) > MAX_WORDS:
        return f"{count:,} words in tags"
    return ""
