"""Reads, as any careful program does, the version of what it is about to change.

Must not be here: requests that change anything, or anything the product imports.
"""

from __future__ import annotations

import re
from typing import Any

from hanse.platform.registry import Registry, Route

_NAMED = re.compile(r"{[a-z_]+}")


class VersionReader:
    """Knows which changes name a version, and where it is read."""

    def __init__(self, registry: Registry) -> None:
        demanded = [route for route in registry.routes if registry.versions.demanded(route)]
        # What is written out goes before what is a place for an id.
        self._routes = [
            (route, re.compile(_NAMED.sub("[^/]*", route.path) + "$"), registry.versions.read_at(route))
            for route in sorted(demanded, key=lambda route: route.path.count("{"))
        ]

    def source(self, method: str, path: str) -> str | None:
        """The address whose reading tells the version for this change; None when it needs none.

        The collection, when the thing itself has no address.
        """
        path = path.partition("?")[0]
        for route, pattern, read_at in self._routes:
            if route.method == method and pattern.match(path):
                return _address(route, path, read_at)
        return None


def _address(route: Route, path: str, read_at: str | None) -> str:
    if read_at is None:
        return path.rpartition("/")[0]
    return "/".join(path.split("/")[: read_at.count("/") + 1])


def version_in(answer: Any, etag: str | None, path: str) -> str | None:
    """The If-Match for a change at `path`: of the innermost thing named there, else of the whole answer."""
    ids = [part for part in path.partition("?")[0].split("/") if "_" in part]
    for identity in reversed(ids):
        found = _version_of(answer, identity)
        if found is not None:
            return f'"{found}"'
    return etag


def _version_of(value: Any, identity: str) -> int | None:
    if isinstance(value, list):
        return next((found for item in value if (found := _version_of(item, identity)) is not None), None)
    if not isinstance(value, dict):
        return None
    if value.get("id") == identity and isinstance(value.get("version"), int):
        return int(value["version"])
    return _version_of(list(value.values()), identity)
