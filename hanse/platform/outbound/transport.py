"""An httpx transport whose every connection goes through `GuardedBackend`.

Libraries that bring their own httpx client (OAuth, model providers) get this transport; our own code uses
`GuardedClient`, which adds size limits, the breaker and idempotency.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import cast

import certifi
import httpcore
import httpx

from hanse.platform.outbound.errors import OutboundRefused
from hanse.platform.outbound.network import GuardedBackend, Resolver, system_resolver
from hanse.platform.outbound.policy import OutboundPolicy, normal_host, parse_target


def tls_context(extra_ca: Path | None = None) -> ssl.SSLContext:
    """Verify certificates against the public authorities, the machine's own, and `extra_ca` (PEM) when given."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if extra_ca is not None:
        context.load_verify_locations(cafile=extra_ca)
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to allowed addresses only; no proxies, no environment, HTTP/1.1."""

    def __init__(
        self,
        policy: OutboundPolicy,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
        any_port: bool = False,
    ) -> None:
        """Take the policy; `network` opens the sockets (tests), `any_port` also allows ports from 1024."""
        self._policy = policy
        self._any_port = any_port
        self._backend = GuardedBackend(policy, resolver, network)
        self._tls = tls

    @cached_property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        """Made with the first request: reading what authorities to trust takes longer than a process's whole start."""
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls or tls_context(),
            max_connections=self._policy.max_connections,
            max_keepalive_connections=self._policy.max_connections // 4,
            keepalive_expiry=15.0,
            network_backend=self._backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises OutboundRefused before anything is sent, and httpx's own errors."""
        target = parse_target(str(request.url), self._policy, any_port=self._any_port)
        host = request.url.raw_host.decode("ascii")
        if target.host != normal_host(f"[{host}]" if ":" in host else host) or request.url.userinfo:
            raise OutboundRefused("ambiguous_host")
        with _as_httpx_errors():
            response = await self._pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=target.scheme,
                        host=target.host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=cast(AsyncIterator[bytes], request.stream),
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        if "_pool" in vars(self):
            await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            async for part in self._response.aiter_stream():
                yield part

    async def aclose(self) -> None:
        with _as_httpx_errors():
            await self._response.aclose()


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    """Callers know httpx: each failure of httpcore has a namesake there."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise cast(type[httpx.TransportError], getattr(httpx, type(error).__name__))(str(error)) from error
    except (httpcore.UnsupportedProtocol, httpcore.ProxyError, httpcore.ConnectionNotAvailable) as error:
        raise httpx.TransportError(str(error)) from error
