"""Wanted lines against what may be bought: which article is meant, in which unit, and what would be accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import OptionEffect, OptionsPriced, SaleUnit, Sellable
from hanse.domains.quotes.types import QuoteLineInput
from hanse.kit.errors import FieldError, HanseError
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity, QuantityRule, check_quantity
from hanse.kit.text import clean_line
from hanse.kit.units import get_unit


class Catalogue(msgspec.Struct, frozen=True):
    """What an organization may buy of what was asked for, by id and by compared article number."""

    by_id: Mapping[UUID, Sellable]
    by_sku: Mapping[str, Sellable]

    def find(self, line: QuoteLineInput) -> Sellable | None:
        """The article a line means, if it may be bought."""
        if line.variant_id is not None:
            return self.by_id.get(line.variant_id.uuid)
        return self.by_sku.get(sku_key(line.sku or ""))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A line that can be taken; without an article it is described in words."""

    line: QuoteLineInput
    sellable: Sellable | None = None
    unit: SaleUnit | None = None
    options: OptionsPriced | None = None

    @property
    def is_configured(self) -> bool:
        """Whether something is, or must be, chosen of the article."""
        return self.sellable is not None and (self.sellable.needs_options or bool(self.line.options))


def catalogue_of(sellables: Sequence[Sellable]) -> Catalogue:
    """Index what was found."""
    return Catalogue({item.variant_id.uuid: item for item in sellables}, {item.sku_key: item for item in sellables})


def sku_key(sku: str) -> str:
    """The form in which article numbers are compared: upper case, without blanks."""
    return "".join(clean_line(sku).upper().split())


def in_default_unit(line: QuoteLineInput, catalogue: Catalogue) -> QuoteLineInput:
    """A line whose unit nobody named, in the unit its article is sold in."""
    sellable = catalogue.find(line) if line.sku or line.variant_id else None
    unit = next((item.unit for item in sellable.units if item.is_default), None) if sellable else None
    if unit is None:
        return line
    return msgspec.structs.replace(line, quantity=Quantity(line.quantity.units, unit))


def match(line: QuoteLineInput, catalogue: Catalogue, currency: str, path: str) -> Wanted | FieldError:
    """What a line means, or the first thing that is wrong with it; `path` is where the line stands in the input."""
    if not line.quantity.is_positive:
        return FieldError(f"{path}.quantity", "A quantity must be more than zero", "not_positive")
    wrong = check_price(line.target_price, currency, f"{path}.target_price")
    if wrong is not None:
        return wrong
    if line.variant_id is not None or line.sku:
        return _article(line, catalogue, path)
    if not clean_line(line.name or ""):
        return FieldError(f"{path}.sku", "Give a SKU, or describe what you want in `name`", "required")
    return Wanted(line=line)


def _article(line: QuoteLineInput, catalogue: Catalogue, path: str) -> Wanted | FieldError:
    sellable = catalogue.find(line)
    if sellable is None:
        asked = line.sku or "this article"
        field = "sku" if line.variant_id is None else "variant_id"
        return FieldError(f"{path}.{field}", f"There is no article {asked} here; check the number", "unknown_sku")
    found = unit_for(sellable, line.quantity, f"{path}.quantity")
    if isinstance(found, FieldError):
        return found
    return Wanted(line=line, sellable=sellable, unit=found)


def unit_for(sellable: Sellable, quantity: Quantity, path: str) -> SaleUnit | FieldError:
    """The sale unit of a quantity that keeps its limits, or what would be accepted."""
    unit = next((item for item in sellable.units if item.unit == quantity.unit), None)
    if unit is None:
        offered = " or ".join(get_unit(item.unit).name for item in sellable.units)
        wrong = get_unit(quantity.unit).name
        return FieldError(path, f"{sellable.sku} is not sold by the {wrong}; order by the {offered}", "wrong_unit")
    try:
        check_quantity(quantity, QuantityRule(minimum=unit.minimum, maximum=unit.maximum, step=unit.step))
    except HanseError as error:
        return FieldError(path, error.message, error.code)
    return unit


def check_price(price: object, currency: str, path: str) -> FieldError | None:
    """What is wrong with a price somebody typed, if anything: another currency, or less than nothing."""
    code, micros = getattr(price, "currency", currency), getattr(price, "micros", 0)
    if code != currency:
        return FieldError(path, f"This quote is in {currency}; give the price in {currency}", "currency_mismatch")
    if micros < 0:
        return FieldError(path, "A price cannot be less than zero", "negative_price")
    return None


def with_effects(price: UnitPrice | None, effects: Sequence[OptionEffect]) -> UnitPrice | None:
    """The price with what the chosen options cost; percentages count on the price without options.

    None, which is on request, where a choice has no amount in this currency or the price would fall below zero.
    """
    if price is None:
        return None
    fixed = Counter(effect.currency for effect in effects if effect.kind == "fixed")
    if any(count > fixed[price.currency] for count in fixed.values()):
        return None
    total = price
    for effect in effects:
        if effect.kind == "percent":
            total += price.basis_points(effect.amount)
        elif effect.currency == price.currency:
            total += UnitPrice(effect.amount, price.currency)
    return None if total.is_negative else total
