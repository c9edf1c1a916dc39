"""One address for one page: the form under which links and articles are known.

The same page is met as AMP twin, mobile or mirror host, behind a redirect of Google News or a social network, over
http, with tracking parameters in any order. All of these fold to one address; a folded address folded again is
unchanged (tested). The result is an identity, not an address to fetch: the page is fetched at the address the source
gave.

Own code instead of courlan's `clean_url`: its patterns for trackers match the beginnings of names, so that `?cid=7`,
`?gallery=2` and `?referendum=1` are lost, and it takes the inner one of two addresses for the page.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, urlencode, urlsplit, urlunsplit

MAX_LENGTH = 4_000
"""A longer address is left as it is; browsers and servers refuse them from 2,000 to 8,000 characters on."""

# Names and beginnings of names of AdGuard's list of tracking parameters that news sites use, and session identifiers.
_TRACKING = re.compile(
    r"(?:utm|mc|hsa|pk|mtm|itm|at|vero|oly|ns|ga)_\w+|(?:fbcl|gcl|dcl|ttcl|twcl|ycl|msclk)id|gbraid|wbraid|_ga|_gl|amp_\w+|usqp|aoh|igshid|igsh|srsltid"
    r"|ref|ref_?src|ref_?url|referr?er|source|src|cmp|cmpid|ocid|ito|smid|smtyp|s_cid|xtor|oc|ssp|spm|traffic_?source|rel"
    r"|feature|partner|campaign|mkt_tok|share|shared|sharetype|rss|trk|wprov|guccounter|sfnsn|mibextid|__twitter_impression"
    r"|phpsessid|jsessionid|session_?id|aspsessionid\w*",
    re.IGNORECASE,
)
_AMP_KEYS = frozenset({"outputtype", "amp", "view", "format", "type", "output", "m"})
_AMP_VALUE = re.compile(r"amp(?:[-_]\w+)?", re.IGNORECASE)
_DEVICE = re.compile(r"^(?:www\d?|amp|m|mobile|movil|touch|wap|cdn)\.(?=[^.]+\.)")
_ARC = re.compile(r"^(?P<outlet>[a-z0-9]+)-[a-z0-9-]+\.(?:cdn\.arcpublishing\.com|web\.arc-cdn\.net)$")
_ARC_OUTLETS = {name: f"{name}.pe" for name in "elcomercio gestion peru21 ojo diariocorreo larepublica".split()} | {
    "trome": "trome.com",
    "depor": "depor.com",
    "infobae": "infobae.com",
}
_ALIASES = {"andina.com.pe": "andina.pe", "rpp.com.pe": "rpp.pe", "larepublica.com.pe": "larepublica.pe"}
_REDIRECTS = {  # the parameter that holds the address
    "google.com/url": ("q", "url"),
    "google.com.pe/url": ("q", "url"),
    "bing.com/news/apiclick.aspx": ("url",),
    "facebook.com/l.php": ("u",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "l.instagram.com/": ("u",),
}
_AMP_CACHE = re.compile(r"^/(?:amp|[cv])/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_ARCHIVE = re.compile(r"^/web/\d{4,14}(?:[a-z]{2}_)?/(?P<address>https?:/.+)$")
_GOOGLE_NEWS = re.compile(r"^/(?:rss/)?(?:articles|read)/(?P<code>[\w=-]+)$")
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)*$")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def canonical(url: str) -> str:
    """The identity of `url`: https, the outlet's own host, no AMP, no tracking, no fragment, sorted query.

    Redirects that carry the address are opened. What is not http(s), or is no address, is returned as it is (seeds:
    `seed:NAME`).
    """
    folded = _fold(url)
    while folded != url:
        url, folded = folded, _fold(folded)
    return folded


def host_of(url: str) -> str:
    """The host of an address, with its port if it names one: what is asked one request at a time."""
    return urlsplit(url).netloc.lower()


def _fold(url: str) -> str:
    """One round; a redirect found inside needs another."""
    url = url.strip()
    if len(url) > MAX_LENGTH or not re.match(r"https?://", url, re.IGNORECASE):
        return url
    try:
        parts = urlsplit(url.replace("&amp;", "&").encode("utf-8", "replace").decode())
        inner = _unwrapped(parts)
        if inner is not None:
            return inner
        host, port = _host((parts.hostname or "").lower()), parts.port
    except ValueError:  # no address: a port that is no number, a host no name server would know
        return url
    if not host:
        return url
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _path(parts.path)
    if host == "news.google.com" and (article := _GOOGLE_NEWS.match(path)):
        path = f"/articles/{article['code']}"
    fragment = _quoted(parts.fragment) if parts.fragment.startswith("!") else ""  # "#!/…" names a page
    return urlunsplit(("https", netloc, path, _query(parts.query), fragment))


# --- redirects --------------------------------------------------------------------------------------------------------


def _unwrapped(parts: SplitResult) -> str | None:
    """The address a redirect, cache or archive address carries; None when it is none of these."""
    host = _DEVICE.sub("", (parts.hostname or "").lower())
    found = None
    if keys := _REDIRECTS.get(f"{host}{parts.path}"):
        given = parse_qs(parts.query)
        found = next((given[k][0] for k in keys if k in given), None)
    elif host.endswith("ampproject.org") or re.fullmatch(r"google\.com(?:\.\w\w)?", host):
        if cached := _AMP_CACHE.match(parts.path):
            query = f"?{parts.query}" if parts.query else ""
            found = f"http{'s' if cached['secure'] else ''}://{cached['rest']}{query}"
    elif host == "web.archive.org" and (archived := _ARCHIVE.match(parts.path)):
        query = f"?{parts.query}" if parts.query else ""
        found = re.sub(r"^(https?):/+", r"\1://", archived["address"]) + query
    elif host == "news.google.com" and (article := _GOOGLE_NEWS.match(parts.path)):
        found = _google_news(article["code"])
    return found if found and re.match(r"https?://.", found, re.IGNORECASE) else None


def _google_news(code: str) -> str | None:
    """The address in an article code of Google News: base64 of a protocol buffer whose field 4 is the address.

    Codes made since mid-2024 hold an identifier instead, which only Google can resolve: None.
    """
    try:
        data = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return None
    field = re.match(rb"\x08\x13\x22(?:([\x00-\x7f])|([\x80-\xff])([\x00-\x7f]))", data)
    if field is None:
        return None
    size = field[1][0] if field[1] else (field[2][0] & 0x7F) | field[3][0] << 7
    return data[field.end() : field.end() + size].decode("utf-8", "replace")


# --- parts ------------------------------------------------------------------------------------------------------------


def _host(host: str) -> str:
    """The outlet's own host name, in ASCII; empty when it is none. Raises ValueError for a label too long."""
    host = host.rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not _HOST.match(host):
        return ""
    host = host.encode("idna").decode().lower()
    while (shorter := _DEVICE.sub("", host)) != host:
        host = shorter
    arc = _ARC.match(host)
    if arc:
        host = _ARC_OUTLETS.get(arc["outlet"], host)
    return _ALIASES.get(host, host)


def _path(path: str) -> str:
    path = re.sub(r";jsessionid=[^/]*", "", _quoted(path), flags=re.IGNORECASE)
    previous = None
    while path != previous:
        previous = path
        path = posixpath.normpath(re.sub(r"/{2,}", "/", f"/{path}"))
        path = re.sub(r"^/amp(?=/|$)|/amp(?:\.html?)?$|[._-]amp(?=\.html?$)|\.amp$", "", path) or "/"
        path = re.sub(r"/index\.(?:html?|php)$", "/", path)
    return path


def _quoted(part: str) -> str:
    """One percent-encoding: unreserved characters plain, the others encoded, in capitals."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    part = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(re.sub(r"%([0-9A-Fa-f]{2})", one, part), safe="/%:@!$&'()*+,;=~")


def _query(query: str) -> str:
    """Sorted, without tracking and AMP. `surrogateescape` keeps bytes that are no UTF-8 apart."""
    kept = [
        (key, value)
        for key, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        if not _TRACKING.fullmatch(key) and not _is_amp(key.lower(), value)
    ]
    return urlencode(sorted(kept), errors="surrogateescape")


def _is_amp(key: str, value: str) -> bool:
    if key == "amp":
        return value.lower() in ("", "1", "true", "amp", "yes")
    return key in _AMP_KEYS and _AMP_VALUE.fullmatch(value) is not None
