"""One entry as given to the columns it is stored in, or a sentence for what is wrong with it. Pure."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.pricing.rules.formulas import parse_formula
from hanse.domains.pricing.types import EntryKind, Layer, TargetKind
from hanse.domains.pricing.types.lists import EntryInput
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import COUNT_MAX, format_decimal, parse_decimal
from hanse.kit.text import clean_line
from hanse.kit.units import UNITS

SKU_LIMIT: Final = 80
_TARGETS: Final = ("sku", "variant_id", "product", "product_id", "category", "category_id")
_SAYS: Final = ("price", "percent_off", "formula")


class ReadEntry(msgspec.Struct, frozen=True):
    """An entry ready to be looked up and stored. `key` is the normalised text of its target when `identity` is None."""

    position: int
    target_kind: TargetKind
    identity: UUID | None
    key: str
    unit: str | None
    minimum: int
    kind: EntryKind | None
    amount_micros: int | None
    percent_micros: int | None
    factors: dict[str, int] | None
    formula: str | None
    sums_variants: bool
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def path(self) -> str:
        return f"entries.{self.position}"


@lru_cache(maxsize=10_000)
def sku_key(sku: str) -> str:
    """The form in which the catalogue compares article numbers: upper case, without blanks."""
    return "".join(clean_line(sku).upper().split())[:SKU_LIMIT]


def read_entry(given: EntryInput, position: int, layer: Layer) -> ReadEntry:
    """Read one entry of a list in this layer. Raises Invalid naming the field below `entries.<position>`."""
    path = f"entries.{position}"
    targets = [name for name in _TARGETS if getattr(given, name) is not None]
    if len(targets) != 1:
        raise Invalid.field(f"{path}.sku", "Name exactly one variant, product or category", "one_target")
    says = [name for name in _SAYS if getattr(given, name) is not None]
    if len(says) != (0 if given.remove else 1):
        what = "Leave the price out to remove an entry" if given.remove else "Give a price, a percentage or a formula"
        raise Invalid.field(f"{path}.price", what, "one_price")
    kind, identity, key = _target(given, targets[0])
    if given.unit and given.unit not in UNITS:
        raise Invalid.field(
            f"{path}.unit", f"{given.unit} is not a unit; use a code such as C62 or MTR", "unknown_unit"
        )
    if given.ends_at is not None and given.starts_at is not None and given.ends_at <= given.starts_at:
        raise Invalid.field(f"{path}.ends_at", "The end is after the start")
    amount, percent, factors = _amounts(given, path, layer)
    return ReadEntry(
        position,
        kind,
        identity,
        key,
        given.unit if given.unit is not None else ("" if says and says[0] != "price" else None),
        _minimum(given.minimum, path),
        _kind(says[0]) if says else None,
        amount,
        percent,
        factors,
        given.formula,
        given.sums_variants,
        given.starts_at,
        given.ends_at,
    )


def _target(given: EntryInput, name: str) -> tuple[TargetKind, UUID | None, str]:
    value = getattr(given, name)
    if name == "sku":
        return TargetKind.VARIANT, None, sku_key(value)
    kind = TargetKind(name.removesuffix("_id"))
    return (kind, value.uuid, "") if name.endswith("_id") else (kind, None, clean_line(value).casefold())


def _kind(name: str) -> EntryKind:
    return {"price": EntryKind.FIXED, "percent_off": EntryKind.PERCENT, "formula": EntryKind.FORMULA}[name]


def _minimum(text: str, path: str) -> int:
    units = parse_decimal(text, 4)
    if units > COUNT_MAX:
        raise Invalid.field(f"{path}.minimum", "This quantity is larger than can be stored", "out_of_range")
    return units


def _amounts(given: EntryInput, path: str, layer: Layer) -> tuple[int | None, int | None, dict[str, int] | None]:
    if given.price is not None:
        if given.unit == "":
            raise Invalid.field(f"{path}.unit", "A fixed price is for one of a unit; name it", "required")
        return parse_decimal(given.price, 6), None, None
    if layer in (Layer.COST, Layer.BASE) and given.percent_off is not None:
        raise Invalid.field(f"{path}.percent_off", f"Below a {layer.value} list there is no price to take this off")
    if given.percent_off is not None:
        return None, parse_decimal(given.percent_off, 4), None
    if given.formula is not None:
        try:
            formula = parse_formula(given.formula, layer)
        except Invalid as error:
            raise Invalid.field(f"{path}.formula", error.message, error.code) from None
        return formula.amount_micros, None, formula.factors
    return None, None, None


def errors_below(found: list[FieldError]) -> Invalid:
    """The refusal of several entries at once."""
    return Invalid(f"{len(found)} entries need mending" if len(found) > 1 else found[0].message, fields=found)


def percent_text(micros: int) -> str:
    """A percentage as people write it: 12.5."""
    return format_decimal(micros, 4, 0)


def minimum_text(units: int) -> str:
    """A quantity without its unit, as short as it is exact."""
    return Quantity(units, "C62").value


def difference(here: int, there: int) -> str | None:
    """How much one price is above another, in percent with one place; None when there is nothing to compare with."""
    if here == 0:
        return None
    permille = (there - here) * 1000
    rounded = (2 * abs(permille) + here) // (2 * here)
    return format_decimal(-rounded if permille < 0 else rounded, 1)


def stored_values(row: Any) -> tuple[Any, ...]:
    """What is compared to tell whether an entry changes."""
    return (row.kind, row.amount_micros, row.percent_micros, row.formula, row.sums_variants, row.ends_at)
