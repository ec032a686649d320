"""The interface's documentation for programs (`/schema`) and for people (`/docs`), both from the same registry."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from hanse.kit.errors import HanseError, NotFound
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.http.openapi import FAILURES, build_document, failures_by_name
from hanse.platform.http.reference import Reference
from hanse.platform.registry import PageRoute
from hanse.platform.services import Services
from hanse.platform.web.requests import PageRequest, View

TESTING = "hanse.testing"


class SchemaEndpoint:
    """Answers `/schema` with the OpenAPI document, written when it is first asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._body = b""
        self._etag = ""

    async def __call__(self, request: WebRequest) -> Reply:
        if not self._body:
            self._body = to_json(document_of(self._services))
            self._etag = f'"{hashlib.sha256(self._body).hexdigest()[:20]}"'
        headers = [("etag", self._etag), ("cache-control", "no-cache")]
        if request.headers.get("if-none-match") == self._etag:
            return Reply(status=304, headers=headers)
        return Reply(self._body, headers=headers)


def document_of(services: Services) -> dict[str, Any]:
    """The OpenAPI document of this installation, built once per process."""
    if "openapi" not in services.extras:
        services.extras["openapi"] = build_document(services.registry, services.settings.public_url)
    found: dict[str, Any] = services.extras["openapi"]
    return found


class FailureWords(msgspec.Struct, frozen=True):
    """One code: its status, what it means, and the operations that announce it."""

    code: str
    status: int
    title: str
    operations: tuple[tuple[str, str], ...]  # name and address


async def docs_home(ctx: Ctx, request: PageRequest) -> View:
    """Where the documentation begins: first request, credentials, and the rules every operation keeps."""
    settings = ctx.services.settings
    context = {
        "groups": _reference(ctx).groups,
        "server": settings.public_url or "https://trade.example.com",
        "member_rate": settings.rate_limit_per_minute,
        "visitor_rate": settings.rate_limit_public_per_minute,
    }
    return View("docs/home.html", context)


async def docs_group(ctx: Ctx, request: PageRequest) -> View:
    """Every operation of one part of the product. Raises NotFound."""
    groups = _reference(ctx).groups
    group = groups.get(request.text("group"))
    if group is None:
        raise NotFound()
    return View("docs/group.html", {"group": group, "groups": groups, "home_of": _reference(ctx).home_of})


async def docs_errors(ctx: Ctx, request: PageRequest) -> View:
    """Every error code, what it means, and what to do."""
    reference = _reference(ctx)
    return View("docs/errors.html", {"groups": reference.groups, "statuses": FAILURES, "errors": _failures(reference)})


def _reference(ctx: Ctx) -> Reference:
    """The reference of this installation, made once per process."""
    extras = ctx.services.extras
    if "reference" not in extras:
        extras["reference"] = Reference(document_of(ctx.services))
    found: Reference = extras["reference"]
    return found


def _failures(reference: Reference) -> list[FailureWords]:
    """Every code an outside program can meet, by status. What only stops a start has no status of its own."""
    raised: dict[str, list[tuple[str, str]]] = {}
    for group in reference.groups.values():
        for _, operations in group.nouns:
            for operation in operations:
                for error in operation.errors:
                    address = f"/docs/api/{group.name}#{operation.anchor}"
                    raised.setdefault(error["code"], []).append((operation.name, address))
    kinds: dict[str, type[HanseError]] = {}
    for kind in failures_by_name().values():
        told = kind is HanseError or kind.status != HanseError.status
        if told and kind.__module__.startswith("hanse.") and not kind.__module__.startswith(TESTING):
            kinds.setdefault(kind.code, kind)
    found = [FailureWords(code, kind.status, kind.title, tuple(raised.get(code, ()))) for code, kind in kinds.items()]
    return sorted(found, key=lambda one: (one.status, one.code))


DOCS_PAGES = (
    PageRoute("GET", "/docs", docs_home, access="public"),
    PageRoute("GET", "/docs/errors", docs_errors, access="public"),
    PageRoute("GET", "/docs/api/{group}", docs_group, access="public"),
)

__all__ = ["DOCS_PAGES", "SchemaEndpoint", "document_of"]
