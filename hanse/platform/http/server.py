"""Builds the ASGI application: a router over REST paths, pages and fixed endpoints, inside the frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from hanse.kit.errors import NotFound
from hanse.platform.http.frame import Frame
from hanse.platform.http.lifespan import Lifespan, Running
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.http.rest import RestEndpoint
from hanse.platform.http.routing import Router
from hanse.platform.loading import load
from hanse.platform.registry import Route
from hanse.platform.services import Services
from hanse.platform.settings import Settings

Endpoint = Callable[[WebRequest], Awaitable[Reply]]


def rest_endpoints(services: Services, routes: Iterable[Route]) -> dict[str, Endpoint]:
    """One endpoint per REST path. Raises TypeError when a route and its operation disagree."""
    by_path: dict[str, list[Route]] = defaultdict(list)
    for route in routes:
        by_path[route.path].append(route)
    return {path: RestEndpoint(services, path, bound) for path, bound in by_path.items()}


def build_application(
    services: Services, endpoints: Mapping[str, Endpoint], error_page: Any, running: Running
) -> Frame:
    """Assemble everything; `endpoints` maps path patterns (`/a/{b}`) to what answers them.

    Raises ValueError when two patterns match the same paths.
    """
    router = Router({path: (endpoint, _bound(services.settings, endpoint)) for path, endpoint in endpoints.items()})

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        found = router.find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            raise NotFound()
        (endpoint, limit), scope["path_params"] = found
        await (await endpoint(WebRequest(scope, receive, limit))).send(send)

    return Frame(answer, services, error_page, Lifespan(running))


class EndpointWhenAsked:
    """Answers through what `module:function` makes of the services; loaded with the first request for it."""

    def __init__(self, services: Services, target: str) -> None:
        self._services = services
        self._target = target

    async def __call__(self, request: WebRequest) -> Reply:
        return await self._endpoint(request)

    @cached_property
    def _endpoint(self) -> Endpoint:
        found: Endpoint = load(self._target)(self._services)
        return found


def _bound(settings: Settings, endpoint: Endpoint) -> int:
    """How many bytes a request may carry there."""
    takes_files = getattr(endpoint, "accepts_uploads", False)
    bound = settings.upload_limit_bytes if takes_files else settings.body_limit_bytes
    return min(bound, getattr(endpoint, "upload_most", None) or bound)
