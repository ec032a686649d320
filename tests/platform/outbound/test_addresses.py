"""Only the public internet is reachable, however a private address is dressed up."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hanse.platform.outbound import is_public

# IANA special-purpose registries, written down a second time on purpose.
PRIVATE_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
PRIVATE_V6 = [
    "::/128",
    "::1/128",
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "4000::/3",
    "8000::/2",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
    "2001:4860:4860::8888",
    "2001:200::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


def v4_inside(networks: list[str]) -> st.SearchStrategy[IPv4Address]:
    return st.sampled_from(networks).flatmap(
        lambda text: st.integers(0, IPv4Network(text).num_addresses - 1).map(IPv4Network(text).__getitem__)
    )


def dressings(address: IPv4Address) -> dict[str, IPv6Address]:
    """Every way to write an IPv4 address as an IPv6 one that some network translates back."""
    number, public = int(address), int(IPv4Address("8.8.8.8"))
    teredo = 0x20010000 << 96
    return {
        "mapped": IPv6Address(0xFFFF << 32 | number),
        "nat64": IPv6Address(0x64FF9B << 96 | number),
        "6to4": IPv6Address(0x2002 << 112 | number << 80 | 1),
        "teredo client": IPv6Address(teredo | public << 64 | (~number & 0xFFFFFFFF)),
        "teredo server": IPv6Address(teredo | number << 64 | (~public & 0xFFFFFFFF)),
        "isatap": IPv6Address(0x2A00_1450 << 96 | 0x5EFE << 32 | number),
        "isatap universal": IPv6Address(0x2A00_1450 << 96 | 0x0200_5EFE << 32 | number),
        "compatible": IPv6Address(number),
        "translated": IPv6Address(0xFFFF << 48 | number),
        "local nat64": IPv6Address(0x64FF9B_0001 << 80 | number),
    }


@settings(deadline=None)
@given(v4_inside(PRIVATE_V4))
@example(IPv4Address("169.254.169.254"))
@example(IPv4Address("127.0.0.1"))
def test_special_ipv4_is_not_public_in_any_dress(address: IPv4Address) -> None:
    assert not is_public(address)
    reached = [name for name, dressed in dressings(address).items() if is_public(dressed)]
    assert reached == []


@settings(deadline=None)
@given(st.sampled_from(PRIVATE_V6), st.integers(0, 2**128 - 1))
def test_special_ipv6_is_not_public(text: str, offset: int) -> None:
    network = IPv6Network(text)
    assert not is_public(network[offset % network.num_addresses])


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_the_rest_of_ipv4_is_public_and_the_standard_library_agrees(address: IPv4Address) -> None:
    special = any(address in IPv4Network(text) for text in PRIVATE_V4)
    assert is_public(address) is not special
    if not address.is_global or address.is_multicast:
        assert not is_public(address)


@settings(deadline=None)
@given(st.one_of(st.integers(0, 2**128 - 1), st.integers(0, 2**125 - 1).map(lambda n: 1 << 125 | n)).map(IPv6Address))
def test_what_the_standard_library_calls_special_is_never_public(address: IPv6Address) -> None:
    wrapped = address.ipv4_mapped or address.sixtofour or address.teredo or int(address) >> 32 == 0x64FF9B << 64
    if not wrapped and (not address.is_global or address.is_multicast):
        assert not is_public(address)


@settings(deadline=None)
@given(v4_inside(["8.0.0.0/8", "93.184.216.0/24"]))
def test_public_ipv4_stays_reachable_through_translators(address: IPv4Address) -> None:
    dressed = dressings(address)
    assert {name for name in dressed if is_public(dressed[name])} >= {"mapped", "nat64", "6to4", "teredo client"}
    assert not is_public(dressed["local nat64"])
    assert not is_public(dressed["compatible"])


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))
