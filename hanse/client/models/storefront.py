"""What Hanse returns: storefront. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.models.approvals import UnitPrice
from hanse.client.models.catalog import (
    BundleItem,
    CategoryCount,
    Facet,
    Media,
    ProductCategory,
    ProductKind,
    ProductOption,
    Quantity,
    SaleUnit,
)


class ShopVariant(Struct, frozen=True, kw_only=True):
    """What can be ordered. The price is for one `unit`, at the least that can be ordered; none means on request."""

    id: str
    sku: str
    name: str
    unit: str
    minimum: Quantity | None
    step: Quantity | None
    price: UnitPrice | None
    is_tax_inclusive: bool
    stock: str
    available: Quantity | None
    expected_at: datetime | None
    lead_time_days: int | None


class ShopProduct(Struct, frozen=True, kw_only=True):
    """A product in a list, with its first variants. `price_from` is the least of all; none: on request."""

    id: str
    handle: str
    name: str
    kind: ProductKind
    brand: str
    summary: str
    category_name: str | None
    image: str | None
    needs_options: bool
    variant_count: int
    price_from: UnitPrice | None
    variants: list[ShopVariant]


class PriceStep(Struct, frozen=True, kw_only=True):
    """How many of the products found cost so much: from `least` on, and less than `below`."""

    least: UnitPrice
    below: UnitPrice
    count: int


class PriceSpan(Struct, frozen=True, kw_only=True):
    """The reader's own prices of all that was found; `least` and `most` are null when nothing has a price."""

    least: UnitPrice | None
    most: UnitPrice | None
    on_request: int
    steps: list[PriceStep]


class ShopPage(Struct, frozen=True, kw_only=True):
    """Products in order. Counts are null unless asked for; `total` is a lower bound when `more_than_counted`."""

    items: list[ShopProduct]
    next: str | None
    currency: str
    total: int | None
    more_than_counted: bool
    facets: list[Facet] | None
    prices: PriceSpan | None
    categories: list[CategoryCount] | None
    corrected: bool


class ShopFact(Struct, frozen=True, kw_only=True):
    """One attribute in words."""

    label: str
    value: str


class ShopTier(Struct, frozen=True, kw_only=True):
    """What one unit costs from a quantity on."""

    quantity: Quantity
    price: UnitPrice


class ShopOffer(Struct, frozen=True, kw_only=True):
    """A variant with everything its buyer needs to decide: units, price ladder, stock, facts, parts of a bundle."""

    id: str
    sku: str
    gtin: str | None
    name: str
    unit: str
    units: list[SaleUnit]
    minimum: Quantity | None
    step: Quantity | None
    price: UnitPrice | None
    is_tax_inclusive: bool
    ladder: list[ShopTier]
    stock: str
    available: Quantity | None
    expected_at: datetime | None
    lead_time_days: int | None
    facts: list[ShopFact]
    components: list[BundleItem]


class ShopProductDetail(Struct, frozen=True, kw_only=True):
    """A product with all its variants at the buyer's own prices."""

    id: str
    handle: str
    name: str
    kind: ProductKind
    brand: str
    summary: str
    description: str
    categories: list[ProductCategory]
    image: str | None
    media: list[Media]
    facts: list[ShopFact]
    needs_options: bool
    options: list[ProductOption]
    currency: str
    variants: list[ShopOffer]
    seo_title: str
    seo_description: str


class AddedToCart(Struct, frozen=True, kw_only=True):
    """What the basket holds now."""

    cart_id: str
    cart_name: str
    sku: str
    quantity: Quantity | None
    line_count: int
    is_new_cart: bool


class AddedToList(Struct, frozen=True, kw_only=True):
    """Which list it is on now."""

    list_id: str
    list_name: str


class OrderFigure(Struct, frozen=True, kw_only=True):
    """The orders placed in one period, without cancelled ones; `start` is its first day."""

    start: date
    count: int
    total: Money


class OrderFigures(Struct, frozen=True, kw_only=True):
    """One figure for each period, oldest first, also where nothing was ordered."""

    currency: str
    count: int
    total: Money
    points: list[OrderFigure]


class QuoteAge(Struct, frozen=True, kw_only=True):
    """Open quotes that have been in their state for so many days; without `to_days` for longer."""

    from_days: int
    to_days: int | None
    count: int
    total: Money


class QuoteFigures(Struct, frozen=True, kw_only=True):
    """Open quotes by how long nothing happened, youngest first."""

    currency: str
    count: int
    total: Money
    ages: list[QuoteAge]


class Setup(Struct, frozen=True, kw_only=True):
    """What a business has entered of what it takes to sell."""

    products: bool
    prices: bool
    taxes: bool
    places: bool
    partners: bool
    colleagues: bool
    face: bool
