"""robots.txt (RFC 9309): may this page be fetched? The only module that imports protego."""

from __future__ import annotations

from urllib.parse import urlsplit

from protego import Protego

from monitor.fetch.client import Client, Response

_LIMIT = 512 * 1024  # RFC 9309 §2.5: at least 500 KiB are to be read


class Robots:
    """The rules of each host, asked once per instance (one run)."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules: dict[str, Protego | bool] = {}

    async def allows(self, url: str) -> bool:
        """Whether the rules of the host let this program fetch `url`."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = await self._load(origin)
        rules = self._rules[origin]
        return rules if isinstance(rules, bool) else bool(rules.can_fetch(url, self._client.user_agent))

    async def _load(self, origin: str) -> Protego | bool:
        answer = await self._client.get(f"{origin}/robots.txt", limit=_LIMIT)
        if isinstance(answer, Response):
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        # RFC 9309: no rules, all may be fetched (§2.3.1.3); unreachable, nothing for now (§2.3.1.4)
        return answer.reason.startswith("http-4")
