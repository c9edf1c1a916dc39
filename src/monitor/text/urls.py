"""One address for one page: the form under which links and articles are known.

courlan strips tracking parameters and sorts the rest; what it leaves (AMP twins, mobile and mirror hosts, scheme,
"www.", trailing dots and slashes) is folded here. A cleaned URL cleaned again is unchanged (tested). The result is an
identity, not an address to fetch: the page is fetched at the address the source gave.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from courlan import clean_url

_AMP_QUERY = {("outputtype", "amp"), ("amp", "1"), ("amp", ""), ("amp", "true"), ("view", "amp"), ("format", "amp")}
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|ref_src|ref_url|cmpid|ocid|ito|smid|s_cid|xtor|_ga|oc|outputtype|traffic_source|rel|_gl|ssp|srsltid|feature)$",
    re.IGNORECASE,
)
_MIRROR = re.compile(r"^(?P<outlet>[a-z0-9]+)-[a-z0-9-]+-prod\.cdn\.arcpublishing\.com$")
_DEFAULT_PORT = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """The identity of `url`: https, no "www.", "m." or "amp.", no AMP path, no tracking, no fragment, sorted query.

    Anything that is not http(s) is returned as it is (seeds: `seed:NAME`).
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return url
    cleaned = clean_url(url) or url
    parts = urlsplit(cleaned)
    host = _host(parts.hostname or "")
    port = parts.port
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(k) and (k.lower(), v.lower()) not in _AMP_QUERY
    ]
    return urlunsplit(("https", netloc, _path(parts.path), urlencode(sorted(query)), ""))


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    mirror = _MIRROR.match(host)
    if mirror:
        return f"{mirror['outlet']}.pe"
    while True:
        shorter = re.sub(r"^(?:www\d?|amp|m|mobile|movil)\.(?=[^.]+\.)", "", host)
        if shorter == host:
            return host
        host = shorter


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path or "/")
    previous = None
    while path != previous:
        previous = path
        path = re.sub(r"^/amp(?=/|$)|(?<=.)/amp/?$|\.amp(?=\.html?$|$)", "", path) or "/"
        path = re.sub(r"/(?:index\.(?:html?|php))$", "/", path)
        path = path.rstrip("/") or "/"
    return path


def last_words(url: str) -> str:
    """What the path says in words, for a link without a title: `…/canciller-viaja-a-lima-n123/` → canciller viaja a lima."""
    slug = unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[-_]+", " ", re.sub(r"(?:[-_]?n?\d{4,}|\.html?|-noticia)+$", "", slug)).strip()
