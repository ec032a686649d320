"""Kinds of values in a condition: what an attribute counts as, and which kinds an operator accepts. No evaluation here.

CEL calls 1 == "1" false and 1 != "1" true; a right must not depend on such an accident, so kinds are checked before the
library computes. Amounts of money are whole minor units to the library; that both sides are in one currency is settled
here.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.kit.ids import Id, decode_uuid
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.platform.authz.functions import METHODS
from hanse.platform.authz.nodes import Arithmetic, Call, Compare, Const, ListOf, Negative, Path, Size, Truth, Value

LONGEST_TEXT: Final = 10_000
LONGEST_LIST: Final = 1_000
_LARGEST: Final = 2**63 - 1


class Refused(Exception):
    """The condition cannot be decided, so it refuses; the message says why."""


class Kind(msgspec.Struct, frozen=True):
    """What a value is: a name, and the currency or unit of a measure, or the kind of a list's items."""

    name: str
    code: str = ""

    @property
    def is_measure(self) -> bool:
        return self.name in ("money", "unit price", "quantity")

    def __str__(self) -> str:
        return (
            f"{_NAMES.get(self.name, self.name)} in {self.code}"
            if self.is_measure
            else _NAMES.get(self.name, self.name)
        )


_NAMES: Final = {
    "number": "a number",
    "text": "a text",
    "yes_no": "true or false",
    "time": "a time",
    "duration": "a duration",
    "list": "a list",
    "map": "a group of attributes",
    "money": "an amount",
    "unit price": "a unit price",
    "quantity": "a quantity",
}

NUMBER: Final = Kind("number")
TEXT: Final = Kind("text")
YES_NO: Final = Kind("yes_no")
TIME: Final = Kind("time")
DURATION: Final = Kind("duration")
MAP: Final = Kind("map")
ANYTHING: Final = Kind("anything")  # only before there are values: an attribute whose kind is not known yet
_ORDERED: Final = frozenset({"number", "text", "time", "duration", "money", "unit price", "quantity"})
_EQUAL: Final = _ORDERED | {"yes_no"}


class Datum(msgspec.Struct, frozen=True):
    """A value with its kind, as the library receives it."""

    kind: Kind
    value: Any


# ---- values ----------------------------------------------------------------------------------------------------------


def datum_of(value: Any) -> Datum:
    """Classify a value. Raises Refused for what conditions do not know, for numbers and texts beyond the bounds."""
    reader = _READERS.get(type(value))
    if reader is None:
        reader = next((read for base, read in _BASES if isinstance(value, base)), None)
    if reader is None:
        raise Refused(f"a {type(value).__name__} cannot be used in a condition")
    return reader(value)


def _whole(value: int) -> Datum:
    if not -_LARGEST <= value <= _LARGEST:
        raise Refused("the number is too large to compare")
    return Datum(NUMBER, int(value))


def _float(value: float) -> Datum:
    if not math.isfinite(value):
        raise Refused("the number is not finite")
    return Datum(NUMBER, value)


def _decimal(value: Decimal) -> Datum:
    if not value.is_finite():
        raise Refused("the number is not finite")
    return _whole(int(value)) if value == value.to_integral_value() else _float(float(value))


def _text(value: str) -> Datum:
    if len(value) > LONGEST_TEXT:
        raise Refused(f"the text has more than {LONGEST_TEXT} characters")
    if not value.isascii() and any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise Refused("the text contains half of a character")
    return Datum(TEXT, _plain_id(str(value)))


def _plain_id(text: str) -> str:
    """Give ids written in their outside form ("org_...") the form ids have inside, so that both can be compared."""
    head, separator, tail = text.rpartition("_")
    if separator and len(tail) == 26 and head in Id.by_prefix:
        try:
            return str(decode_uuid(tail))
        except ValueError:
            return text
    return text


def _time(value: datetime) -> Datum:
    if value.tzinfo is None:
        raise Refused("the time has no time zone")
    return Datum(TIME, value)


def _list(value: Any) -> Datum:
    if len(value) > LONGEST_LIST:
        raise Refused(f"the list has more than {LONGEST_LIST} items")
    return Datum(Kind("list"), value)


def _group(value: Any) -> Datum:
    """Attributes kept as JSON hold amounts in the outside form of Money; other groups only lead to their parts."""
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        try:
            return datum_of(Money.from_wire(value))
        except ValueError as problem:
            raise Refused(f"it is not an amount: {problem}") from problem
    return Datum(MAP, None)


_READERS: Final[dict[type, Callable[[Any], Datum]]] = {
    bool: lambda value: Datum(YES_NO, value),
    int: _whole,
    float: _float,
    str: _text,
    Money: lambda value: Datum(Kind("money", value.currency), value.minor),
    UnitPrice: lambda value: Datum(Kind("unit price", value.currency), value.micros),
    Quantity: lambda value: Datum(Kind("quantity", value.unit), value.units),
    UUID: lambda value: Datum(TEXT, str(value)),
    datetime: _time,
    timedelta: lambda value: Datum(DURATION, value),
    date: lambda value: Datum(TEXT, value.isoformat()),
    Decimal: _decimal,
    tuple: _list,
    list: _list,
    frozenset: _list,
    dict: _group,
}
_BASES: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], Datum]], ...]] = (
    (Id, lambda value: Datum(TEXT, str(value.uuid))),
    (enum.Enum, lambda value: datum_of(value.value)),
    (str, _text),
    ((list, tuple, AbstractSet), _list),
    ((Mapping, msgspec.Struct), _group),
)


def items_of(datum: Datum) -> Datum:
    """Classify every item of a list for `in`; all must be of one kind. Raises Refused."""
    items = [datum_of(item) for item in datum.value]
    if not items:
        return Datum(Kind("list", "empty"), [])
    kind = items[0].kind
    if kind.name not in _EQUAL or any(item.kind != kind for item in items):
        raise Refused("the items of the list are not all of one kind")
    return Datum(Kind("list", str(kind)), [item.value for item in items])


def limit_in(datum: Datum, currency: str) -> Datum | None:
    """Pick the amount in this currency from a list of amounts in different currencies; None when it is no such list.

    Raises Refused when the list has no amount in this currency.
    """
    amounts = [datum_of(amount) for amount in datum.value] if datum.kind.name == "list" else []
    by_currency = {amount.kind.code: amount for amount in amounts if amount.kind.name == "money"}
    if not amounts or len(by_currency) != len(amounts):
        return None
    if currency in by_currency:
        return by_currency[currency]
    raise Refused(f"there is no limit in {currency}")


# ---- operators -------------------------------------------------------------------------------------------------------

KindOf = Callable[[Const | Path | Size], Kind]


def check_kinds(leaf: Compare | Truth, kind_of: KindOf) -> None:
    """See that a comparison or a value that must be true is made of kinds that go together. Raises Refused."""
    if isinstance(leaf, Truth):
        kind = _infer(leaf.value, kind_of)
        if kind not in (YES_NO, ANYTHING):
            raise Refused(f"{_words(leaf.value)} is {kind}, not true or false")
        return
    left, right = _infer(leaf.left, kind_of), _infer(leaf.right, kind_of)
    if leaf.operator == "in":
        _check_in(leaf, left, right)
    elif ANYTHING not in (left, right) and left != right:
        raise Refused(f"{_words(leaf.left)} is {left} and {_words(leaf.right)} is {right}; they cannot be compared")
    else:
        known = right if left == ANYTHING else left
        accepted = _EQUAL if leaf.operator in ("==", "!=") else _ORDERED
        if known != ANYTHING and known.name not in accepted:
            raise Refused(f"{known} cannot be compared by {leaf.operator}")


def _check_in(leaf: Compare, left: Kind, right: Kind) -> None:
    if right == ANYTHING:
        return
    if right.name != "list":
        raise Refused(f"{_words(leaf.right)} is {right}; after `in` a list is needed")
    if right.code in ("empty", "anything") or left == ANYTHING:
        return
    if right.code != str(left):
        raise Refused(f"{_words(leaf.left)} is {left}, which the list {_words(leaf.right)} does not hold")


def _infer(value: Value, kind_of: KindOf) -> Kind:
    if isinstance(value, Const | Path | Size):
        return kind_of(value)
    if isinstance(value, Arithmetic):
        return _infer_arithmetic(value, _infer(value.left, kind_of), _infer(value.right, kind_of))
    if isinstance(value, Negative):
        kind = _infer(value.value, kind_of)
        if kind not in (NUMBER, ANYTHING) and not kind.is_measure:
            raise Refused(f"{kind} has no negative")
        return kind
    if isinstance(value, ListOf):
        return _infer_list(value, kind_of)
    return _infer_call(value, kind_of)


def _infer_list(value: ListOf, kind_of: KindOf) -> Kind:
    kinds = {_infer(item, kind_of) for item in value.items}
    if len(kinds - {ANYTHING}) > 1:
        raise Refused("the items of the list are not all of one kind")
    if not kinds:
        return Kind("list", "empty")
    if ANYTHING in kinds:
        return Kind("list", "anything")
    return Kind("list", str(kinds.pop()))


def _infer_call(value: Call, kind_of: KindOf) -> Kind:
    method = METHODS[value.name]
    operands = ((value.target, method.target), *zip(value.arguments, method.arguments, strict=True))
    for operand, wanted in operands:
        kind = _infer(operand, kind_of)
        if kind != ANYTHING and kind.name != wanted:
            raise Refused(f"{value.name} needs {_NAMES[wanted]}; {_words(operand)} is {kind}")
    return Kind(method.gives)


def _infer_arithmetic(value: Arithmetic, left: Kind, right: Kind) -> Kind:
    if ANYTHING in (left, right):
        return ANYTHING
    operator = value.operator
    if left == right == NUMBER:
        return NUMBER
    if operator in "+-" and left == right and (left.is_measure or left == DURATION):
        return left
    if operator == "*" and NUMBER in (left, right) and (left.is_measure or right.is_measure):
        return left if left.is_measure else right
    if operator == "-" and left == right == TIME:
        return DURATION
    if operator in "+-" and (left, right) == (TIME, DURATION):
        return TIME
    if left.is_measure and right.is_measure and operator in "+-":
        raise Refused(f"{_words(value.left)} is {left} and {_words(value.right)} is {right}; they cannot be combined")
    raise Refused(f"{left} {operator} {right} has no meaning")


def _words(value: Value) -> str:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Const):
        return f'"{value.value}"' if isinstance(value.value, str) else str(value.value)
    return "the calculated value" if isinstance(value, Arithmetic | Negative) else "the value"
