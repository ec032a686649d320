"""What Hanse returns: catalog. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.organizations_1 import ImportStatus
from hanse.client.words import Word


class ProductStatus(Word):
    """The words of ProductStatus."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DRAFT = "draft"
    IN_REVIEW = "in_review"


ProductStatusWord: TypeAlias = ProductStatus | Literal["active", "archived", "draft", "in_review"]


class ProductKind(Word):
    """The words of ProductKind."""

    BUNDLE = "bundle"
    CONFIGURABLE = "configurable"
    SIMPLE = "simple"


ProductKindWord: TypeAlias = ProductKind | Literal["bundle", "configurable", "simple"]


class VariantStatus(Word):
    """The words of VariantStatus."""

    ACTIVE = "active"
    ARCHIVED = "archived"


VariantStatusWord: TypeAlias = VariantStatus | Literal["active", "archived"]


class AttributeKind(Word):
    """The words of AttributeKind."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"
    DECIMAL = "decimal"
    MULTI_CHOICE = "multi_choice"
    NUMBER = "number"
    TEXT = "text"


AttributeKindWord: TypeAlias = (
    AttributeKind | Literal["boolean", "choice", "date", "decimal", "multi_choice", "number", "text"]
)


class ProductSummary(Struct, frozen=True, kw_only=True):
    """A product in a list."""

    id: str
    handle: str
    name: str
    status: ProductStatus
    kind: ProductKind
    brand: str
    summary: str
    image: str | None
    category_name: str | None
    variant_count: int
    variant_id: str | None
    sku: str | None
    needs_options: bool
    version: int
    created_at: datetime
    updated_at: datetime
    viewers: list[UUID]
    allowed_actions: list[str]


class FacetCount(Struct, frozen=True, kw_only=True):
    """A value to narrow by, and how many of the products found have it."""

    value: str
    count: int
    is_chosen: bool


class Facet(Struct, frozen=True, kw_only=True):
    """Something to narrow by: an attribute, or `brand`."""

    key: str
    label: str
    unit: str | None
    values: list[FacetCount]
    least: str | None
    most: str | None


class CategoryCount(Struct, frozen=True, kw_only=True):
    """How many of the products found stand in a category or below it."""

    id: str
    parent_id: str | None
    handle: str
    name: str
    count: int


class ProductPage(Struct, frozen=True, kw_only=True):
    """Products, best first, with counts over all that was found. `total` is a lower bound when ..."""

    items: list[ProductSummary]
    next: str | None
    total: int
    more_than_counted: bool
    facets: list[Facet]
    categories: list[CategoryCount]
    corrected: bool


class ProductCategory(Struct, frozen=True, kw_only=True):
    """One of the places a product stands in."""

    id: str
    name: str


class Quantity(Struct, frozen=True, kw_only=True):
    """A quantity. `value` is a decimal in quotes, up to 4 places; `unit` is a UNECE Rec 20 code."""

    value: str
    unit: str


class SaleUnit(Struct, frozen=True, kw_only=True):
    """A unit a variant is sold in; one of it is `ratio_numerator / ratio_denominator` of the stock unit."""

    unit: str
    ratio_numerator: int
    ratio_denominator: int
    minimum: Quantity | None
    maximum: Quantity | None
    step: Quantity | None
    is_default: bool


class BundleItem(Struct, frozen=True, kw_only=True):
    """What a bundle holds of one variant, in its stock unit."""

    variant_id: str
    sku: str
    name: str
    quantity: Quantity


class Variant(Struct, frozen=True, kw_only=True):
    """One orderable thing."""

    id: str
    product_id: str
    sku: str
    name: str
    status: VariantStatus
    gtin: str | None
    attributes: dict[str, Any]
    weight: Quantity | None
    lead_time_days: int | None
    stock_unit: str
    is_stocked: bool
    units: list[SaleUnit]
    components: list[BundleItem]
    version: int


class Product(Struct, frozen=True, kw_only=True):
    """Something that is sold, with all its variants."""

    id: str
    handle: str
    name: str
    status: ProductStatus
    status_reason: str
    kind: ProductKind
    brand: str
    summary: str
    description: str
    tax_class: str
    attribute_set_id: str | None
    attributes: dict[str, Any]
    needs_options: bool
    seo_title: str
    seo_description: str
    image: str | None
    categories: list[ProductCategory]
    variants: list[Variant]
    active_since: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    viewers: list[UUID]
    allowed_actions: list[str]


class ProductCounts(Struct, frozen=True, kw_only=True):
    """How many products there are, by status and kind."""

    total: int
    statuses: dict[str, int]
    kinds: dict[str, int]


class OptionEffect(Struct, frozen=True, kw_only=True):
    """What a choice does to the unit price: a fixed amount in micros of one currency, or basis points of the ..."""

    kind: str
    amount: int
    currency: str | None


class OptionChoice(Struct, frozen=True, kw_only=True):
    """One value of an option, and what it does to the unit price."""

    key: str
    label: str
    effects: list[OptionEffect]
    is_default: bool


class ProductOption(Struct, frozen=True, kw_only=True):
    """Something to choose."""

    id: str
    key: str
    label: str
    help: str
    is_required: bool
    choices: list[OptionChoice]


class OptionRule(Struct, frozen=True, kw_only=True):
    """With `if_choice`, one of `then_choices` must be chosen (requires), or none of them may be (excludes)."""

    id: str
    kind: str
    if_option: str
    if_choice: str
    then_option: str
    then_choices: list[str]
    message: str


class ProductOptions(Struct, frozen=True, kw_only=True):
    """All options of a product, in order, and what goes together."""

    product_id: str
    options: list[ProductOption]
    rules: list[OptionRule]
    version: int


class OptionsPriced(Struct, frozen=True, kw_only=True):
    """Accepted choices in words, what they cost, and a key that is equal for equal choices."""

    label: str
    effects: list[OptionEffect]
    option_key: str


class Media(Struct, frozen=True, kw_only=True):
    """A picture or document; links last minutes."""

    id: str
    product_id: str
    variant_id: str | None
    kind: str
    file_name: str
    alt: str
    state: str
    problem: str
    position: int
    link: str
    thumbnail: str | None
    created_at: datetime


class ProductExport(Struct, frozen=True, kw_only=True):
    """A file that is being made, or is ready with a link of minutes."""

    id: str
    state: str
    rows: int
    name: str | None
    size: int | None
    link: str | None


class ProductImport(Struct, frozen=True, kw_only=True):
    """A file of products: how its columns are read, how far it is, and what came of it. A row is a variant."""

    file_name: str
    status: ImportStatus
    columns: list[str]
    sample: list[list[str]]
    mapping: dict[str, str]
    decimal_style: str | None
    date_order: str | None
    job_id: UUID | None
    row_count: int
    done_count: int
    unchanged_count: int
    error_count: int
    problem: str
    version: int
    created_at: datetime
    updated_at: datetime
    id: str
    is_activating: bool
    created_count: int
    updated_count: int
    created_by: str | None


class CategoryStep(Struct, frozen=True, kw_only=True):
    """One step on the way down to a category."""

    id: str
    handle: str
    name: str


class Category(Struct, frozen=True, kw_only=True):
    """One place in the tree."""

    id: str
    parent_id: str | None
    handle: str
    name: str
    description: str
    position: int
    path: list[UUID]
    ancestors: list[CategoryStep]
    child_count: int
    product_count: int
    seo_title: str
    seo_description: str
    version: int
    allowed_actions: list[str]


class Attribute(Struct, frozen=True, kw_only=True):
    """Something that can be said of products. Decimals are kept as text, dates as YYYY-MM-DD."""

    id: str
    key: str
    label: str
    kind: AttributeKind
    unit: str | None
    help: str
    choices: list[str]
    is_filterable: bool
    is_searchable: bool
    position: int
    version: int


class AttributeSetItem(Struct, frozen=True, kw_only=True):
    """An attribute of a set."""

    attribute_id: str
    key: str
    label: str
    is_required: bool


class AttributeSet(Struct, frozen=True, kw_only=True):
    """The attributes of one sort of product."""

    id: str
    name: str
    attributes: list[AttributeSetItem]
    version: int


class CatalogueAssignment(Struct, frozen=True, kw_only=True):
    """Somebody who sees a product, or everything in a category and below."""

    id: str
    audience: str
    organization_id: str | None
    organization_name: str | None
    price_group: str | None
    product_id: str | None
    product_name: str | None
    category_id: str | None
    category_name: str | None
    created_at: datetime
