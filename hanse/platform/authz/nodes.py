"""The tree a condition is read into: choices (true or false) above, values below. No reading, no evaluation here."""

from __future__ import annotations

from typing import Any

import msgspec


class Const(msgspec.Struct, frozen=True):
    """A value written in the condition, or a function of such values (`money("5.00", "GBP")`)."""

    value: Any


class Path(msgspec.Struct, frozen=True):
    """An attribute: `subject.total`, `subject.custom["cost centre"]`. `root` may be a variable of `all` or `exists`."""

    root: str
    steps: tuple[str | int, ...]

    def __str__(self) -> str:
        parts = [self.root]
        for step in self.steps:
            is_name = isinstance(step, str) and step.isidentifier() and step.isascii()
            parts.append(f".{step}" if is_name else f'["{step}"]' if isinstance(step, str) else f"[{step}]")
        return "".join(parts)

    def starts_with(self, other: Path) -> bool:
        """Say whether this path is the other one or a part of what it leads to."""
        return self.root == other.root and self.steps[: len(other.steps)] == other.steps


class Size(msgspec.Struct, frozen=True):
    """How many items a list or characters a text has."""

    path: Path


class ListOf(msgspec.Struct, frozen=True):
    items: tuple[Value, ...]


class Arithmetic(msgspec.Struct, frozen=True):
    operator: str
    left: Value
    right: Value


class Negative(msgspec.Struct, frozen=True):
    value: Value


class Call(msgspec.Struct, frozen=True):
    """A method of a value: `subject.name.startsWith("A")`."""

    name: str
    target: Value
    arguments: tuple[Value, ...]


class Compare(msgspec.Struct, frozen=True):
    """Two values and `== != < <= > >= in`."""

    operator: str
    left: Value
    right: Value


class Truth(msgspec.Struct, frozen=True):
    """A value that must itself be true or false."""

    value: Value


class Has(msgspec.Struct, frozen=True):
    path: Path


class Not(msgspec.Struct, frozen=True):
    choice: Choice


class And(msgspec.Struct, frozen=True):
    parts: tuple[Choice, ...]


class Or(msgspec.Struct, frozen=True):
    parts: tuple[Choice, ...]


class If(msgspec.Struct, frozen=True):
    test: Choice
    then: Choice
    otherwise: Choice


class Each(msgspec.Struct, frozen=True):
    """`path.all(variable, body)` when `every`, `path.exists(variable, body)` otherwise."""

    every: bool
    path: Path
    variable: str
    body: Choice


Value = Const | Path | Size | ListOf | Arithmetic | Negative | Call
Choice = Compare | Truth | Has | Not | And | Or | If | Each
