"""The interface's documentation for programs (`/schema`) and for people (`/docs`), both from the same registry."""

from __future__ import annotations

import hashlib
from typing import Any

from hanse.kit.errors import HanseError, NotFound
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.http.openapi import build_document
from hanse.platform.registry import PageRoute
from hanse.platform.services import Services
from hanse.platform.web.requests import PageRequest, View


class SchemaEndpoint:
    """Answers `/schema` with the OpenAPI document, built once per process."""

    def __init__(self, services: Services) -> None:
        self.document = build_document(services.registry, services.settings.public_url)
        self._body = to_json(self.document)
        self._etag = f'"{hashlib.sha256(self._body).hexdigest()[:20]}"'

    async def __call__(self, request: WebRequest) -> Reply:
        headers = [("etag", self._etag), ("cache-control", "no-cache")]
        if request.headers.get("if-none-match") == self._etag:
            return Reply(status=304, headers=headers)
        return Reply(self._body, headers=headers)


async def docs_home(ctx: Ctx, request: PageRequest) -> View:
    """Where the documentation begins."""
    return View("docs/home.html", {"groups": _groups(_document(ctx))})


async def docs_group(ctx: Ctx, request: PageRequest) -> View:
    """Every operation of one part of the product."""
    document = _document(ctx)
    groups = _groups(document)
    name = request.text("group")
    if name not in groups:
        raise NotFound()
    return View(
        "docs/group.html",
        {"group": name, "groups": groups, "operations": groups[name], "schemas": document["components"]["schemas"]},
    )


async def docs_errors(ctx: Ctx, request: PageRequest) -> View:
    """Every error code, what it means, and what to do."""
    kinds = sorted(_subclasses(HanseError), key=lambda kind: (kind.status, kind.code))
    seen: dict[str, type[HanseError]] = {}
    for kind in kinds:
        seen.setdefault(kind.code, kind)
    return View("docs/errors.html", {"groups": _groups(_document(ctx)), "errors": list(seen.values())})


def _document(ctx: Ctx) -> dict[str, Any]:
    extras = ctx.services.extras
    if "openapi" not in extras:
        extras["openapi"] = build_document(ctx.services.registry, ctx.services.settings.public_url)
    found: dict[str, Any] = extras["openapi"]
    return found


def _groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append({**operation, "method": method.upper(), "path": path})
    return groups


def _subclasses(kind: type[HanseError]) -> set[type[HanseError]]:
    found: set[type[HanseError]] = set()
    for child in kind.__subclasses__():
        found |= {child, *_subclasses(child)}
    return found


DOCS_PAGES = (
    PageRoute("GET", "/docs", docs_home, access="public"),
    PageRoute("GET", "/docs/errors", docs_errors, access="public"),
    PageRoute("GET", "/docs/api/{group}", docs_group, access="public"),
)
