"""What Hanse takes: orders. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.inputs.catalog_1 import Quantity, UnitPrice
from hanse.client.models import OrderStatusWord


class EnterOrderLine(TypedDict, total=False):
    """One line entered by staff or sent by a system of the business, with its agreed price."""

    # One orderable thing with an SKU.
    variant_id: str | None
    # Article number
    sku: str
    # Needed for a line without a variant
    name: str
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Required[Quantity]
    # The price of one unit: `micros` millionths of the major unit of `currency`, so a screw may cost 0.0123.
    unit_price: Required[UnitPrice]
    # An amount: `minor` whole minor units (cents, yen, fils) of `currency`. May be negative.
    discount: Money | None
    # The product's own when left out
    tax_class: str | None
    # A note in plain words
    note: str


class EnterAddress(TypedDict, total=False):
    """An address to be kept with the order."""

    # Who receives what is sent there
    recipient: str
    # Street and house number
    line1: str
    # Building, floor, or whatever else the address needs
    line2: str
    # Postal code
    postal_code: str
    # City
    city: str
    # State, province or county, where the country has them
    region: str
    # ISO 3166 country code, such as DE
    country: Required[str]
    # Telephone number
    phone: str | None


class EnterOrder(TypedDict, total=False):
    """An order taken by telephone, e-mail or another system, at agreed prices."""

    # The organization
    organization_id: Required[str]
    # What others call it, such as the number of a delivery note
    reference: str | None
    # ISO 4217 code, such as EUR
    currency: Required[str]
    # One line entered by staff or sent by a system of the business, with its agreed price.
    lines: Required[list[EnterOrderLine]]
    # Where the goods go
    shipping_address: Required[EnterAddress]
    # Where the invoice goes
    billing_address: EnterAddress | None
    # The buyer's own number of the order
    po_number: str | None
    # What the buyer books it on
    cost_centre: str | None
    # The day the buyer wants it
    requested_date: date | None
    # Days to pay in; null without terms
    payment_days: int | None
    # A note in plain words
    note: str
    # Whether what lacks may be delivered later
    allow_backorder: bool
    # Whether the unit prices include tax
    is_tax_inclusive: bool


class ExportOrders(TypedDict, total=False):
    """Which orders (as in the list), the kind of file, and whether each line is a row."""

    # Kind of file to make
    format: Literal["csv", "xlsx"]
    # One row for each line instead of one for each order
    lines: bool
    # Words to look for
    q: str | None
    # Where it stands in its life
    status: list[OrderStatusWord]
    # Whose it is
    organization: str | None
    # Only those that wait for stock
    backordered: bool
    # Only those whose buyer asked to cancel
    wants_cancellation: bool
    # The first day
    placed_from: date | None
    # The last day, itself included
    placed_to: date | None
    # Order of the list; a minus sign in front means descending
    sort: Literal["-placed", "placed"]


class UpdateOrder(TypedDict, total=False):
    """What may change after placing; prices, quantities and addresses never do."""

    # The buyer's own number of the order
    po_number: str | None
    # The day the buyer wants it
    requested_date: date | None


class HoldOrder(TypedDict, total=False):
    """Why it must not go on for now."""

    # Why; kept in the audit trail
    reason: Required[str]


class CancelLine(TypedDict, total=False):
    """How much of a line is cancelled, in the unit ordered; everything open when no quantity is given."""

    # A line of an order.
    order_line_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Quantity | None


class CancelOrder(TypedDict, total=False):
    """Why, and which lines; without lines everything that did not leave yet."""

    # Why; kept in the audit trail
    reason: Required[str]
    # How much of a line is cancelled, in the unit ordered; everything open when no quantity is given.
    lines: list[CancelLine]


class AskCancellation(TypedDict, total=False):
    """Why the buyer wants to cancel."""

    # Why; kept in the audit trail
    reason: Required[str]


class ShipmentLineInput(TypedDict, total=False):
    """How much of a line leaves, in the unit ordered; everything that can leave when no quantity is given."""

    # A line of an order.
    order_line_id: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Quantity | None


class RecordShipment(TypedDict, total=False):
    """What left, by whom it travels. Without lines: everything that is allocated or needs no stock."""

    # How much of a line leaves, in the unit ordered; everything that can leave when no quantity is given.
    lines: list[ShipmentLineInput]
    # Who carries it
    carrier: str
    # The carrier's number of it
    tracking_number: str
    # Where it can be followed
    tracking_url: str | None
    # For the buyer too
    note: str
    # Taken from here first
    location_id: str | None


class AddMessage(TypedDict, total=False):
    """What to say; an internal message is for staff and stays among them."""

    # The text to read or to accept
    body: Required[str]
    # Whether it stays among the seller's staff
    is_internal: bool


class OrderListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # An order number or a PO number
    q: str
    # Where it stands in its life
    status: list[OrderStatusWord]
    # Whose it is
    organization: str
    # Only those that wait for stock
    backordered: bool
    # Only those whose buyer asked to cancel
    wants_cancellation: bool
    # The first day
    placed_from: date
    # The last day, itself included
    placed_to: date
    # Order of the list; a minus sign in front means descending
    sort: Literal["-placed", "placed"]


class OrderShipmentsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class OrderMessagesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
