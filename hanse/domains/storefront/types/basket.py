"""From the catalogue into a basket, onto a list, or into a request for a quote. Data only."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.types import CartId, ListId, QuantityText
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

Choices = Annotated[
    dict[Annotated[str, Meta(max_length=60)], Annotated[str, Meta(max_length=60)]],
    Meta(max_length=50, description="What was chosen of a configurable product: option key to choice key"),
]


class AddToCart(Input, frozen=True, kw_only=True):
    """One article for the basket. Without a cart, one's own newest open one is taken, or a new one started."""

    variant_id: VariantId
    quantity: QuantityText | None = None
    options: Choices = {}
    cart_id: CartId | None = None
    organization_id: OrganizationId | None = None


class AddedToCart(Data, frozen=True, kw_only=True):
    """What the basket holds now."""

    cart_id: CartId
    cart_name: Annotated[str, Meta(description="What the cart is called")]
    sku: Annotated[str, Meta(description="Article number")]
    quantity: Quantity | None
    line_count: Annotated[int, Meta(description="How many lines the cart has now")]
    is_new_cart: Annotated[bool, Meta(description="Whether a cart was started for it")]


class AddToList(Input, frozen=True, kw_only=True):
    """One article for a shopping list. Without a list, one's own newest one is taken, or a new one started."""

    variant_id: VariantId
    quantity: QuantityText | None = None
    list_id: ListId | None = None
    organization_id: OrganizationId | None = None


class AddedToList(Data, frozen=True, kw_only=True):
    """Which list it is on now."""

    list_id: ListId
    list_name: Annotated[str, Meta(description="What the list is called")]


class RequestQuote(Input, frozen=True, kw_only=True):
    """Ask for a quote of everything in a cart, or on a shopping list: exactly one of both.

    `submits` sends it at once; otherwise it stays a draft to be completed. `empties_cart` takes the lines out of the
    cart once they are in the request.
    """

    cart_id: CartId | None = None
    list_id: ListId | None = None
    title: Annotated[str, Meta(max_length=200)] = ""
    note: Annotated[str, Meta(description="For the seller to read", max_length=4_000)] = ""
    reference: Annotated[str, Meta(description="The buyer's own reference", max_length=100)] = ""
    needed_by: Annotated[date | None, Meta(description="When it is needed")] = None
    submits: Annotated[bool, Meta(description="Send it at once instead of keeping a draft")] = False
    empties_cart: Annotated[bool, Meta(description="Take the lines out of the cart")] = False


class QuoteProduct(Input, frozen=True, kw_only=True):
    """Begin a request for a quote with one article of the catalogue."""

    variant_id: VariantId
    quantity: QuantityText | None = None
    options: Choices = {}
    note: Annotated[str, Meta(description="For the seller to read", max_length=4_000)] = ""
    organization_id: OrganizationId | None = None
