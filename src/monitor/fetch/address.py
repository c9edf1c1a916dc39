"""Which addresses may be fetched: the guard between a hostile feed and the network the server stands in.

Pure: names are resolved elsewhere (`client`), which asks `refused` about every address a name has, before it connects.

`ipaddress.is_global` is not enough: it calls global the 6to4, NAT64 and Teredo forms of private addresses, IPv4
multicast, 192.0.0.8, fec0::/10 and the metadata address of one cloud (168.63.129.16). Hence embedded IPv4 is unwrapped
and an explicit list stands beside it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Special-purpose ranges: IANA registries (RFC 6890 and successors), and what Python 3.11 calls global all the same.
_DENIED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(n)
    for n in """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
    203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32 168.63.129.16/32
    ::/128 ::1/128 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
    """.split()
)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_ISATAP = re.compile(r"^0[02]005efe$")


def embedded(address: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """Every IPv4 address an IPv6 address carries: mapped, compatible, 6to4, Teredo (server and client), NAT64, ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in net for net in (*_NAT64, _IPV4_COMPATIBLE)) or _ISATAP.match(address.packed[8:12].hex()):
        yield low


def refused(address: IPAddress, allowed: Iterable[Network] = ()) -> bool:
    """Whether a connection to `address` is refused. `allowed` opens ranges for tests and intranets, by exact range."""
    inner = list(embedded(address))
    for one in (address, *inner):
        if any(one.version == net.version and one in net for net in allowed):
            return False
    return any(_special(one) for one in (address, *inner))


def _special(address: IPAddress) -> bool:
    if getattr(address, "scope_id", None):
        return True
    if any(address.version == net.version and address in net for net in _DENIED):
        return True
    return not address.is_global or address.is_multicast


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed the checks a URL alone allows."""

    url: str
    scheme: str
    host: str
    port: int


class BadURL(ValueError):
    """The URL is not one a guest would ask for; `args[0]` is the countable reason, `args[1]` the detail."""


_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
_NUMERIC_HOST = re.compile(r"^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}$", re.IGNORECASE)
_DOTTED_QUAD = re.compile(r"^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$")


def check_url(url: str, ports: Iterable[int] = (80, 443)) -> Target:
    """The parts of an http(s) URL that a parser can't read two ways. Raises BadURL with a reason."""
    if _CONTROL.search(url):
        raise BadURL("bad-url", "white space, control character or backslash")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadURL("bad-url", str(error)) from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise BadURL("bad-scheme", scheme or "none")
    if "@" in parts.netloc:
        raise BadURL("credentials", "user information in the address")
    host = (parts.hostname or "").rstrip(".")
    if not host or len(host) > 253:
        raise BadURL("bad-url", "no host")
    if _NUMERIC_HOST.match(host) and not _DOTTED_QUAD.match(host):
        raise BadURL("bad-url", f"a number for a host: {host}")
    if "%" in host:
        raise BadURL("bad-url", f"escape or zone in the host: {host}")
    port = port if port is not None else (443 if scheme == "https" else 80)
    if port not in set(ports):
        raise BadURL("bad-port", str(port))
    return Target(url, scheme, host, port)
