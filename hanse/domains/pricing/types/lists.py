"""Price lists and their entries as they are given and taken. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import CategoryId, ProductId, VariantId
from hanse.domains.pricing.types.values import (
    Channel,
    CurrencyCode,
    Decimal4,
    EntryKind,
    FormulaText,
    Layer,
    ListName,
    ListStatus,
    Mode,
    Notes,
    Percent,
    PriceEntryId,
    PriceGroup,
    PriceListId,
    Priority,
    Query,
    TargetKind,
    UnitCode,
)
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

ENTRIES_AT_ONCE = 10_000
PriceText = Annotated[
    str,
    Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{1,6})?\Z", description="A decimal with up to 6 places, in the list's currency"),
]


class ListTarget(Data, frozen=True, kw_only=True):
    """For whom a list is: an organization with all below it, a price group, or a channel."""

    organization_id: OrganizationId | None = None
    organization_name: str | None = None
    price_group: str | None = None
    channel: str | None = None


class ListTargetInput(Input, frozen=True, kw_only=True):
    """One of the three, as the layer of the list wants it."""

    organization_id: OrganizationId | None = None
    price_group: PriceGroup | None = None
    channel: Channel | None = None


class PriceList(Data, frozen=True, kw_only=True):
    """A price list without its entries."""

    id: PriceListId
    name: str
    layer: Layer
    currency: str
    status: ListStatus
    mode: Mode
    priority: int
    is_tax_inclusive: bool
    starts_at: datetime | None
    ends_at: datetime | None
    notes: str
    targets: list[ListTarget]
    entry_count: Annotated[int, Meta(description="Counted up to 100,001")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="price_list", id=self.id)


class FilterPriceLists(PageQuery, frozen=True, kw_only=True):
    """Which lists, by name."""

    q: Query | None = None
    layer: Annotated[list[Layer], Meta(max_length=6)] = []
    status: Annotated[list[ListStatus], Meta(max_length=3)] = []
    currency: CurrencyCode | None = None
    organization: OrganizationId | None = None
    price_group: PriceGroup | None = None


class CreatePriceList(Input, frozen=True, kw_only=True):
    """A new list, as a draft. Layer and currency never change."""

    name: ListName
    layer: Layer
    currency: CurrencyCode
    mode: Mode = Mode.FIRST
    priority: Priority = 0
    is_tax_inclusive: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    notes: Notes = ""
    targets: Annotated[list[ListTargetInput], Meta(max_length=1_000)] = []


class UpdatePriceList(Input, frozen=True, kw_only=True):
    """Changes of a list; what is not sent stays. Targets are replaced as a whole."""

    name: ListName | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    is_tax_inclusive: bool | UnsetType = UNSET
    starts_at: datetime | UnsetType | None = UNSET
    ends_at: datetime | UnsetType | None = UNSET
    notes: Notes | UnsetType = UNSET
    targets: Annotated[list[ListTargetInput], Meta(max_length=1_000)] | UnsetType = UNSET


class PriceEntry(Data, frozen=True, kw_only=True):
    """What a list says of one target from one quantity on, in one window."""

    id: PriceEntryId
    target: TargetKind
    variant_id: VariantId | None
    product_id: ProductId | None
    category_id: CategoryId | None
    code: Annotated[str, Meta(description="SKU of the variant, or handle of product or category; empty when gone")]
    name: str
    unit: Annotated[str, Meta(description="Empty: every unit")]
    minimum: Annotated[str, Meta(description="From which quantity on; in stock units where `unit` is empty")]
    kind: EntryKind
    unit_price: UnitPrice | None
    percent_off: str | None
    formula: str | None
    sums_variants: bool
    starts_at: datetime | None
    ends_at: datetime | None
    updated_at: datetime


class FilterPriceEntries(PageQuery, frozen=True, kw_only=True):
    """Which entries of a list; tiers of one target follow each other."""

    q: Annotated[Query | None, Meta(description="SKU, or handle of a product or category")] = None
    target: TargetKind | None = None
    at: Annotated[datetime | None, Meta(description="Only those that hold at this instant")] = None


class EntryInput(Input, frozen=True, kw_only=True):
    """One entry: exactly one target, and exactly one of price, percent_off and formula, or `remove`.

    An entry of the same target, unit, minimum and start is replaced.
    """

    sku: Annotated[str, Meta(max_length=80)] | None = None
    variant_id: VariantId | None = None
    product: Annotated[str, Meta(max_length=80, description="Handle of a product")] | None = None
    product_id: ProductId | None = None
    category: Annotated[str, Meta(max_length=80, description="Handle of a category")] | None = None
    category_id: CategoryId | None = None
    unit: UnitCode | None = None
    minimum: Decimal4 = "0"
    price: PriceText | None = None
    percent_off: Percent | None = None
    formula: FormulaText | None = None
    sums_variants: Annotated[bool, Meta(description="The tier counts all variants of the product together")] = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    remove: bool = False


class SaveEntries(Input, frozen=True, kw_only=True):
    """Entries to write in one go: all of them, or none when one is wrong."""

    entries: Annotated[list[EntryInput], Meta(min_length=1, max_length=ENTRIES_AT_ONCE)]


class SavedEntries(Data, frozen=True, kw_only=True):
    """What came of it."""

    written: int
    unchanged: int
    removed: int


class CompareLists(PageQuery, frozen=True, kw_only=True):
    """Two lists, entry by entry, as they are now."""

    other: PriceListId
    only: Annotated[str, Meta(pattern=r"^(all|different|missing)\Z")] = "different"


class ComparedEntry(Data, frozen=True, kw_only=True):
    """What two lists say of the same target, unit and quantity."""

    target: TargetKind
    code: str
    name: str
    unit: str
    minimum: str
    here: PriceEntry | None
    there: PriceEntry | None
    difference_percent: Annotated[str | None, Meta(description="How much `there` is above `here`, in percent")]
