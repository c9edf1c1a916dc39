"""The one door to the network, against a server that means harm."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fetch.conftest import Answer, Server, drip, flood, reply
from monitor.fetch.answer import Declined, Response
from monitor.fetch.client import Client, trust, user_agent
from monitor.model import Failure

LIMIT = 100_000
BOMB = gzip.compress(b"\x00" * 50_000_000)


async def asked(client: Client, url: str, **options: object) -> Response | Failure:
    return await client.get(url, **({"limit": LIMIT} | options))  # type: ignore[arg-type]


def redirect(to: str, status: str = "302 Found") -> bytes:
    return reply(b"", f"Location: {to}", status=status)


# --- what comes through ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (reply(b"news"), b"news"),
        (reply(b""), b""),
        (reply(b"x"), b"x"),
        (reply(gzip.compress(b"news"), "Content-Encoding: gzip"), b"news"),
        (reply(gzip.compress(b"news"), "Content-Encoding: x-gzip"), b"news"),
        (reply(b"news", "Content-Encoding: gzip"), b"news"),
        (reply(b"news", "Content-Encoding: none"), b"news"),
        (reply(b"", "Content-Encoding: gzip"), b""),
        (reply(gzip.compress(b"sitemap"), "Content-Type: application/octet-stream"), b"sitemap"),
        (reply(gzip.compress(gzip.compress(b"sitemap")), "Content-Encoding: gzip"), b"sitemap"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nne\r\n2\r\nws\r\n0\r\n\r\n", b"news"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + reply(b"news"), b"news"),
        (reply(b"n" * LIMIT), b"n" * LIMIT),
        (reply(gzip.compress(b"n" * LIMIT)), b"n" * LIMIT),
        (reply(b"", status="304 Not Modified"), b""),
        (reply(b"", status="204 No Content"), b""),
    ],
)
async def test_an_answer_arrives_whole(client: Client, server: Server, answer: bytes, body: bytes) -> None:
    server.routes["/"] = answer
    got = await asked(client, f"{server.url}/")
    assert isinstance(got, Response)
    assert got.body == body


async def test_it_says_who_asks_and_offers_only_what_it_can_bound(server: Server) -> None:
    server.routes["/"] = reply(b"", "Set-Cookie: id=1")
    async with Client(server.config(contact="ops@example.org")) as client:
        await asked(client, f"{server.url}/", accept="text/html")
        await asked(client, f"{server.url}/")
    head = server.heads[1].decode().lower()
    assert user_agent("ops@example.org").lower() in head
    assert "ops@example.org" in user_agent("ops@example.org")
    assert "accept-encoding: gzip\r\n" in head
    assert "cookie" not in head
    assert "authorization" not in head


async def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.routes["/"] = reply(b"news")
    async with Client(server.config()) as client:
        assert isinstance(await asked(client, f"{server.url}/"), Response)


async def test_header_values_come_back_byte_for_byte(client: Client, server: Server) -> None:
    server.routes["/"] = reply(b"", 'ETag: W/"ñ-\xff-:,"', "Last-Modified: ayer, como siempre")
    first = await asked(client, f"{server.url}/")
    assert isinstance(first, Response)
    await asked(client, f"{server.url}/", headers={"If-None-Match": first.headers["etag"], "If-Modified-Since": first.headers["last-modified"]})  # fmt: skip
    assert 'If-None-Match: W/"ñ-\xff-:,"\r\n'.encode("latin-1") in server.heads[1]
    assert b"If-Modified-Since: ayer, como siempre\r\n" in server.heads[1]


# --- what does not -----------------------------------------------------------------------------------------------------


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()


HEAD = b"HTTP/1.1 200 OK\r\n"
GZIP = b"\x1f\x8b\x08\0" + b"\0" * 6
GZIP_NAMED = b"\x1f\x8b\x08\x08" + b"\0" * 6
HOSTILE: dict[str, tuple[Answer | bytes, str]] = {
    "says nothing": (silence, "timeout"),
    "a byte a while, in the headers": (drip(HEAD + b"X: "), "timeout"),
    "a byte a while, in the status": (drip(b""), "timeout"),
    "a byte a while, in the body": (drip(HEAD + b"Content-Length: 100\r\n\r\n"), "slow"),
    "a byte a while, without end": (drip(HEAD + b"\r\n"), "slow"),
    "headers without end": (flood(HEAD, b"X-Y: " + b"z" * 65_000 + b"\r\n"), "protocol"),
    "one header without end": (flood(HEAD + b"X: ", b"z" * 65_000), "protocol"),
    "interim answers without end": (flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000), "timeout"),
    "chunk extensions without end": (flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65_000), "protocol"),
    "trailers without end": (flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Y: " + b"z" * 65_000 + b"\r\n"), "protocol"),
    "chunks of five bytes without end": (flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nzzzzz\r\n" * 100), "too-large"),
    "a status without end": (flood(b"HTTP/1.1 200 ", b"O" * 65_000), "protocol"),
    "an ETag of a megabyte": (reply(b"news", "ETag: " + "e" * 1_000_000), "protocol"),
    "cookies without end": (flood(HEAD, b"Set-Cookie: a=" + b"z" * 90 + b"\r\n"), "protocol"),
    "a gzip whose file name has no end": (flood(HEAD + b"\r\n" + GZIP_NAMED, b"z" * 65_000), "too-large"),
    "a gzip of empty blocks without end": (flood(HEAD + b"\r\n" + GZIP, b"\0\0\0\xff\xff" * 13_000), "too-large"),
    "an answer in another protocol": (b"RTSP/1.0 200 OK\r\n\r\n", "protocol"),
    "a redirect of 90 KB": (reply(b"", "Location: /" + "a" * 90_000, status="302 Found"), "bad-url"),
    "a body without end": (flood(HEAD + b"\r\n", b"z" * 65_000), "too-large"),
    "a body too long, as announced": (reply(b"", length=50_000_000), "too-large"),
    "a body one byte too long": (reply(b"n" * (LIMIT + 1)), "too-large"),
    "a gzip bomb": (reply(BOMB, "Content-Encoding: gzip"), "too-large"),
    "a gzip bomb, called plain": (reply(BOMB), "too-large"),
    "a gzip bomb in gzip": (reply(gzip.compress(gzip.compress(b"\0" * 5_000_000)), "Content-Encoding: gzip"), "too-large"),
    "gzip that breaks": (reply(gzip.compress(b"news" * 99)[:-20] + b"z" * 20, "Content-Encoding: gzip"), "bad-encoding"),
    "gzip that ends early": (reply(gzip.compress(b"news" * 99)[:-9], "Content-Encoding: gzip"), "bad-encoding"),
    "brotli nobody asked for": (reply(b"\x1b\x03\x00", "Content-Encoding: br"), "bad-encoding"),
    "zstd nobody asked for": (reply(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd"), "bad-encoding"),
    "deflate nobody asked for": (reply(zlib.compress(b"news"), "Content-Encoding: deflate"), "bad-encoding"),
    "less than announced": (reply(b"news", length=400), "protocol"),
    "two lengths": (reply(b"news", "Content-Length: 7"), "protocol"),
    "a length that is none": (reply(b"news", "Content-Length: -4"), "protocol"),
    "an early close": (close, "protocol"),
    "half a head": (HEAD + b"Content-Le", "protocol"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
    "a bad chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnews", "protocol"),
    "a NUL in a header": (HEAD + b"X: a\x00b\r\n\r\n", "protocol"),
    "not found": (reply(b"", status="404 Not Found"), "http-404"),
    "a redirect to nowhere": (reply(b"", status="301 Moved"), "http-301"),
    "a choice": (reply(b"", status="300 Multiple Choices"), "http-300"),
    "an odd status": (reply(b"", status="999 No"), "http-999"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
async def test_what_a_server_does_wrong_ends_in_a_reason_and_in_time(client: Client, server: Server, kind: str) -> None:
    server.routes["/"], reason = HOSTILE[kind]
    start = time.monotonic()
    got = await asked(client, f"{server.url}/")
    assert isinstance(got, Failure), kind
    assert got.reason == reason, got
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("kind", HOSTILE)
async def test_what_a_server_does_wrong_costs_little_memory(client: Client, server: Server, kind: str) -> None:
    server.routes["/"], _ = HOSTILE[kind]
    tracemalloc.start()
    await asked(client, f"{server.url}/")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # of up to 52 MB


async def test_a_bomb_costs_its_bound(client: Client, server: Server) -> None:
    server.routes["/"] = reply(BOMB, "Content-Encoding: gzip")
    tracemalloc.start()
    await asked(client, f"{server.url}/", limit=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # of 50 MB


async def test_nothing_is_read_that_follows_the_end_of_the_gzip(client: Client, server: Server) -> None:
    server.routes["/"] = flood(HEAD + b"\r\n" + gzip.compress(b"news"), b"z" * 65_000)
    tracemalloc.start()
    got = await asked(client, f"{server.url}/")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(got, Response)
    assert got.body == b"news"
    assert peak < 5_000_000  # of 52 MB


async def test_where_the_beginning_will_do_a_long_body_is_cut(client: Client, server: Server) -> None:
    server.routes["/"] = flood(HEAD + b"Content-Length: 52000000\r\n\r\n", b"z" * 65_000)
    server.routes["/bomb"] = reply(BOMB)
    for path in ("/", "/bomb"):
        got = await asked(client, server.url + path, cut=True)
        assert isinstance(got, Response)
        assert len(got.body) == LIMIT


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://no-such-name.invalid/", "dns"),
        ("http://127.0.0.1:1/", "bad-port"),
        ("http://user:pw@127.0.0.1/", "credentials"),
        ("file:///etc/passwd", "bad-scheme"),
        ("http://[::1]/", "private-address"),
        ("http://10.0.0.1/", "private-address"),
        ("http://169.254.169.254/latest/meta-data/", "private-address"),
        ("http://168.63.129.16/", "private-address"),
        ("http://[::ffff:10.0.0.1]/", "private-address"),
        ("http://[64:ff9b::a00:1]/", "private-address"),
        ("http://0.0.0.0/", "private-address"),
        ("http://127.0.0.2/", "private-address"),
        ("http://１２７。0。0。2/", "private-address"),
    ],
)
async def test_no_request_leaves_for_an_address_that_is_not_to_be_asked(client: Client, url: str, reason: str) -> None:
    got = await asked(client, url)
    assert isinstance(got, Failure)
    assert got.reason == reason


async def test_a_refused_connection_and_a_port_without_tls_are_told_apart(server: Server) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    plain = await asyncio.start_server(greet, "127.0.0.1", 0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ports = free.getsockname()[1], plain.sockets[0].getsockname()[1]
        async with Client(server.config(allow_ports=ports)) as client:
            got = [await asked(client, url.format(port)) for url, port in zip(("http://127.0.0.1:{}/", "https://127.0.0.1:{}/"), ports, strict=True)]  # fmt: skip
    plain.close()
    assert [one.reason for one in got if isinstance(one, Failure)] == ["connect", "tls"]


# --- names that change their mind -----------------------------------------------------------------------------------------


class NameServer:
    """Answers each look-up with the next address, as one does that wants to be asked twice; stands in for the system's."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.lookups = 0

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        addresses = self.answers[min(self.lookups, len(self.answers) - 1)]
        self.lookups += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


async def test_the_address_that_was_checked_is_the_one_connected_to(client: Client, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    names = NameServer(("127.0.0.1",), ("127.0.0.2",))
    monkeypatch.setattr(socket, "getaddrinfo", names)
    server.routes["/"] = reply(b"news")
    first = await asked(client, f"http://rebinding.example:{server.port}/")
    second = await asked(client, f"http://rebinding.example:{server.port}/")
    assert isinstance(first, Response)
    assert isinstance(second, Failure)
    assert (names.lookups, second.reason, server.asked) == (2, "private-address", ["/"])


@pytest.mark.parametrize(
    "addresses", [("10.0.0.1",), ("127.0.0.1", "10.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("::ffff:10.0.0.1",)]
)
async def test_one_private_record_among_others_refuses_the_name(client: Client, server: Server, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]) -> None:  # fmt: skip
    monkeypatch.setattr(socket, "getaddrinfo", NameServer(addresses))
    got = await asked(client, f"http://mixed.example:{server.port}/")
    assert isinstance(got, Failure)
    assert (got.reason, server.asked) == ("private-address", [])


async def test_a_dead_address_does_not_hide_a_live_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", NameServer(("127.0.0.7", "127.0.0.1")))
    server.routes["/"] = reply(b"news")
    async with Client(server.config(allow_private=("127.0.0.0/8",))) as client:
        assert isinstance(await asked(client, f"http://two.example:{server.port}/"), Response)


# --- through a proxy -------------------------------------------------------------------------------------------------------


NAMES = {"127.0.0.1": "127.0.0.1", "diario.example": "93.184.215.14", "intranet.example": "10.0.0.7"}


def known_names(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
    """A name server that knows few names; addresses stand for themselves."""
    if host[0].isalpha() and host not in NAMES:
        raise socket.gaierror("no such name")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NAMES.get(host, host), port))]


@pytest.mark.parametrize(
    ("url", "outcome", "seen"),
    [
        ("http://diario.example/nota", "news", ["http://diario.example/nota"]),
        ("http://unknown.example/nota", "news", ["http://unknown.example/nota"]),
        ("https://diario.example/nota", "protocol", ["diario.example:443"]),  # it asks for a tunnel, and gets none
        ("http://intranet.example/nota", "private-address", []),
        ("http://10.0.0.1/nota", "private-address", []),
        ("http://169.254.169.254/latest/meta-data/", "private-address", []),
        ("http://127.0.0.1/nota", "private-address", []),
        ("http://diario.example/away", "private-address", ["http://diario.example/away"]),
    ],
)
async def test_a_configured_proxy_is_asked_for_all_that_is_not_known_to_be_private(
    server: Server, monkeypatch: pytest.MonkeyPatch, url: str, outcome: str, seen: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", known_names)
    server.routes |= {f"http://{host}.example/nota": reply(b"news") for host in ("diario", "unknown", "intranet")}
    server.routes["http://diario.example/away"] = redirect("http://intranet.example/nota")
    async with Client(server.config(proxy=server.url, allow_private=())) as client:
        got = await asked(client, url)
    assert (got.reason if isinstance(got, Failure) else got.body.decode(), server.asked) == (outcome, seen)


async def test_a_proxy_that_is_down_is_a_refused_connection(server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{free.getsockname()[1]}"
        async with Client(server.config(proxy=proxy)) as client:
            got = await asked(client, "http://93.184.215.14/")
    assert isinstance(got, Failure)
    assert got.reason == "connect"


# --- redirects -------------------------------------------------------------------------------------------------------------


async def test_redirects_are_followed_and_told(client: Client, server: Server) -> None:
    server.routes |= {
        "/a": redirect("b?x=1#part"),
        "/b?x=1": redirect("/c d/é", "308 Permanent Redirect"),
        "/c%20d/%C3%A9": reply(b"news"),
    }
    got = await asked(client, f"{server.url}/a")
    assert isinstance(got, Response)
    assert (got.body, len(got.hops), server.asked) == (b"news", 2, ["/a", "/b?x=1", "/c%20d/%C3%A9"])


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("/", "redirects"),
        ("/#again", "redirects"),
        ("http://127.0.0.2/", "private-address"),
        ("http://10.0.0.1/admin", "private-address"),
        ("//169.254.169.254/latest/", "private-address"),
        ("http://[::1]/", "private-address"),
        ("http://2130706433/", "bad-url"),
        ("http://127.0.0.1\\@example.com/", "bad-url"),
        ("http://[::1", "bad-url"),
        ("http://u:p@127.0.0.1/", "credentials"),
        ("file:///etc/passwd", "bad-scheme"),
        ("javascript:alert(1)", "bad-scheme"),
        ("gopher://127.0.0.1/", "bad-scheme"),
        ("http://127.0.0.1:22/", "bad-port"),
    ],
)
async def test_a_redirect_is_checked_like_any_address(client: Client, server: Server, to: str, reason: str) -> None:
    server.routes["/"] = redirect(to)
    got = await asked(client, f"{server.url}/")
    assert isinstance(got, Failure)
    assert got.reason == reason


async def test_a_chain_ends_after_five_redirects(client: Client, server: Server) -> None:
    server.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)} | {"/9": reply(b"news")}
    far = await asked(client, f"{server.url}/3")
    near = await asked(client, f"{server.url}/4")
    assert isinstance(far, Failure)
    assert isinstance(near, Response)
    assert server.asked[:6] == [f"/{n}" for n in range(3, 9)]


async def test_a_chain_into_private_space_stops_at_its_door(client: Client, server: Server) -> None:
    server.routes |= {"/1": redirect("/2"), "/2": redirect("/3"), "/3": redirect("http://192.168.1.1/")}
    got = await asked(client, f"{server.url}/1")
    assert isinstance(got, Failure)
    assert (got.reason, server.asked) == ("private-address", ["/1", "/2", "/3"])


async def test_redirects_share_one_time_limit(client: Client, server: Server) -> None:
    def late(to: str) -> Answer:
        async def answer(writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.3)
            writer.write(redirect(to))

        return answer

    server.routes |= {f"/{n}": late(f"/{n + 1}") for n in range(9)}
    got = await asked(client, f"{server.url}/0")
    assert isinstance(got, Failure)
    assert got.reason == "slow"


# --- TLS -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def secure(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The server over TLS as news.example, which resolves to loopback and whose certificate is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "cert.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setattr(socket, "getaddrinfo", NameServer(("127.0.0.1",)))
    trust.cache_clear()
    made = Server()
    listening = await asyncio.start_server(made, "127.0.0.1", 0, ssl=context)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()
    trust.cache_clear()


async def test_tls_sees_the_name_and_not_the_address(secure: Server) -> None:
    secure.routes["/"] = reply(b"news")
    async with Client(secure.config()) as client:
        good = await asked(client, f"https://news.example:{secure.port}/")
        wrong = await asked(client, f"https://other.example:{secure.port}/")
    assert isinstance(good, Response)
    assert isinstance(wrong, Failure)
    assert (good.body, wrong.reason, secure.asked) == (b"news", "tls", ["/"])


@pytest.mark.parametrize("hello", [b"", b"\x16\x03\x03\x40\x00\x02", b"\x15\x03\x03\x00\x02\x01\x00"])
async def test_a_handshake_that_does_not_end_is_ended(server: Server, hello: bytes) -> None:
    """Nothing, the beginning of a long record, warnings: and then a byte now and again."""

    async def linger(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await drip(hello)(writer)

    slow = await asyncio.start_server(linger, "127.0.0.1", 0)
    port = slow.sockets[0].getsockname()[1]
    start = time.monotonic()
    async with Client(server.config(allow_ports=(port,))) as client:
        got = await asked(client, f"https://127.0.0.1:{port}/")
    slow.close()
    assert isinstance(got, Failure)
    assert got.reason in ("timeout", "tls")
    assert time.monotonic() - start < 2


async def test_a_redirect_does_not_lead_from_https_to_http(secure: Server, server: Server) -> None:
    secure.routes["/"] = redirect(f"{server.url}/")
    server.routes["/"] = redirect(f"https://news.example:{secure.port}/fine")
    secure.routes["/fine"] = reply(b"news")
    async with Client(secure.config(allow_ports=(server.port, secure.port))) as client:
        down = await asked(client, f"https://news.example:{secure.port}/")
        up = await asked(client, f"{server.url}/")
    assert isinstance(down, Failure)
    assert isinstance(up, Response)
    assert (down.reason, up.body, server.asked) == ("downgrade", b"news", ["/"])


# --- turns -----------------------------------------------------------------------------------------------------------------


async def test_a_host_is_asked_one_thing_at_a_time_with_a_gap(server: Server) -> None:
    server.routes |= {f"/{n}": reply(b"news") for n in range(4)}
    async with Client(server.config(host_gap=timedelta(seconds=0.1))) as client:
        got = await asyncio.gather(*(asked(client, f"{server.url}/{n}") for n in range(4)))
    gaps = [later - earlier for earlier, later in zip(server.at, server.at[1:], strict=False)]
    assert all(isinstance(one, Response) for one in got)
    assert server.most_open == 1
    assert min(gaps) >= 0.1


async def test_waiting_for_a_turn_is_not_counted_as_slowness(server: Server) -> None:
    async def slowly(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.25)
        writer.write(reply(b"news"))

    server.routes |= {f"/{n}": slowly for n in range(6)}
    async with Client(server.config(concurrency=1)) as client:
        got = await asyncio.gather(*(asked(client, f"{server.url}/{n}") for n in range(6)))
    assert all(isinstance(one, Response) for one in got)  # six times a quarter second, with a limit of one second


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        ("503 Busy", "Retry-After: 3600", timedelta(hours=1)),
        ("429 Too Many", "Retry-After: 3600", timedelta(hours=1)),
        ("429 Too Many", "X: y", timedelta(minutes=15)),
        ("503 Busy", "X: y", None),
        ("404 Gone", "Retry-After: 60", timedelta(minutes=1)),
        ("503 Busy", "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 12:00:00 GMT", timedelta(hours=2)),
    ],
)  # fmt: skip
async def test_how_long_a_server_wants_to_be_left_alone_is_told(client: Client, server: Server, status: str, header: str, wait: timedelta | None) -> None:  # fmt: skip
    server.routes["/"] = reply(b"", header, status=status)
    got = await asked(client, f"{server.url}/")
    assert isinstance(got, Declined)
    assert (got.reason, got.wait) == (f"http-{status[:3]}", wait)


async def test_a_host_that_complains_of_us_is_left_alone(client: Client, server: Server) -> None:
    server.routes |= {"/busy": reply(b"", "Retry-After: 3600", status="429 Busy"), "/other": reply(b"news")}
    busy = await asked(client, f"{server.url}/busy")
    other = await asked(client, f"{server.url}/other")
    assert isinstance(busy, Declined)
    assert isinstance(other, Declined)
    assert (other.reason, busy.closed, other.closed) == ("resting", True, True)
    assert timedelta(minutes=59) < (other.wait or timedelta()) <= timedelta(hours=1)
    assert server.asked == ["/busy"]


async def test_one_page_out_of_service_does_not_close_its_host_but_two_in_a_row_do(client: Client, server: Server) -> None:  # fmt: skip
    server.routes |= {"/busy": reply(b"", "Retry-After: 3600", status="503 Busy"), "/other": reply(b"news")}
    paths = ["/busy", "/other", "/busy", "/busy", "/other"]
    got = [await asked(client, server.url + path) for path in paths]
    reasons = [one.reason if isinstance(one, Failure) else "ok" for one in got]
    assert reasons == ["http-503", "ok", "http-503", "http-503", "resting"]
    assert [isinstance(one, Declined) and one.closed for one in got] == [False, False, False, True, True]
    assert server.asked == paths[:-1]


async def test_a_short_wait_is_waited_for(client: Client, server: Server) -> None:
    server.routes |= {"/busy": reply(b"", "Retry-After: 1", status="429 Busy"), "/other": reply(b"news")}
    await asked(client, f"{server.url}/busy")
    assert isinstance(await asked(client, f"{server.url}/other"), Response)
    assert server.at[1] - server.at[0] >= 1


async def test_one_hung_host_does_not_hold_up_the_others(server: Server) -> None:
    server.routes |= {"/hangs": silence, "/": reply(b"news")}
    other = await asyncio.start_server(server, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    done = count()
    async with Client(server.config(allow_ports=(server.port, port))) as client:

        async def one(url: str) -> int:
            await asked(client, url)
            return next(done)

        hung, free = await asyncio.gather(one(f"{server.url}/hangs"), one(f"http://127.0.0.1:{port}/"))
    other.close()
    assert (free, hung) == (0, 1)
