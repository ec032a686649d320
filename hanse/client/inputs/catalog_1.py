"""What Hanse takes: catalog_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Any, Literal, Required, TypedDict

from hanse.client.models import AttributeKindWord, ProductKindWord, ProductStatusWord


class Quantity(TypedDict, total=False):
    """A quantity. `value` is a decimal in quotes, up to 4 places; `unit` is a UNECE Rec 20 code."""

    # Its present value
    value: Required[str]
    # UNECE Rec 20 code, such as MTR
    unit: Required[str]


class SaleUnitInput(TypedDict, total=False):
    """A unit to sell in; limits are in this unit, and steps count from 0."""

    # UNECE Rec 20 code, such as C62
    unit: Required[str]
    # Part of a ratio of units
    ratio_numerator: int
    # Part of a ratio of units
    ratio_denominator: int
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    minimum: Quantity | None
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    maximum: Quantity | None
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    step: Quantity | None
    # Whether the default counts
    is_default: bool


class BundleItemInput(TypedDict, total=False):
    """What a bundle is to hold of one variant, in its stock unit."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]


class VariantInput(TypedDict, total=False):
    """One orderable thing. Without units it is sold in its stock unit."""

    # Article number; unique whatever its case or blanks
    sku: Required[str]
    # What sets it apart from its siblings
    name: str
    # Global trade item number of 8, 12, 13 or 14 digits
    gtin: str | None
    # Values of declared attributes, by key; null removes one
    attributes: dict[str, Any]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    weight: Quantity | None
    # Days until it leaves the warehouse when not in stock
    lead_time_days: int | None
    # UNECE Rec 20 code, such as C62
    stock_unit: str
    # Kept in stock; otherwise it is always available
    is_stocked: bool
    # A unit to sell in; limits are in this unit, and steps count from 0.
    units: list[SaleUnitInput]
    # What a bundle is to hold of one variant, in its stock unit.
    components: list[BundleItemInput]


class CreateProduct(TypedDict, total=False):
    """A product as a draft, with its variants."""

    # What it is called
    name: Required[str]
    # Name in addresses; made when left out
    handle: str | None
    # Which kind it is
    kind: ProductKindWord
    # Who makes it
    brand: str
    # One or two sentences
    summary: str
    # Text of any length
    description: str
    # How it is taxed, such as standard or reduced
    tax_class: str
    # The attributes of one sort of product.
    attribute_set_id: str | None
    # Values of declared attributes, by key; null removes one
    attributes: dict[str, Any]
    # Where it stands; the first is the main one
    category_ids: list[str]
    # Title for search engines
    seo_title: str
    # Description for search engines
    seo_description: str
    # One orderable thing. Without units it is sold in its stock unit.
    variants: list[VariantInput]


class UpdateProduct(TypedDict, total=False):
    """Only what is to change. Categories are replaced whole; attribute values are merged by key."""

    # What it is called
    name: str
    # Name in addresses; made when left out
    handle: str
    # Which kind it is
    kind: ProductKindWord
    # Who makes it
    brand: str
    # One or two sentences
    summary: str
    # Text of any length
    description: str
    # How it is taxed, such as standard or reduced
    tax_class: str
    # The attributes of one sort of product.
    attribute_set_id: str | None
    # Values of declared attributes, by key; null removes one
    attributes: dict[str, Any]
    # Where it stands; the first is the main one
    category_ids: list[str]
    # Title for search engines
    seo_title: str
    # Description for search engines
    seo_description: str


class ChangeProductStatus(TypedDict, total=False):
    """Why the state changes; may stay empty."""

    # Why; kept in the audit trail
    reason: str


class UpdateVariant(TypedDict, total=False):
    """Only what is to change. Units and components are replaced whole."""

    # Article number; unique whatever its case or blanks
    sku: str
    # What sets it apart from its siblings
    name: str
    # Global trade item number of 8, 12, 13 or 14 digits
    gtin: str | None
    # Values of declared attributes, by key; null removes one
    attributes: dict[str, Any]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    weight: Quantity | None
    # Days until it leaves the warehouse when not in stock
    lead_time_days: int | None
    # UNECE Rec 20 code, such as C62
    stock_unit: str
    # Kept in stock; otherwise it is always available
    is_stocked: bool
    # A unit to sell in; limits are in this unit, and steps count from 0.
    units: list[SaleUnitInput]
    # What a bundle is to hold of one variant, in its stock unit.
    components: list[BundleItemInput]


class UnitPrice(TypedDict, total=False):
    """The price of one unit. `amount` is a decimal in quotes with up to 6 places, finer than the currency ..."""

    # A decimal number as text, such as 1234.50
    amount: Required[str]
    # ISO 4217 code, such as EUR
    currency: Required[str]


class OptionChoiceInput(TypedDict, total=False):
    """One value of an option. Its price effect is fixed amounts, at most one per currency, or a percentage."""

    # Short name for programs
    key: Required[str]
    # What people read
    label: Required[str]
    # Added to the unit price, by currency
    prices: list[UnitPrice]
    # Hundredths of a percent of the unit price
    basis_points: int
    # Whether the default counts
    is_default: bool


class ProductOptionInput(TypedDict, total=False):
    """Something to choose."""

    # Short name for programs
    key: Required[str]
    # What people read
    label: Required[str]
    # A sentence that explains it
    help: str
    # Whether it must be given
    is_required: bool
    # Values to choose from
    choices: Required[list[OptionChoiceInput]]


class OptionRuleInput(TypedDict, total=False):
    """Which choices go together; `message` is what a buyer reads when they do not."""

    # Which kind it is
    kind: Required[Literal["excludes", "requires"]]
    # Short name for programs
    if_option: Required[str]
    # Short name for programs
    if_choice: Required[str]
    # Short name for programs
    then_option: Required[str]
    # Choices of the other option
    then_choices: Required[list[str]]
    # A few words for the one who reads it
    message: str


class SaveOptions(TypedDict, total=False):
    """All options and rules of a product; they replace what was there."""

    # What the browser's call takes
    options: list[ProductOptionInput]
    # Which choices go together; `message` is what a buyer reads when they do not.
    rules: list[OptionRuleInput]


class PriceOptions(TypedDict, total=False):
    """What was chosen of a configurable product: option key to choice key."""

    # Values to choose from
    choices: dict[str, str]
    # The organization
    organization_id: str | None


class UploadMedia(TypedDict, total=False):
    """A file as base64 text. Pictures are PNG, JPEG or WebP; documents also PDF, office files and text."""

    # Name people know it by
    name: Required[str]
    # The file as base64 text
    content: Required[bytes]
    # Which kind it is
    kind: Literal["document", "image"]
    # One orderable thing with an SKU.
    variant_id: str | None
    # What the picture shows, for those who cannot see it
    alt: str


class UpdateMedia(TypedDict, total=False):
    """What people read instead of the picture, and its place; the first picture is the main one."""

    # What the picture shows, for those who cannot see it
    alt: str
    # Place in the order, from 0
    position: int


class ExportProducts(TypedDict, total=False):
    """Which products (as in the list), and the kind of file."""

    # Kind of file to make
    format: Literal["csv", "xlsx"]
    # What to look for
    q: str | None
    # Where it stands in its life
    status: list[ProductStatusWord]
    # Which kind it is
    kind: list[ProductKindWord]
    # The group it belongs to
    category: str | None
    # Who makes it
    brand: str | None


class MapProductColumns(TypedDict, total=False):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its ..."""

    # What each column of the file is, such as {'Artikelnummer': 'sku'}
    mapping: Required[dict[str, str]]
    # How numbers are written in the file
    decimal_style: Literal["comma", "point"] | None
    # How dates are written in the file
    date_order: Literal["dmy", "mdy"] | None
    # Sell new products at once; takes the right to activate
    is_activating: bool


class CreateCategory(TypedDict, total=False):
    """A category, at the top or below another one."""

    # What it is called
    name: Required[str]
    # Name in addresses; made when left out
    handle: str | None
    # The one above it in the tree; null at the top
    parent_id: str | None
    # Text shown above its products
    description: str
    # Place in the order, from 0
    position: int
    # Title for search engines
    seo_title: str
    # Description for search engines
    seo_description: str


class UpdateCategory(TypedDict, total=False):
    """Only what is to change; another parent moves everything below it too."""

    # What it is called
    name: str
    # Name in addresses; made when left out
    handle: str
    # The one above it in the tree; null at the top
    parent_id: str | None
    # Text shown above its products
    description: str
    # Place in the order, from 0
    position: int
    # Title for search engines
    seo_title: str
    # Description for search engines
    seo_description: str


class CreateAttribute(TypedDict, total=False):
    """Something to be said of products; key and kind never change."""

    # Short name for programs
    key: Required[str]
    # What people read
    label: Required[str]
    # Which kind it is
    kind: Required[AttributeKindWord]
    # UNECE Rec 20 code, such as C62
    unit: str | None
    # A sentence that explains it
    help: str
    # The values to choose from, for choice and multi_choice
    choices: list[str]
    # Buyers narrow lists by it
    is_filterable: bool
    # Its values are found by search
    is_searchable: bool
    # Place in the order, from 0
    position: int


class UpdateAttribute(TypedDict, total=False):
    """All that may change."""

    # What people read
    label: Required[str]
    # UNECE Rec 20 code, such as C62
    unit: str | None
    # A sentence that explains it
    help: str
    # The values to choose from, for choice and multi_choice
    choices: list[str]
    # Buyers narrow lists by it
    is_filterable: bool
    # Its values are found by search
    is_searchable: bool
    # Place in the order, from 0
    position: int


class AttributeSetItemInput(TypedDict, total=False):
    """An attribute for a set."""

    # Something that can be said of products.
    attribute_id: Required[str]
    # Whether it must be given
    is_required: bool


class SaveAttributeSet(TypedDict, total=False):
    """A set as a whole; attributes in order."""

    # What people read
    name: Required[str]
    # An attribute for a set.
    attributes: list[AttributeSetItemInput]


class CreateAssignment(TypedDict, total=False):
    """Show one product or one category to everyone, a price group, or an organization with those below it."""

    # Who it is shown to
    audience: Required[Literal["everyone", "group", "organization"]]
    # The organization
    organization_id: str | None
    # For audience group
    price_group: str | None
    # Something that is sold, with all its variants.
    product_id: str | None
    # One place in the tree of categories.
    category_id: str | None
