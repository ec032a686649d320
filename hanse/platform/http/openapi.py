"""The OpenAPI 3.1 document, built from the registry's routes and the types their operations name: nothing twice."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from hanse import __version__
from hanse.kit.errors import HanseError
from hanse.platform.commands import operation_of
from hanse.platform.http.components import PREFIX, Components
from hanse.platform.http.examples import Examples
from hanse.platform.http.vocabulary import first_line, parameter_words, public_text, raised_names
from hanse.platform.registry import Operation, Registry, Route

PROBLEM_REF: Final = {"$ref": PREFIX + "Problem"}
Json = dict[str, Any]
_PARAMETER = re.compile(r"{([a-z_]+)}")

PROBLEM_SCHEMA: Final[Json] = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request failed (RFC 9457), with a stable code and what to do.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "description": "Address of the documentation of this code"},
        "title": {"type": "string", "description": "What this code always means, in a sentence"},
        "status": {"type": "integer", "description": "The HTTP status, once more"},
        "code": {"type": "string", "description": "Stable word for programs"},
        "detail": {"type": "string", "description": "What is the matter this time, and what to do"},
        "errors": {
            "type": "array",
            "description": "What is wrong with which field",
            "items": {
                "type": "object",
                "required": ["path", "message", "code"],
                "properties": {
                    "path": {"type": "string", "description": "The field, dotted from the root of the input"},
                    "message": {"type": "string", "description": "What is wrong with it"},
                    "code": {"type": "string", "description": "Stable word for programs"},
                },
            },
        },
        "extra": {"type": "object", "description": "More, for some codes; see the documentation of the code"},
    },
    "examples": [
        {
            "type": "/docs/errors#invalid_input",
            "title": "Some of the input cannot be accepted",
            "status": 422,
            "code": "invalid_input",
            "detail": "name: This field is required",
            "errors": [{"path": "name", "message": "This field is required", "code": "required"}],
        }
    ],
}
FAILURES: Final = {
    400: "Not a request that can be read",
    401: "Not logged in, or the key is not valid",
    403: "Not allowed",
    404: "Not there, or not yours to see",
    409: "Not possible in the present state",
    412: "Changed since it was read",
    413: "Too large",
    415: "Not JSON",
    422: "The input is not acceptable",
    428: "If-Match is missing",
    429: "Too many requests",
    502: "A service outside did not answer as it should",
    503: "Busy; try again",
}
HEADERS: Final[dict[str, Json]] = {
    "RequestId": {"description": "Names this request in logs and to support", "schema": {"type": "string"}},
    "RateLimit": {"description": "Requests left and when they are back (IETF draft)", "schema": {"type": "string"}},
    "ETag": {"description": "The version read, for If-Match", "schema": {"type": "string"}},
    "Location": {"description": "Where the new thing is read", "schema": {"type": "string"}},
    "RetryAfter": {"description": "Seconds to wait", "schema": {"type": "integer"}},
}
DESCRIPTION: Final = (
    "The API of a Hanse installation. Lists are paged by cursor; amounts are decimal strings; instants are UTC; "
    "ids say what they name. Fields that are not described are refused. Text cannot hold NUL or lone surrogates. "
    "Errors are problem+json with a stable code. How to begin: /docs."
)


def build_document(registry: Registry, public_url: str) -> Json:
    """The whole document as builtins, which nobody may change: most of it is the same for every address."""
    paths, schemas = _described(registry)
    cookie = "__Host-hanse_session" if public_url.startswith("https://") else "hanse_session"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hanse",
            "version": __version__,
            "summary": "Trading relationships",
            "description": DESCRIPTION,
        },
        "servers": [{"url": public_url or "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM_SCHEMA},
            "headers": HEADERS,
            "securitySchemes": {
                "apiKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key; it may do what its scopes and the rights of its maker both allow.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "A log-in. Changes also need its token in X-CSRF-Token.",
                },
            },
        },
        "security": [{"apiKey": []}, {"session": []}],
        "tags": [
            {"name": domain.name, "description": _about(domain.name)} for domain in registry.domains if domain.routes
        ],
    }


@cache
def _described(registry: Registry) -> tuple[Json, Json]:
    """What does not depend on the address: the paths with their operations, and the schemas they name."""
    routes = [route for route in registry.routes if not route.hidden]
    components = Components(_kinds(routes))
    writer = _Writer(registry, components)
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = writer.operation(route)
    return paths, components.schemas


def _kinds(routes: Iterable[Route]) -> list[Any]:
    """Every type the operations take or give, each once."""
    kinds: dict[Any, None] = {}
    for route in routes:
        operation = operation_of(route.operation)
        for kind in (operation.input, operation.output):
            if kind not in (None, type(None)):
                kinds[kind] = None
    return list(kinds)


def _about(name: str) -> str:
    return public_text((sys.modules[f"hanse.domains.{name}"].__doc__ or "").strip())


def failures_by_name() -> dict[str, type[HanseError]]:
    """Every failure there is, by the name of its class."""
    found: dict[str, type[HanseError]] = {}
    waiting: list[type[HanseError]] = [HanseError]
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting.extend(kind.__subclasses__())
    return found


# A file may also be sent as it is: the part's own name is its name unless one is said.
_FILE_FORM: Final[Json] = {
    "type": "object",
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
    "required": ["file"],
    "additionalProperties": {"type": "string"},
}


class _Writer:
    """Writes one operation at a time."""

    def __init__(self, registry: Registry, components: Components) -> None:
        self._domains = {
            operation_of(route.operation).name: domain.name for domain in registry.domains for route in domain.routes
        }
        self._readable_lists = registry.readable_lists
        self._versions = registry.versions
        self._components = components
        self._examples = Examples(components.schemas)
        self._failures = failures_by_name()

    def operation(self, route: Route) -> Json:
        """One operation of one path."""
        operation = operation_of(route.operation)
        announced = self._announced(operation)
        described: Json = {
            "operationId": operation.name,
            "summary": public_text(operation.summary).rstrip("."),
            "description": public_text(operation.description) or public_text(operation.summary),
            "tags": [self._domains[operation.name]],
            "parameters": self._parameters(route, operation),
            "responses": self._responses(route, operation, announced),
            "x-errors": [{"status": kind.status, "code": kind.code, "title": kind.title} for kind in announced],
        }
        if operation.access == "permission":
            described["x-permission"] = operation.permission
        if operation.access == "public":
            described["security"] = []
        if operation.access == "self":
            described["security"] = [{"session": []}]
        if operation.input_name == "data" and operation.input is not None:
            described["requestBody"] = self._body(operation.input, uploads=route.uploads)
        return described

    def _announced(self, operation: Operation) -> list[type[HanseError]]:
        """The failures an operation's own words announce, each code once."""
        names = raised_names(f"{operation.summary}\n{operation.description}")
        kinds = {self._failures[name].code: self._failures[name] for name in names if name in self._failures}
        return sorted(kinds.values(), key=lambda kind: (kind.status, kind.code))

    def _body(self, kind: type[Any], *, uploads: bool) -> Json:
        schema = self._components.of(kind)
        needed = bool(self._components.struct(kind).get("required"))
        content: Json = {"application/json": {"schema": schema, "example": self._examples.of(schema)}}
        if uploads:
            content["multipart/form-data"] = {"schema": _FILE_FORM}
        return {"required": needed, "description": first_line(kind), "content": content}

    # ---- parameters ----------------------------------------------------------------------------------------------

    def _parameters(self, route: Route, operation: Operation) -> list[Json]:
        kinds = dict(operation.ids)
        found: list[Json] = []
        for name in _PARAMETER.findall(route.path):
            schema = kinds[name].json_schema()
            schema = {
                **{key: value for key, value in schema.items() if key != "example"},
                "examples": [schema["example"]],
            }
            words = parameter_words(name, kinds[name])
            found.append({"name": name, "in": "path", "required": True, "description": words, "schema": schema})
        if operation.input_name == "query" and operation.input is not None:
            found += _query_parameters(self._components.struct(operation.input))
        if route.method == "POST" and operation.access != "public":
            words = "Sending the same key again gives the first answer, never a second effect"
            found.append(_header("Idempotency-Key", words, 255, "^[!-~]+$"))
        if self._versions.demanded(route):
            words = "The ETag of what was read; the change is refused without it, and when it moved on"
            found.append({**_header("If-Match", words, 40, '^(W/)?"[0-9]{1,15}"$'), "required": True})
        return found

    # ---- answers -------------------------------------------------------------------------------------------------

    def _responses(self, route: Route, operation: Operation, announced: list[type[HanseError]]) -> Json:
        headers = {"X-Request-Id": _use("RequestId"), "RateLimit": _use("RateLimit")}
        answers: Json = {}
        if operation.output in (None, type(None)):
            answers["204"] = {"description": "Done", "headers": headers}
        else:
            schema = self._components.of(operation.output)
            content = {"application/json": {"schema": schema, "example": self._examples.of(schema)}}
            own = {**headers, **self._own_headers(route, operation)}
            answers[str(route.status)] = {"description": "Done", "headers": own, "content": content}
        demanded = self._versions.demanded(route)
        for status in sorted(_possible(operation, route.method, demanded) | {kind.status for kind in announced}):
            codes = [f"`{kind.code}`" for kind in announced if kind.status == status]
            words = FAILURES.get(status, "Failed") + (f": {', '.join(codes)}" if codes else "")
            answer: Json = {"description": words, "content": {"application/problem+json": {"schema": PROBLEM_REF}}}
            if status in (429, 503):
                answer["headers"] = {"Retry-After": _use("RetryAfter")}
            answers[str(status)] = answer
        return answers

    def _own_headers(self, route: Route, operation: Operation) -> Mapping[str, Json]:
        headers: dict[str, Json] = {}
        fields = operation.output.__struct_fields__ if _is_struct(operation.output) else ()
        if "version" in fields:
            headers["ETag"] = _use("ETag")
        if route.status == 201 and "id" in fields and route.path in self._readable_lists:
            headers["Location"] = _use("Location")
        return headers


def _possible(operation: Operation, method: str, demands_version: bool) -> set[int]:
    """The statuses of failures that any operation of this form can have."""
    found = {401, 422, 429, 503}
    if operation.kind == "command":
        found.add(409)
    if method != "GET" or operation.access != "public":
        # Whatever is posted with a session may be refused as another page's doing.
        found.add(403)
    if operation.ids:
        found.add(404)
    if operation.kind == "command" and (operation.ids or demands_version):
        found.add(412)
    if demands_version:
        found.add(428)
    if operation.input_name == "data":
        found |= {413, 415}
    return found


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _use(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _query_parameters(struct: Json) -> list[Json]:
    required = struct.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": field.get("description", ""),
            "schema": _without_null({key: value for key, value in field.items() if key != "description"}),
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


def _header(name: str, description: str, longest: int, pattern: str) -> Json:
    schema: Json = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}
