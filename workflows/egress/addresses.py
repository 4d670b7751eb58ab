"""
Which addresses may be called: a rule on what a name resolved to, never on how it was written.

Python's own `is_global` is no such filter: it lets NAT64, 6to4 and multicast addresses through.
IPv4 is open except for the special-purpose blocks; IPv6 is closed except for global unicast.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

REFUSED_IPV4: dict[IPv4Network, str] = {
    IPv4Network("0.0.0.0/8"): "this network",
    IPv4Network("10.0.0.0/8"): "private",
    IPv4Network("100.64.0.0/10"): "shared by a carrier",
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "cloud metadata",
    IPv4Network("169.254.0.0/16"): "link-local",
    IPv4Network("172.16.0.0/12"): "private",
    IPv4Network("192.0.0.0/24"): "reserved",
    IPv4Network("192.0.2.0/24"): "documentation",
    IPv4Network("192.31.196.0/24"): "reserved",
    IPv4Network("192.52.193.0/24"): "reserved",
    IPv4Network("192.88.99.0/24"): "6to4 relay",
    IPv4Network("192.168.0.0/16"): "private",
    IPv4Network("192.175.48.0/24"): "reserved",
    IPv4Network("198.18.0.0/15"): "benchmarking",
    IPv4Network("198.51.100.0/24"): "documentation",
    IPv4Network("203.0.113.0/24"): "documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved",
}
GLOBAL_IPV6 = IPv6Network("2000::/3")
REFUSED_IPV6: dict[IPv6Network, str] = {
    IPv6Network("2001::/32"): "Teredo",
    IPv6Network("2001::/23"): "reserved",
    IPv6Network("2001:db8::/32"): "documentation",
    IPv6Network("2002::/16"): "6to4",
    IPv6Network("2620:4f:8000::/48"): "reserved",
    IPv6Network("3ffe::/16"): "reserved",
    IPv6Network("3fff::/20"): "documentation",
}
NAMED_IPV6: dict[IPv6Network, str] = {
    IPv6Network("::/128"): "unspecified",
    IPv6Network("::1/128"): "loopback",
    IPv6Network("::ffff:0:0/96"): "IPv4 written as IPv6",
    IPv6Network("64:ff9b::/96"): "NAT64",
    IPv6Network("64:ff9b:1::/48"): "NAT64",
    IPv6Network("fc00::/7"): "private",
    IPv6Network("fe80::/10"): "link-local",
    IPv6Network("ff00::/8"): "multicast",
}
# ISATAP hides an IPv4 address behind this interface id in any prefix.
ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def refusal_of(address: str) -> str | None:
    """Why an address may not be called, in a word or two; None where it may."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(parsed, IPv4Address):
        return _name_of(parsed, REFUSED_IPV4)
    return _refusal_of_ipv6(parsed)


def _refusal_of_ipv6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "link-local"
    if address not in GLOBAL_IPV6:
        return _name_of(address, NAMED_IPV6) or "reserved"
    if (int(address) >> 32) & 0xFFFF_FFFF in ISATAP:
        return "ISATAP"
    return _name_of(address, REFUSED_IPV6)


def _name_of(
    address: IPv4Address | IPv6Address,
    blocks: dict[IPv4Network, str] | dict[IPv6Network, str],
) -> str | None:
    return next((name for block, name in blocks.items() if address in block), None)
