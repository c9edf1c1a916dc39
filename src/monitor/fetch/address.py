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
from urllib.parse import urlsplit, urlunsplit

import idna

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Special-purpose ranges: IANA registries (RFC 6890 and successors), and what Python 3.11 calls global all the same.
_DENIED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(n)
    for n in """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
    203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32 168.63.129.16/32
    ::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
    """.split()
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = re.compile(r"^0[02]005efe$")


def embedded(address: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """Every IPv4 address an IPv6 address carries: mapped, 6to4, Teredo (server and client), NAT64, ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or _ISATAP.match(address.packed[8:12].hex()):
        yield ipaddress.IPv4Address(address.packed[12:])


def refused(address: IPAddress, allowed: Iterable[Network] = ()) -> bool:
    """Whether a connection to `address` is refused. `allowed` opens ranges for tests and intranets, by exact range."""
    ranges = tuple(allowed)
    if _within(address, ranges):
        return False
    inner = list(embedded(address))
    if inner:  # is_global judges such a form by its own range or not at all; what counts is where it leads
        return _denied(address) or any(refused(one, ranges) for one in inner)
    return _denied(address) or not address.is_global or address.is_multicast


def _within(address: IPAddress, ranges: Iterable[Network]) -> bool:
    return any(address.version == net.version and address in net for net in ranges)


def _denied(address: IPAddress) -> bool:
    return bool(getattr(address, "scope_id", None)) or _within(address, _DENIED)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed the checks a URL alone allows; the host of `url` is ASCII, as it is looked up."""

    url: str
    scheme: str
    host: str
    port: int


class BadURL(ValueError):
    """The URL is not one a guest would ask for; `args[0]` is the countable reason, `args[1]` the detail."""


_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\s\\]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$")  # WHATWG URL § 3.5: such a host is an IPv4 address


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
    host = _host(parts.hostname or "")
    if not parts.netloc.isascii():
        url = urlunsplit(parts._replace(netloc=host if port is None else f"{host}:{port}"))
    port = port if port is not None else (443 if scheme == "https" else 80)
    if port not in set(ports):
        raise BadURL("bad-port", str(port))
    return Target(url, scheme, host.removesuffix("."), port)


def _host(host: str) -> str:
    """The host in ASCII: a name, four decimal numbers, or an IPv6 address. Raises BadURL for every other spelling."""
    if "%" in host:  # an escape, or the zone of a link-local address
        raise BadURL("bad-url", f"no host: {host!r}")
    try:
        if ":" in host:
            return str(ipaddress.IPv6Address(host))
        host = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
        if _ENDS_IN_NUMBER.search(host):
            return str(ipaddress.IPv4Address(host))
    except ValueError as error:
        raise BadURL("bad-url", f"no host: {error}") from None
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise BadURL("bad-url", f"no host: {host!r}")
    return host
