"""What an order is made of when it is placed: from other domains (PlaceOrder), or entered by staff (EnterOrder)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import StockComponent
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Input

LINES_LIMIT = 5_000


class OrderLineInput(Input, frozen=True, kw_only=True):
    """One line as the caller resolved it. `key` is its stable number within the order.

    `stock_quantity` is the same amount in the variant's stock unit (left out: the quantity itself, when it is in that
    unit); `components` are what one stock unit of a bundle holds. Without a variant it is a free text line.
    Whoever has read the article in this transaction says whether it `is_stocked`, with `stock_quantity` and
    `components`, and it is not read again.
    """

    key: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    name: Annotated[str, Meta(max_length=300)]
    quantity: Quantity
    unit_price: UnitPrice
    variant_id: VariantId | None = None
    sku: Annotated[str, Meta(max_length=80)] = ""
    stock_quantity: Quantity | None = None
    components: Annotated[list[StockComponent], Meta(max_length=200)] = []
    is_stocked: bool | None = None
    price_trace: Annotated[dict[str, Any], Meta(max_length=1_000)] | None = None
    tax_class: Annotated[str, Meta(max_length=40)] = "standard"
    discount: Money | None = None
    options: Annotated[str, Meta(max_length=1000)] = ""
    note: Annotated[str, Meta(max_length=4000)] = ""


class PlaceOrder(Input, frozen=True, kw_only=True):
    """An order as another domain wants it placed, in that domain's transaction.

    (source_kind, source_id) is the unique business key: the same one twice gives the same order. Addresses are kept as
    given. `country` and `region` (ISO 3166-2 without the country) decide the tax. Net terms: `payment_days`, else the
    organization's own. A source `is_new` that was made in this transaction: nobody else can have placed it,
    and the answer leaves the lines out, which the caller knows.
    """

    source_kind: Annotated[str, Meta(max_length=40)]
    source_id: Annotated[str, Meta(max_length=100)]
    organization_id: OrganizationId
    currency: Annotated[str, Meta(max_length=3)]
    country: Annotated[str, Meta(max_length=2)]
    lines: Annotated[list[OrderLineInput], Meta(max_length=LINES_LIMIT)]
    buyer_member_id: MemberId | None = None
    region: Annotated[str, Meta(max_length=10)] = ""
    billing_address: Annotated[dict[str, Any], Meta(max_length=50)] = {}
    shipping_address: Annotated[dict[str, Any], Meta(max_length=50)] = {}
    po_number: Annotated[str, Meta(max_length=60)] | None = None
    cost_centre: Annotated[str, Meta(max_length=80)] | None = None
    requested_date: date | None = None
    payment_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    payment_terms: Annotated[str, Meta(max_length=500)] = ""
    note: Annotated[str, Meta(max_length=4000)] = ""
    allow_backorder: bool = False
    is_tax_inclusive: bool = False
    is_new: bool = False


class EnterOrderLine(Input, frozen=True, kw_only=True):
    """One line entered by staff or sent by a system of the business, with its agreed price."""

    variant_id: VariantId | None = None
    sku: Annotated[str, Meta(description="Article number", max_length=80)] = ""
    name: Annotated[str, Meta(max_length=300, description="Needed for a line without a variant")] = ""
    quantity: Quantity
    unit_price: UnitPrice
    discount: Money | None = None
    tax_class: (
        Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z", description="The product's own when left out")] | None
    ) = None
    note: Annotated[str, Meta(description="A note in plain words", max_length=1_000)] = ""


class EnterAddress(Input, frozen=True, kw_only=True):
    """An address to be kept with the order."""

    recipient: Annotated[str, Meta(max_length=200)] = ""
    line1: Annotated[str, Meta(max_length=200)] = ""
    line2: Annotated[str, Meta(max_length=200)] = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=120)] = ""
    region: Annotated[str, Meta(max_length=120)] = ""
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
    phone: Annotated[str, Meta(max_length=60)] | None = None


class EnterOrder(Input, frozen=True, kw_only=True):
    """An order taken by telephone, e-mail or another system, at agreed prices.

    `reference` names it where it comes from: the same one again gives the same order, never a second.
    """

    organization_id: OrganizationId
    reference: (
        Annotated[
            str,
            Meta(
                description="What others call it, such as the number of a delivery note", min_length=1, max_length=100
            ),
        ]
        | None
    ) = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
    lines: Annotated[list[EnterOrderLine], Meta(min_length=1, max_length=LINES_LIMIT)]
    shipping_address: EnterAddress
    billing_address: EnterAddress | None = None
    po_number: Annotated[str, Meta(description="The buyer's own number of the order", max_length=60)] | None = None
    cost_centre: Annotated[str, Meta(description="What the buyer books it on", max_length=80)] | None = None
    requested_date: Annotated[date | None, Meta(description="The day the buyer wants it")] = None
    payment_days: Annotated[int, Meta(description="Days to pay in; null without terms", ge=0, le=365)] | None = None
    note: Annotated[str, Meta(description="A note in plain words", max_length=4_000)] = ""
    allow_backorder: Annotated[bool, Meta(description="Whether what lacks may be delivered later")] = False
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the unit prices include tax")] = False
