"""What counts as one address when tries are counted by address. Not here: the counting."""

from __future__ import annotations

import ipaddress


def network_of(ip: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 an IPv6 line is given."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
