"""Prices of a version: what is agreed for which product, and the list it became. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.catalog.types import CategoryId, ProductId, VariantId
from hanse.domains.contracts.types.values import ClauseKey, ContractId, ContractVersionId, Reason
from hanse.domains.pricing.types import PUBLISHED_LIMIT, EntryKind, PriceListId, TargetKind
from hanse.kit.ids import Id
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input


class ContractPriceId(Id, prefix="cpr"):
    """What a version says of one product."""


Decimal4 = Annotated[
    str, Meta(pattern=r"^[0-9]{1,14}(\.[0-9]{1,4})?\Z", description="A decimal with up to 4 places", examples=["2500"])
]
PriceText = Annotated[str, Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{1,6})?\Z", description="In the contract's currency")]
PercentText = Annotated[
    str, Meta(pattern=r"^(100|[0-9]{1,2})(\.[0-9]{1,4})?\Z", description="Percent off the price of the layers below")
]
Origin = Literal["kept", "changed", "new"]


class ContractPriceInput(Input, frozen=True, kw_only=True):
    """One price: exactly one target, and exactly one of price, percent_off and formula, or `remove`.

    A price of the same target, unit and minimum is replaced.
    """

    sku: Annotated[str, Meta(description="Article number of a variant", max_length=80)] | None = None
    variant_id: Annotated[VariantId | None, Meta(description="The variant")] = None
    product: Annotated[str, Meta(max_length=80, description="Handle of a product")] | None = None
    product_id: Annotated[ProductId | None, Meta(description="The product")] = None
    category: Annotated[str, Meta(max_length=80, description="Handle of a category")] | None = None
    category_id: Annotated[CategoryId | None, Meta(description="The category")] = None
    unit: Annotated[str, Meta(max_length=3, description="UNECE Rec 20 code; the usual one when left out")] | None = None
    minimum: Decimal4 = "0"
    price: PriceText | None = None
    percent_off: PercentText | None = None
    formula: (
        Annotated[str, Meta(min_length=1, max_length=200, description="A sum over prices of the layers below")] | None
    ) = None
    sums_variants: Annotated[bool, Meta(description="The tier counts all variants of the product together")] = False
    clause: ClauseKey | None = None
    remove: Annotated[bool, Meta(description="Whether this price is taken out")] = False


class SaveContractPrices(Input, frozen=True, kw_only=True):
    """Prices to write in one go: all of them, or none when one is wrong. With `replace` they are all there is."""

    entries: Annotated[list[ContractPriceInput], Meta(description="The prices", max_length=PUBLISHED_LIMIT)]
    replace: Annotated[bool, Meta(description="Whether every other price is taken out")] = False


class SavedContractPrices(Data, frozen=True, kw_only=True):
    """What came of it."""

    written: Annotated[int, Meta(description="How many were new or changed")]
    removed: Annotated[int, Meta(description="How many were taken out")]
    total: Annotated[int, Meta(description="How many the version has now")]


class AdjustContractPrices(Input, frozen=True, kw_only=True):
    """Raise or lower every agreed amount by a share, rounded to the places each is written with."""

    uplift_micros: Annotated[
        int,
        Meta(
            ge=-900_000,
            le=10_000_000,
            description="Prices change by this share in millionths: 3 % more is 30000, 5 % less is -50000",
        ),
    ]


class ContractPrice(Data, frozen=True, kw_only=True):
    """A price of a version. `previous` is the amount in the version it is based on."""

    id: ContractPriceId
    target: Annotated[TargetKind, Meta(description="Whether it is of a variant, a product or a category")]
    code: Annotated[str, Meta(description="SKU of the variant, or handle of product or category; empty when gone")]
    name: str
    unit: Annotated[str, Meta(description="Empty: every unit")]
    minimum: Annotated[str, Meta(description="From which quantity on")]
    kind: EntryKind
    unit_price: UnitPrice | None
    percent_off: Annotated[str | None, Meta(description="Percent off what the layers below come to")]
    formula: str | None
    sums_variants: bool
    clause: Annotated[str | None, Meta(description="Key of the clause that agrees it")]
    clause_label: Annotated[str, Meta(description="Number and heading of that clause")]
    origin: Annotated[Origin, Meta(description="Against the version it is based on")]
    previous: Annotated[UnitPrice | None, Meta(description="The amount there; null without one")]


class FilterContractPrices(PageQuery, frozen=True, kw_only=True):
    """Which prices of a version; tiers of one target follow each other."""

    q: Annotated[str, Meta(max_length=100, description="SKU, or handle of a product or category")] | None = None
    origin: Annotated[Origin | None, Meta(description="Only those kept, changed or new")] = None


class PriceCounts(Data, frozen=True, kw_only=True):
    """How an amendment compares with the version it is based on."""

    total: int
    kept: int
    changed: int
    new: int
    gone: Annotated[int, Meta(description="Prices that the version before has and this one has not")]


class PublishedTerm(Data, frozen=True, kw_only=True):
    """Since when and until when the prices of a version hold."""

    version_id: ContractVersionId
    version_number: int
    price_list_id: Annotated[PriceListId | None, Meta(description="Null where the version names no price")]
    starts_at: datetime
    ends_at: datetime | None


class PriceConflict(Data, frozen=True, kw_only=True):
    """A product that another contract in force prices as well, and which of the two counts."""

    code: str
    name: str
    other_contract_id: ContractId
    other_number: str
    other_title: str
    other_organization: str
    is_stronger: Annotated[bool, Meta(description="Whether the price of this contract counts")]
    reason: str


class ActivateContract(Input, frozen=True, kw_only=True):
    """Put the signed version into force at its start. A start that is over needs `from_now`."""

    from_now: Annotated[bool, Meta(description="Begin now where the agreed start is over")] = False


class TerminateContract(Input, frozen=True, kw_only=True):
    """End a contract before its time."""

    reason: Annotated[str, Meta(min_length=1, max_length=1_000, description="Why; the other side reads it")]
    ends_on: Annotated[date | None, Meta(description="Its last day; null: at once")] = None


class GiveNotice(Input, frozen=True, kw_only=True):
    """Say that the contract is not to go on."""

    reason: Reason = ""


class RenewContract(Input, frozen=True, kw_only=True):
    """A new term, as a version to negotiate. What is left out comes from the version in force."""

    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType | None = UNSET
    uplift_micros: (
        Annotated[int, Meta(ge=-900_000, le=10_000_000, description="Prices rise by this; 30000 is 3 %")] | UnsetType
    ) = UNSET
