"""The OpenAPI 3.1 document, built from the registry's routes and the types their operations name.

Nothing is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from hanse import __version__
from hanse.kit.structs import schema_hook
from hanse.platform.commands import operation_of
from hanse.platform.registry import Operation, Registry, Route

REF = "#/components/schemas/{name}"
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
Json = dict[str, Any]
_PARAMETER = re.compile(r"{([a-z_]+)}")

PROBLEM_SCHEMA: Json = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request failed (RFC 9457), with a stable code and what to do.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message", "code"],
                "properties": {
                    "path": {"type": "string"},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
        "extra": {"type": "object"},
    },
}
_FAILURES = {
    401: "Not logged in, or the key is not valid",
    403: "Not allowed",
    404: "Not there, or not yours to see",
    405: "Another method belongs here",
    409: "Not possible in the present state",
    412: "Changed since it was read",
    413: "Too large",
    415: "Not JSON",
    422: "The input is not acceptable",
    428: "If-Match is missing",
    429: "Too many requests",
    503: "Busy; try again",
}


def build_document(registry: Registry, public_url: str) -> Json:
    """The whole document as builtins."""
    routes = [route for route in registry.routes if not route.hidden]
    schemas, components = _schemas(routes)
    components["Problem"] = PROBLEM_SCHEMA
    paths: dict[str, Json] = {}
    for route in routes:
        operation = operation_of(route.operation)
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            registry, route, operation, schemas, components
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hanse",
            "version": __version__,
            "description": "The API of a Hanse installation. Lists are paged by cursor; amounts are decimal strings; "
            "errors are problem+json.",
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key of a business"},
                "session": {"type": "apiKey", "in": "cookie", "name": "hanse_session"},
            },
        },
        "security": [{"apiKey": []}, {"session": []}],
        "tags": [{"name": domain.name} for domain in registry.domains if domain.routes],
    }


def _schemas(routes: Iterable[Route]) -> tuple[dict[Any, Json], dict[str, Json]]:
    """The schema of every type an operation takes or gives, and the named components they refer to."""
    kinds: list[Any] = []
    for route in routes:
        operation = operation_of(route.operation)
        for kind in (operation.input, operation.output):
            if kind not in (None, type(None)) and kind not in kinds:
                kinds.append(kind)
    found, components = msgspec.json.schema_components(kinds, schema_hook=schema_hook, ref_template=REF)
    return dict(zip(kinds, found, strict=True)), dict(components)


def _operation(
    registry: Registry, route: Route, operation: Operation, schemas: dict[Any, Json], components: dict[str, Json]
) -> Json:
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [_domain_of(registry, operation)],
        "parameters": _parameters(route, operation, schemas, components),
        "responses": _responses(route, operation, schemas),
    }
    if operation.access == "permission":
        described["x-permission"] = operation.permission
    if operation.access == "public":
        described["security"] = []
    if operation.input_name == "data" and operation.input is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[operation.input]}},
        }
    return described


def _domain_of(registry: Registry, operation: Operation) -> str:
    return next(
        (
            domain.name
            for domain in registry.domains
            if operation.function.__module__.startswith(f"hanse.domains.{domain.name}.")
        ),
        "platform",
    )


def _parameters(
    route: Route, operation: Operation, schemas: dict[Any, Json], components: dict[str, Json]
) -> list[Json]:
    kinds = dict(operation.ids)
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": kinds[name].json_schema()}
        for name in _PARAMETER.findall(route.path)
    ]
    if operation.input_name == "query" and operation.input is not None:
        found += _query_parameters(schemas[operation.input], components)
    if route.method == "POST":
        found.append(
            _header("Idempotency-Key", "Sending the same key again gives the first answer, never a second effect", 255)
        )
    if route.if_match:
        found.append(
            _header(
                "If-Match",
                "The ETag of what was read; the change is refused when it moved on",
                40,
                pattern='^(W/)?"[0-9]{1,9}"$',
            )
        )
    return found


def _query_parameters(schema: Json, components: dict[str, Json]) -> list[Json]:
    struct = components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    required = struct.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": field.get("description", ""),
            "schema": _without_null(field),
        }
        for name, field in struct["properties"].items()
    ]


def _without_null(field: Json) -> Json:
    """A parameter that is left out is not null; the query string has no null."""
    options = [option for option in field.get("anyOf", []) if option != {"type": "null"}]
    kept = {name: value for name, value in field.items() if name not in ("anyOf", "default")}
    if not options:
        return {**kept, **({"default": field["default"]} if field.get("default") is not None else {})}
    return {**kept, **options[0]} if len(options) == 1 else {**kept, "anyOf": options}


def _header(name: str, description: str, longest: int, pattern: str | None = None) -> Json:
    schema: Json = {"type": "string", "minLength": 1, "maxLength": longest}
    schema["pattern"] = pattern or "^[!-~]+$"
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _responses(route: Route, operation: Operation, schemas: dict[Any, Json]) -> Json:
    answers: Json = {}
    if operation.output in (None, type(None)):
        answers["204"] = {"description": "Done"}
    else:
        content = {"application/json": {"schema": schemas[operation.output]}}
        answers[str(route.status)] = {"description": "Done", "content": content}
    for status, description in _FAILURES.items():
        answers[str(status)] = {
            "description": description,
            "content": {"application/problem+json": {"schema": PROBLEM_REF}},
        }
    return answers
