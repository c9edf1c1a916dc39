"""The part of CSS selectors that a list page needs → XPath.

Tags, `.class`, `#id`, `[attribute]`, `[attribute=value]`, descendants, `>` and commas. Own code, since the library for
it (cssselect) would be one more dependency for thirty lines.
"""

from __future__ import annotations

import re

_PART = re.compile(
    r"\s*(?P<child>>)?\s*(?P<tag>[a-zA-Z][\w-]*|\*)?"
    r"(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:=(?:\"[^\"'\]]*\"|'[^\"'\]]*'|[\w/-]+))?\])*)"
)
_TEST = re.compile(r"\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:=[\"']?(?P<value>[^\"'\]]*)[\"']?)?\]")


def to_xpath(selector: str) -> str:
    """The XPath of a CSS selector. Raises ValueError with the part that is not understood."""
    return " | ".join(_path(one.strip()) for one in selector.split(","))


def _path(selector: str) -> str:
    path, at = "", 0
    while at < len(selector):
        part = _PART.match(selector, at)
        if part is None or not (part["tag"] or part["rest"]):
            raise ValueError(f"no CSS selector this program understands: {selector[at:]!r}")
        tests = "".join(_test(one) for one in _TEST.finditer(part["rest"]))
        path += ("/" if part["child"] and path else "//") + (part["tag"] or "*").lower() + tests
        at = part.end()
    if not path:
        raise ValueError("an empty CSS selector")
    return path


def _test(match: re.Match[str]) -> str:
    if match["class"]:
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {match['class']} ')]"
    if match["id"]:
        return f"[@id='{match['id']}']"
    return f"[@{match['name']}]" if match["value"] is None else f"[@{match['name']}='{match['value']}']"
