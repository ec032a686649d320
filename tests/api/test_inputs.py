"""Everything taken from outside is bounded: no number, text, list or instant is as large or vague as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import inspect as shapes

from hanse.app import build_registry
from hanse.kit.scaled import COUNT_MAX
from hanse.kit.structs import Input
from hanse.platform.commands import operation_of
from hanse.platform.http.components import structs_of

INPUTS: dict[type[Any], shapes.StructType] = {
    struct.cls: struct
    for route in build_registry().routes
    if (kind := operation_of(route.operation).input) is not None
    for struct in structs_of(shapes.type_info(kind))
}
FIELDS = [
    pytest.param(field, id=f"{struct.cls.__name__}.{field.name}")
    for struct in INPUTS.values()
    for field in struct.fields
]


def parts(shape: shapes.Type) -> Iterator[shapes.Type]:
    """A field's shape and everything in it, without the structs, which are looked at themselves."""
    if isinstance(shape, shapes.Metadata):
        yield from parts(shape.type)
    elif isinstance(shape, shapes.UnionType):
        for option in shape.types:
            yield from parts(option)
    else:
        yield shape
        if isinstance(shape, (shapes.ListType, shapes.VarTupleType, shapes.SetType, shapes.FrozenSetType)):
            yield from parts(shape.item_type)
        if isinstance(shape, shapes.DictType):
            yield from parts(shape.value_type)


@pytest.mark.parametrize("struct", INPUTS.values(), ids=lambda struct: struct.cls.__name__)
def test_unknown_fields_are_refused(struct: shapes.StructType) -> None:
    assert issubclass(struct.cls, Input)
    assert struct.forbid_unknown_fields


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_bounded(field: shapes.Field) -> None:
    for part in parts(field.type):
        if isinstance(part, shapes.IntType):
            assert part.ge is not None, "a whole number needs a least value (Meta(ge=...))"
            assert part.le is not None, "a whole number needs a largest value (Meta(le=...))"
            assert -COUNT_MAX <= part.ge <= part.le <= COUNT_MAX, "beyond what the database holds"
        if isinstance(part, shapes.StrType):
            bounded = part.max_length is not None or closed(part.pattern)
            assert bounded, "text needs a largest length (Meta(max_length=...)); files are bounded with the body"
        if isinstance(part, (shapes.ListType, shapes.VarTupleType, shapes.SetType, shapes.FrozenSetType)):
            assert part.max_length is not None, "a list needs a largest length (Meta(max_length=...))"
        if isinstance(part, shapes.DictType):
            assert part.max_length is not None, "a free object needs a largest size (Meta(max_length=...))"
        if isinstance(part, shapes.DateTimeType):
            assert part.tz is True, "an instant without a zone says nothing (Meta(tz=True))"
        assert not isinstance(part, shapes.FloatType), "a float is never exact; take a decimal"


def closed(pattern: str | None) -> bool:
    """Whether a pattern holds from beginning to end and repeats nothing without bound."""
    return pattern is not None and not set(pattern) & set("*+")


@pytest.mark.parametrize("field", FIELDS)
def test_patterns_hold_the_whole_text(field: shapes.Field) -> None:
    """`$` also matches before a line break at the end; `\\Z` does not, and is written as `$` in the document."""
    for part in parts(field.type):
        if isinstance(part, shapes.StrType) and part.pattern is not None:
            assert part.pattern.startswith("^")
            assert part.pattern.endswith(r"\Z")
