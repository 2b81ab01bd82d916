"""Addresses that may and may not be posted to, and the URLs that name them."""

from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.egress import Zone, ZoneKind, admit
from services.notify.domain.target import AddressNotInZone, BadUrl, PlainHttp, PortNotInZone, Target, target
from shared.kernel.addresses import NEVER

PUBLIC = Zone(code="public", kind=ZoneKind.PUBLIC, ports=frozenset({443, 8443}))
LOOPBACK = Zone(code="here", kind=ZoneKind.LOOPBACK, ports=frozenset({9000}))
EVERYWHERE = Zone(
    code="all",
    kind=ZoneKind.NETWORK,
    ports=frozenset({443}),
    networks=(ip_network("0.0.0.0/0"), ip_network("::/0")),
)


def inside(*networks: str) -> Zone:
    return Zone(
        code="lan", kind=ZoneKind.NETWORK, ports=frozenset({80, 443}), networks=tuple(map(ip_network, networks))
    )


HARD = [
    *("0.0.0.0", "127.0.0.1", "127.255.0.9", "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.192", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
]
PRIVATE = [
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "192.0.0.8", "192.0.2.1"),
    *("192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "::ffff:10.0.0.1", "fd12:3456::1", "fc00::1"),
    *("2001:db8::1", "2001:2::1", "2001:10::1", "3fff::1", "5f00::1", "100::1", "4000::1"),
]
FREE = ["93.184.216.34", "114.114.114.114", "172.32.0.1", "::ffff:93.184.216.34", "2400:da00::6666", "2a00::1"]


@pytest.mark.parametrize("address", HARD)
def test_some_addresses_are_refused_in_every_zone_that_posts_abroad(address: str) -> None:
    assert not admit(address, PUBLIC)
    assert not admit(address, EVERYWHERE)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_special_addresses_are_refused_without_a_zone(address: str) -> None:
    assert not admit(address, PUBLIC)
    assert admit(address, EVERYWHERE)


@pytest.mark.parametrize("address", FREE)
def test_public_addresses_are_admitted(address: str) -> None:
    assert admit(address, PUBLIC)


@pytest.mark.parametrize(
    ("address", "admitted"),
    [("10.20.3.4", True), ("::ffff:10.20.3.4", True), ("10.21.0.1", False), ("93.184.216.34", False), ("::1", False)],
)
def test_a_network_zone_admits_its_networks_only(address: str, admitted: bool) -> None:
    assert admit(address, inside("10.20.0.0/16")) is admitted


@pytest.mark.parametrize(
    ("address", "admitted"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.2", True), ("0.0.0.0", False), ("10.0.0.1", False)],
)
def test_a_loopback_zone_admits_this_machine_only(address: str, admitted: bool) -> None:
    assert admit(address, LOOPBACK) is admitted


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "010.0.0.1", "1.2.3.4.5"])
def test_what_is_no_canonical_address_is_refused(text: str) -> None:
    assert not any(admit(text, zone) for zone in (PUBLIC, EVERYWHERE, LOOPBACK))


@given(st.ip_addresses())
def test_no_address_is_admitted_to_the_internet_and_refused_for_good(address: object) -> None:
    admitted = admit(str(address), PUBLIC)

    assert not admitted or admit(str(address), EVERYWHERE)
    assert not admitted or not any(address in network for network in NEVER)


@given(st.ip_addresses(v=4))
def test_the_ipv6_dress_of_an_address_changes_nothing(address: IPv4Address) -> None:
    assert admit(f"::ffff:{address}", PUBLIC) is admit(str(address), PUBLIC)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hooks.example.com", Target("https", "hooks.example.com", 443, "/")),
        (
            "HTTPS://Hooks.Example.COM:8443/a%20b?x=1&y=/?",
            Target("https", "hooks.example.com", 8443, "/a%20b?x=1&y=/?"),
        ),
        ("https://口岸.example.cn/%E5%9B%9E?q", Target("https", "xn--6or88r.example.cn", 443, "/%E5%9B%9E?q")),
        ("https://93.184.216.34/", Target("https", "93.184.216.34", 443, "/")),
        ("https://[2400:DA00::6666]/", Target("https", "2400:da00::6666", 443, "/")),
        ("https://example.com?x", Target("https", "example.com", 443, "/?x")),
    ],
)
def test_a_url_is_read_once_into_its_parts(url: str, expected: Target) -> None:
    assert target(url, PUBLIC) == expected
    assert target(expected.url, PUBLIC) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "//example.com", "ftp://example.com/", "https:/example.com", "https://", "https:///x"),
        *("https://user@example.com/", "https://user:pw@example.com/", "https://127.0.0.1\\@example.com/"),
        *(
            "https://example.com/#f",
            "https://example.com/a b",
            "https://example.com/\r\nx: y",
            "https://example.com/\\",
        ),
        *(
            "https://exa mple.com/",
            "https://example.com:/",
            "https://example.com:abc/",
            "https://example.com/%zz",
            "https://example.com/回",
        ),
        *("https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/", "https://1.2.3.4.5/"),
        *("https://example.com./", "https://-a.example.com/", "https://a..b/", "https://a_b.example.com/"),
        *("https://[fe80::1%25eth0]/", "https://[::1", "https://[1.2.3.4]/", "https://％31.example.com／x/"),
        *(f"https://{'a' * 64}.example.com/", f"https://example.com/{'a' * 2048}", f"https://{'a.' * 127}example/"),
    ],
)
def test_a_url_that_two_parsers_might_read_differently_is_refused(url: str) -> None:
    with pytest.raises(BadUrl) as refused:
        target(url, PUBLIC)

    assert refused.value.pointer == "/url"


def test_plain_http_and_closed_ports_and_foreign_addresses_are_refused_with_the_zone() -> None:
    for url, refusal in (
        ("http://example.com:443/", PlainHttp),
        ("https://example.com:6379/", PortNotInZone),
        ("https://example.com:99999/", PortNotInZone),
        ("https://10.0.0.1/", AddressNotInZone),
        ("https://[::ffff:169.254.169.254]/", AddressNotInZone),
    ):
        with pytest.raises(refusal) as refused:
            target(url, PUBLIC)
        assert refused.value.pointer == "/url"
        assert refused.value.facts["zone"] == "public"


def test_a_loopback_zone_lets_a_local_receiver_use_plain_http() -> None:
    assert target("http://127.0.0.1:9000/hook", LOOPBACK).url == "http://127.0.0.1:9000/hook"
    with pytest.raises(AddressNotInZone):
        target("http://10.0.0.1:9000/hook", LOOPBACK)
