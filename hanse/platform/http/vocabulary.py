"""What field names mean wherever they stand, for the documentation of REST and GraphQL.

A field whose struct says more with `Meta(description=...)` is described by that. Must not be here: types or rules.
"""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import inspect as shapes

from hanse.kit.ids import Id
from hanse.platform.http.words import WORDS

_RAISES: Final = re.compile(r"\s*\bRaises\s.+?(?:\.(?=\s|$)|$)", re.DOTALL)
_CLASS: Final = re.compile(r"\b[A-Z][A-Za-z]+\b")


def field_words(field: shapes.Field) -> str:
    """A sentence on what a field means; empty when nobody has said it yet."""
    return _said(field.type) or WORDS.get(field.name) or _kind_words(field.type)


def parameter_words(name: str, kind: type[Id]) -> str:
    """A sentence on an id in an address."""
    return WORDS.get(name) or first_line(kind)


def first_line(kind: type[Any]) -> str:
    """The first sentence of a type's own documentation; empty when it has none of its own."""
    text = kind.__dict__.get("__doc__") or getattr(getattr(kind, "__origin__", None), "__doc__", None) or ""
    line = text.strip().partition("\n")[0].strip()
    return "" if line.startswith(f"{getattr(kind, '__name__', '')}(") else public_text(line)


def bare(shape: shapes.Type) -> shapes.Type:
    """A shape without annotations and without null."""
    while isinstance(shape, (shapes.Metadata, shapes.UnionType)):
        if isinstance(shape, shapes.Metadata):
            shape = shape.type
        else:
            shape = next(one for one in shape.types if not isinstance(one, shapes.NoneType))
    return shape


def _said(shape: shapes.Type) -> str:
    if isinstance(shape, shapes.Metadata):
        return str((shape.extra_json_schema or {}).get("description", "")) or _said(shape.type)
    if isinstance(shape, shapes.UnionType):
        return next((words for one in shape.types if (words := _said(one))), "")
    return ""


def _kind_words(shape: shapes.Type) -> str:
    found = bare(shape)
    if isinstance(found, (shapes.ListType, shapes.VarTupleType, shapes.SetType)):
        found = bare(found.item_type)
    if isinstance(found, (shapes.StructType, shapes.EnumType, shapes.CustomType)):
        return first_line(found.cls)
    return ""


def public_text(text: str) -> str:
    """A docstring as readers outside see it: without what it says to programmers (`Raises ...`), lines joined."""
    plain = re.sub(r"\bNone\b", "null", _RAISES.sub("", text))
    paragraphs = (" ".join(part.split()) for part in plain.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def raised_names(text: str) -> tuple[str, ...]:
    """The names of the failures a docstring announces, in order."""
    found = [name for sentence in _RAISES.findall(text) for name in _CLASS.findall(sentence)]
    return tuple(dict.fromkeys(found))
