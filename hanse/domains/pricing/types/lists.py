"""Price lists and their entries as they are given and taken. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import CategoryId, ProductId, VariantId
from hanse.domains.pricing.types.sources import PriceSource
from hanse.domains.pricing.types.values import (
    Channel,
    CurrencyCode,
    Decimal4,
    EntryKind,
    FormulaText,
    Layer,
    ListName,
    Notes,
    Percent,
    PriceEntryId,
    PriceGroup,
    PriceListId,
    PriceListMode,
    PriceListStatus,
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
    channel: Annotated[str | None, Meta(description="Place of sale, such as portal")] = None


class ListTargetInput(Input, frozen=True, kw_only=True):
    """One of the three, as the layer of the list wants it."""

    organization_id: OrganizationId | None = None
    price_group: PriceGroup | None = None
    channel: Channel | None = None


class PriceList(Data, frozen=True, kw_only=True):
    """A price list without its entries."""

    id: PriceListId
    name: str
    layer: Annotated[Layer, Meta(description="Where the list stands; contract is the highest")]
    currency: str
    status: PriceListStatus
    mode: Annotated[
        PriceListMode, Meta(description="Whether it ends the search, or takes the lower of itself and the layers below")
    ]
    priority: Annotated[int, Meta(description="The higher one wins inside a layer")]
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the prices include tax")]
    starts_at: Annotated[datetime, Meta(tz=True, description="From when on it holds; null for always")] | None
    ends_at: Annotated[datetime, Meta(tz=True, description="From when on it holds no more; null without end")] | None
    notes: str
    targets: Annotated[list[ListTarget], Meta(description="For whom the list is")]
    entry_count: Annotated[int, Meta(description="Counted up to 100,001")]
    source: Annotated[PriceSource | None, Meta(description="What published the list; null for one made by hand")] = None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="price_list", id=self.id)


class FilterPriceLists(PageQuery, frozen=True, kw_only=True):
    """Which lists, by name."""

    q: Query | None = None
    layer: Annotated[list[Layer], Meta(description="Only lists of these layers", max_length=6)] = []
    status: Annotated[list[PriceListStatus], Meta(max_length=3)] = []
    currency: CurrencyCode | None = None
    organization: Annotated[OrganizationId | None, Meta(description="Only of this organization")] = None
    price_group: PriceGroup | None = None


class CreatePriceList(Input, frozen=True, kw_only=True):
    """A new list, as a draft. Layer and currency never change."""

    name: ListName
    layer: Annotated[Layer, Meta(description="Where the list stands; contract is the highest")]
    currency: CurrencyCode
    mode: Annotated[
        PriceListMode, Meta(description="Whether it ends the search, or takes the lower of itself and the layers below")
    ] = PriceListMode.FIRST
    priority: Priority = 0
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the prices include tax")] = False
    starts_at: Annotated[datetime, Meta(tz=True, description="From when on it holds; null for always")] | None = None
    ends_at: (
        Annotated[datetime, Meta(tz=True, description="From when on it holds no more; null without end")] | None
    ) = None
    notes: Notes = ""
    targets: Annotated[list[ListTargetInput], Meta(description="For whom the list is", max_length=1_000)] = []


class UpdatePriceList(Input, frozen=True, kw_only=True):
    """Changes of a list; what is not sent stays. Targets are replaced as a whole."""

    name: ListName | UnsetType = UNSET
    mode: Annotated[
        PriceListMode | UnsetType,
        Meta(description="Whether it ends the search, or takes the lower of itself and the layers below"),
    ] = UNSET
    priority: Priority | UnsetType = UNSET
    is_tax_inclusive: Annotated[bool | UnsetType, Meta(description="Whether the prices include tax")] = UNSET
    starts_at: (
        Annotated[datetime, Meta(tz=True, description="From when on it holds; null for always")] | UnsetType | None
    ) = UNSET
    ends_at: (
        Annotated[datetime, Meta(tz=True, description="From when on it holds no more; null without end")]
        | UnsetType
        | None
    ) = UNSET
    notes: Notes | UnsetType = UNSET
    targets: (
        Annotated[list[ListTargetInput], Meta(description="For whom the list is", max_length=1_000)] | UnsetType
    ) = UNSET


class PriceEntry(Data, frozen=True, kw_only=True):
    """What a list says of one target from one quantity on, in one window."""

    id: PriceEntryId
    target: Annotated[TargetKind, Meta(description="Whether it is of a variant, a product or a category")]
    variant_id: Annotated[VariantId | None, Meta(description="The variant")]
    product_id: Annotated[ProductId | None, Meta(description="The product")]
    category_id: Annotated[CategoryId | None, Meta(description="The category")]
    code: Annotated[str, Meta(description="SKU of the variant, or handle of product or category; empty when gone")]
    name: str
    unit: Annotated[str, Meta(description="Empty: every unit")]
    minimum: Annotated[str, Meta(description="From which quantity on; in stock units where `unit` is empty")]
    kind: EntryKind
    unit_price: UnitPrice | None
    percent_off: Annotated[str | None, Meta(description="Percent off what the layers below come to")]
    formula: Annotated[str | None, Meta(description="A sum over prices of lower layers")]
    sums_variants: Annotated[bool, Meta(description="Whether the tier counts all variants of the product together")]
    starts_at: Annotated[datetime, Meta(tz=True, description="From when on it holds; null for always")] | None
    ends_at: Annotated[datetime, Meta(tz=True, description="From when on it holds no more; null without end")] | None
    updated_at: datetime


class FilterPriceEntries(PageQuery, frozen=True, kw_only=True):
    """Which entries of a list; tiers of one target follow each other."""

    q: Annotated[Query | None, Meta(description="SKU, or handle of a product or category")] = None
    target: Annotated[TargetKind | None, Meta(description="Only those of variants, of products or of categories")] = (
        None
    )
    at: Annotated[datetime, Meta(tz=True, description="Only those that hold at this instant")] | None = None


class EntryInput(Input, frozen=True, kw_only=True):
    """One entry: exactly one target, and exactly one of price, percent_off and formula, or `remove`.

    An entry of the same target, unit, minimum and start is replaced.
    """

    sku: Annotated[str, Meta(description="Article number of a variant", max_length=80)] | None = None
    variant_id: Annotated[VariantId | None, Meta(description="The variant")] = None
    product: Annotated[str, Meta(max_length=80, description="Handle of a product")] | None = None
    product_id: Annotated[ProductId | None, Meta(description="The product")] = None
    category: Annotated[str, Meta(max_length=80, description="Handle of a category")] | None = None
    category_id: Annotated[CategoryId | None, Meta(description="The category")] = None
    unit: UnitCode | None = None
    minimum: Decimal4 = "0"
    price: PriceText | None = None
    percent_off: Percent | None = None
    formula: FormulaText | None = None
    sums_variants: Annotated[bool, Meta(description="The tier counts all variants of the product together")] = False
    starts_at: Annotated[datetime, Meta(tz=True, description="From when on it holds; null for always")] | None = None
    ends_at: (
        Annotated[datetime, Meta(tz=True, description="From when on it holds no more; null without end")] | None
    ) = None
    remove: Annotated[bool, Meta(description="Whether this entry is taken out of the list")] = False


class SaveEntries(Input, frozen=True, kw_only=True):
    """Entries to write in one go: all of them, or none when one is wrong."""

    entries: Annotated[
        list[EntryInput], Meta(description="The entries, in any order", min_length=1, max_length=ENTRIES_AT_ONCE)
    ]


class SavedEntries(Data, frozen=True, kw_only=True):
    """What came of it."""

    written: Annotated[int, Meta(description="How many were new or changed")]
    unchanged: Annotated[int, Meta(description="How many said the same already")]
    removed: Annotated[int, Meta(description="How many were taken out")]


class CompareLists(PageQuery, frozen=True, kw_only=True):
    """Two lists, entry by entry, as they are now."""

    other: Annotated[PriceListId | None, Meta(description="The list to compare with; always needed")] = None
    only: Annotated[
        str,
        Meta(
            description="Everything, what differs, or what one of the lists lacks",
            pattern=r"^(all|different|missing)\Z",
        ),
    ] = "different"


class ComparedEntry(Data, frozen=True, kw_only=True):
    """What two lists say of the same target, unit and quantity."""

    target: Annotated[TargetKind, Meta(description="Whether it is of a variant, a product or a category")]
    code: str
    name: str
    unit: str
    minimum: Annotated[str, Meta(description="From which quantity on")]
    here: Annotated[PriceEntry | None, Meta(description="What this list says; null when nothing")]
    there: Annotated[PriceEntry | None, Meta(description="What the other list says; null when nothing")]
    difference_percent: Annotated[str | None, Meta(description="How much `there` is above `here`, in percent")]
