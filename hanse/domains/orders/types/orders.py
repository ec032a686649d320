"""Orders as they are read. Data only."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.kit.ids import Id
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data
from hanse.platform.authz import Subject


class OrderId(Id, prefix="ord"):
    """An order."""


class OrderLineId(Id, prefix="orl"):
    """A line of an order."""


class OrderStatus(enum.StrEnum):
    PLACED = "placed"
    CONFIRMED = "confirmed"
    IN_FULFILMENT = "in_fulfilment"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ON_HOLD = "on_hold"


Path = Annotated[list[UUID], Meta(description="The buyer's organization and those above it, nearest first")]


class OrderAddress(Data, frozen=True, kw_only=True):
    """An address as it was when the order was placed."""

    recipient: str = ""
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str | None = None


class OrderTax(Data, frozen=True, kw_only=True):
    """What one rate adds up to on an order."""

    rate_micros: int
    name: str
    net: Money
    tax: Money


class OrderLine(Data, frozen=True, kw_only=True):
    """What was ordered, frozen. `open` is what neither left nor was cancelled yet, in the unit ordered."""

    id: OrderLineId
    line_key: int
    variant_id: VariantId | None
    sku: str
    name: str
    options: str
    note: str
    quantity: Quantity
    shipped: Quantity
    cancelled: Quantity
    open: Quantity
    stock_quantity: Annotated[Quantity | None, Meta(description="In the stock unit; null when nothing is stocked")]
    allocated: Annotated[Quantity | None, Meta(description="Promised from stock or shipped, in the stock unit")]
    backordered: Annotated[Quantity | None, Meta(description="Waits for stock, in the stock unit")]
    expected_at: datetime | None
    unit_price: UnitPrice
    discount: Money
    tax_class: str
    tax_rate_micros: int
    tax_rate_name: str
    net: Money
    tax: Money
    gross: Money
    price_trace: Annotated[dict[str, Any] | None, Meta(description="Why the price is what it is; for staff only")]


class OrderSummary(Data, frozen=True, kw_only=True):
    """An order in a list."""

    id: OrderId
    number: str
    status: OrderStatus
    organization_id: OrganizationId
    organization_name: str
    buyer_member_id: MemberId | None
    buyer_name: str | None
    po_number: str | None
    total: Money
    line_count: int
    has_backorder: bool
    wants_cancellation: bool
    requested_date: date | None
    placed_at: datetime
    version: int
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return order_subject(
            self.id, self.path, self.buyer_member_id, {"status": self.status.value, **total_facts(self.total)}
        )


class Order(Data, frozen=True, kw_only=True):
    """What was agreed and what became of it. Prices, names and addresses are as they were when it was placed."""

    id: OrderId
    number: str
    status: OrderStatus
    held_status: Annotated[OrderStatus | None, Meta(description="Where it goes on when the hold ends")]
    status_reason: str | None
    organization_id: OrganizationId
    organization_name: str
    buyer_member_id: MemberId | None
    buyer_name: str | None
    source_kind: Annotated[str, Meta(description="What it was made from, such as cart or quote")]
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
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        facts = {"status": self.status.value, "source_kind": self.source_kind, **total_facts(self.total)}
        return order_subject(self.id, self.path, self.buyer_member_id, facts)


def total_facts(total: Money) -> dict[str, Any]:
    """What conditions may ask about an amount: its minor units and currency."""
    return {"total": total.minor, "currency": total.currency}


def order_subject(
    order_id: OrderId | None, path: list[UUID], buyer: MemberId | None, facts: Mapping[str, Any]
) -> Subject:
    """What authorisation knows of an order: whose it is, who placed it, its total and status."""
    owner = buyer.uuid if buyer else None
    return Subject(kind="order", id=order_id, organizations=tuple(path), owner_member_id=owner, attributes=facts)


class ListOrders(PageQuery, frozen=True, kw_only=True):
    """Which orders to list, newest first unless told otherwise."""

    q: Annotated[str, Meta(max_length=100, description="An order number or a PO number")] | None = None
    status: Annotated[list[OrderStatus], Meta(max_length=6)] = []
    organization: OrganizationId | None = None
    backordered: Annotated[bool, Meta(description="Only those that wait for stock")] = False
    wants_cancellation: Annotated[bool, Meta(description="Only those whose buyer asked to cancel")] = False
    placed_from: date | None = None
    placed_to: Annotated[date | None, Meta(description="The last day, itself included")] = None
    sort: Literal["-placed", "placed"] = "-placed"


class OrderCounts(Data, frozen=True, kw_only=True):
    """How many orders the reader sees, by status; counted up to a thousand each."""

    statuses: dict[str, int]
    backordered: int
    wants_cancellation: int
