"""Quantities: a decimal with up to 4 places and a unit, and the check against minimum, maximum and step.

Stored as whole ten-thousandths of the unit (domains.md, section 0). Arithmetic and conversion are exact or say how
they rounded. What units a product is sold in, and what a box of it holds, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, Literal, Self

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.scaled import (
    COUNT_MAX,
    OutOfRange,
    Scaled,
    format_decimal,
    parse_decimal,
    read_wire_object,
    round_half_up,
)
from hanse.kit.units import UNITS, conversion_factor, get_unit

QUANTITY_PLACES: Final = 4
QUANTITY_SCALE: Final = 10**QUANTITY_PLACES

Rounding = Literal["exact", "half_up", "up", "down"]


class UnitMismatch(Invalid, ValueError):
    """Two quantities in different units were added, subtracted or compared."""

    code = "unit_mismatch"
    title = "These quantities are in different units"


class InexactConversion(Invalid, ValueError):
    """The converted quantity has more than 4 decimal places and rounding was not asked for."""

    code = "inexact_conversion"
    title = "This quantity cannot be converted without rounding"


class QuantityNotAllowed(Invalid, ValueError):
    """The quantity is below the minimum, above the maximum or between steps; `extra` holds `below` and `above`."""

    code = "quantity_not_allowed"
    title = "This quantity cannot be ordered"


def _mismatch(mine: str, other: str) -> UnitMismatch:
    names = [UNITS[code].name if code in UNITS else code for code in (mine, other)]
    return UnitMismatch(
        f"A quantity in {names[0]} cannot be combined with one in {names[1]}; convert one of them first"
    )


class Quantity(Scaled):
    """How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.

    Adds, subtracts and orders only within one unit (UnitMismatch); multiplies only by int. Raises UnknownUnit,
    OutOfRange beyond bigint, TypeError when `units` is not an int.
    """

    __slots__ = ()

    def __init__(self, units: int, unit: str) -> None:
        if unit not in UNITS:
            get_unit(unit)
        self._set(units, unit)

    def _mismatch(self, other_code: str) -> UnitMismatch:
        return _mismatch(self._code, other_code)

    @property
    def units(self) -> int:
        return self._count

    @property
    def unit(self) -> str:
        return self._code

    @classmethod
    def parse(cls, value: str, unit: str) -> Self:
        """Read a decimal string such as "2.5" with up to 4 places. Raises NotADecimal, UnknownUnit, OutOfRange."""
        return cls(parse_decimal(value, QUANTITY_PLACES), unit)

    @classmethod
    def whole(cls, number: int, unit: str) -> Self:
        """Give a whole number of a unit: 3 pieces."""
        return cls(number * QUANTITY_SCALE, unit)

    @classmethod
    def sum(cls, quantities: Iterable[Quantity], unit: str) -> Self:
        """Add any number of quantities, none gives zero. Raises UnitMismatch when one is in another unit."""
        total = 0
        for quantity in quantities:
            if quantity.unit != unit:
                raise _mismatch(unit, quantity.unit)
            total += quantity.units
        return cls(total, unit)

    @property
    def value(self) -> str:
        """The shortest exact decimal: "2.5", "10", "0.0001"."""
        return format_decimal(self._count, QUANTITY_PLACES, 0)

    def convert(self, unit: str, ratio: Fraction | None = None, rounding: Rounding = "exact") -> Quantity:
        """Express this in another unit; one of this unit is `ratio` of the other (default: the fixed ratio).

        `half_up`, `up` (away from zero) and `down` (towards zero) round once to 4 places. Raises UnitsNotConvertible,
        InexactConversion when rounding is `exact` and would be needed, OutOfRange.
        """
        factor = conversion_factor(self._code, unit) if ratio is None else ratio
        product = self._count * factor.numerator
        units, remainder = divmod(abs(product), factor.denominator)
        if remainder:
            if rounding == "exact":
                raise InexactConversion(
                    f"{self} cannot be given in {get_unit(unit).name} "
                    f"with {QUANTITY_PLACES} decimal places without rounding"
                )
            if rounding == "half_up":
                units = round_half_up(abs(product), factor.denominator)
            elif rounding == "up":
                units += 1
        return Quantity(-units if product < 0 else units, unit)

    def to_wire(self) -> dict[str, str]:
        """Give the JSON form {"value": "2.5", "unit": "MTR"}."""
        return {"value": self.value, "unit": self._code}

    @classmethod
    def from_wire(cls, obj: Any) -> Self:
        """Read the JSON form. Raises NotADecimal, UnknownUnit, OutOfRange (all are ValueError)."""
        return cls.parse(*read_wire_object(obj, "value", "unit"))

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe the JSON form for OpenAPI."""
        return {
            "type": "object",
            "description": "A quantity. `value` is a decimal in quotes, up to 4 places; `unit` is a UNECE Rec 20 code.",
            "properties": {
                "value": {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$"},
                "unit": {"type": "string", "pattern": "^[0-9A-Z]{2,3}$"},
            },
            "required": ["value", "unit"],
            "additionalProperties": False,
            "example": {"value": "2.5", "unit": "MTR"},
        }

    def __str__(self) -> str:
        return f"{self.value} {get_unit(self._code).symbol}"


class QuantityRule(msgspec.Struct, frozen=True, kw_only=True):
    """What may be ordered, in one unit: at least, at most, and in steps that count from 0 (not from the minimum)."""

    minimum: Quantity | None = None
    maximum: Quantity | None = None
    step: Quantity | None = None


def nearest_allowed(quantity: Quantity, rule: QuantityRule) -> tuple[Quantity | None, Quantity | None]:
    """Give the closest allowed quantities not above and not below this one; None where there is none.

    Both equal the quantity when it is allowed. An allowed quantity is always more than zero. Raises UnitMismatch,
    OutOfRange when the rule's step is not positive.
    """
    step = _units_of(rule.step, quantity, 1)
    if step <= 0:
        raise OutOfRange("A step must be more than zero")
    lowest = max(_units_of(rule.minimum, quantity, 1), 1)
    first = -(-lowest // step) * step
    last = _units_of(rule.maximum, quantity, COUNT_MAX) // step * step
    if first > last:
        return None, None
    below = min(quantity.units // step * step, last)
    above = max(-(-quantity.units // step) * step, first)
    return (
        Quantity(below, quantity.unit) if below >= first else None,
        Quantity(above, quantity.unit) if above <= last else None,
    )


def check_quantity(quantity: Quantity, rule: QuantityRule) -> None:
    """Accept a quantity that keeps the rule. Raises QuantityNotAllowed naming the nearest that do; UnitMismatch."""
    below, above = nearest_allowed(quantity, rule)
    if below == quantity:
        return
    near = [str(offer) for offer in (below, above) if offer is not None]
    advice = f"the nearest that can is {' or '.join(near)}" if near else "no quantity keeps the limits set for it"
    reason = _why_not(quantity, rule)
    raise QuantityNotAllowed(
        f"{quantity} cannot be ordered: {reason}; {advice}",
        extra={
            "below": below.to_wire() if below is not None else None,
            "above": above.to_wire() if above is not None else None,
        },
    )


def _units_of(limit: Quantity | None, quantity: Quantity, default: int) -> int:
    if limit is None:
        return default
    if limit.unit != quantity.unit:
        raise _mismatch(quantity.unit, limit.unit)
    return limit.units


def _why_not(quantity: Quantity, rule: QuantityRule) -> str:
    if not quantity.is_positive:
        return "a quantity must be more than zero"
    if rule.minimum is not None and quantity < rule.minimum:
        return f"the minimum is {rule.minimum}"
    if rule.maximum is not None and quantity > rule.maximum:
        return f"the maximum is {rule.maximum}"
    return f"it comes in steps of {rule.step}"
