"""A press to test against: six invented outlets on a real HTTP server on loopback.

    with Press() as press:
        press.url                       # http://127.0.0.1:43123; press.port for a fetcher that checks ports
        press.feeds["gestor"]           # Feed(url, kind, lang); press.broken is a feed that is a web page
        press.address("gestor/dolar")   # absolute URL of an article, of a path ("/robots.txt"), of a feed ("gestor")
        press.requests                  # [Request(method, path, headers), …]; press.asked(…) for one address
        press.publish("radio", draft("radio/landau-llega"))
        press.edit("gestor/dolar", title="Precio del dólar", updated=NOW)
        press.fail("torre", 503); press.restore("torre")

| outlet   | feed                        | pages                                                            |
|----------|-----------------------------|------------------------------------------------------------------|
| gestor   | RSS 2.0 (GMT, short)        | Arc-like daily: JSON-LD, AMP twins, doubled captions, paywall     |
| radio    | Atom                        | WordPress: captions, share and WhatsApp boxes; one without a date |
| torre    | RSS 1.0 (RDF, UTC)          | ministry notes with number and dateline                          |
| embajada | RSS 2.0 with the whole text | US mission, English in a bilingual frame                         |
| state    | JSON Feed 1.1               | readouts, English                                                |
| agencia  | Google-News sitemap         | agency notes under a wrong charset                               |

Articles are data (articles/, and drafts/ for a test to publish); what a monitor must make of them is expected.yaml,
read by `expected()`. The stories are invented, the office-holders are not. The fixture stands on the evening of `NOW`.
Feeds have validators (ETag, Last-Modified) and answer 304; pages have none.
"""

from __future__ import annotations

from typing import Any

from .layout import OUTLETS, Outlet, plain
from .newsroom import NOW
from .server import Feed, Press, Request
from .stories import HERE, Article, load, read

__all__ = ["NOW", "OUTLETS", "Article", "Feed", "Outlet", "Press", "Request", "draft", "expected", "plain"]


def draft(name: str) -> Article:
    """An article that is written but not yet published, such as `radio/landau-llega`."""
    return read("drafts")[name]


def expected() -> dict[str, Any]:
    """What a monitor must make of the published articles: expected.yaml."""
    document: dict[str, Any] = load((HERE / "expected.yaml").read_text(encoding="utf-8"))
    return document
