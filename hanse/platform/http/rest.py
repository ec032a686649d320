"""REST from the registry: one endpoint per path, each method bound to one operation. No rule and no SQL lives here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from hanse.kit.errors import HanseError, Invalid, NotFound, UnsupportedMedia
from hanse.kit.ids import Id
from hanse.kit.structs import convert, from_json, to_json
from hanse.platform.authz import may_anywhere
from hanse.platform.commands import operation_of
from hanse.platform.context import Origin, open_context
from hanse.platform.http.auth import SAFE_METHODS, Identity, check_csrf, outside
from hanse.platform.http.messages import JSON, Reply, Upload, WebRequest
from hanse.platform.http.throttle import check_rate, identify_counted
from hanse.platform.idempotency import Claim, Replay, caller_of
from hanse.platform.registry import Operation, Route
from hanse.platform.services import Services

FORM = "multipart/form-data"
CSRF_HEADER = "x-csrf-token"
IDEMPOTENCY_HEADER = "idempotency-key"


class MethodNotAllowed(HanseError):
    status = 405
    code = "method_not_allowed"
    title = "This address does not take that method"


class VersionIgnored(AssertionError):
    """A command returned without looking at the version its caller named: a defect, answered with 500, rolled back."""


class RestEndpoint:
    """All methods of one path. Called with a request, gives a Reply; failures are raised as HanseError."""

    def __init__(self, services: Services, path: str, routes: Iterable[Route]) -> None:
        self.services = services
        self.path = path
        self.routes = {route.method: route for route in routes}
        self.operations = {method: operation_of(route.operation) for method, route in self.routes.items()}
        self.accepts_uploads = any(route.uploads for route in self.routes.values())
        self.upload_most = max((route.upload_most for route in self.routes.values() if route.upload_most), default=None)
        for method, route in self.routes.items():
            _check(route, self.operations[method])
        self.has_items = path in services.registry.readable_lists

    async def __call__(self, request: WebRequest) -> Reply:
        method = request.method
        if method == "OPTIONS":
            return Reply(status=204, headers=[("allow", self.allow)])
        route = self.routes.get(method)
        if route is None:
            raise MethodNotAllowed(extra={"allow": self.allow})
        operation = self.operations[method]
        request.state["operation"] = operation.name
        identity = await identify_counted(self.services, request)
        rate_headers = await check_rate(self.services, request, identity)
        if method not in SAFE_METHODS and identity.principal.session_id is not None:
            check_csrf(self.services, request, identity, request.headers.get(CSRF_HEADER))
        if operation.tenantless:
            identity = outside(identity)
        reply = await self._perform(request, route, operation, identity)
        reply.headers.extend(rate_headers)
        return reply

    @property
    def allow(self) -> str:
        return ", ".join(sorted({*self.routes, "OPTIONS", *({"HEAD"} if "GET" in self.routes else set())}))

    async def _perform(self, request: WebRequest, route: Route, operation: Operation, identity: Identity) -> Reply:
        if operation.access == "permission":
            await self._check_gate(request, operation, identity)
        arguments = _ids(request, operation)
        claim: Claim | None = None
        key = request.headers.get(IDEMPOTENCY_HEADER)
        if key is not None and route.method == "POST" and identity.tenant is not None:
            outcome = await self._claim(request, route, identity, key)
            if isinstance(outcome, Replay):
                return _replayed(outcome)
            claim = outcome
        try:
            value = await _input(request, operation, uploads=route.uploads)
            if value is not None and operation.input_name is not None:
                arguments[operation.input_name] = value
            async with self._context(request, identity, self.services.registry.versions.demanded(route)) as ctx:
                if claim is not None:
                    await self.services.idempotency.hold(ctx, claim)
                result = await route.operation(ctx, **arguments)
                if ctx.origin.demands_version and not ctx.versions:
                    raise VersionIgnored(f"{operation.name} takes If-Match and compared no version")
                reply = _reply(result, route, request.path if self.has_items else None)
                if claim is not None:
                    await self.services.idempotency.finish(ctx, claim, reply.status, reply.headers, reply.body)
                return reply
        except BaseException:
            if claim is not None:
                await self.services.idempotency.release(self.services, claim)
            raise

    async def _check_gate(self, request: WebRequest, operation: Operation, identity: Identity) -> None:
        """Refuse, before anything is read or claimed, who holds the permission nowhere.

        The operation decides the rest.
        """
        if may_anywhere(identity.principal, operation.permission):
            return
        async with self._context(request, identity) as ctx:
            ctx.authorize(operation.permission)

    def _context(self, request: WebRequest, identity: Identity, demands_version: bool = False) -> Any:
        origin = origin_of(request, "rest", demands_version=demands_version)
        return open_context(self.services, tenant=identity.tenant, principal=identity.principal, origin=origin)

    async def _claim(self, request: WebRequest, route: Route, identity: Identity, key: str) -> Claim | Replay:
        assert identity.tenant is not None
        digest = hashlib.sha256(
            request.path.encode() + b"\0" + request.scope["query_string"] + b"\0" + await request.body()
        )
        scope = (*caller_of(identity.principal), route.method, route.path, key)
        return await self.services.idempotency.claim(self.services, identity.tenant, scope, digest.digest())


def origin_of(request: WebRequest, channel: str, *, demands_version: bool = False) -> Origin:
    """Where this request came from; reads If-Match. Raises Invalid when that is not one of our ETags."""
    return Origin(
        request_id=request.request_id,
        ip=request.ip,
        user_agent=request.headers.get("user-agent", "")[:300] or None,
        expected_version=_version(request.headers.get("if-match")),
        demands_version=demands_version,
        channel=channel,
    )


def _version(header: str | None) -> int | None:
    if header is None:
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Invalid('If-Match takes the ETag of the answer you read, such as "3"')
    return int(text)


def _check(route: Route, operation: Operation) -> None:
    named = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    if named != [name for name, _ in operation.ids]:
        raise TypeError(f"{route.path} names {named}, but {operation.name} takes {[name for name, _ in operation.ids]}")
    if operation.kind == "command" and route.method == "GET":
        raise TypeError(f"{operation.name} changes things and cannot be a GET")


def _ids(request: WebRequest, operation: Operation) -> dict[str, Any]:
    """The typed ids of the path; a malformed one is as absent as any other."""
    try:
        return {name: kind.parse(request.params[name]) for name, kind in operation.ids}
    except ValueError:
        raise NotFound() from None


async def _input(request: WebRequest, operation: Operation, *, uploads: bool) -> Any:
    if operation.input_name != "query" and request.query:
        name = request.query[0][0]
        raise Invalid.field(name, f"There is no parameter named {name} here", "unknown_field")
    if operation.input is None:
        if operation.kind == "command" and await request.body() not in (b"", b"{}"):
            raise Invalid("This action takes no body")
        return None
    if operation.input_name == "query":
        return query_struct(request.query, operation.input)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if uploads and kind == FORM:
        return convert(_uploaded(await request.form()), operation.input, strict=False)
    if body and kind != JSON:
        raise UnsupportedMedia(f"Send the body as {JSON}" + (f", or a file as {FORM}" if uploads else ""))
    return from_json(body or b"{}", operation.input)


def _uploaded(pairs: list[tuple[str, str | Upload]]) -> dict[str, Any]:
    """A form's parts as the fields of an upload: the file gives `content` and, unless it is said, `name`.

    `value.amount` is the field `amount` of `value`. Raises Invalid for a part that is given both ways.
    """
    values: dict[str, Any] = {}
    for name, value in pairs:
        if isinstance(value, Upload):
            values["content"] = value.content
            values.setdefault("name", value.filename[:200])
            continue
        head, _, inner = name.partition(".")
        within = values.setdefault(head, {}) if inner else values
        if not isinstance(within, dict):
            raise Invalid.field(name, f"{head} is given as a whole and in parts", "repeated")
        within[inner or name] = value
    return values


def query_struct(pairs: list[tuple[str, str]], kind: type[Any]) -> Any:
    """Read query parameters into a struct; list fields take repeated parameters. Raises Invalid."""
    lists = _list_fields(kind)  # type: ignore[arg-type] # classes can be hashed, whatever mypy makes of Any
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise Invalid.field(name, f"{name} is given more than once", "repeated")
        else:
            values[name] = value
    return convert(values, kind, strict=False)


@cache
def _list_fields(kind: type[Any]) -> frozenset[str]:
    """The fields of a struct that take several values; reading annotations costs more than reading a request."""
    return frozenset(item.encode_name for item in msgspec.structs.fields(kind) if _is_list(item.type))


def _is_list(kind: Any) -> bool:
    options = get_args(kind) if get_origin(kind) not in (list, tuple, set, frozenset) else (kind,)
    return any(get_origin(option) in (list, tuple, set, frozenset) for option in options)


def _reply(result: Any, route: Route, items_at: str | None) -> Reply:
    """The answer; what was made below `items_at` is named by its address there."""
    headers = [("cache-control", "no-store")]
    version = getattr(result, "version", None)
    if isinstance(version, int):
        headers.append(("etag", f'"{version}"'))
    identity = getattr(result, "id", None)
    if route.status == 201 and items_at is not None and isinstance(identity, Id):
        headers.append(("location", f"{items_at}/{identity}"))
    if result is None:
        return Reply(status=204, headers=headers)
    return Reply(to_json(result), status=route.status, headers=headers)


def _replayed(replay: Replay) -> Reply:
    headers = [(name, value) for name, value in replay.headers]
    return Reply(replay.body, status=replay.status, headers=[*headers, ("idempotent-replayed", "true")])


__all__ = ["MethodNotAllowed", "RestEndpoint", "origin_of", "query_struct"]
