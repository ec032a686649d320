"""What a change does to a line of the working copy, and which side may change what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import UNSET

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.rules.wanted import Catalogue, check_price, sku_key, unit_for
from hanse.domains.quotes.types import LineChange, LineOfferInput
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.kit.structs import to_builtins
from hanse.kit.text import clean_line, clean_text

_BOTH: Final = frozenset({"id", "position", "quantity", "name", "description"})
BUYER_FIELDS: Final = _BOTH | {"target_price", "buyer_note"}
SELLER_FIELDS: Final = _BOTH | {
    "sku",
    "unit_price",
    "discount_basis_points",
    "offers",
    "lead_time_days",
    "seller_note",
    "internal_note",
    "cost",
}
_PRICES: Final = {"target_price": "target_micros", "unit_price": "unit_micros", "cost": "cost_micros"}
_TEXTS: Final = ("description", "buyer_note", "seller_note", "internal_note")


def check_fields(changes: Iterable[LineChange], allowed: frozenset[str], side: Side) -> None:
    """Refuse fields that belong to the other side. Raises Invalid naming each."""
    other = "seller" if side is Side.BUYER else "buyer"
    wrong = [
        FieldError(f"lines.{position}.{name}", f"Only the {other} sets this", "not_yours")
        for position, change in enumerate(changes)
        for name in change.__struct_fields__
        if getattr(change, name) is not UNSET and name not in allowed
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)


def changed_row(
    row: Mapping[str, Any], change: LineChange, catalogue: Catalogue, currency: str, path: str
) -> dict[str, Any] | FieldError:
    """The stored line after a change, or the first thing that is wrong with it."""
    result = {name: row[name] for name in row if name not in ("tenant_id", "quote_id")}
    for field, column in _PRICES.items():
        price = getattr(change, field)
        if price is UNSET:
            continue
        wrong = check_price(price, currency, f"{path}.{field}")
        if wrong is not None:
            return wrong
        result[column] = price.micros if price is not None else None
    for field in _TEXTS:
        text = getattr(change, field)
        if text is not UNSET:
            result[field] = clean_text(text)
    for field in ("position", "discount_basis_points", "lead_time_days"):
        value = getattr(change, field)
        if value is not UNSET:
            result[field] = value
    if change.name is not UNSET:
        if row["variant_id"] is not None:
            return FieldError(f"{path}.name", "An article of the catalogue keeps its name", "not_yours")
        result["name"] = clean_line(change.name) or row["name"]
    return _article(result, change, catalogue, path) or _amounts(result, change, catalogue, currency, path) or result


def _article(result: dict[str, Any], change: LineChange, catalogue: Catalogue, path: str) -> FieldError | None:
    """Put an article of the catalogue in place of what the line was."""
    if change.sku is UNSET:
        return None
    sellable = catalogue.by_sku.get(sku_key(change.sku))
    if sellable is None:
        return FieldError(f"{path}.sku", f"There is no article {change.sku} here; check the number", "unknown_sku")
    if sellable.needs_options:
        words = f"Options are chosen for {sellable.sku}; add it as a line of its own"
        return FieldError(f"{path}.sku", words, "needs_options")
    result |= {
        "options": {},
        "options_label": "",
        "variant_id": sellable.variant_id.uuid,
        "sku": sellable.sku,
        "name": sellable.name[:500],
        "tax_class": sellable.tax_class,
        "stock_unit": sellable.stock_unit,
        "components": to_builtins(sellable.components),
        "lead_time_days": sellable.lead_time_days if change.lead_time_days is UNSET else change.lead_time_days,
    }
    return None


def _amounts(
    result: dict[str, Any], change: LineChange, catalogue: Catalogue, currency: str, path: str
) -> FieldError | None:
    """Quantity and further offers, in a unit the article is sold in."""
    quantity = Quantity(result["quantity"], result["unit"]) if change.quantity is UNSET else change.quantity
    if not quantity.is_positive:
        return FieldError(f"{path}.quantity", "A quantity must be more than zero", "not_positive")
    if result["variant_id"] is not None and (change.quantity is not UNSET or change.sku is not UNSET):
        sellable = catalogue.by_id.get(result["variant_id"])
        if sellable is None:
            return FieldError(f"{path}.quantity", "This article can no longer be bought; remove the line", "not_sold")
        unit = unit_for(sellable, quantity, f"{path}.quantity")
        if isinstance(unit, FieldError):
            return unit
        result |= {"ratio_numerator": unit.ratio_numerator, "ratio_denominator": unit.ratio_denominator}
    result |= {"quantity": quantity.units, "unit": quantity.unit}
    if change.offers is UNSET:
        return None
    return _offers(result, change.offers, currency, path)


def _offers(result: dict[str, Any], offers: Sequence[LineOfferInput], currency: str, path: str) -> FieldError | None:
    kept = []
    for position, offer in enumerate(offers):
        place = f"{path}.offers.{position}"
        if not offer.quantity.is_positive:
            return FieldError(f"{place}.quantity", "A quantity must be more than zero", "not_positive")
        if offer.quantity.unit != result["unit"]:
            return FieldError(f"{place}.quantity", "Offer it in the unit of the line", "wrong_unit")
        wrong = check_price(offer.unit_price, currency, f"{place}.unit_price")
        if wrong is not None:
            return wrong
        kept.append({"quantity": offer.quantity.units, "micros": offer.unit_price.micros})
    result["offers"] = kept
    return None
