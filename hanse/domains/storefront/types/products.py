"""Products as a buyer meets them: with their own price and what is there. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import (
    BundleItem,
    CategoryCount,
    CategoryId,
    Facet,
    Media,
    ProductCategory,
    ProductId,
    ProductKind,
    ProductOption,
    Ranges,
    SaleUnit,
    VariantId,
)
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

Sort = Literal["relevance", "name", "-name", "-updated", "price", "-price"]
Text = Annotated[str, Meta(max_length=200, description="What to look for")]
FacetValue = Annotated[str, Meta(max_length=300)]
PriceRange = Annotated[
    str,
    Meta(
        max_length=60,
        pattern=r"^([0-9]{1,12}([.][0-9]{1,6})?)?[.][.]([0-9]{1,12}([.][0-9]{1,6})?)?\Z",
        description="The least price of a product to be shown, such as 10..60 or ..5; both ends belong to it",
    ),
]
Stock = Literal["in_stock", "low", "backorder", "out", "not_stocked"]


class ShopQuery(Input, frozen=True, kw_only=True):
    """What to show: a text, a category, facets as `key=value` (one value of each key must fit), and an order.

    Prices are the reader's own, for sorting and for the range. What is on request comes last whichever way prices are
    sorted, and fits no range. Counts cost a little more, so they are given when asked for.
    """

    q: Text | None = None
    category: CategoryId | None = None
    facets: Annotated[list[FacetValue], Meta(max_length=20, description="Values to narrow by, such as brand=Acme")] = []
    ranges: Ranges = []
    price: PriceRange | None = None
    sort: Sort = "relevance"
    organization_id: Annotated[OrganizationId | None, Meta(description="For staff: as this organization sees it")] = (
        None
    )
    with_counts: Annotated[bool, Meta(description="Also how many there are, by facet and category")] = False
    limit: Annotated[int, Meta(ge=1, le=100, description="How many products to return")] = 20
    cursor: Annotated[str, Meta(max_length=1_000, description="`next` of the page before")] | None = None


class ShopVariant(Data, frozen=True, kw_only=True):
    """What can be ordered. The price is for one `unit`, at the least that can be ordered; none means on request.

    `available` is null where a business shows words only; `stock` says it in a word.
    """

    id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    unit: str
    minimum: Quantity | None
    step: Quantity | None
    price: UnitPrice | None
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the price holds the tax already")]
    stock: Annotated[Stock, Meta(description="What is there, in a word")]
    available: Quantity | None
    expected_at: Annotated[datetime | None, Meta(description="When more is expected")]
    lead_time_days: Annotated[int | None, Meta(description="Days it takes to make or get")]


class ShopProduct(Data, frozen=True, kw_only=True):
    """A product in a list, with its first variants. `price_from` is the least of all; none: on request."""

    id: ProductId
    handle: str
    name: str
    kind: ProductKind
    brand: Annotated[str, Meta(description="Who makes it")]
    summary: Annotated[str, Meta(description="One sentence about it")]
    category_name: Annotated[str | None, Meta(description="Where it stands in the catalogue")]
    image: Annotated[str | None, Meta(description="A link of minutes to the main picture")]
    needs_options: Annotated[bool, Meta(description="Whether something has to be chosen first")]
    variant_count: Annotated[int, Meta(description="How many variants can be ordered")]
    price_from: UnitPrice | None
    variants: list[ShopVariant]


class PriceStep(Data, frozen=True, kw_only=True):
    """How many of the products found cost so much: from `least` on, and less than `below`."""

    least: UnitPrice
    below: UnitPrice
    count: Annotated[int, Meta(description="Of all that was found")]


class PriceSpan(Data, frozen=True, kw_only=True):
    """The reader's own prices of all that was found; `least` and `most` are null when nothing has a price."""

    least: UnitPrice | None
    most: UnitPrice | None
    on_request: Annotated[int, Meta(description="How many have no price")]
    steps: list[PriceStep]


class ShopPage(Data, frozen=True, kw_only=True):
    """Products in order. Counts are null unless asked for; `total` is a lower bound when `more_than_counted`."""

    items: list[ShopProduct]
    next: str | None
    currency: str
    total: int | None = None
    more_than_counted: Annotated[bool, Meta(description="Whether there are more than `total`")] = False
    facets: list[Facet] | None = None
    prices: Annotated[
        PriceSpan | None, Meta(description="Null where prices are not seen, or have not been counted yet")
    ] = None
    categories: list[CategoryCount] | None = None
    corrected: Annotated[bool, Meta(description="Nothing fitted the text; these are close to it")] = False


class FindShopProduct(Input, frozen=True, kw_only=True):
    """Which product, by the handle of its address."""

    handle: Annotated[str, Meta(min_length=1, max_length=80)]
    organization_id: OrganizationId | None = None


class ShopAs(Input, frozen=True, kw_only=True):
    """For which organization to look; partners look for their own."""

    organization_id: OrganizationId | None = None


class ShopTier(Data, frozen=True, kw_only=True):
    """What one unit costs from a quantity on."""

    quantity: Quantity
    price: UnitPrice


class ShopFact(Data, frozen=True, kw_only=True):
    """One attribute in words."""

    label: str
    value: str


class ShopOffer(Data, frozen=True, kw_only=True):
    """A variant with everything its buyer needs to decide: units, price ladder, stock, facts, parts of a bundle."""

    id: VariantId
    sku: Annotated[str, Meta(description="Article number")]
    gtin: Annotated[str | None, Meta(description="Global trade item number")]
    name: str
    unit: str
    units: list[SaleUnit]
    minimum: Quantity | None
    step: Quantity | None
    price: UnitPrice | None
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the price holds the tax already")]
    ladder: list[ShopTier]
    stock: Annotated[Stock, Meta(description="What is there, in a word")]
    available: Quantity | None
    expected_at: Annotated[datetime | None, Meta(description="When more is expected")]
    lead_time_days: Annotated[int | None, Meta(description="Days it takes to make or get")]
    facts: list[ShopFact]
    components: list[BundleItem]


class ChosenPrice(Data, frozen=True, kw_only=True):
    """What a configurable product costs as chosen; without a price it is on request, or `problem` says why not."""

    variant_id: VariantId
    unit: str
    label: Annotated[str, Meta(description="What was chosen, in words")]
    price: UnitPrice | None
    problem: str


class ShopProductDetail(Data, frozen=True, kw_only=True):
    """A product with all its variants at the buyer's own prices."""

    id: ProductId
    handle: str
    name: str
    kind: ProductKind
    brand: Annotated[str, Meta(description="Who makes it")]
    summary: Annotated[str, Meta(description="One sentence about it")]
    description: str
    categories: list[ProductCategory]
    image: Annotated[str | None, Meta(description="A link of minutes to the main picture")]
    media: list[Media]
    facts: list[ShopFact]
    needs_options: Annotated[bool, Meta(description="Whether something has to be chosen first")]
    options: list[ProductOption]
    currency: str
    variants: list[ShopOffer]
    seo_title: Annotated[str, Meta(description="Title for search engines")]
    seo_description: Annotated[str, Meta(description="Description for search engines")]
