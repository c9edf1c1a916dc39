"""The one door to the network.

Every request of the program goes through `Client.get`. What it promises (all of it tested against a hostile server on
loopback): only http and https; no address of a private network, whatever the name resolves to, on any redirect;
bounded bytes, bounded time, bounded redirects; no cookies, no credentials, no proxy from the environment; an honest
User-Agent; a miss is a Failure with a countable reason, never an exception.

The address is checked where the connection is made (a network backend of httpcore), so there is no gap between the
check and the connection for a second look-up to slip into, and TLS still sees the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from monitor import __version__
from monitor.config import Fetch
from monitor.fetch.address import BadURL, IPAddress, Network, check_url, refused
from monitor.model import Failure, Stage

MAX_REDIRECTS = 5
_HEADER_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its body whole and decoded from gzip; `url` is where redirects led."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[str, ...] = field(default=())

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def not_modified(self) -> bool:
        return self.status == 304


class _Refused(OSError):
    """The name leads to an address that is not to be contacted."""


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to checked addresses."""

    def __init__(self, allowed: Iterable[Network]) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allowed = tuple(allowed)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _resolve(host, port, timeout)
        for address in addresses:  # one bad record among good ones is an attack, not an accident
            if refused(address, self._allowed):
                raise _Refused(f"{host} is {address}")
        last: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in addresses[:4]:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise _Refused("unix socket")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int, timeout: float | None) -> list[IPAddress]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"looking up {host}") from None
    except (OSError, UnicodeError) as error:
        raise _NoSuchHost(f"{host}: {error}") from None
    out: list[IPAddress] = []
    for *_, sockaddr in found:
        address = ipaddress.ip_address(str(sockaddr[0]))
        if address not in out:
            out.append(address)
    return out


class _NoSuchHost(OSError):
    pass


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool whose connections are guarded.

    httpx has no public parameter for httpcore's network backend; the pool attribute is replaced and a test
    (test_guard_is_in_the_path) fails should httpx rename it.
    """

    def __init__(self, context: ssl.SSLContext, allowed: Iterable[Network], concurrency: int) -> None:
        super().__init__(verify=context)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=concurrency,
            max_keepalive_connections=concurrency,
            keepalive_expiry=5,
            network_backend=_GuardedBackend(allowed),
        )


class _TooLarge(Exception):
    pass


class _BadEncoding(Exception):
    pass


class _Inflate:
    """gzip (or none) with a bound on what comes out: a bomb costs its bound, not its size."""

    def __init__(self, encoding: str, limit: int) -> None:
        if encoding in ("", "identity"):
            self._zlib = None
        elif encoding in ("gzip", "x-gzip"):
            self._zlib = zlib.decompressobj(wbits=31)
        else:
            raise _BadEncoding(encoding)
        self._limit = limit
        self.out = bytearray()

    def feed(self, chunk: bytes) -> None:
        if self._zlib is None:
            self.out += chunk
        else:
            while chunk and not self._zlib.eof:
                try:
                    self.out += self._zlib.decompress(chunk, self._limit + 1 - len(self.out))
                except zlib.error as error:
                    raise _BadEncoding(str(error)) from None
                chunk = self._zlib.unconsumed_tail
                if len(self.out) > self._limit:
                    break
        if len(self.out) > self._limit:
            raise _TooLarge


class Client:
    """Fetches one address at a time for many callers; use as an async context manager."""

    def __init__(self, config: Fetch) -> None:
        self.config = config
        self.user_agent = user_agent(config.contact)
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(n) for n in config.allow_private)
        context = ssl.create_default_context()
        seconds = config.timeout.total_seconds()
        self._http = httpx.AsyncClient(
            transport=_Transport(context, self._allowed, config.concurrency),
            timeout=httpx.Timeout(seconds, pool=config.total_timeout.total_seconds()),
            follow_redirects=False,
            trust_env=False,
            headers={
                "User-Agent": self.user_agent,
                "Accept-Encoding": "gzip",
                "Accept-Language": "es-PE, es, en;q=0.8",
            },
        )
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(  # noqa: C901 - one line for each way to fail
        self, url: str, *, limit: int, headers: Mapping[str, str] | None = None, accept: str = "*/*"
    ) -> Response | Failure:
        """The answer for `url`, at most `limit` bytes after decoding, within the configured times.

        A status of 400 and more is a Failure `http-NNN`; 304 is a Response with an empty body.
        """
        try:
            async with asyncio.timeout(self.config.total_timeout.total_seconds()):
                return await self._follow(url, limit, {"Accept": accept, **(headers or {})})
        except TimeoutError:
            return _failure("slow", f"not finished in {self.config.total_timeout.total_seconds():g} s")
        except BadURL as error:
            return _failure(*map(str, error.args))
        except _Refused as error:
            return _failure("private-address", str(error))
        except _NoSuchHost as error:
            return _failure("dns", str(error))
        except _TooLarge:
            return _failure("too-large", f"more than {limit:,} bytes")
        except _BadEncoding as error:
            return _failure("bad-encoding", str(error))
        except httpx.TimeoutException as error:
            return _failure("timeout", type(error).__name__)
        except httpx.ConnectError as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, ssl.SSLError):
                    return _failure("tls", str(error))
                cause = cause.__cause__ or cause.__context__
            return _failure("connect", str(error))
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ProtocolError) as error:
            return _failure("protocol", f"{type(error).__name__}: {error}")
        except (OSError, UnicodeError, ValueError) as error:
            return _failure("connect", f"{type(error).__name__}: {error}")

    async def _follow(self, url: str, limit: int, headers: dict[str, str]) -> Response | Failure:
        hops: list[str] = []
        secure = False
        while True:
            target = check_url(url, self.config.allow_ports)
            if secure and target.scheme != "https":
                return _failure("downgrade", f"{hops[-1]} → {url}")
            secure = target.scheme == "https"
            async with self._http.stream("GET", url, headers=headers) as answer:
                if answer.status_code in (301, 302, 303, 307, 308) and "location" in answer.headers:
                    hops.append(url)
                    if len(hops) > MAX_REDIRECTS:
                        return _failure("redirects", f"more than {MAX_REDIRECTS}")
                    url = urljoin(url, answer.headers["location"].split("#")[0])
                    continue
                if answer.status_code >= 400:
                    return _failure(f"http-{answer.status_code}", _retry_after(answer.headers))
                if sum(len(k) + len(v) for k, v in answer.headers.raw) > _HEADER_LIMIT:
                    return _failure("too-large", "headers")
                body = b"" if answer.status_code in (204, 304) else await _read(answer, limit)
                plain = {k.lower(): v for k, v in answer.headers.items()}
                return Response(url, answer.status_code, plain, body, tuple(hops))


async def _read(answer: httpx.Response, limit: int) -> bytes:
    declared = answer.headers.get("content-length", "")
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if declared.isdigit() and int(declared) > limit:
        raise _TooLarge
    inflate = _Inflate(encoding, limit)
    async for chunk in answer.aiter_raw():
        inflate.feed(chunk)
    return bytes(inflate.out)


def _retry_after(headers: httpx.Headers) -> str:
    return f"retry-after: {headers['retry-after'][:60]}" if "retry-after" in headers else ""


def _failure(reason: str, detail: str = "") -> Failure:
    return Failure(Stage.FETCH, reason, detail[:300])


def user_agent(contact: str) -> str:
    """One honest name, with the address the operator gave."""
    return f"monitor/{__version__} (Peru-US relations watch{'; ' + contact if contact else ''})"
