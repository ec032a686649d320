"""What Hanse takes: storefront. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Required, TypedDict

from hanse.client.inputs.checkout import QuantityText


class AddToCart(TypedDict, total=False):
    """One article for the basket. Without a cart, one's own newest open one is taken, or a new one started."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: QuantityText | None
    # What was chosen of a configurable product: option key to choice key
    options: dict[str, str]
    # A basket.
    cart_id: str | None
    # The organization
    organization_id: str | None


class AddToList(TypedDict, total=False):
    """One article for a shopping list. Without a list, one's own newest one is taken, or a new one started."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: QuantityText | None
    # A shopping list.
    list_id: str | None
    # The organization
    organization_id: str | None


class RequestQuote(TypedDict, total=False):
    """Ask for a quote of everything in a cart, or on a shopping list: exactly one of both."""

    # A basket.
    cart_id: str | None
    # A shopping list.
    list_id: str | None
    # What it is called, or what a person does
    title: str
    # For the seller to read
    note: str
    # The buyer's own reference
    reference: str
    # When it is needed
    needed_by: date | None
    # Send it at once instead of keeping a draft
    submits: bool
    # Take the lines out of the cart
    empties_cart: bool


class QuoteProduct(TypedDict, total=False):
    """Begin a request for a quote with one article of the catalogue."""

    # One orderable thing with an SKU.
    variant_id: Required[str]
    # A quantity as somebody wrote it; read line by line, so that a bad one spoils no other.
    quantity: QuantityText | None
    # What was chosen of a configurable product: option key to choice key
    options: dict[str, str]
    # For the seller to read
    note: str
    # The organization
    organization_id: str | None


class StorefrontListProductsQuery(TypedDict, total=False):
    """What is asked for."""

    # What to look for
    q: str
    # The group it belongs to
    category: str
    # Values to narrow by, such as brand=Acme
    facets: list[str]
    # Ranges of attributes that are numbers, such as length=10..60 or length=10..
    ranges: list[str]
    # The least price of a product to be shown, such as 10..60 or ..5; both ends belong to it
    price: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-name", "-price", "-updated", "name", "price", "relevance"]
    # For staff: as this organization sees it
    organization_id: str
    # Also how many there are, by facet and category
    with_counts: bool
    # How many products to return
    limit: int
    # `next` of the page before
    cursor: str


class StorefrontGetProductQuery(TypedDict, total=False):
    """What is asked for."""

    # The organization
    organization_id: str


class StorefrontFindProductQuery(TypedDict, total=False):
    """What is asked for."""

    # Short name of the business in addresses
    handle: Required[str]
    # The organization
    organization_id: str


class StorefrontOrderFiguresQuery(TypedDict, total=False):
    """What is asked for."""

    # How long one period is
    step: Literal["day", "month"]
    # How many periods, the present one included
    periods: int
    # ISO 4217 code; the reader's own when left out
    currency: str


class StorefrontQuoteFiguresQuery(TypedDict, total=False):
    """What is asked for."""

    # ISO 4217 code; the reader's own when left out
    currency: str
