"""The units a variant is sold in, and what a bundle holds: which definitions make sense."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hanse.domains.catalog.types import BundleItemInput, SaleUnitInput
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity, QuantityRule, nearest_allowed
from hanse.kit.units import UNITS, conversion_factor

WEIGHT_UNIT = "KGM"


def unit_rows(units: Sequence[SaleUnitInput], stock_unit: str, path: str = "") -> list[dict[str, Any]]:
    """The stored form of sale units, one of them the default; the stock unit itself when none is given.

    Raises Invalid with an error for each wrong unit.
    """
    if stock_unit not in UNITS:
        raise Invalid.field(f"{path}stock_unit", "This unit is not known; use a UNECE Rec 20 code", "unknown_unit")
    given = list(units) or [SaleUnitInput(unit=stock_unit, is_default=True)]
    errors = [error for place, unit in enumerate(given) for error in _wrong(unit, stock_unit, f"{path}units.{place}")]
    codes = [unit.unit for unit in given]
    if len(set(codes)) < len(codes):
        errors.append(FieldError(f"{path}units", "Each unit is given once", "duplicate"))
    if sum(unit.is_default for unit in given) > 1:
        errors.append(FieldError(f"{path}units", "Only one unit is the one offered first", "duplicate"))
    if errors:
        raise Invalid(errors[0].message, fields=errors)
    default = next((unit.unit for unit in given if unit.is_default), given[0].unit)
    return [_row(unit, place, unit.unit == default, stock_unit) for place, unit in enumerate(given)]


def _wrong(unit: SaleUnitInput, stock_unit: str, path: str) -> list[FieldError]:
    if unit.unit not in UNITS:
        return [FieldError(f"{path}.unit", "This unit is not known; use a UNECE Rec 20 code", "unknown_unit")]
    errors = []
    if unit.unit == stock_unit and unit.ratio_numerator != unit.ratio_denominator:
        errors.append(FieldError(f"{path}.ratio_numerator", "One stock unit is one stock unit", "bad_ratio"))
    for name in ("minimum", "maximum", "step"):
        limit = getattr(unit, name)
        if limit is not None and (limit.unit != unit.unit or not limit.is_positive):
            errors.append(
                FieldError(f"{path}.{name}", f"Give an amount above zero in {UNITS[unit.unit].name}", "bad_limit")
            )
    if not errors and not _anything_fits(unit):
        errors.append(FieldError(f"{path}.maximum", "No quantity keeps minimum, maximum and step", "bad_limit"))
    return errors


def _anything_fits(unit: SaleUnitInput) -> bool:
    rule = QuantityRule(minimum=unit.minimum, maximum=unit.maximum, step=unit.step)
    return nearest_allowed(unit.minimum or Quantity(1, unit.unit), rule) != (None, None)


def _row(unit: SaleUnitInput, position: int, is_default: bool, stock_unit: str) -> dict[str, Any]:
    numerator, denominator = _ratio(unit, stock_unit)
    return {
        "unit": unit.unit,
        "ratio_numerator": numerator,
        "ratio_denominator": denominator,
        "minimum": unit.minimum.units if unit.minimum else None,
        "maximum": unit.maximum.units if unit.maximum else None,
        "step": unit.step.units if unit.step else None,
        "is_default": is_default,
        "position": position,
    }


def _ratio(unit: SaleUnitInput, stock_unit: str) -> tuple[int, int]:
    """What was given; where nothing was, the ratio that the definitions of both units fix."""
    given = unit.ratio_numerator, unit.ratio_denominator
    if given != (1, 1):
        return given
    try:
        factor = conversion_factor(unit.unit, stock_unit)
    except Invalid:
        return given
    return factor.numerator, factor.denominator


def weight_of(weight: Quantity | None, path: str = "weight") -> int | None:
    """The stored weight in ten-thousandths of a kilogram, from any unit of mass. Raises Invalid at `path`."""
    if weight is None:
        return None
    if weight.is_negative:
        raise Invalid.field(path, "A weight is zero or more")
    try:
        return weight.convert(WEIGHT_UNIT, rounding="half_up").units
    except Invalid as error:
        raise Invalid.field(path, error.message, error.code) from None


def check_components(components: Sequence[BundleItemInput], path: str = "") -> None:
    """Refuse amounts of nothing and the same part twice. Raises Invalid."""
    errors = [
        FieldError(f"{path}components.{place}.quantity", "A bundle holds more than zero of each part", "bad_quantity")
        for place, item in enumerate(components)
        if not item.quantity.is_positive
    ]
    if len({item.variant_id for item in components}) < len(components):
        errors.append(FieldError(f"{path}components", "Each part is named once", "duplicate"))
    if errors:
        raise Invalid(errors[0].message, fields=errors)
