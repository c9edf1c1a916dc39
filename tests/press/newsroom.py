"""What the press has published, and its answer to each request. No sockets here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from threading import RLock
from typing import Any

from . import layout
from .layout import OUTLETS, TWIN, Outlet
from .stories import Article, read

NOW = datetime(2026, 3, 10, 20, 0, tzinfo=timezone(timedelta(hours=-5)))
"""The evening on which the fixture stands: give it to whatever wants to know the time."""

BROKEN_FEED = "/rota/feed"
PRIVATE = "/gestor/privado/"
_ROBOTS = f"User-agent: *\nDisallow: {PRIVATE}\nAllow: /\n"
_HTML = "text/html; charset=utf-8"
# Enough of a PDF to be taken for one by its first bytes; no reader opens it.
_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_OLDEST = datetime(1970, 1, 1, tzinfo=NOW.tzinfo)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Newsroom:
    """The published articles and the failures ordered by a test. Safe to use from many threads."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._lock = RLock()
        self._failures: dict[str, int] = {}
        self._revisions: Counter[str] = Counter()
        self._articles: dict[str, tuple[Outlet, Article]] = {}
        for name, article in read("articles").items():
            self._articles[article.path] = (OUTLETS[name.split("/")[0]], article)

    def path_of(self, name: str) -> str | None:
        """The path of the published article of that name."""
        with self._lock:
            return next((path for path, (_, article) in self._articles.items() if article.name == name), None)

    def article(self, path: str) -> Article:
        """The article published at `path`."""
        with self._lock:
            return self._articles[path][1]

    def publish(self, outlet: str, article: Article) -> None:
        """Add an article to an outlet's feed and pages."""
        with self._lock:
            if not article.path.startswith(f"/{outlet}/") or article.path in self._articles:
                raise ValueError(f"{article.path}: not a new path of {outlet}")
            self._articles[article.path] = (OUTLETS[outlet], article)
            self._revisions[outlet] += 1

    def edit(self, path: str, changes: Mapping[str, Any]) -> None:
        """Change fields of a published article."""
        with self._lock:
            outlet, article = self._articles[path]
            self._articles[path] = (outlet, replace(article, **changes))
            self._revisions[outlet.id] += 1

    def fail(self, path: str, status: int) -> None:
        """Answer `path` with `status` from now on; without a query it stands for the path with any query."""
        with self._lock:
            self._failures[path] = status

    def restore(self, path: str) -> None:
        """Take back `fail`."""
        with self._lock:
            self._failures.pop(path, None)

    def answer(self, target: str, headers: Mapping[str, str]) -> Reply:
        """The reply to a GET of `target` (path and query); `headers` have lower-case names."""
        with self._lock:
            path, _, query = target.partition("?")
            if status := self._failures.get(target) or self._failures.get(path):
                return self._error(status)
            if target == "/robots.txt":
                return Reply(200, _ROBOTS.encode(), {"Content-Type": "text/plain; charset=utf-8"})
            if path == BROKEN_FEED:
                return _html(layout.front("Página de inicio", "Este canal ya no existe.", self.base))
            for outlet in OUTLETS.values():
                if target == outlet.feed:
                    return self._feed(outlet, headers)
            return self._redirect(target) or self._page(path, f"?{query}")

    def _feed(self, outlet: Outlet, headers: Mapping[str, str]) -> Reply:
        # Revisions count as seconds, so that every change is seen by a client that only compares dates.
        changed = NOW - timedelta(hours=2) + timedelta(seconds=self._revisions[outlet.id])
        body = layout.feed(outlet, self._of(outlet), changed, self.base)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        validators = {
            "ETag": f"W/{tag}" if outlet.weak else tag,
            "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        }
        if _unchanged(tag, changed, headers):
            return Reply(304, headers=validators)
        return Reply(200, body, {"Content-Type": outlet.content_type, **validators})

    def _of(self, outlet: Outlet) -> list[Article]:
        """An outlet's articles, newest first, undated ones last."""
        articles = [article for owner, article in self._articles.values() if owner is outlet]
        return sorted(articles, key=lambda article: article.published or _OLDEST, reverse=True)

    def _redirect(self, target: str) -> Reply | None:
        for _, article in self._articles.values():
            if article.alias and article.alias == target:
                return Reply(302, headers={"Location": self.base + article.path})
        return None

    def _page(self, path: str, query: str) -> Reply:
        outlet, article = self._articles.get(path, (None, None))
        if outlet is None or article is None:
            return self._error(404)
        if query == TWIN:
            if not layout.has_twin(outlet, article):
                return self._error(404)
            return _html(layout.twin(outlet, article, self.base))
        match article.answer:
            case "missing":
                return self._error(404)
            case "down":
                return self._error(503)
            case "empty":
                return Reply(200, b"", {"Content-Type": _HTML})
            case "pdf":
                return Reply(200, _PDF, {"Content-Type": "application/pdf"})
        body = layout.page(outlet, article, self._others(outlet, article), self.base)
        return Reply(200, body, {"Content-Type": f"text/html; charset={article.declared}"})

    def _others(self, outlet: Outlet, article: Article) -> list[Article]:
        """What the page lists as related: three other pages of the outlet."""
        pages = (a for a in self._of(outlet) if a is not article and a.answer == "page" and PRIVATE not in a.path)
        return list(pages)[:3]

    def _error(self, status: int) -> Reply:
        title = f"{status} {HTTPStatus(status).phrase}"
        headers = {"Content-Type": _HTML, **({"Retry-After": "120"} if status == 503 else {})}
        return Reply(status, layout.front(title, "No podemos mostrar esta página.", self.base), headers)


def _html(body: bytes) -> Reply:
    return Reply(200, body, {"Content-Type": _HTML})


def _unchanged(tag: str, changed: datetime, headers: Mapping[str, str]) -> bool:
    """RFC 9110 §13.2.2: If-None-Match decides where it is sent (tags compared weakly), else If-Modified-Since."""
    if (sent := headers.get("if-none-match")) is not None:
        tags = [one.strip().removeprefix("W/") for one in sent.split(",")]
        return tag in tags or "*" in tags
    try:
        return parsedate_to_datetime(headers.get("if-modified-since", "")) >= changed
    except (TypeError, ValueError):
        return False  # no date, or one that is none: the condition is to be ignored
