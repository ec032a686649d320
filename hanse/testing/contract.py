"""Holds every answer a test sees against the OpenAPI document: status, media type and body must be as described there.

Must not be here: requests, or anything the product imports.
"""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import msgspec

# What can happen before an operation is reached, whatever it is.
ALWAYS = frozenset({500, 503})
_REFERENCE = re.compile(rb'"#/components/schemas/([^"]+)"')
_NAMED = re.compile(r"{[a-z_]+}")


class ContractBroken(AssertionError):
    """An answer that the document does not allow."""


class Contract:
    """One document, ready to check answers against it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._paths = [
            (re.compile(_NAMED.sub("[^/]*", re.escape(path).replace(r"\{", "{").replace(r"\}", "}")) + "$"), methods)
            for path, methods in sorted(document["paths"].items(), key=lambda item: item[0].count("{"))
        ]
        self._validators: dict[bytes, Any] = {}
        self.checked: set[str] = set()

    def check(self, method: str, path: str, status: int, content_type: str, body: bytes) -> None:
        """Raise ContractBroken unless the document allows this answer. Undocumented addresses are not looked at."""
        operation = self._operation(method, path.partition("?")[0])
        if operation is None or status in ALWAYS:
            return
        name = operation["operationId"]
        answer = operation["responses"].get(str(status))
        if answer is None:
            raise ContractBroken(f"{name} answered {status}, which is not documented: {body[:300]!r}")
        self.checked.add(f"{name} {status}")
        content = answer.get("content")
        if content is None:
            if body:
                raise ContractBroken(f"{name} answered {status} with a body, which is not documented")
            return
        if content_type not in content:
            raise ContractBroken(f"{name} answered {status} as {content_type!r}, documented is {list(content)}")
        problem = self.problem(content[content_type]["schema"], msgspec.json.decode(body))
        if problem is not None:
            raise ContractBroken(f"{name} {status}: {problem}")

    def problem(self, schema: dict[str, Any], value: Any) -> str | None:
        """What a schema of the document has against a value, or None."""
        key = msgspec.json.encode(schema)
        if key not in self._validators:
            whole = {**schema, "components": {"schemas": self._reached(key)}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        error = next(self._validators[key].iter_errors(value), None)
        return None if error is None else f"{error.message} at {'/'.join(str(part) for part in error.instance_path)}"

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, methods in self._paths:
            if pattern.match(path):
                found: dict[str, Any] | None = methods.get(method.lower())
                return found
        return None

    def _reached(self, text: bytes) -> dict[str, Any]:
        """The schemas that one refers to, and those they do: a validator copies what it is given."""
        schemas, found = self._document["components"]["schemas"], {}
        waiting = _REFERENCE.findall(text)
        while waiting:
            name = waiting.pop().decode()
            if name not in found:
                found[name] = schemas[name]
                waiting += _REFERENCE.findall(msgspec.json.encode(schemas[name]))
        return found
