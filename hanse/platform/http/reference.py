"""The API reference as people read it: each operation with its fields in words, examples and failures.

Made from the OpenAPI document alone, so that page, client and schema never disagree. No markup here.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

import msgspec

from hanse.platform.http.clientgen import method_of
from hanse.platform.http.components import PREFIX

Json = dict[str, Any]
DEEPEST = 3
KEY = "$HANSE_KEY"
LINE = 76


class FieldWords(msgspec.Struct, frozen=True):
    """One parameter or field, in words."""

    name: str
    kind: str
    description: str
    is_required: bool = False
    limits: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    depth: int = 0


class ObjectWords(msgspec.Struct, frozen=True):
    """Something that answers are made of, described once."""

    name: str
    anchor: str
    description: str
    fields: tuple[FieldWords, ...]


class OperationWords(msgspec.Struct, frozen=True, kw_only=True):
    """One operation, ready to be shown."""

    name: str
    anchor: str
    noun: str
    method: str
    path: str
    summary: str
    description: tuple[str, ...]
    permission: str
    audience: str
    parameters: tuple[FieldWords, ...]
    headers: tuple[FieldWords, ...]
    body: tuple[FieldWords, ...]
    field: str  # in GraphQL
    status: str
    answer: str  # the object it answers with, if any
    is_list: bool
    curl: str
    python: str
    example: str
    errors: tuple[Json, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the product with its operations, by noun."""

    name: str
    title: str
    description: str
    nouns: tuple[tuple[str, tuple[OperationWords, ...]], ...]
    objects: tuple[ObjectWords, ...]

    @property
    def count(self) -> int:
        """How many operations there are."""
        return sum(len(operations) for _, operations in self.nouns)


class Reference:
    """The whole reference of one document."""

    def __init__(self, document: Json) -> None:
        self._schemas: dict[str, Json] = document["components"]["schemas"]
        self._server = document["servers"][0]["url"].rstrip("/")
        found: dict[str, dict[str, list[OperationWords]]] = {}
        self._described: dict[str, str] = {}  # object -> the group that describes it
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                words = self._operation(path, method.upper(), operation)
                found.setdefault(operation["tags"][0], {}).setdefault(words.noun, []).append(words)
        about = {tag["name"]: _about(tag["description"]) for tag in document["tags"]}
        self.groups = {
            name: Group(
                name=name,
                title=name.replace("_", " ").capitalize(),
                description=about.get(name, ""),
                nouns=tuple((noun, tuple(operations)) for noun, operations in nouns.items()),
                objects=tuple(self._object(one) for one in self._described if self._described[one] == name),
            )
            for name, nouns in found.items()
        }

    def _operation(self, path: str, method: str, operation: Json) -> OperationWords:
        name = operation["operationId"]
        status, answer = next(item for item in operation["responses"].items() if item[0] < "300")
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        example = answer.get("content", {}).get("application/json", {}).get("example")
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        description = operation["description"] if operation["description"].rstrip(".") != operation["summary"] else ""
        places = {
            where: [one for one in operation["parameters"] if one["in"] == where]
            for where in ("path", "query", "header")
        }
        item, is_list = self._answer(schema) if schema else ("", False)
        if item:
            self._described.setdefault(item, operation["tags"][0])
        return OperationWords(
            name=name,
            anchor=name.replace(".", "-").replace("_", "-"),
            noun=name.partition(".")[0].replace("_", " "),
            method=method,
            path=path,
            summary=operation["summary"],
            description=tuple(part for part in description.split("\n\n") if part),
            permission=operation.get("x-permission", ""),
            audience=_audience(operation),
            parameters=tuple(self._parameter(one) for one in (*places["path"], *places["query"])),
            headers=tuple(self._parameter(one) for one in places["header"]),
            body=tuple(self._fields(body["schema"])) if body else (),
            field=_camel(name),
            status=status,
            answer=item,
            is_list=is_list,
            curl=_curl(self._server, path, method, operation, body),
            python=_python(path, operation, body),
            example=json.dumps(example, indent=2, ensure_ascii=False) if example is not None else "",
            errors=tuple(operation["x-errors"]),
        )

    def home_of(self, name: str) -> str:
        """The group that describes an object."""
        return self._described[name]

    def _answer(self, schema: Json) -> tuple[str, bool]:
        """The object an operation answers with, and whether it answers with many of them."""
        name, found = self._resolved(schema)
        if found.get("type") == "array":
            return self._resolved(found["items"])[0], True
        if set(found.get("properties", ())) == {"items", "next"}:
            return self._resolved(found["properties"]["items"]["items"])[0], True
        return name, False

    def _object(self, name: str) -> ObjectWords:
        schema = self._schemas[name]
        return ObjectWords(
            name, f"object-{name}", schema.get("description", ""), tuple(self._fields({"$ref": PREFIX + name}))
        )

    # ---- fields --------------------------------------------------------------------------------------------------

    def _parameter(self, parameter: Json) -> FieldWords:
        return self._field(parameter["name"], parameter["schema"], parameter["description"], parameter["required"], 0)

    def _fields(self, schema: Json, depth: int = 0, above: tuple[str, ...] = ()) -> Iterator[FieldWords]:
        """Every field of a schema, those of nested objects below theirs."""
        name, found = self._resolved(schema)
        if name in above or depth > DEEPEST:
            return
        required = set(found.get("required", ()))
        for field, inner in found.get("properties", {}).items():
            yield self._field(field, inner, inner.get("description", ""), field in required, depth)
            yield from self._fields(_inside(inner), depth + 1, (*above, name))

    def _field(self, name: str, schema: Json, description: str, required: bool, depth: int) -> FieldWords:
        options, nullable = _options(schema)
        _, found = self._resolved(_inside(options))
        default = schema.get("default")
        words = "" if default in (None, "", [], {}) else json.dumps(default)
        return FieldWords(
            name=name,
            kind=self._kind(options) + (", or null" if nullable else ""),
            description=description,
            is_required=required,
            limits=_limits(options),
            default=words.strip('"'),
            choices=tuple(str(word) for word in found.get("enum", ())),
            depth=depth,
        )

    def _kind(self, schema: Json) -> str:
        name, found = self._resolved(schema)
        kind = found.get("type", "any value")
        if kind == "array":
            inner = self._kind(found.get("items", {}))
            return f"list of {inner}"
        if "enum" in found:
            return "word"
        examples = [one for one in found.get("examples", ()) if isinstance(one, str)]
        if kind == "string" and examples and "_" in examples[0]:
            return f"id ({examples[0].partition('_')[0]}_...)"
        if kind == "object":
            return name or "object"
        words = {"date-time": "instant", "date": "day", "uuid": "UUID"}.get(found.get("format", ""))
        if found.get("contentEncoding") == "base64":
            words = "base64 text"
        plain = {"string": "text", "integer": "whole number", "boolean": "yes or no"}
        return str(words or plain.get(kind, kind))

    def _resolved(self, schema: Json) -> tuple[str, Json]:
        if "$ref" not in schema:
            return "", schema
        name = schema["$ref"].removeprefix(PREFIX)
        return name, self._schemas[name]


def _options(schema: Json) -> tuple[Json, bool]:
    """A schema without null, and whether null is allowed."""
    if "anyOf" not in schema:
        return schema, False
    options = [one for one in schema["anyOf"] if one != {"type": "null"}]
    return options[0], len(options) < len(schema["anyOf"])


def _inside(schema: Json) -> Json:
    """What a list holds, or the schema itself."""
    schema, _ = _options(schema)
    return _inside(schema.get("items", {})) if schema.get("type") == "array" else schema


def _limits(schema: Json) -> str:
    """Bounds as people say them."""
    found = []
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        found.append(f"{low:,} to {high:,}")
    least, most = schema.get("minLength"), schema.get("maxLength")
    if most is not None:
        found.append(f"{least:,} to {most:,} characters" if least else f"up to {most:,} characters")
    if schema.get("maxItems") is not None:
        least = schema.get("minItems")
        found.append(f"{least:,} to {schema['maxItems']:,} items" if least else f"up to {schema['maxItems']:,} items")
    pattern = schema.get("pattern")
    if pattern and not schema.get("examples") and len(pattern) < 24:
        found.append(f"matches {pattern}")
    return "; ".join(found)


def _about(text: str) -> str:
    """What a part of the product is about, without saying its name again."""
    words = text.partition(": ")[2] or text
    return words[:1].upper() + words[1:]


def _camel(name: str) -> str:
    head, *tail = name.replace("_", ".").split(".")
    return head + "".join(part.capitalize() for part in tail)


def _audience(operation: Json) -> str:
    security = operation.get("security")
    if security == []:
        return "Open to everybody"
    if security == [{"session": []}]:
        return "For a logged-in person, not for API keys"
    return "API key or log-in"


def _filled(path: str, operation: Json) -> str:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", parameter["schema"]["examples"][0])
    return path


def _curl(server: str, path: str, method: str, operation: Json, body: Json | None) -> str:
    """The request as curl sends it."""
    verb = "" if method == "GET" else f"-X {method} "
    parts = [f"curl {verb}{server or 'https://trade.example.com'}{_filled(path, operation)}"]
    if operation.get("security") != []:
        parts.append(f'-H "Authorization: Bearer {KEY}"')
    for parameter in operation["parameters"]:
        if parameter["name"] == "If-Match":
            parts.append("-H 'If-Match: \"3\"'")
        if parameter["name"] == "Idempotency-Key":
            parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if body:
        parts.append("-H 'Content-Type: application/json'")
        sent = json.dumps(body["example"], ensure_ascii=False)
        parts.append(
            "-d " + shlex.quote(sent if len(sent) < LINE else json.dumps(body["example"], indent=2, ensure_ascii=False))
        )
    return " \\\n  ".join(parts)


def _python(path: str, operation: Json, body: Json | None) -> str:
    """The same request with the Python client."""
    noun, method = method_of(operation["operationId"])
    arguments = [_literal(one["schema"]["examples"][0]) for one in operation["parameters"] if one["in"] == "path"]
    if any(one["name"] == "If-Match" for one in operation["parameters"]):
        arguments.append("version=3")
    if body:
        arguments += [f"{name}={_literal(value)}" for name, value in body["example"].items()]
    call = f"hanse.{noun}.{method}({', '.join(arguments)})"
    if len(call) > LINE:
        call = f"hanse.{noun}.{method}(\n" + "".join(f"    {argument},\n" for argument in arguments) + ")"
    return call


def _literal(value: Any, indent: int = 4) -> str:
    """A value as people write it in Python; broken into lines when it is long."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        opening, closing = "{", "}"
        items = [f"{json.dumps(name)}: {_literal(item, indent + 4)}" for name, item in value.items()]
    elif isinstance(value, list):
        opening, closing = "[", "]"
        items = [_literal(item, indent + 4) for item in value]
    else:
        return repr(value)
    flat = f"{opening}{', '.join(items)}{closing}"
    if len(flat) + indent <= LINE and "\n" not in flat:
        return flat
    inside = "".join(f"{' ' * (indent + 4)}{item},\n" for item in items)
    return f"{opening}\n{inside}{' ' * indent}{closing}"
