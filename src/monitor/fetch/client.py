"""The one door to the network.

Every request of the program goes through `Client.get`. What it promises (all of it tested against a hostile server on
loopback): only http and https; no address of a private network, whatever the name resolves to, on any redirect;
bounded bytes, bounded time, bounded redirects; one request at a time at each host, with a gap; no cookies, no
credentials, no proxy unless it is configured; an honest User-Agent; a miss is a Failure with a countable reason, never an
exception.

Requests go to httpx's transport and not through its client, which would read redirects, cookies and the environment
before they are judged here. The address is checked where the connection is made (a network backend of httpcore), so
there is no gap between the check and the connection for a second look-up to slip into, and TLS still sees the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from monitor import __version__
from monitor.config import Fetch
from monitor.fetch.address import BadURL, IPAddress, Network, check_url, refused
from monitor.fetch.answer import Declined, Response
from monitor.fetch.pace import Pace, Resting
from monitor.fetch.timing import retry_after
from monitor.model import Failure, Stage

PRODUCT = "monitor"
"""The name robots.txt knows this program by (RFC 9309 § 2.2.1)."""
MAX_REDIRECTS = 5
SHORT_GAP = 1.0
"""Seconds between two requests at one host, unless the caller asks for more or the operator's `host_gap` is shorter."""
PATIENCE = 10.0
"""Seconds a request waits for a host that wants to be left alone; one that wants longer is not asked."""
BUSY_WAIT = timedelta(minutes=15)
"""How long a host that says 429 and not until when is left alone."""
LOOK_UP = 2.0
"""Seconds for finding out, in front of a proxy, whether a name is known here."""
_MAX_ADDRESSES = 4

Permit = Callable[[str], Awaitable[Failure | None]]


class _Refused(OSError):
    """The name leads to an address that is not to be contacted."""


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to checked addresses, and to the `proxy` that the operator named."""

    def __init__(self, allowed: Iterable[Network], lookups: ThreadPoolExecutor, proxy: httpcore.Origin | None) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allowed = tuple(allowed)
        self._lookups = lookups
        self._proxy = (proxy.host.decode("ascii"), proxy.port) if proxy else None

    async def check(self, host: str, port: int) -> None:
        """Raise _Refused where `host` is or has a private address, as far as it is known here: what asks a proxy does not
        connect, and may not even have a name server.
        """
        with suppress(_NoSuchHost, httpcore.ConnectTimeout):
            self._judge(host, await _resolve(host, port, LOOK_UP, self._lookups))

    def _judge(self, host: str, addresses: Iterable[IPAddress]) -> None:
        for address in addresses:  # one bad record among good ones is an attack, not an accident
            if refused(address, self._allowed):
                raise _Refused(f"{host} is {address}")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _resolve(host, port, timeout, self._lookups)
        if (host, port) != self._proxy:
            self._judge(host, addresses)
        last: Exception = httpcore.ConnectError(f"no address for {host}")
        tried = addresses[:_MAX_ADDRESSES]
        share = timeout / len(tried) if timeout and tried else timeout  # a dead address must not eat the others' time
        for address in tried:
            try:
                return await self._inner.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise _Refused("unix socket")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _resolve(host: str, port: int, timeout: float | None, lookups: ThreadPoolExecutor) -> list[IPAddress]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            found = await loop.run_in_executor(lookups, _look_up, host, port)
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


def _look_up(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class _NoSuchHost(OSError):
    pass


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool whose connections are guarded.

    httpx has no public parameter for httpcore's network backend; the pool attribute is replaced, and every test of a
    private address fails should httpx rename it.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        backend: httpcore.AsyncNetworkBackend,
        concurrency: int,
        proxy: httpcore.URL | None,
    ) -> None:
        super().__init__(verify=context, trust_env=False)
        pool = partial(httpcore.AsyncHTTPProxy, proxy) if proxy else httpcore.AsyncConnectionPool
        self._pool = pool(
            ssl_context=context,
            max_connections=concurrency,
            max_keepalive_connections=concurrency,
            keepalive_expiry=5,
            network_backend=backend,
        )


class _Miss(Exception):
    """What the answer turned out to be; `args` are the countable reason and the detail."""


class _Body:
    """A body as it comes in, inflated if it is gzip, with a bound on what comes out: a bomb costs its bound, not its size.

    Whether it is gzip is seen from its first bytes: servers call plain text gzip, and files (sitemap.xml.gz) nothing.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0
        self._head: bytes | None = b""
        self._zlib: Any = None
        self._out = bytearray()

    @property
    def full(self) -> bool:
        """Also by what came in: gzip can go on for ever and say nothing (a file name without end, empty blocks)."""
        return max(len(self._out), self._taken) > self._limit

    @property
    def done(self) -> bool:
        """Whether nothing that follows is of interest: the bound is passed, or the gzip is at its end."""
        return self.full or (self._zlib is not None and self._zlib.eof)

    def feed(self, chunk: bytes) -> None:
        self._taken += len(chunk)
        if self._head is not None:
            chunk = self._head + chunk
            self._head = chunk if len(chunk) < 2 else None
            if self._head is not None:
                return
            self._zlib = zlib.decompressobj(wbits=31) if chunk.startswith(b"\x1f\x8b") else None
        if self._zlib is None:
            self._out += chunk[: self._limit + 1 - len(self._out)]
            return
        try:
            self._out += self._zlib.decompress(chunk, self._limit + 1 - len(self._out))
        except zlib.error as error:
            raise _Miss("bad-encoding", str(error)) from None

    def whole(self, cut: bool) -> bytes:
        """The body; its first `limit` bytes if there are more and `cut` says that will do."""
        if self.full and not cut:
            raise _Miss("too-large", f"more than {self._limit:,} bytes")
        if self._zlib is not None and not self._zlib.eof and not self.full:
            raise _Miss("bad-encoding", "gzip that ends early")
        return bytes(self._head or self._out[: self._limit])


class Client:
    """Fetches one address at a time for many callers; use as an async context manager."""

    def __init__(self, config: Fetch) -> None:
        self.config = config
        self.user_agent = user_agent(config.contact)
        self.pace = Pace()
        self._slots = asyncio.Semaphore(config.concurrency)
        self._lookups = ThreadPoolExecutor(config.concurrency, "look-up")  # a slow resolver holds up nothing else
        self._total = config.total_timeout.total_seconds()
        self._gap = min(SHORT_GAP, config.host_gap.total_seconds())
        self._patience = config.timeout.total_seconds()
        proxy = httpcore.URL(config.proxy) if config.proxy else None
        allowed = map(ipaddress.ip_network, config.allow_private)
        self._backend = _GuardedBackend(allowed, self._lookups, proxy.origin if proxy else None)
        self._transport = _Transport(trust(), self._backend, config.concurrency, proxy)
        self._times = {"timeout": httpx.Timeout(self._patience).as_dict()}
        self._headers = {
            "User-Agent": self.user_agent,
            "Accept-Encoding": "gzip",
            "Accept-Language": "es-PE, es, en;q=0.8",
        }

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def get(
        self, url: str, *, limit: int, headers: Mapping[str, str] | None = None, accept: str = "*/*",
        gap: float | None = None, permit: Permit | None = None, cut: bool = False,
    ) -> Response | Failure:  # fmt: skip
        """The answer for `url`, at most `limit` bytes after decoding, within the configured times.

        Headers must be whole within `timeout`, all of it within `total_timeout`, redirects included, waiting for a turn
        at the host not. `gap`: seconds since the last request there, at least (None: a short one). `permit` is asked about every address,
        redirects too, and gives the reason against it. `cut`: a longer body is cut at `limit`, not a miss.
        Values of `headers` are ISO 8859-1. A status that is neither 2xx nor 304 is a Declined `http-NNN`.
        """
        asking = self._headers | {"Accept": accept} | dict(headers or {})
        sent = [(name.encode(), value.encode("latin-1", "replace")) for name, value in asking.items()]
        try:
            return await self._follow(url, sent, limit, cut, self._gap if gap is None else gap, permit)
        except TimeoutError:
            return _failure("slow", f"not finished in {self._total:g} s")
        except (BadURL, _Miss) as error:
            return _failure(*map(str, error.args))
        except Resting as error:
            return Declined(
                Stage.FETCH, "resting", "the host wants to be left alone", timedelta(seconds=error.seconds), True
            )
        except _Refused as error:
            return _failure("private-address", str(error))
        except _NoSuchHost as error:
            return _failure("dns", str(error))
        except httpx.TimeoutException as error:
            return _failure("timeout", type(error).__name__)
        except httpx.ConnectError as error:
            return _failure("tls" if _about_tls(error) else "connect", str(error))
        except httpx.InvalidURL as error:
            return _failure("bad-url", str(error))
        except (httpx.HTTPError, httpcore.ProtocolError) as error:
            return _failure("protocol", f"{type(error).__name__}: {error}")
        except (OSError, ValueError) as error:
            return _failure("connect", f"{type(error).__name__}: {error}")

    async def _follow(
        self, url: str, sent: list[tuple[bytes, bytes]], limit: int, cut: bool, gap: float, permit: Permit | None
    ) -> Response | Failure:
        hops: list[str] = []
        left = self._total
        while True:
            target = check_url(url, self.config.allow_ports)
            if hops and hops[-1].startswith("https:") and target.scheme != "https":
                return _failure("downgrade", f"{hops[-1]} → {url}")
            if self.config.proxy:
                await self._backend.check(target.host, target.port)
            self.pace.check(target.url, PATIENCE)
            against = await permit(target.url) if permit else None
            if against is not None:
                return against
            async with self.pace.turn(target.url, self._gap if hops else gap, PATIENCE), self._slots:
                started = asyncio.get_running_loop().time()
                async with asyncio.timeout(left):
                    answer = await self._ask(target.url, sent, limit, cut)
                left -= asyncio.get_running_loop().time() - started
            if isinstance(answer, Failure):
                return answer
            if isinstance(answer, Response):
                return replace(answer, hops=tuple(hops))
            hops.append(target.url)
            if len(hops) > MAX_REDIRECTS:
                return _failure("redirects", f"more than {MAX_REDIRECTS}")
            url = answer

    async def _ask(self, url: str, sent: list[tuple[bytes, bytes]], limit: int, cut: bool) -> Response | Failure | str:
        """One request: the response, the reason why there is none, or the address it redirects to."""
        request = httpx.Request("GET", url, headers=sent, extensions=self._times)
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._transport.handle_async_request(request)
        except TimeoutError:
            raise _Miss("timeout", f"no headers in {self._patience:g} s") from None
        try:
            headers = {k.lower().decode("ascii"): v.decode("latin-1") for k, v in reversed(answer.headers.raw)}
            if answer.status_code in (301, 302, 303, 307, 308) and "location" in headers:
                return _join(url, answer.headers["location"])
            if answer.status_code == 304:
                return Response(url, 304, headers, b"")
            if not answer.is_success:
                return self._declined(url, answer.status_code, headers)
            self.pace.served(url)
            return Response(url, answer.status_code, headers, await _read(answer, headers, limit, cut))
        finally:
            await answer.aclose()

    def _declined(self, url: str, status: int, headers: Mapping[str, str]) -> Declined:
        wait = retry_after(headers, datetime.now(UTC)) or (BUSY_WAIT if status == 429 else None)
        closed = False
        if status in (429, 503):
            closed = self.pace.complained(url, wait.total_seconds() if wait else 0, of_us=status == 429)
        else:
            self.pace.served(url)
        return Declined(Stage.FETCH, f"http-{status}", f"not again for {wait}" if wait else "", wait, closed)


@cache
def trust() -> ssl.SSLContext:
    """The system's certificates; reading them takes 70 ms."""
    return ssl.create_default_context()


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip().replace(" ", "%20")).split("#")[0]
    except ValueError as error:
        raise _Miss("bad-url", f"redirect: {error}") from None


async def _read(answer: httpx.Response, headers: Mapping[str, str], limit: int, cut: bool) -> bytes:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("br", "zstd", "deflate", "compress"):  # nobody asked for these; only gzip is inflated with a bound
        raise _Miss("bad-encoding", encoding)
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit and not cut:
        raise _Miss("too-large", f"{int(declared):,} bytes")
    body = _Body(limit)
    async for chunk in answer.aiter_raw():
        body.feed(chunk)
        if body.done:
            break
    whole = body.whole(cut)
    if whole.startswith(b"\x1f\x8b"):  # a gzip file, sent with gzip
        body = _Body(limit)
        body.feed(whole)
        whole = body.whole(cut)
    return whole


def _about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _failure(reason: str, detail: str = "") -> Failure:
    return Failure(Stage.FETCH, reason, detail[:300])


def user_agent(contact: str) -> str:
    """One honest name, with the address the operator gave."""
    return f"{PRODUCT}/{__version__} (Peru-US relations watch{'; ' + contact if contact else ''})"
