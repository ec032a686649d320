"""What the rows of a file change of what is known: new products and variants, changed ones, and rows that say nothing
new. Pure: the present state comes in, a plan goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.rules.rows import PRODUCT_FACTS, UNIT_FACTS, ProductRow
from hanse.domains.catalog.rules.wording import wanted_text
from hanse.domains.catalog.types import ProductId, ProductKind, ProductStatus, SaveOptions, VariantId
from hanse.kit.errors import Invalid
from hanse.kit.quantity import Quantity, QuantityRule, nearest_allowed
from hanse.kit.units import conversion_factor
from hanse.platform.imports import Problem

_EMPTY_FACTS: Final = dict.fromkeys(("brand", "summary", "description", "seo_title", "seo_description"), "")
_VARIANT_FACTS: Final = ("gtin", "weight", "lead_time_days", "is_stocked")


class KnownProduct(msgspec.Struct, kw_only=True):
    """A product as it is, or is to be made."""

    id: UUID
    facts: dict[str, Any]
    attributes: dict[str, Any]
    categories: list[UUID]
    variant_count: int
    options: str = ""  # in the words of a file
    options_wanted: SaveOptions | None = None
    is_new: bool = False
    is_changed: bool = False
    are_categories_changed: bool = False


class KnownVariant(msgspec.Struct, kw_only=True):
    """A variant as it is, or is to be made; `unit` is the unit it is sold in first."""

    id: UUID
    product: KnownProduct
    facts: dict[str, Any]
    attributes: dict[str, Any]
    unit: dict[str, Any]
    parts: dict[str, int] = {}  # of a bundle, by the key of their SKU
    is_new: bool = False
    is_changed: bool = False
    is_unit_changed: bool = False
    are_parts_changed: bool = False


class Plan(msgspec.Struct, kw_only=True):
    """What a batch comes to. Products and variants hold their own flags; counts are of rows."""

    products: dict[UUID, KnownProduct] = {}
    variants: list[KnownVariant] = []
    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Around(msgspec.Struct, frozen=True):
    """What rows speak of besides products: a category for each path of names, and the kinds of parts by SKU key."""

    places: Mapping[tuple[str, ...], UUID]
    parts: Mapping[str, str]


class _Refused(Exception):
    """A row cannot be taken; carries its problem."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(column, "", message)


def plan_rows(
    rows: Sequence[ProductRow],
    variants: Mapping[str, KnownVariant],
    products: Mapping[str, KnownProduct],
    around: Around,
    *,
    activates: bool,
) -> Plan:
    """Lay the rows over what is known, by SKU key and by handle. A row that cannot be taken gets its problem."""
    plan = Plan(products={}, variants=[])
    by_handle = dict(products)
    kinds = dict(around.parts)
    for row in rows:
        known = variants.get(row.sku_key)
        try:
            product = known.product if known is not None else by_handle.get(row.cells.get("product", ""))
            _check_kind(row, product.facts["kind"] if product is not None else row.cells.get("kind"), kinds)
            if known is not None:
                counted = _change(row, known, around.places)
            else:
                known, counted = _create(row, by_handle, around.places, activates), "created"
        except _Refused as refused:
            row.problems.append(refused.problem)
            continue
        plan.products[known.product.id] = known.product
        kinds.setdefault(row.sku_key, known.product.facts["kind"])
        if known.is_new or known.is_changed or known.is_unit_changed or known.are_parts_changed:
            plan.variants.append(known)
        setattr(plan, counted, getattr(plan, counted) + 1)
    return plan


def _check_kind(row: ProductRow, kind: str | None, kinds: Mapping[str, str]) -> None:
    """Options and parts belong to products of their kind, and parts stand in the catalogue or further up."""
    if "options" in row.cells and kind != ProductKind.CONFIGURABLE.value:
        raise _Refused("options", "Only a configurable product has options; say so in the column of the kind")
    if "parts" not in row.cells:
        return
    if kind != ProductKind.BUNDLE.value:
        raise _Refused("parts", "Only a bundle has parts; say so in the column of the kind")
    for sku in row.cells["parts"]:
        if sku not in kinds or sku == row.sku_key:
            raise _Refused("parts", f"There is no other variant {sku} yet; put its row above this one")
        if kinds[sku] == ProductKind.BUNDLE.value:
            raise _Refused("parts", f"{sku} is a bundle, and a bundle cannot hold another one")


def _create(
    row: ProductRow,
    by_handle: dict[str, KnownProduct],
    places: Mapping[tuple[str, ...], UUID],
    activates: bool,
) -> KnownVariant:
    cells = row.cells
    handle = cells.get("product")
    unit = _new_unit(cells)
    product = by_handle.get(handle) if handle else None
    if product is None:
        product = _new_product(row, activates)
        if handle:
            by_handle[handle] = product
    _lay_over(product, row, places)
    product.variant_count += 1
    facts = {name: cells.get(name) for name in _VARIANT_FACTS if name != "is_stocked"}
    return KnownVariant(
        id=VariantId.new().uuid,
        product=product,
        facts={
            **facts,
            "sku": cells["sku"],
            "sku_key": row.sku_key,
            "name": cells.get("variant_name", ""),
            "stock_unit": cells.get("stock_unit", "C62"),
            "is_stocked": cells.get("is_stocked", True),
            "position": product.variant_count - 1,
        },
        attributes=dict(row.attributes) if handle else {},
        unit=unit,
        parts=cells.get("parts", {}),
        is_new=True,
        are_parts_changed="parts" in cells,
    )


def _new_product(row: ProductRow, activates: bool) -> KnownProduct:
    cells = row.cells
    if not cells.get("name"):
        raise _Refused("name", "This SKU is new, so its row needs a name")
    kind = cells.get("kind", ProductKind.SIMPLE.value)
    status = cells.get("status", ProductStatus.ACTIVE.value if activates else ProductStatus.DRAFT.value)
    is_whole = kind == ProductKind.SIMPLE.value or "options" in cells or "parts" in cells
    if not is_whole and status in (ProductStatus.ACTIVE, ProductStatus.IN_REVIEW):
        status = ProductStatus.DRAFT.value  # what it holds, or its options, are still to be entered
    return KnownProduct(
        id=ProductId.new().uuid,
        facts={
            **_EMPTY_FACTS,
            "name": cells["name"],
            "handle": cells.get("product"),
            "tax_class": "standard",
            "kind": kind,
            "status": status,
        },
        attributes={} if cells.get("product") else dict(row.attributes),
        categories=[],
        variant_count=0,
        is_new=True,
    )


def _change(row: ProductRow, known: KnownVariant, places: Mapping[tuple[str, ...], UUID]) -> str:
    cells, product = row.cells, known.product
    unit = _changed_unit(cells, known)
    before = product.is_changed
    product.is_changed = False
    _lay_over(product, row, places)
    wanted: dict[str, Any] = {name: cells[name] for name in _VARIANT_FACTS if name in cells}
    if "variant_name" in cells:
        wanted["name"] = cells["variant_name"]
    wanted["sku"] = cells["sku"]
    if any(known.facts[name] != value for name, value in wanted.items()):
        known.facts.update(wanted)
        known.is_changed = True
    _lay_attributes(row, known)
    if unit != known.unit:
        known.unit, known.is_unit_changed = unit, True
    if "parts" in cells and list(cells["parts"].items()) != list(known.parts.items()):
        known.parts, known.are_parts_changed = cells["parts"], True
    changed = known.is_changed or known.is_unit_changed or known.are_parts_changed or product.is_changed
    product.is_changed = product.is_changed or before
    return "updated" if changed else "unchanged"


def _lay_over(product: KnownProduct, row: ProductRow, places: Mapping[tuple[str, ...], UUID]) -> None:
    """Facts of the product that the row names."""
    for name in PRODUCT_FACTS:
        if name in row.cells and product.facts[name] != row.cells[name]:
            product.facts[name] = row.cells[name]
            product.is_changed = True
    if "options" in row.cells:
        text = wanted_text(row.cells["options"])
        if text != product.options:
            product.options, product.options_wanted, product.is_changed = text, row.cells["options"], True
    if "categories" in row.cells:
        wanted = list(dict.fromkeys(places[path] for path in row.cells["categories"]))
        if wanted != product.categories:
            product.categories = wanted
            product.is_changed = product.are_categories_changed = True


def _lay_attributes(row: ProductRow, known: KnownVariant) -> None:
    """A value is the variant's where it has one or has siblings, and the product's otherwise."""
    for key, value in row.attributes.items():
        if known.attributes.get(key, known.product.attributes.get(key)) == value:
            continue
        if known.product.variant_count > 1 or key in known.attributes:
            known.attributes[key] = value
            known.is_changed = True
        else:
            known.product.attributes[key] = value
            known.product.is_changed = True


def _new_unit(cells: Mapping[str, Any]) -> dict[str, Any]:
    stock_unit = cells.get("stock_unit", "C62")
    unit = cells.get("sale_unit", stock_unit)
    numerator, denominator = cells.get("units_per") or _fixed_ratio(unit, stock_unit)
    made = {
        "unit": unit,
        "ratio_numerator": numerator,
        "ratio_denominator": denominator,
        **{name: cells.get(name) for name in ("minimum", "maximum", "step")},
    }
    return _checked_unit(made, stock_unit)


def _changed_unit(cells: Mapping[str, Any], known: KnownVariant) -> dict[str, Any]:
    stock_unit = known.facts["stock_unit"]
    if cells.get("stock_unit", stock_unit) != stock_unit:
        raise _Refused("stock_unit", f"The stock unit is {stock_unit}; change it in the product, not by a file")
    if not any(name in cells for name in UNIT_FACTS):
        return known.unit
    made = dict(known.unit)
    if cells.get("sale_unit", made["unit"]) != made["unit"]:
        numerator, denominator = _fixed_ratio(cells["sale_unit"], stock_unit)
        made |= {"unit": cells["sale_unit"], "ratio_numerator": numerator, "ratio_denominator": denominator}
    if "units_per" in cells:
        made["ratio_numerator"], made["ratio_denominator"] = cells["units_per"]
    made |= {name: cells[name] for name in ("minimum", "maximum", "step") if name in cells}
    return _checked_unit(made, stock_unit)


def _fixed_ratio(unit: str, stock_unit: str) -> tuple[int, int]:
    try:
        factor = conversion_factor(unit, stock_unit)
    except Invalid:
        return 1, 1
    return factor.numerator, factor.denominator


def _checked_unit(made: dict[str, Any], stock_unit: str) -> dict[str, Any]:
    if made["unit"] == stock_unit and made["ratio_numerator"] != made["ratio_denominator"]:
        raise _Refused("units_per", "It is sold in its stock unit, so one holds exactly one; name another sale unit")
    if made["minimum"] is None and made["maximum"] is None and made["step"] is None:
        return made
    if not _leave_any(made["unit"], made["minimum"], made["maximum"], made["step"]):
        raise _Refused("maximum", "No quantity keeps minimum, maximum and step")
    return made


@lru_cache(maxsize=1_000)
def _leave_any(unit: str, minimum: int | None, maximum: int | None, step: int | None) -> bool:
    """Whether any quantity keeps these limits; the same stand in row after row."""
    least, most, steps = (None if one is None else Quantity(one, unit) for one in (minimum, maximum, step))
    rule = QuantityRule(minimum=least, maximum=most, step=steps)
    return nearest_allowed(least or Quantity(1, unit), rule) != (None, None)
