"""Which IP addresses are public: global unicast, also after unwrapping every form that carries an IPv4 address.

Tables follow the IANA special-purpose registries (RFC 6890 and successors) and are kept here, because the meaning of
`ipaddress.is_global` differs between Python releases. What is not known to be public is not public.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_SPECIAL_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared between carrier and customer
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relay, withdrawn
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments (ORCHID, benchmarks, AMT, drone ids); Teredo is unwrapped before
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_ISATAP = (0x00005EFE, 0x02005EFE)  # interface identifiers ::0:5efe:a.b.c.d and ::200:5efe:a.b.c.d (RFC 5214)
_V4_MASK = 0xFFFF_FFFF


def is_public(address: Address) -> bool:
    """Tell whether packets to this address leave for the public internet and nowhere else.

    The local-use NAT64 prefix 64:ff9b:1::/48 is never public: what it carries depends on the operator's translator.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    carried = carried_v4(address)
    if not all(is_public(inner) for inner in carried):
        return False
    if address in _MAPPED or address in _NAT64 or address in _TEREDO:
        return True
    return address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)


def carried_v4(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Give every IPv4 address inside an IPv6 one: v4-mapped, NAT64, 6to4, Teredo (server and client), ISATAP."""
    number = int(address)
    found = []
    if address in _MAPPED or address in _NAT64:
        found.append(number & _V4_MASK)
    if address in _SIX_TO_FOUR:
        found.append(number >> 80 & _V4_MASK)
    if address in _TEREDO:
        found += [number >> 64 & _V4_MASK, ~number & _V4_MASK]  # RFC 4380: the client's address is stored inverted
    if number >> 32 & _V4_MASK in _ISATAP:
        found.append(number & _V4_MASK)
    return tuple(IPv4Address(value) for value in found)
