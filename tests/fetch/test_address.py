"""Which addresses a hostile feed may name, and which of them are asked."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.address import BadURL, check_url, embedded, refused

PUBLIC = "8.8.8.8 1.1.1.1 190.12.64.1 192.0.1.1 172.15.255.255 172.32.0.0 100.63.255.255 100.128.0.0 2606:4700::1111 2a00:1450:4003::1".split()
PUBLIC += ["64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"]

PRIVATE = {
    "this host": "0.0.0.0 0.1.2.3 127.0.0.1 127.255.255.254 ::1 ::",
    "private": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 fc00::1 fd12:3456::1",
    "carrier": "100.64.0.1 100.127.255.255",
    "link-local": "169.254.0.1 fe80::1 fe80::1%1 febf::1",
    "site-local, deprecated": "fec0::1 feff::1",
    "metadata services": "169.254.169.254 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254 fd20:ce::254",
    "protocol assignments": "192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.170 2001:1::1 2001:20::1",
    "documentation and benchmarks": "192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 2001:db8::1 3fff::1",
    "relays and sinks": "192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1 100::1 5f00::1",
    "multicast, reserved, broadcast": "224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 ff02::1 ff0e::1",
    "mapped": "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:168.63.129.16",
    "compatible": "::127.0.0.1 ::10.0.0.1",
    "6to4": "2002:7f00:1::1 2002:a00:1::1 2002:a9fe:a9fe::1 2002:e000:1::",
    "NAT64": "64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1",
    "Teredo": "2001:0:808:808:0:0:f7f7:f7f7 2001:0:7f00:1:0:0:0:0 2001:0:4136:e378:8000:63bf:80ff:fffe",
    "ISATAP": "2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_asked(address: str) -> None:
    assert not refused(ipaddress.ip_address(address))


@pytest.mark.parametrize(("kind", "address"), [(kind, one) for kind, many in PRIVATE.items() for one in many.split()])
def test_no_special_address_is_asked(kind: str, address: str) -> None:
    assert refused(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_form_that_carries_it(four: ipaddress.IPv4Address) -> None:
    number = int(four)
    forms = [(0xFFFF << 32) | number, (0x2002 << 112) | (number << 80) | 1, (0x64FF9B << 96) | number]
    for six in map(ipaddress.IPv6Address, forms):
        assert four in embedded(six)
        assert refused(six) == refused(four)


@pytest.mark.parametrize(
    ("allowed", "address", "open_"),
    [
        ("127.0.0.0/8", "127.0.0.1", True),
        ("127.0.0.0/8", "10.0.0.1", False),
        ("127.0.0.0/8", "::1", False),
        ("::1/128", "::1", True),
        ("10.1.2.0/24", "10.1.2.3", True),
        ("10.1.2.0/24", "10.1.3.3", False),
        ("10.1.2.0/24", "::ffff:10.1.2.3", True),
        ("10.1.2.0/24", "2002:a01:203::1", True),
        (
            "8.8.8.0/24",
            "2001:0:808:808:0:0:80ff:fffe",
            False,
        ),  # a Teredo client in 127/8 behind a server that is allowed
    ],
)
def test_a_range_is_opened_exactly(allowed: str, address: str, open_: bool) -> None:
    assert refused(ipaddress.ip_address(address), [ipaddress.ip_network(allowed)]) is not open_


GOOD = {
    "http://example.com/": ("http", "example.com", 80),
    "https://example.com/a?b=c#d": ("https", "example.com", 443),
    "HTTPS://Example.COM/": ("https", "example.com", 443),
    "http://example.com:80/": ("http", "example.com", 80),
    "https://example.com:443": ("https", "example.com", 443),
    "http://example.com:443/": ("http", "example.com", 443),
    "http://example.com./": ("http", "example.com", 80),
    "http://8.8.8.8/": ("http", "8.8.8.8", 80),
    "http://[2606:4700::1111]/": ("http", "2606:4700::1111", 80),
    "https://peña.pe/": ("https", "xn--pea-8ma.pe", 443),
    "https://xn--pea-8ma.pe/": ("https", "xn--pea-8ma.pe", 443),
    "http://１２７。0。0。1/": (
        "http",
        "127.0.0.1",
        80,
    ),  # readable one way only; the guard of the connection refuses it
    "https://example.com/a@b": ("https", "example.com", 443),
    "https://example.com/?u=http://user:pw@10.0.0.1/": ("https", "example.com", 443),
}

BAD = {
    "bad-scheme": "ftp://example.com/ file:///etc/passwd gopher://example.com/ data:text/html,x javascript:alert(1) "
    "example.com /relative //example.com/ ws://example.com/ feed://example.com/",
    "credentials": "http://user@example.com/ http://user:pw@example.com/ http://example.com@10.0.0.1/ http://@example.com/ "
    "https://example.com%40x@127.0.0.1/ http://127.0.0.1%2f@x/",
    "bad-port": "http://example.com:22/ http://example.com:8080/ http://example.com:0/ https://example.com:6379/ http://[::1]:25/",
    "bad-url": "http:// http:/// http:///path http://./ http://../ https:/example.com http://example.com:99999/ http://example.com:x/ "
    "http://[::1 http://[fe80::1%25eth0]/ http://exa%6dple.com/ "
    "http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/ http://127.0.1/ http://0/ "
    "http://00000177.0.0.1/ http://0x7F.0x0.0x0.0x1/ http://127.0.0.0x1/ http://1.1.1.1.1/ http://256.1.1.1/ http://127.0.0.1.0x/ "
    "http://２１３０７０６４３３/ http://a..b/ http://example.com../ http://127。0。0。01/ http://[::ffff:127.0.0.1%251]/ http://-/ http://ex_ample.1/",
}
SPACED = [
    "http://example.com\\@10.0.0.1/", "http://10.0.0.1\\.example.com/", "http:\\\\10.0.0.1/", " http://example.com/",
    "http://exa mple.com/", "http://example.com/a b", "http://example.com/\r\nHost: x", "http://example.com\t/",
    "http://example.com/\x00", "http://example.com/\u2028", "http://\u3000example.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_the_parts_of_a_plain_address_are_read(url: str) -> None:
    target = check_url(url, (80, 443))
    assert (target.scheme, target.host, target.port) == GOOD[url]


@pytest.mark.parametrize(
    ("reason", "url"),
    [(r, u) for r, urls in BAD.items() for u in urls.split(" ")] + [("bad-url", u) for u in SPACED],
)
def test_an_address_that_can_be_read_two_ways_is_refused(reason: str, url: str) -> None:
    with pytest.raises(BadURL) as error:
        check_url(url, (80, 443))
    assert error.value.args[0] == reason


@given(st.text(max_size=60))
def test_any_text_is_either_a_target_or_refused_with_a_reason(text: str) -> None:
    for url in (text, f"http://{text}", f"http://{text}/", f"http://example.com/{text}"):
        try:
            target = check_url(url)
        except BadURL as error:
            assert error.args[0] in ("bad-url", "bad-scheme", "credentials", "bad-port")
        else:
            assert target.scheme in ("http", "https")
            assert target.host.isascii()
            assert target.port in (80, 443)
