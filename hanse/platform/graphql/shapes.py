"""From the frozen structs to the types of the schema: objects, inputs, enumerations and lists, each made once.

A shape that has no counterpart stops the start with its name; nothing is left out silently.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from graphql import (
    GraphQLBoolean,
    GraphQLDefaultInput,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)
from msgspec import inspect as shapes

from hanse.kit.ids import Id
from hanse.kit.structs import to_builtins
from hanse.platform.graphql import scalars
from hanse.platform.graphql.naming import camel, input_name, output_name, pascal, value_name
from hanse.platform.http.vocabulary import field_words, first_line

INT_MAX = 2**31 - 1
_PLAIN: dict[type[shapes.Type], GraphQLScalarType] = {
    shapes.StrType: GraphQLString,
    shapes.BoolType: GraphQLBoolean,
    shapes.FloatType: GraphQLFloat,
    shapes.DateTimeType: scalars.DATE_TIME,
    shapes.DateType: scalars.DATE,
    shapes.TimeType: scalars.TIME,
    shapes.DecimalType: scalars.DECIMAL,
    shapes.UUIDType: scalars.UUID,
    shapes.BytesType: scalars.BASE64,
    shapes.AnyType: scalars.JSON,
    shapes.RawType: scalars.JSON,
    shapes.DictType: scalars.JSON,
}
N = TypeVar("N")
ExtraFields = Callable[[type[Any], shapes.StructType], Mapping[str, GraphQLField]]


class UnsupportedShape(TypeError):
    """A struct uses something GraphQL cannot say; change the struct, or teach this module."""


class Types:
    """Every named type of one schema. `extra` may add fields to an object, such as ways to related things."""

    def __init__(self, extra: ExtraFields) -> None:
        self._extra = extra
        self._outputs: dict[str, tuple[Any, GraphQLObjectType]] = {}
        self._inputs: dict[str, tuple[Any, GraphQLInputObjectType]] = {}
        self._enums: dict[str, tuple[Any, GraphQLEnumType]] = {}
        self._ids: dict[type[Id], GraphQLScalarType] = {}

    # ---- what is returned ----------------------------------------------------------------------------------------

    def output(self, shape: shapes.Type, owner: str = "") -> Any:
        """The type of a returned value; non-null unless the shape allows null."""
        kind, nullable = self._split(shape, owner)
        found: Any
        if isinstance(kind, shapes.StructType):
            found = self._object(kind)
        elif isinstance(kind, (shapes.ListType, shapes.VarTupleType, shapes.SetType, shapes.FrozenSetType)):
            found = GraphQLList(self.output(kind.item_type, owner))
        else:
            found = self._leaf(kind, owner)
        return found if nullable else GraphQLNonNull(found)

    def _object(self, shape: shapes.StructType) -> GraphQLObjectType:
        name = output_name(shape.cls)
        known = self._outputs.get(name)
        if known is not None:
            return _same(name, known, shape.cls)
        made = GraphQLObjectType(
            name, lambda: self._output_fields(shape, name), description=first_line(shape.cls) or None
        )
        self._outputs[name] = (shape.cls, made)
        return made

    def _output_fields(self, shape: shapes.StructType, name: str) -> dict[str, GraphQLField]:
        fields = {
            camel(field.encode_name): GraphQLField(
                self.output(field.type, f"{name}.{field.name}"),
                description=field_words(field) or None,
                resolve=_reader(field.name),
            )
            for field in shape.fields
        }
        for extra, field in self._extra(shape.cls, shape).items():
            fields.setdefault(extra, field)
        return fields

    # ---- what is taken -------------------------------------------------------------------------------------------

    def input(self, shape: shapes.Type, owner: str = "", *, required: bool = True) -> Any:
        """The type of a taken value; non-null when it must be given and may not be null."""
        kind, nullable = self._split(shape, owner)
        found: Any
        if isinstance(kind, shapes.StructType):
            found = self._input_object(kind)
        elif isinstance(kind, (shapes.ListType, shapes.VarTupleType, shapes.SetType, shapes.FrozenSetType)):
            found = GraphQLList(self.input(kind.item_type, owner))
        else:
            found = self._leaf(kind, owner)
        return GraphQLNonNull(found) if required and not nullable else found

    def _input_object(self, shape: shapes.StructType) -> GraphQLInputObjectType:
        name = input_name(shape.cls)
        known = self._inputs.get(name)
        if known is not None:
            return _same(name, known, shape.cls)

        def fields() -> dict[str, GraphQLInputField]:
            return {
                camel(field.encode_name): GraphQLInputField(
                    self.input(field.type, f"{name}.{field.name}", required=field.required),
                    description=field_words(field) or None,
                    out_name=field.encode_name,
                    default=default_of(field),
                )
                for field in shape.fields
            }

        made = GraphQLInputObjectType(name, fields, description=first_line(shape.cls) or None)
        self._inputs[name] = (shape.cls, made)
        return made

    # ---- leaves --------------------------------------------------------------------------------------------------

    def id(self, kind: type[Id]) -> GraphQLScalarType:
        """The scalar of one kind of id."""
        if kind not in self._ids:
            self._ids[kind] = scalars.id_scalar(kind)
        return self._ids[kind]

    def _leaf(self, kind: shapes.Type, owner: str) -> Any:
        plain = _PLAIN.get(type(kind))
        if plain is not None:
            return plain
        if isinstance(kind, shapes.IntType):
            return GraphQLInt if (kind.ge or 0) >= -INT_MAX and (kind.le or 0) <= INT_MAX else scalars.BIG_INT
        if isinstance(kind, shapes.EnumType):
            return self._enum(kind.cls.__name__, kind.cls, [str(member.value) for member in kind.cls], kind.cls)
        if isinstance(kind, shapes.LiteralType):
            words = [str(value) for value in kind.values]
            return self._enum(pascal(owner), tuple(words), words, None)
        if isinstance(kind, shapes.CustomType):
            if issubclass(kind.cls, Id):
                return self.id(kind.cls)
            if kind.cls in scalars.VALUES:
                return scalars.VALUES[kind.cls]
        raise UnsupportedShape(f"{owner or kind}: GraphQL cannot say {kind}")

    def _enum(self, name: str, key: Any, words: list[str], kind: type[enum.Enum] | None) -> GraphQLEnumType:
        known = self._enums.get(name)
        if known is not None:
            return _same(name, known, key)
        values = {value_name(word): GraphQLEnumValue(word) for word in words}
        if len(values) != len(words):
            raise UnsupportedShape(f"{name}: two of its words have the same name in GraphQL")
        made = GraphQLEnumType(name, values, description=(first_line(kind) if kind else "") or None)
        self._enums[name] = (key, made)
        return made

    def _split(self, shape: shapes.Type, owner: str) -> tuple[shapes.Type, bool]:
        nullable = False
        while isinstance(shape, (shapes.Metadata, shapes.UnionType)):
            if isinstance(shape, shapes.Metadata):
                shape = shape.type
                continue
            options = [one for one in shape.types if not isinstance(one, shapes.NoneType)]
            nullable = nullable or len(options) < len(shape.types)
            if len(options) != 1:
                raise UnsupportedShape(f"{owner}: GraphQL has no union of {options}")
            shape = options[0]
        return shape, nullable


def default_of(field: shapes.Field) -> GraphQLDefaultInput | None:
    """The default of an input as callers may read it; None where leaving it out means more than a value."""
    if (
        field.default is msgspec.NODEFAULT
        or field.default is None
        or isinstance(field.default, (dict, list, tuple, msgspec.Struct))
    ):
        return None
    return GraphQLDefaultInput(_default_word(to_builtins(field.default), field))


def _default_word(value: Any, field: shapes.Field) -> Any:
    shape = field.type
    while isinstance(shape, (shapes.Metadata, shapes.UnionType)):
        shape = shape.type if isinstance(shape, shapes.Metadata) else shape.types[0]
    return value_name(value) if isinstance(shape, (shapes.EnumType, shapes.LiteralType)) else value


def _reader(name: str) -> Callable[[Any, Any], Any]:
    def read(source: Any, _: Any) -> Any:
        value = getattr(source, name)
        return None if value is msgspec.UNSET or value is Undefined else value

    return read


def _same(name: str, known: tuple[Any, N], kind: Any) -> N:
    if known[0] != kind:
        raise UnsupportedShape(f"two types would be called {name} in GraphQL: {known[0]} and {kind}; rename one")
    return known[1]
