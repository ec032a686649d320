"""What Hanse returns: orders. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.models.approvals import UnitPrice
from hanse.client.models.catalog import Quantity
from hanse.client.words import Word


class OrderStatus(Word):
    """The words of OrderStatus."""

    CANCELLED = "cancelled"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    IN_FULFILMENT = "in_fulfilment"
    ON_HOLD = "on_hold"
    PLACED = "placed"


OrderStatusWord: TypeAlias = (
    OrderStatus | Literal["cancelled", "completed", "confirmed", "in_fulfilment", "on_hold", "placed"]
)


class OrderSummary(Struct, frozen=True, kw_only=True):
    """An order in a list."""

    id: str
    number: str
    status: OrderStatus
    organization_id: str
    organization_name: str
    buyer_member_id: str | None
    buyer_name: str | None
    po_number: str | None
    total: Money
    line_count: int
    has_backorder: bool
    wants_cancellation: bool
    requested_date: date | None
    placed_at: datetime
    version: int
    path: list[UUID]
    allowed_actions: list[str]


class OrderTax(Struct, frozen=True, kw_only=True):
    """What one rate adds up to on an order."""

    rate_micros: int
    name: str
    net: Money
    tax: Money


class OrderLine(Struct, frozen=True, kw_only=True):
    """What was ordered, frozen. `open` is what neither left nor was cancelled yet, in the unit ordered."""

    id: str
    line_key: int
    variant_id: str | None
    sku: str
    name: str
    options: str
    note: str
    quantity: Quantity
    shipped: Quantity
    cancelled: Quantity
    open: Quantity
    stock_quantity: Quantity | None
    allocated: Quantity | None
    backordered: Quantity | None
    expected_at: datetime | None
    unit_price: UnitPrice
    discount: Money
    tax_class: str
    tax_rate_micros: int
    tax_rate_name: str
    net: Money
    tax: Money
    gross: Money
    price_trace: dict[str, Any] | None


class OrderAddress(Struct, frozen=True, kw_only=True):
    """An address as it was when the order was placed."""

    recipient: str
    line1: str
    line2: str
    postal_code: str
    city: str
    region: str
    country: str
    phone: str | None


class Order(Struct, frozen=True, kw_only=True):
    """What was agreed and what became of it. Prices, names and addresses are as they were when it was placed."""

    id: str
    number: str
    status: OrderStatus
    held_status: OrderStatus | None
    status_reason: str | None
    organization_id: str
    organization_name: str
    buyer_member_id: str | None
    buyer_name: str | None
    source_kind: str
    source_id: str
    currency: str
    country: str
    is_tax_inclusive: bool
    net: Money
    tax: Money
    total: Money
    taxes: list[OrderTax]
    lines: list[OrderLine]
    line_count: int
    billing_address: OrderAddress
    shipping_address: OrderAddress
    po_number: str | None
    cost_centre: str | None
    requested_date: date | None
    payment_days: int | None
    payment_terms: str
    due_date: date | None
    note: str
    has_backorder: bool
    cancel_request: str | None
    cancel_requested_at: datetime | None
    placed_at: datetime
    confirmed_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class OrderCounts(Struct, frozen=True, kw_only=True):
    """How many orders the reader sees, by status; counted up to a thousand each."""

    statuses: dict[str, int]
    backordered: int
    wants_cancellation: int


class ExportedOrders(Struct, frozen=True, kw_only=True):
    """A file that was made, with a link of minutes."""

    id: str
    name: str
    rows: int
    size: int
    link: str


class OrderPaper(Struct, frozen=True, kw_only=True):
    """The paper of an order; it is made in the background and then found under the order's documents."""

    document_id: str


class ShipmentLine(Struct, frozen=True, kw_only=True):
    """How much of a line left, in the unit ordered."""

    order_line_id: str
    line_key: int
    sku: str
    name: str
    quantity: Quantity


class Shipment(Struct, frozen=True, kw_only=True):
    """Goods that left the house together."""

    id: str
    order_id: str
    number: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    note: str
    shipped_at: datetime
    lines: list[ShipmentLine]


class OrderMessage(Struct, frozen=True, kw_only=True):
    """Something said about an order."""

    id: str
    order_id: str
    is_internal: bool
    body: str
    member_id: str | None
    author_name: str
    is_from_staff: bool
    created_at: datetime
