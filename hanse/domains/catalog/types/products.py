"""Products and their variants as they are given and taken. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.values import (
    AttributeSetId,
    AttributeValues,
    Brand,
    CategoryId,
    Description,
    Gtin,
    Handle,
    LeadTime,
    ProductId,
    ProductKind,
    ProductName,
    ProductSort,
    ProductStatus,
    Query,
    Ratio,
    Reason,
    SeoDescription,
    SeoTitle,
    Sku,
    Summary,
    TaxClass,
    UnitCode,
    VariantId,
    VariantName,
    VariantStatus,
)
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Categories = Annotated[list[CategoryId], Meta(max_length=50, description="Where it stands; the first is the main one")]
Viewers = Annotated[list[UUID], Meta(description="The organization the answer is for, and those above it")]

Stocked = Annotated[bool, Meta(description="Kept in stock; otherwise it is always available")]
NeedsOptions = Annotated[bool, Meta(description="Whether something has to be chosen before it can be ordered")]


class SaleUnit(Data, frozen=True, kw_only=True):
    """A unit a variant is sold in; one of it is `ratio_numerator / ratio_denominator` of the stock unit."""

    unit: str
    ratio_numerator: Ratio
    ratio_denominator: Ratio
    minimum: Quantity | None
    maximum: Quantity | None
    step: Quantity | None
    is_default: bool


class SaleUnitInput(Input, frozen=True, kw_only=True):
    """A unit to sell in; limits are in this unit, and steps count from 0."""

    unit: UnitCode
    ratio_numerator: Ratio = 1
    ratio_denominator: Ratio = 1
    minimum: Quantity | None = None
    maximum: Quantity | None = None
    step: Quantity | None = None
    is_default: bool = False


class BundleItem(Data, frozen=True, kw_only=True):
    """What a bundle holds of one variant, in its stock unit."""

    variant_id: VariantId
    sku: Sku
    name: str
    quantity: Quantity


class BundleItemInput(Input, frozen=True, kw_only=True):
    """What a bundle is to hold of one variant, in its stock unit."""

    variant_id: VariantId
    quantity: Quantity


class Variant(Data, frozen=True, kw_only=True):
    """One orderable thing."""

    id: VariantId
    product_id: ProductId
    sku: Sku
    name: str
    status: VariantStatus
    gtin: Gtin | None
    attributes: AttributeValues
    weight: Annotated[Quantity | None, Meta(description="Weight of one stock unit, in kilograms")]
    lead_time_days: LeadTime | None
    stock_unit: UnitCode
    is_stocked: Stocked
    units: list[SaleUnit]
    components: list[BundleItem]
    version: int


class VariantInput(Input, frozen=True, kw_only=True):
    """One orderable thing. Without units it is sold in its stock unit."""

    sku: Sku
    name: VariantName = ""
    gtin: Gtin | None = None
    attributes: AttributeValues = {}
    weight: Quantity | None = None
    lead_time_days: LeadTime | None = None
    stock_unit: UnitCode = "C62"
    is_stocked: Stocked = True
    units: Annotated[list[SaleUnitInput], Meta(max_length=20)] = []
    components: Annotated[list[BundleItemInput], Meta(max_length=200)] = []


class UpdateVariant(Input, frozen=True, kw_only=True):
    """Only what is to change. Units and components are replaced whole."""

    sku: Sku | UnsetType = UNSET
    name: VariantName | UnsetType = UNSET
    gtin: Gtin | UnsetType | None = UNSET
    attributes: AttributeValues | UnsetType = UNSET
    weight: Quantity | UnsetType | None = UNSET
    lead_time_days: LeadTime | UnsetType | None = UNSET
    stock_unit: UnitCode | UnsetType = UNSET
    is_stocked: Stocked | UnsetType = UNSET
    units: Annotated[list[SaleUnitInput], Meta(max_length=20)] | UnsetType = UNSET
    components: Annotated[list[BundleItemInput], Meta(max_length=200)] | UnsetType = UNSET


class ProductCategory(Data, frozen=True, kw_only=True):
    """One of the places a product stands in."""

    id: CategoryId
    name: str


class Product(Data, frozen=True, kw_only=True):
    """Something that is sold, with all its variants."""

    id: ProductId
    handle: str
    name: str
    status: ProductStatus
    status_reason: Annotated[str, Meta(description="For staff only")]
    kind: ProductKind
    brand: Brand
    summary: Summary
    description: str
    tax_class: TaxClass
    attribute_set_id: AttributeSetId | None
    attributes: AttributeValues
    needs_options: NeedsOptions
    seo_title: SeoTitle
    seo_description: SeoDescription
    image: Annotated[str | None, Meta(description="A link of minutes to the main picture")]
    categories: list[ProductCategory]
    variants: list[Variant]
    active_since: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    viewers: Viewers = []
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return product_subject(self)


class ProductSummary(Data, frozen=True, kw_only=True):
    """A product in a list."""

    id: ProductId
    handle: str
    name: str
    status: ProductStatus
    kind: ProductKind
    brand: Brand
    summary: Summary
    image: Annotated[str | None, Meta(description="A link of minutes to a small picture")]
    category_name: Annotated[str | None, Meta(description="Its main category")]
    variant_count: Annotated[int, Meta(description="Variants that are not archived")]
    variant_id: Annotated[VariantId | None, Meta(description="The first variant that can be ordered")]
    sku: Annotated[str | None, Meta(description="SKU of that variant")]
    needs_options: NeedsOptions
    version: int
    created_at: datetime
    updated_at: datetime
    viewers: Viewers = []
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return product_subject(self)


def product_subject(product: Product | ProductSummary) -> Subject:
    """What authorisation knows of a product: for whom it was read, and what conditions may use."""
    return Subject(
        kind="product",
        id=product.id,
        organizations=tuple(product.viewers),
        attributes={"status": product.status.value, "kind": product.kind.value, "brand": product.brand},
    )


class CreateProduct(Input, frozen=True, kw_only=True):
    """A product as a draft, with its variants."""

    name: ProductName
    handle: Handle | None = None
    kind: ProductKind = ProductKind.SIMPLE
    brand: Brand = ""
    summary: Summary = ""
    description: Description = ""
    tax_class: TaxClass = "standard"
    attribute_set_id: AttributeSetId | None = None
    attributes: AttributeValues = {}
    category_ids: Categories = []
    seo_title: SeoTitle = ""
    seo_description: SeoDescription = ""
    variants: Annotated[list[VariantInput], Meta(max_length=500)] = []


class UpdateProduct(Input, frozen=True, kw_only=True):
    """Only what is to change. Categories are replaced whole; attribute values are merged by key."""

    name: ProductName | UnsetType = UNSET
    handle: Handle | UnsetType = UNSET
    kind: ProductKind | UnsetType = UNSET
    brand: Brand | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    tax_class: TaxClass | UnsetType = UNSET
    attribute_set_id: AttributeSetId | UnsetType | None = UNSET
    attributes: AttributeValues | UnsetType = UNSET
    category_ids: Categories | UnsetType = UNSET
    seo_title: SeoTitle | UnsetType = UNSET
    seo_description: SeoDescription | UnsetType = UNSET


class ChangeProductStatus(Input, frozen=True, kw_only=True):
    """Why the state changes; may stay empty."""

    reason: Reason = ""


class ViewAs(Input, frozen=True, kw_only=True):
    """For which organization to look; staff who leave it out see everything, partners see as their own."""

    organization_id: OrganizationId | None = None


class ProductFilter(PageQuery, frozen=True, kw_only=True):
    """Which products, in which order."""

    q: Query | None = None
    status: Annotated[list[ProductStatus], Meta(max_length=4)] = []
    kind: Annotated[list[ProductKind], Meta(max_length=3)] = []
    category: Annotated[CategoryId | None, Meta(description="In this category or below it")] = None
    brand: Brand | None = None
    organization_id: Annotated[OrganizationId | None, Meta(description="As this organization sees them")] = None
    sort: ProductSort = "name"


class ProductCounts(Data, frozen=True, kw_only=True):
    """How many products there are, by status and kind."""

    total: int
    statuses: dict[str, int]
    kinds: Annotated[dict[str, int], Meta(description="How many there are of each kind")]
