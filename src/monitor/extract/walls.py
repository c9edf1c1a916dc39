"""What stands where an article should: a paywall, a consent form, a challenge to robots, a page that is gone. Pure."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from monitor.text.fold import plain

_FEW_WORDS = 200
"""A page of more words is an article, whatever its title says: "Access denied: the visa dispute"."""

_PAYWALL = re.compile(
    rb'"isAccessibleForFree"\s*:\s*"?false|class="[^"]*\b(?:paywall|subscriber-only|premium-wall|contenido-exclusivo)\b',
    re.IGNORECASE,
)
_CONSENT = re.compile(
    rb"consent\.(?:google|yahoo|youtube)\.|before you continue|antes de (?:continuar|ir) a google", re.IGNORECASE
)
_TITLES = {
    "consent": re.compile(
        r"^(?:before you continue|antes de (?:continuar|ir)\b|configuracion de cookies|cookie consent)"
    ),
    "challenge": re.compile(
        r"^(?:just a moment|un momento|attention required|access denied|acceso denegado|are you a robot|eres un robot"
        r"|checking your browser|verificando|security check|pardon our interruption|request unsuccessful|captcha)"
    ),
    "gone": re.compile(
        r"^(?:error )?(?:404|410)\b|pagina no encontrada|no encontramos la pagina|page not found|not found$"
    ),
}


def paywalled(body: bytes) -> bool:
    """Whether the page says that its text is not free."""
    return _PAYWALL.search(body) is not None


def wall(tree: HtmlElement, words: int) -> str:
    """The slug of what hides the text of a page of `words` words; empty for none."""
    if words >= _FEW_WORDS:
        return ""
    title = plain(str(tree.findtext(".//title") or ""))[:200]
    for slug, pattern in _TITLES.items():
        if pattern.search(title):
            return slug
    return ""


def why_empty(tree: HtmlElement, body: bytes) -> str:
    """Why a page has no text: the slug of a wall, or `no-text`."""
    hidden = wall(tree, 0)
    return hidden or ("paywall" if paywalled(body) else "consent" if _CONSENT.search(body) else "no-text")
