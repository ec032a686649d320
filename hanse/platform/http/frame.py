"""The frame around every request, outside the router: request id, address, shedding, bounds, security headers, log
and metrics.

Every failure leaves through here, so that no answer can ever show a stack or SQL text.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from hanse.kit.errors import HanseError, Unavailable
from hanse.kit.ids import uuid7
from hanse.platform.db.errors import translate
from hanse.platform.http.auth import is_secure
from hanse.platform.http.lifespan import Lifespan
from hanse.platform.http.messages import Reply
from hanse.platform.http.problem import problem
from hanse.platform.services import Services
from hanse.platform.telemetry import bind_request, observe_request, requests_in_flight

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
ErrorPage = Callable[[Any, HanseError], Awaitable[Reply]]
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
log = structlog.get_logger("hanse.http")
_lines = logging.getLogger("hanse.http")


class InternalError(HanseError):
    title = "Something went wrong on our side; it was logged under the request id"


class Overloaded(Unavailable):
    code = "overloaded"
    title = "Too many requests at once; try again in a moment"


class TimedOut(Unavailable):
    code = "timed_out"
    title = "This took too long and was stopped; nothing was changed"


class Frame:
    """ASGI application around the router."""

    def __init__(self, inner: Asgi, services: Services, error_page: ErrorPage, lifespan: Lifespan) -> None:
        self.inner = inner
        self.services = services
        self.error_page = error_page
        self.lifespan = lifespan
        self.in_flight = 0
        self.headers = security_headers(services)

    @property
    def refusal(self) -> str:
        """Why this process refused to start, in one sentence; empty when it did not."""
        return self.lifespan.refusal

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        started = time.perf_counter()
        state = scope.setdefault("hanse", {})
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        state["request_id"] = given if _REQUEST_ID.fullmatch(given) else str(uuid7())
        state["ip"] = client_address(scope, headers, self.services.settings.trusted_proxies)
        sender = _Sender(send, self.headers, state, without_body=scope["method"] == "HEAD")
        if scope["method"] == "HEAD":  # answered as a GET whose body is not sent
            scope = {**scope, "method": "GET"}
        bind_request(state["request_id"])
        self.in_flight += 1
        requests_in_flight.inc()
        try:
            await self._guarded(scope, receive, sender)
        finally:
            self.in_flight -= 1
            requests_in_flight.dec()
            self._account(scope, state, sender.status, time.perf_counter() - started)

    async def _guarded(self, scope: Any, receive: Any, sender: _Sender) -> None:
        try:
            if self.in_flight > self.services.settings.requests_in_flight_max and scope["path"] not in _QUIET:
                raise Overloaded(retry_after=1)
            async with asyncio.timeout(self.services.settings.request_timeout_seconds):
                await self.inner(scope, receive, sender)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if sender.status:
                log.exception("answer_broken_off")
                raise
            await (await self._failed(scope, error)).send(sender)

    async def _failed(self, scope: Any, error: Exception) -> Reply:
        named = error if isinstance(error, HanseError) else self._name(error)
        if wants_page(scope):
            try:
                return await self.error_page(scope, named)
            except Exception:
                log.exception("error_page_failed")
        return problem(named, scope["hanse"]["request_id"])

    def _name(self, error: Exception) -> HanseError:
        if isinstance(error, TimeoutError):
            return TimedOut(retry_after=5)
        named = translate(error)
        if named is None:
            log.exception("request_failed", error=type(error).__name__)
            return InternalError()
        return named

    def _account(self, scope: Any, state: dict[str, Any], status: int, seconds: float) -> None:
        operation = state.get("operation") or state.get("page") or "other"
        observe_request(operation, scope["method"], status, seconds)
        if _lines.isEnabledFor(logging.INFO) and scope["path"] not in _QUIET:
            log.info(
                "request",
                method=scope["method"],
                path=state.get("log_path") or scope["path"],
                status=status,
                ms=round(seconds * 1000, 1),
                operation=operation,
            )


class _Sender:
    """Adds the frame's headers once and remembers the status."""

    __slots__ = ("common", "send", "state", "status", "without_body")

    def __init__(
        self, send: Any, common: list[tuple[bytes, bytes]], state: dict[str, Any], *, without_body: bool
    ) -> None:
        self.send = send
        self.common = common
        self.state = state
        self.status = 0
        self.without_body = without_body

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            present = {name for name, _ in headers}
            extra = [
                *self.common,
                (b"x-request-id", self.state["request_id"].encode()),
                (b"content-security-policy", content_policy(self.state["nonce"]) if "nonce" in self.state else _BARE),
            ]
            message = {**message, "headers": [*headers, *(pair for pair in extra if pair[0] not in present)]}
        elif self.without_body:
            message = {**message, "body": b""}
        await self.send(message)


def security_headers(services: Services) -> list[tuple[bytes, bytes]]:
    """The headers that never change between requests."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    ]
    if is_secure(services):
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers


def content_policy(nonce: str = "") -> bytes:
    """The page policy: our own files and this answer's nonce, no eval, no foreign frames or forms."""
    ours = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'self'; script-src {ours}; style-src {ours}; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ).encode()


_BARE = content_policy()


def wants_page(scope: Any) -> bool:
    """Whether this caller reads HTML rather than JSON; the API answers problems always."""
    path = scope["path"]
    if path.startswith(("/v1/", "/graphql", "/schema", "/healthz", "/readyz", "/metrics")):
        return False
    accept = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accept


def client_address(scope: Any, headers: dict[bytes, bytes], trusted: tuple[str, ...]) -> str | None:
    """The caller's address; forwarding headers count only when the peer is a trusted proxy."""
    peer = scope.get("client")
    address = peer[0] if peer else None
    if address is None or not trusted:
        return address
    networks = [ipaddress.ip_network(item, strict=False) for item in trusted]
    hops = [hop.strip() for hop in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",") if hop.strip()]
    while hops and _inside(address, networks):
        address = hops.pop()
    return address


def _inside(address: str, networks: list[Any]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
