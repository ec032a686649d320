"""The client our own code uses for outgoing HTTP: one bounded exchange, or one named failure. Never redirects, cookies,
proxies or retries. Call it outside any database transaction.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from typing import Any, Self, TypeVar

import httpcore
import httpx
import msgspec
import structlog
from prometheus_client import Counter

from hanse.kit.clock import Clock
from hanse.platform.failpoints import failpoint
from hanse.platform.outbound.breaker import Attempt, Breakers
from hanse.platform.outbound.decoding import ACCEPTED, read_bounded
from hanse.platform.outbound.errors import OutboundBusy, OutboundFailed, OutboundRefused, OutboundTooLarge
from hanse.platform.outbound.network import Resolver, system_resolver
from hanse.platform.outbound.policy import OutboundPolicy, Target, parse_target
from hanse.platform.outbound.transport import GuardedTransport

T = TypeVar("T")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
_FRAMING = {"host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect"}
_OURS = _FRAMING | {"cookie", "accept-encoding", "user-agent"}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e\x80-\xff]([\x20\x09\x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?|")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_OVERLOADED = frozenset({502, 503, 504})
_log = structlog.get_logger(__name__)

REQUESTS = Counter("hanse_outbound_requests", "Outgoing HTTP requests by how they ended", ["outcome"])


class OutboundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request to another system.

    A method that changes something needs `idempotency_key`, derived from the business fact so that a repetition has the
    same one; it is sent as `idempotency_header`. `scope` separates breakers (tenant or endpoint id). Limits that are
    None come from the policy.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    body: bytes = b""
    idempotency_key: str | None = None
    idempotency_header: str = "Idempotency-Key"
    scope: str = ""
    any_port: bool = False
    max_response_bytes: int | None = None
    total_seconds: float | None = None


class OutboundResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A complete answer of any status (3xx too). Header names are lower-case; repeated ones joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Tell whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self, kind: type[T] | Any = Any) -> T | Any:
        """Read the body as JSON into `kind`. Raises OutboundFailed when it is not that."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise OutboundFailed("protocol", maybe_sent=True) from None


class GuardedClient:
    """Sends requests under one policy; safe to share between tasks, one per process."""

    def __init__(
        self,
        policy: OutboundPolicy,
        clock: Clock,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        """Take the limits and the clock of the breaker; the rest has the right default outside of tests."""
        self.policy = policy
        self.breakers = Breakers(clock)
        # The address is checked against the port rule of each request before the transport sees it.
        self._transport = GuardedTransport(policy, resolver=resolver, tls=tls, network=network, any_port=True)

    async def send(self, request: OutboundRequest) -> OutboundResponse:
        """Make one exchange within the total time and size.

        Raises OutboundRefused (the address), OutboundPaused or OutboundBusy (nothing sent), OutboundTooLarge,
        OutboundFailed, and ValueError for a request that is a mistake of the code.
        """
        headers = _checked_headers(request, self.policy)
        try:
            target = parse_target(request.url, self.policy, any_port=request.any_port)
            with self.breakers.attempt(request.scope, target.origin, self.policy.max_per_host) as attempt:
                response = await self._exchange(request, target, headers, attempt)
        except OutboundRefused as error:
            REQUESTS.labels("refused").inc()
            _log.warning("outbound_refused", reason=error.reason, scope=request.scope)
            raise
        except OutboundFailed as error:
            REQUESTS.labels(error.reason).inc()
            _log.info("outbound_failed", reason=error.reason, scope=request.scope, maybe_sent=error.maybe_sent)
            raise
        REQUESTS.labels(f"{response.status // 100}xx").inc()
        return response

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> OutboundResponse:
        """Read `url`; a short form of `send`."""
        return await self.send(OutboundRequest(url=url, headers=headers or {}))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _exchange(
        self, request: OutboundRequest, target: Target, headers: list[tuple[str, str]], attempt: Attempt
    ) -> OutboundResponse:
        progress = _Progress()
        try:
            failpoint("http.send.before")
            async with asyncio.timeout(request.total_seconds or self.policy.total_seconds):
                response = await self._read(request, target, headers, progress)
            failpoint("http.send.after")
        except OutboundTooLarge:
            attempt.succeeded()
            raise
        except OutboundFailed:
            attempt.failed()
            raise
        except httpx.PoolTimeout:
            raise OutboundBusy from None  # all our connections are in use: no fault of the other side
        except (TimeoutError, httpx.TransportError) as error:
            attempt.failed()
            raise OutboundFailed(_reason(error), maybe_sent=progress.sending) from error
        if response.status in _OVERLOADED:
            attempt.failed()
        else:
            attempt.succeeded()
        return response

    async def _read(
        self, request: OutboundRequest, target: Target, headers: list[tuple[str, str]], progress: _Progress
    ) -> OutboundResponse:
        most = self.policy.max_response_bytes if request.max_response_bytes is None else request.max_response_bytes
        response = await self._transport.handle_async_request(
            httpx.Request(
                request.method,
                target.url,
                headers=headers,
                content=request.body or None,
                extensions={"timeout": self._timeouts(), "trace": progress.note},
            )
        )
        try:
            declared = response.headers.get("content-length", "")
            if request.method != "HEAD" and declared.isdigit() and len(declared) < 20 and int(declared) > most:
                raise OutboundTooLarge
            body = await read_bounded(response.aiter_raw(), response.headers.get("content-encoding", ""), most)
        finally:
            await response.aclose()
        return OutboundResponse(status=response.status_code, headers=dict(response.headers), body=body)

    def _timeouts(self) -> dict[str, float]:
        policy = self.policy
        return {
            "connect": policy.connect_seconds,
            "read": policy.read_seconds,
            "write": policy.read_seconds,
            "pool": policy.connect_seconds,
        }


class _Progress:
    """Notes when the request's first byte may have left."""

    def __init__(self) -> None:
        self.sending = False

    async def note(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "http11.send_request_headers.started":
            self.sending = True


def _reason(error: Exception) -> str:
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return "timeout"
    if isinstance(error, httpx.ConnectError):
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return "tls"
            cause = cause.__cause__ or cause.__context__
        return "connect"
    return "protocol" if isinstance(error, httpx.ProtocolError) else "closed"


def _checked_headers(request: OutboundRequest, policy: OutboundPolicy) -> list[tuple[str, str]]:
    """Put the headers together. Values may hold text from people, so a line break in one is refused, never sent."""
    if request.method not in METHODS:
        raise ValueError(f"the method is one of {', '.join(sorted(METHODS))}")
    headers = [("User-Agent", policy.user_agent), ("Accept-Encoding", ACCEPTED)]
    given = dict(request.headers)
    if request.method not in SAFE_METHODS:
        if request.idempotency_key is None or not _KEY.fullmatch(request.idempotency_key):
            raise ValueError(f"{request.method} needs an idempotency key of 1 to 255 visible ASCII characters")
        given[request.idempotency_header] = request.idempotency_key
    for name, value in given.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"the header {name!r} cannot be sent")
        headers.append((name, value))
    return headers
