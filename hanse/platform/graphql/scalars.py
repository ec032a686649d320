"""The scalars of the schema: instants, amounts, ids and free JSON, written exactly as in REST.

A scalar takes any JSON value of its wire type and hands it on: the one conversion of the kit reads it, so that what is
refused here is refused with the same code, path and sentence as there.
"""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLScalarType

from hanse.kit.ids import Id
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import to_builtins
from hanse.platform.http.vocabulary import first_line


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError("Write this value as a string")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise GraphQLError("Write this value as a whole number")
    return value


def _any(value: Any) -> Any:
    return value


def text_scalar(name: str, description: str) -> GraphQLScalarType:
    """A scalar that is a string on the wire."""
    return GraphQLScalarType(name, coerce_output_value=to_builtins, coerce_input_value=_text, description=description)


def value_scalar(name: str, description: str) -> GraphQLScalarType:
    """A scalar that is an object, or anything, on the wire."""
    return GraphQLScalarType(name, coerce_output_value=to_builtins, coerce_input_value=_any, description=description)


DATE_TIME = text_scalar("DateTime", "An instant in UTC, such as 2026-03-02T09:00:00Z")
DATE = text_scalar("Date", "A day, such as 2026-03-02")
TIME = text_scalar("Time", "A time of day, such as 09:00:00")
DECIMAL = text_scalar("Decimal", 'A decimal number as text, such as "12.50"')
UUID = text_scalar("UUID", "A UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057")
BASE64 = text_scalar("Base64", "Bytes as base64 text")
JSON = value_scalar("JSON", "Any JSON value")
BIG_INT = GraphQLScalarType(
    "BigInt",
    coerce_output_value=to_builtins,
    coerce_input_value=_whole,
    description="A whole number that may need more than 32 bits",
)
VALUES: dict[type[Any], GraphQLScalarType] = {
    Money: value_scalar("Money", 'An amount of money, such as {amount: "1234.50", currency: "GBP"}'),
    UnitPrice: value_scalar("UnitPrice", 'The price of one unit, such as {amount: "0.0123", currency: "GBP"}'),
    Quantity: value_scalar("Quantity", 'A quantity, such as {value: "2.5", unit: "MTR"}'),
}


def id_scalar(kind: type[Id]) -> GraphQLScalarType:
    """The scalar of one kind of id, named after it."""
    return text_scalar(kind.__name__, f"{first_line(kind)} Starts with {kind.prefix}_.".strip())
