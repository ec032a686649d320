"""Finds what answers a path. Patterns are made of literal parts, `{name}` for one part, and a last `{name:path}` for
the rest.

The registry knows every address at start, so a tree of dictionaries is all it takes: one look-up per part, however many
addresses there are. Must not be here: methods, bodies and answers (the endpoints decide about them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
_REST = ":path}"


class Router(Generic[T]):
    """Paths to their targets. A literal part goes before a named one; a trailing slash makes no difference."""

    def __init__(self, targets: Mapping[str, T]) -> None:
        """Index the patterns. Raises ValueError when two of them match the same paths, or one is malformed."""
        self._root: _Node[T] = _Node()
        for pattern, target in targets.items():
            self._add(pattern, target)

    def find(self, path: str) -> tuple[T, dict[str, str]] | None:
        """What answers `path` (decoded, as ASGI has it) with the named parts as text; None when nothing does."""
        if not path.startswith("/"):
            return None
        parts = path[1:].split("/")
        if parts[-1] == "":
            parts.pop()
        values: list[str] = []
        found = self._root.find(parts, 0, values)
        if found is None or found.names is None:
            return None
        assert found.target is not None
        return found.target, dict(zip(found.names, values, strict=True))

    def _add(self, pattern: str, target: T) -> None:
        if not pattern.startswith("/"):
            raise ValueError(f"The address {pattern!r} begins with a slash, or it is never found")
        node, names = self._root, []
        parts = [part for part in pattern.split("/") if part]
        for position, part in enumerate(parts):
            if not part.startswith("{"):
                node = node.literals.setdefault(part, _Node())
                continue
            names.append(part[1:].removesuffix("}").removesuffix(":path"))
            if part.endswith(_REST):
                if position != len(parts) - 1:
                    raise ValueError(f"In {pattern!r} the rest of the path can only be the last part")
                node.rest = node.rest or _Node()
                node = node.rest
            else:
                node.named = node.named or _Node()
                node = node.named
        if node.names is not None:
            raise ValueError(f"Two addresses match the same paths as {pattern!r}")
        node.names, node.target = tuple(names), target


class _Node(Generic[T]):
    """One part of the tree; a place where an address ends has `names`."""

    __slots__ = ("literals", "named", "names", "rest", "target")

    def __init__(self) -> None:
        self.literals: dict[str, _Node[T]] = {}
        self.named: _Node[T] | None = None
        self.rest: _Node[T] | None = None
        self.names: tuple[str, ...] | None = None
        self.target: T | None = None

    def find(self, parts: list[str], position: int, values: list[str]) -> _Node[T] | None:
        if position == len(parts):
            return self if self.names is not None else None
        part = parts[position]
        literal = self.literals.get(part)
        if literal is not None and (found := literal.find(parts, position + 1, values)) is not None:
            return found
        if self.named is not None and part:
            values.append(part)
            if (found := self.named.find(parts, position + 1, values)) is not None:
                return found
            values.pop()
        if self.rest is not None:
            values.append("/".join(parts[position:]))
            return self.rest
        return None
