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

    rate_micros: Annotated[int, Meta(description="The rate in millionths: 200000 is 20 %")]
    name: str
    net: Money
    tax: Money


class OrderLine(Data, frozen=True, kw_only=True):
    """What was ordered, frozen. `open` is what neither left nor was cancelled yet, in the unit ordered."""

    id: OrderLineId
    line_key: Annotated[int, Meta(description="The line's number within the order, from 0")]
    variant_id: VariantId | None
    sku: Annotated[str, Meta(description="Article number")]
    name: str
    options: str
    note: Annotated[str, Meta(description="A note in plain words")]
    quantity: Quantity
    shipped: Quantity
    cancelled: Quantity
    open: Quantity
    stock_quantity: Annotated[Quantity | None, Meta(description="In the stock unit; null when nothing is stocked")]
    allocated: Annotated[Quantity | None, Meta(description="Promised from stock or shipped, in the stock unit")]
    backordered: Annotated[Quantity | None, Meta(description="Waits for stock, in the stock unit")]
    expected_at: Annotated[datetime | None, Meta(description="When more is expected; null when nobody knows")]
    unit_price: UnitPrice
    discount: Money
    tax_class: Annotated[str, Meta(description="Tax class, such as standard")]
    tax_rate_micros: Annotated[int, Meta(description="The tax rate in millionths: 200000 is 20 %")]
    tax_rate_name: Annotated[str, Meta(description="Name of the tax rate")]
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
    buyer_name: Annotated[str | None, Meta(description="Who ordered")]
    po_number: Annotated[str | None, Meta(description="The buyer's own number of the order")]
    total: Money
    line_count: Annotated[int, Meta(description="How many lines it has")]
    has_backorder: Annotated[bool, Meta(description="Whether some of it waits for stock")]
    wants_cancellation: Annotated[bool, Meta(description="Whether the buyer asked to cancel")]
    requested_date: Annotated[date | None, Meta(description="The day the buyer wants it")]
    placed_at: Annotated[datetime, Meta(description="When it was placed")]
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
    buyer_name: Annotated[str | None, Meta(description="Who ordered")]
    source_kind: Annotated[str, Meta(description="What it was made from, such as cart or quote")]
    source_id: Annotated[str, Meta(description="Id of what it was made from")]
    currency: str
    country: str
    is_tax_inclusive: Annotated[bool, Meta(description="Whether the unit prices include tax")]
    net: Money
    tax: Money
    total: Money
    taxes: list[OrderTax]
    lines: list[OrderLine]
    line_count: Annotated[int, Meta(description="How many lines it has")]
    billing_address: OrderAddress
    shipping_address: OrderAddress
    po_number: Annotated[str | None, Meta(description="The buyer's own number of the order")]
    cost_centre: Annotated[str | None, Meta(description="What the buyer books it on")]
    requested_date: Annotated[date | None, Meta(description="The day the buyer wants it")]
    payment_days: Annotated[int | None, Meta(description="Days to pay in; null without terms")]
    payment_terms: str
    due_date: Annotated[date | None, Meta(description="The day the money is due; null without terms")]
    note: Annotated[str, Meta(description="A note in plain words")]
    has_backorder: Annotated[bool, Meta(description="Whether some of it waits for stock")]
    cancel_request: Annotated[str | None, Meta(description="Why the buyer wants to cancel; null while nobody asked")]
    cancel_requested_at: Annotated[
        datetime | None, Meta(description="When the buyer asked to cancel; null while nobody asked")
    ]
    placed_at: Annotated[datetime, Meta(description="When it was placed")]
    confirmed_at: Annotated[datetime | None, Meta(description="When the seller confirmed it; null before that")]
    completed_at: datetime | None
    cancelled_at: Annotated[datetime | None, Meta(description="When it was cancelled; null as long as it is not")]
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        facts = {"status": self.status.value, "source_kind": self.source_kind, **total_facts(self.total)}
        return order_subject(self.id, self.path, self.buyer_member_id, facts)


def total_facts(total: Money) -> dict[str, Any]:
    """What conditions of roles may ask about an amount: the amount, to compare it with amounts, and its currency."""
    return {"total": total, "currency": total.currency}


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
    placed_from: Annotated[date | None, Meta(description="The first day")] = None
    placed_to: Annotated[date | None, Meta(description="The last day, itself included")] = None
    sort: Literal["-placed", "placed"] = "-placed"


class OrderCounts(Data, frozen=True, kw_only=True):
    """How many orders the reader sees, by status; counted up to a thousand each."""

    statuses: dict[str, int]
    backordered: Annotated[int, Meta(description="How many wait for stock")]
    wants_cancellation: Annotated[int, Meta(description="How many buyers asked to cancel")]
