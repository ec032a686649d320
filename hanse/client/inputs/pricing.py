"""What Hanse takes: pricing. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Required, TypedDict

from hanse.client.inputs.catalog_1 import Quantity
from hanse.client.models import LayerWord, PriceChangeStatusWord, PriceListModeWord, PriceListStatusWord, TargetKindWord


class PriceLine(TypedDict, total=False):
    """What to price: a variant and how much of it, in a unit it is sold in. `key` comes back with the answer."""

    # Short name for programs
    key: Required[int]
    # The variant
    variant_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]


class ResolvePrices(TypedDict, total=False):
    """Whose prices, where and when. Buyers ask for their own organization, here and now."""

    # The organization
    organization_id: str | None
    # Where is sold; portal by default
    channel: str
    # The organization's, else the business's
    currency: str | None
    # The instant asked about; now when left out
    at: datetime | None
    # What to price
    lines: Required[list[PriceLine]]
    # Every candidate and why it lost; for staff only
    with_trace: bool
    # The prices at larger quantities too
    with_ladder: bool


class ListTargetInput(TypedDict, total=False):
    """One of the three, as the layer of the list wants it."""

    # The organization
    organization_id: str | None
    # Group of customers with the same prices
    price_group: str | None
    # Where is sold; portal by default
    channel: str | None


class CreatePriceList(TypedDict, total=False):
    """A new list, as a draft. Layer and currency never change."""

    # Name of the price list
    name: Required[str]
    # Where the list stands; contract is the highest
    layer: Required[LayerWord]
    # ISO 4217 code, such as EUR
    currency: Required[str]
    # Whether it ends the search, or takes the lower of itself and the layers below
    mode: PriceListModeWord
    # The higher one wins inside a layer
    priority: int
    # Whether the prices include tax
    is_tax_inclusive: bool
    # From when on it holds; null for always
    starts_at: datetime | None
    # From when on it holds no more; null without end
    ends_at: datetime | None
    # For staff only
    notes: str
    # For whom the list is
    targets: list[ListTargetInput]


class UpdatePriceList(TypedDict, total=False):
    """Changes of a list; what is not sent stays. Targets are replaced as a whole."""

    # Name of the price list
    name: str
    # Whether it ends the search, or takes the lower of itself and the layers below
    mode: PriceListModeWord
    # The higher one wins inside a layer
    priority: int
    # Whether the prices include tax
    is_tax_inclusive: bool
    # From when on it holds; null for always
    starts_at: datetime | None
    # From when on it holds no more; null without end
    ends_at: datetime | None
    # For staff only
    notes: str
    # For whom the list is
    targets: list[ListTargetInput]


class EntryInput(TypedDict, total=False):
    """One entry: exactly one target, and exactly one of price, percent_off and formula, or `remove`."""

    # Article number of a variant
    sku: str | None
    # The variant
    variant_id: str | None
    # Handle of a product
    product: str | None
    # The product
    product_id: str | None
    # Handle of a category
    category: str | None
    # The category
    category_id: str | None
    # UNECE Rec 20 code; empty for every unit
    unit: str | None
    # A decimal with up to 4 places
    minimum: str
    # A decimal with up to 6 places, in the list's currency
    price: str | None
    # Percent off the price of the layers below
    percent_off: str | None
    # A sum over prices of lower layers: base * 0.85 + 0.10
    formula: str | None
    # The tier counts all variants of the product together
    sums_variants: bool
    # From when on it holds; null for always
    starts_at: datetime | None
    # From when on it holds no more; null without end
    ends_at: datetime | None
    # Whether this entry is taken out of the list
    remove: bool


class SaveEntries(TypedDict, total=False):
    """Entries to write in one go: all of them, or none when one is wrong."""

    # The entries, in any order
    entries: Required[list[EntryInput]]


class ExportPrices(TypedDict, total=False):
    """The kind of file."""

    # Kind of file to make
    format: Literal["csv", "xlsx"]


class CreatePriceChange(TypedDict, total=False):
    """A planned change as a draft. Items say what holds from the instant on; `remove` ends an entry then."""

    # The price list
    price_list_id: Required[str]
    # What the change is about
    name: Required[str]
    # From when on it holds
    effective_at: Required[datetime]
    # For staff only
    notes: str
    # The entries, in any order
    entries: Required[list[EntryInput]]


class PriceExplainQuery(TypedDict, total=False):
    """What is asked for."""

    # The variant, by its id
    variant: str
    # Article number of a variant
    sku: str
    # Whose price
    organization: str
    # Where is sold; portal by default
    channel: str
    # ISO 4217 code, such as EUR
    currency: str
    # A decimal with up to 4 places
    quantity: str
    # Unit of the quantity; the one sold by default when empty
    unit: str
    # The instant asked about; now when left out
    at: datetime


class PriceListListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Words to find
    q: str
    # Only lists of these layers
    layer: list[LayerWord]
    # Where it stands in its life
    status: list[PriceListStatusWord]
    # ISO 4217 code, such as EUR
    currency: str
    # Only of this organization
    organization: str
    # Group of customers with the same prices
    price_group: str


class PriceListEntriesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # SKU, or handle of a product or category
    q: str
    # Only those of variants, of products or of categories
    target: TargetKindWord
    # Only those that hold at this instant
    at: datetime


class PriceListCompareQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # The list to compare with; always needed
    other: str
    # Everything, what differs, or what one of the lists lacks
    only: str


class PriceImportListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class PriceImportProblemsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class PriceChangeListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only of this price list
    price_list: str
    # Where it stands in its life
    status: PriceChangeStatusWord


class PriceChangeItemsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
