"""What may be called, decided from the text of an address, and the limits of a call. Not here: DNS and sockets."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

import idna
import msgspec

from hanse.platform.outbound.addresses import Address
from hanse.platform.outbound.errors import OutboundRefused

DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_URL = 4096
_URL = re.compile(r"(https?)://([^/?#]*)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]@%]+)(?::([0-9]{1,5}))?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\"<>^`{|}]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class OutboundPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of the client, in seconds and bytes.

    `internal_hosts` holds `host` or `host:port` as `parse_target` writes them, named by the operator in the settings.
    Their addresses are not checked, everything else is.
    """

    internal_hosts: frozenset[str] = frozenset()
    https_only: bool = False
    connect_seconds: float = 3.0
    read_seconds: float = 10.0
    total_seconds: float = 20.0
    max_response_bytes: int = 5_000_000
    max_connections: int = 100
    max_per_host: int = 16
    user_agent: str = "Hanse/0.1"


class Target(NamedTuple):
    """A checked address: `host` in lower-case ASCII without a final dot, and the rest ready to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address in its one normal spelling, without the default port and the fragment."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.bracketed}{port}{self.path}"

    @property
    def bracketed(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def origin(self) -> str:
        """`host:port`, the name under which failures are counted."""
        return f"{self.bracketed}:{self.port}"

    @property
    def literal(self) -> Address | None:
        """The IP address, when the host is one."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def parse_target(url: str, policy: OutboundPolicy, *, any_port: bool = False) -> Target:
    """Read an address that people or other systems gave.

    Allowed: http and https, no user name, ports 80 and 443 (`any_port`: also 1024 and above), a host name or a normally
    written IP address. Raises OutboundRefused.
    """
    if len(url) > _MAX_URL or _FORBIDDEN.search(url):
        raise OutboundRefused("malformed")
    match = _URL.fullmatch(url)
    if match is None:
        raise OutboundRefused("scheme")
    authority = _AUTHORITY.fullmatch(match[2])
    if authority is None:
        raise OutboundRefused("user_information" if "@" in match[2] else "malformed")
    scheme = match[1].lower()
    port = int(authority[2]) if authority[2] else DEFAULT_PORTS[scheme]
    path = (match[3] or "/").partition("#")[0]
    target = Target(scheme, normal_host(authority[1]), port, path if path.startswith("/") else f"/{path}")
    if not is_internal(target.host, target.port, policy):
        _check_public_form(target, policy, any_port)
    return target


def is_internal(host: str, port: int, policy: OutboundPolicy) -> bool:
    """Tell whether the operator named this host (with this port, or with the usual ones)."""
    name = f"[{host}]" if ":" in host else host
    if f"{name}:{port}" in policy.internal_hosts:
        return True
    return name in policy.internal_hosts and port in DEFAULT_PORTS.values()


def _check_public_form(target: Target, policy: OutboundPolicy, any_port: bool) -> None:
    if policy.https_only and target.scheme != "https":
        raise OutboundRefused("scheme")
    if not (target.port in DEFAULT_PORTS.values() or (any_port and 1024 <= target.port <= 65_535)):
        raise OutboundRefused("port")


def normal_host(text: str) -> str:
    """Write a host in its one normal form: IDN as ASCII (UTS 46, non-transitional), no final dot, IPv6 compressed.

    Numbers that are not a plain dotted quad (`127.1`, `0x7f000001`) are refused: readers disagree about them.
    Raises OutboundRefused.
    """
    if text.startswith("["):
        try:
            return str(ipaddress.IPv6Address(text[1:-1]))
        except ValueError:
            raise OutboundRefused("malformed") from None
    host = text.lower()
    if not host.isascii():
        try:
            host = idna.encode(text, uts46=True, transitional=False).decode()
        except (idna.IDNAError, UnicodeError):
            raise OutboundRefused("malformed") from None
    host = host.removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise OutboundRefused("malformed") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise OutboundRefused("malformed")
    return host
