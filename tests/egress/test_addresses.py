"""Which addresses may be called."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.egress import refusal_of

REFUSED = {
    "0.0.0.0": "this network",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "10.255.255.255": "private",
    "100.64.0.1": "shared by a carrier",
    "100.100.100.200": "shared by a carrier",
    "100.127.255.255": "shared by a carrier",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "168.63.129.16": "cloud metadata",
    "169.254.169.254": "link-local",
    "169.254.170.2": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.1": "reserved",
    "192.0.0.192": "reserved",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmarking",
    "198.19.255.255": "benchmarking",
    "198.51.100.1": "documentation",
    "203.0.113.7": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::2": "reserved",
    "::127.0.0.1": "reserved",
    "::ffff:127.0.0.1": "IPv4 written as IPv6",
    "::ffff:169.254.169.254": "IPv4 written as IPv6",
    "::ffff:93.184.216.34": "IPv4 written as IPv6",
    "::ffff:0:127.0.0.1": "reserved",
    "64:ff9b::a9fe:a9fe": "NAT64",
    "64:ff9b:1::1": "NAT64",
    "100::1": "reserved",
    "2001::1": "Teredo",
    "2001:0:53aa:64c:0:7d00:8000:1": "Teredo",
    "2001:10::1": "reserved",
    "2001:20::1": "reserved",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4",
    "2002:a9fe:a9fe::1": "6to4",
    "2606:4700::5efe:7f00:1": "ISATAP",
    "2606:4700::200:5efe:7f00:1": "ISATAP",
    "3ffe::1": "reserved",
    "3fff::1": "documentation",
    "4000::1": "reserved",
    "5f00::1": "reserved",
    "fc00::1": "private",
    "fd00:ec2::254": "private",
    "fe80::1": "link-local",
    "fe80::1%lo": "link-local",
    "2606:4700::1%eth0": "link-local",
    "fec0::1": "reserved",
    "ff02::1": "multicast",
    "localhost": "not an address",
    "": "not an address",
}
ALLOWED = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "169.253.255.255"),
    *("172.15.255.255", "172.32.0.1", "192.0.1.1", "198.17.255.255", "223.255.255.255"),
    *("2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001::200e"),
]


@pytest.mark.parametrize(("address", "why"), REFUSED.items())
def test_special_addresses_are_refused_with_their_kind(address: str, why: str) -> None:
    assert refusal_of(address) == why


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_are_allowed(address: str) -> None:
    assert refusal_of(address) is None


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_looser_than_the_standard_library(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert refusal_of(str(address)) is not None


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_outside_global_unicast_is_allowed(address: IPv6Address) -> None:
    if not address.is_global or address not in IPv6Network("2000::/3"):
        assert refusal_of(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_address_is_always_refused(address: IPv4Address) -> None:
    number = int(address)
    disguises = [
        number,
        0xFFFF_0000_0000 + number,
        (0x0064_FF9B << 96) + number,
        (0x2002 << 112) + (number << 80) + 1,
        (0x2001_0000 << 96) + (number ^ 0xFFFF_FFFF),
    ]

    assert all(refusal_of(str(IPv6Address(disguise))) for disguise in disguises)


@given(st.ip_addresses())
def test_an_address_written_another_way_is_judged_the_same(
    address: IPv4Address | IPv6Address,
) -> None:
    assert refusal_of(str(address)) == refusal_of(address.exploded)
