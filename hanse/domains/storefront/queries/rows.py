"""Rows of the statements as products with prices and stock, and the search function's counts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import (
    CategoryCount,
    CategoryId,
    Facet,
    FacetCount,
    ProductId,
    ProductKind,
    VariantId,
)
from hanse.domains.storefront.queries.shopping import Shopper
from hanse.domains.storefront.rules.steps import steps_of
from hanse.domains.storefront.types import PriceSpan, PriceStep, ShopProduct, ShopVariant, Stock
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.platform.context import Ctx
from hanse.platform.files import FileLinks
from hanse.platform.files.kinds import StoredFile

FACET_VALUES: Final = 30
_KINDS: Final = {kind.value: kind for kind in ProductKind}


class CountedPrices(msgspec.Struct, frozen=True):
    """Prices as they are counted: how many from each edge up to the next, in micros."""

    least: int | None
    most: int | None
    on_request: int
    edges: dict[int, int]


class Counts(msgspec.Struct, frozen=True):
    """What the search function counts."""

    total: int
    capped: bool
    corrected: bool
    facets: dict[str, int]
    categories: dict[UUID, int]
    spans: dict[str, list[str]] = {}
    state: str | None = None
    prices: CountedPrices | None = None


_decoder: Final = msgspec.json.Decoder(Counts)


def read_counts(rows: Sequence[Mapping[str, Any]]) -> Counts:
    """The counts, which the first row carries."""
    return _decoder.decode(rows[0]["answer"])


def build_products(ctx: Ctx, rows: Sequence[Mapping[str, Any]], shopper: Shopper) -> list[ShopProduct]:
    """One product for each run of rows, in their order; a row without a product is none."""
    links = FileLinks(ctx.services.crypto)
    found: list[ShopProduct] = []
    run: list[Mapping[str, Any]] = []
    for row in rows:
        if row["id"] is None:
            continue
        if run and row["id"] != run[0]["id"]:
            found.append(_product(ctx, links, run, shopper))
            run = []
        run.append(row)
    if run:
        found.append(_product(ctx, links, run, shopper))
    return found


def _product(ctx: Ctx, links: FileLinks, run: Sequence[Mapping[str, Any]], shopper: Shopper) -> ShopProduct:
    first = run[0]
    variants = [build_variant(row, shopper) for row in run if row["variant_id"] is not None]
    return ShopProduct(
        id=ProductId(first["id"]),
        handle=first["handle"],
        name=first["name"],
        kind=_KINDS[first["kind"]],
        brand=first["brand"],
        summary=first["summary"],
        category_name=first["category_name"],
        image=picture_link(ctx, links, first["picture"], "card"),
        needs_options=first["needs_options"],
        variant_count=first["variant_count"],
        price_from=UnitPrice(first["price_from"], first["currency"]) if first["price_from"] is not None else None,
        variants=variants,
    )


def build_variant(row: Mapping[str, Any], shopper: Shopper) -> ShopVariant:
    """The orderable part of a row."""
    unit = row["unit"] or row["stock_unit"]
    state: Stock = row["state"] or "not_stocked"
    micros = row["unit_price_micros"]
    exact = (shopper.sees_amounts or row["shows_amounts"]) and state != "not_stocked"
    return ShopVariant(
        id=VariantId(row["variant_id"]),
        sku=row["sku"],
        name=row["variant_name"],
        unit=unit,
        minimum=_quantity(row["minimum"], unit),
        step=_quantity(row["step"], unit),
        price=UnitPrice(micros, row["currency"]) if micros is not None else None,
        is_tax_inclusive=row["is_tax_inclusive"],
        stock=state,
        available=_quantity(row["available"], row["stock_unit"]) if exact else None,
        expected_at=row["expected_at"],
        lead_time_days=row["lead_time_days"],
    )


def picture_link(ctx: Ctx, links: FileLinks, picture: Sequence[str] | None, width: str | None) -> str | None:
    """A path of minutes to a file; of a picture at a named width."""
    if picture is None:
        return None
    key, name, content_type, size = picture
    stored = StoredFile(
        tenant_id=ctx.tenant.id,
        key=key,
        purpose="image",
        name=name,
        content_type=content_type,
        size=int(size),
        sha256="",
        stored_at=ctx.now,
    )
    return links.sign(stored, inline=True, width=width)


def facets_of(counts: Counts, declared: Sequence[Mapping[str, Any]], chosen: Sequence[str]) -> list[Facet]:
    """Counts by attribute in their order, `brand` first; what is chosen stays shown, even with nothing left."""
    values: dict[str, list[FacetCount]] = {}
    for token in dict.fromkeys((*counts.facets, *chosen)):
        key, _, value = token.partition("=")
        number = FacetCount(value=value, count=counts.facets.get(token, 0), is_chosen=token in chosen)
        values.setdefault(key, []).append(number)
    known = [("brand", "Brand", None), *((one["key"], one["label"], one["unit"]) for one in declared)]
    return [
        Facet(
            key=key,
            label=label,
            unit=unit,
            values=sorted(values[key], key=lambda item: (-item.count, item.value))[:FACET_VALUES],
            least=counts.spans.get(key, (None, None))[0],
            most=counts.spans.get(key, (None, None))[1],
        )
        for key, label, unit in known
        if key in values
    ]


def prices_of(counted: CountedPrices, currency: str) -> PriceSpan:
    """Prices in few steps of round numbers, each with how many there are."""

    def price(micros: int) -> UnitPrice:
        return UnitPrice(micros, currency)

    return PriceSpan(
        least=price(counted.least) if counted.least is not None else None,
        most=price(counted.most) if counted.most is not None else None,
        on_request=counted.on_request,
        steps=[PriceStep(least=price(low), below=price(high), count=n) for low, high, n in steps_of(counted.edges)],
    )


def categories_of(counts: Counts, rows: Sequence[Mapping[str, Any]]) -> list[CategoryCount]:
    """Categories that hold something found, with how much."""
    return [
        CategoryCount(
            id=CategoryId(row["id"]),
            parent_id=CategoryId(row["parent_id"]) if row["parent_id"] else None,
            handle=row["handle"],
            name=row["name"],
            count=counts.categories[row["id"]],
        )
        for row in rows
    ]


def _quantity(units: Any, unit: str) -> Quantity | None:
    return Quantity(units, unit) if units is not None else None
