"""Opens connections: resolves a name once, checks every answer, and connects to an address it has checked.

httpcore asks this backend for each new connection, so a name that changes its answer later (DNS rebinding) is checked
again before a byte flows. TLS verification and the Host header keep using the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import httpcore

from hanse.platform.outbound.addresses import Address, is_public
from hanse.platform.outbound.errors import OutboundRefused
from hanse.platform.outbound.policy import OutboundPolicy, is_internal

_MOST_ATTEMPTS = 4
_MOST_ANSWERS = 64
_TRANSIENT = (socket.EAI_AGAIN, socket.EAI_MEMORY, socket.EAI_SYSTEM)
# Its own threads: when name servers hang, nothing but outgoing requests waits.
_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="hanse-dns")


class Resolver(Protocol):
    """Gives all addresses of a name, in the order to try. Raises OSError (socket.gaierror for a DNS answer)."""

    async def __call__(self, host: str, port: int) -> Sequence[str]: ...


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver."""
    loop = asyncio.get_running_loop()
    answers = await loop.run_in_executor(
        _THREADS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    )
    return [str(answer[4][0]) for answer in answers]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects where the policy allows; nothing else in the client opens sockets."""

    def __init__(
        self, policy: OutboundPolicy, resolver: Resolver, inner: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._policy = policy
        self._resolver = resolver
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address of `host` that answers within `timeout` seconds in all.

        Raises OutboundRefused when any address of the host is not public, httpcore.ConnectError, ConnectTimeout.
        """
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked_addresses(host, port)
                return await self._connect_first(addresses, port, timeout, socket_options)
        except TimeoutError:
            raise httpcore.ConnectTimeout("no connection in time") from None

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a path on this machine is not a public address."""
        raise OutboundRefused("unix_socket")

    async def sleep(self, seconds: float) -> None:
        """Wait (httpcore asks for it between its own retries, which are off)."""
        await asyncio.sleep(seconds)

    async def _connect_first(
        self,
        addresses: Sequence[Address],
        port: int,
        seconds: float | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        """Try a few addresses; an unreachable one gets its share of the time only, so the next still has a chance."""
        chosen = addresses[:_MOST_ATTEMPTS]
        failure: Exception = httpcore.ConnectError("no address")
        for position, address in enumerate(chosen):
            share = None if seconds is None or position == len(chosen) - 1 else seconds / len(chosen)
            try:
                return await self._inner.connect_tcp(str(address), port, timeout=share, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _checked_addresses(self, host: str, port: int) -> list[Address]:
        """Give the addresses of `host`. One private answer refuses all: it is an attack or a mistake."""
        addresses = await self._resolve(host, port)
        if is_internal(host, port, self._policy):
            return addresses
        if not all(is_public(address) for address in addresses):
            raise OutboundRefused("private_address")
        return addresses

    async def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            pass
        try:
            answers = await self._resolver(host, port)
        except socket.gaierror as error:
            if error.errno in _TRANSIENT:
                raise httpcore.ConnectError("the name could not be looked up") from error
            raise OutboundRefused("unknown_host") from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name could not be looked up") from error
        try:
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in dict.fromkeys(answers)]
        except ValueError:
            raise OutboundRefused("malformed_answer") from None
        if not 0 < len(addresses) <= _MOST_ANSWERS:
            raise OutboundRefused("unknown_host")
        return addresses
