"""Builds the ASGI application.

Litestar's router over the registry's REST paths, pages and fixed endpoints, inside the frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, Literal

from litestar import Litestar, Request
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from hanse.kit.errors import HanseError, Invalid, NotFound, PayloadTooLarge
from hanse.platform.http.frame import Frame
from hanse.platform.http.lifespan import Lifespan, Running
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.http.rest import MethodNotAllowed, RestEndpoint
from hanse.platform.registry import Route
from hanse.platform.services import Services

METHODS: Final[Sequence[Literal["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]]] = (
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
)
Endpoint = Callable[[WebRequest], Awaitable[Reply]]


def rest_endpoints(services: Services, routes: Iterable[Route]) -> dict[str, Endpoint]:
    """One endpoint per REST path. Raises TypeError when a route and its operation disagree."""
    by_path: dict[str, list[Route]] = defaultdict(list)
    for route in routes:
        by_path[route.path].append(route)
    return {path: RestEndpoint(services, path, bound) for path, bound in by_path.items()}


def build_application(
    services: Services, endpoints: dict[str, Endpoint], error_page: Any, running: Running, mounts: Sequence[Any] = ()
) -> Frame:
    """Assemble everything; `endpoints` maps path patterns (`/a/{b}`) to what answers them."""
    handlers: list[Any] = [_handler(services, path, endpoint) for path, endpoint in endpoints.items()]
    application = Litestar(
        [*handlers, *mounts],
        openapi_config=None,
        logging_config=None,
        exception_handlers={HTTPException: _raise_named, Exception: _raise_named},
        request_max_body_size=None,
    )
    return Frame(_unrouted(application), services, error_page, Lifespan(running))


class _Answer(ASGIResponse):
    """Lets Litestar send a Reply as it is."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(status_code=reply.status)
        self.reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.reply.send(send)


def _handler(services: Services, path: str, endpoint: Endpoint) -> HTTPRouteHandler:
    settings = services.settings
    limit = settings.upload_limit_bytes if getattr(endpoint, "accepts_uploads", False) else settings.body_limit_bytes

    async def handle(request: Request[Any, Any, Any]) -> _Answer:
        return _Answer(await endpoint(WebRequest(request.scope, request.receive, limit)))

    # The endpoint decides about methods, so that every refusal is worded by us.
    route = HTTPRouteHandler(_pattern(path), http_method=METHODS, media_type="application/json", status_code=200)
    return route(handle)


def _pattern(path: str) -> str:
    """Litestar wants a type in every named part; `{path:path}` is given as it is."""
    return "/".join(
        part.replace("}", ":str}") if part.startswith("{") and ":" not in part else part for part in path.split("/")
    )


def _raise_named(_: Any, error: Exception) -> Any:
    """Hand every failure to the frame, which is the only place that answers them."""
    raise named(error)


def named(error: Exception) -> Exception:
    """The router's own failures as ours."""
    if isinstance(error, HanseError) or not isinstance(error, HTTPException):
        return error
    if error.status_code == 404:
        return NotFound()
    if error.status_code == 405:
        return MethodNotAllowed()
    if error.status_code == 413:
        return PayloadTooLarge()
    return Invalid(error.detail)


def _unrouted(application: Litestar) -> Any:
    async def run(scope: Any, receive: Any, send: Any) -> None:
        try:
            await application(scope, receive, send)
        except HTTPException as error:
            raise named(error) from None

    return run
