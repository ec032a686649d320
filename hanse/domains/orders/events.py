"""What happens to orders, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.orders.types import OrderId, OrganizationId, ShipmentId
from hanse.kit.events import Event


class OrderPlaced(Event, frozen=True, kw_only=True):
    """An order was placed; what it was made from names it uniquely."""

    name: ClassVar[str] = "order.placed"
    order_id: OrderId
    organization_id: OrganizationId
    source_kind: str
    source_id: str


class OrderConfirmed(Event, frozen=True, kw_only=True):
    """The business said it will deliver."""

    name: ClassVar[str] = "order.confirmed"
    order_id: OrderId
    organization_id: OrganizationId


class OrderShipped(Event, frozen=True, kw_only=True):
    """Some or all of an order left the house."""

    name: ClassVar[str] = "order.shipped"
    order_id: OrderId
    organization_id: OrganizationId
    shipment_id: ShipmentId


class OrderCompleted(Event, frozen=True, kw_only=True):
    """Everything that was not cancelled left the house."""

    name: ClassVar[str] = "order.completed"
    order_id: OrderId
    organization_id: OrganizationId


class OrderCancelled(Event, frozen=True, kw_only=True):
    """Nothing of an order will be delivered any more; `source` as in OrderPlaced."""

    name: ClassVar[str] = "order.cancelled"
    order_id: OrderId
    organization_id: OrganizationId
    source_kind: str
    source_id: str
    reason: str


class OrderLinesCancelled(Event, frozen=True, kw_only=True):
    """Some lines, or parts of them, will not be delivered."""

    name: ClassVar[str] = "order.lines_cancelled"
    order_id: OrderId
    organization_id: OrganizationId
    reason: str


class OrderHeld(Event, frozen=True, kw_only=True):
    """An order was stopped for now."""

    name: ClassVar[str] = "order.held"
    order_id: OrderId
    organization_id: OrganizationId
    reason: str


class OrderResumed(Event, frozen=True, kw_only=True):
    """An order goes on."""

    name: ClassVar[str] = "order.resumed"
    order_id: OrderId
    organization_id: OrganizationId


class CancellationRequested(Event, frozen=True, kw_only=True):
    """The buyer asked to cancel; somebody has to decide."""

    name: ClassVar[str] = "order.cancellation_requested"
    order_id: OrderId
    organization_id: OrganizationId
    reason: str


class OrderUpdated(Event, frozen=True, kw_only=True):
    """Facts of an order changed that are not frozen, or stock was found for its back-orders."""

    name: ClassVar[str] = "order.updated"
    order_id: OrderId
    organization_id: OrganizationId


class OrderMessageAdded(Event, frozen=True, kw_only=True):
    """Somebody said something about an order."""

    name: ClassVar[str] = "order.message_added"
    order_id: OrderId
    organization_id: OrganizationId
    is_internal: bool


EVENTS = (
    OrderPlaced,
    OrderConfirmed,
    OrderShipped,
    OrderCompleted,
    OrderCancelled,
    OrderLinesCancelled,
    OrderHeld,
    OrderResumed,
    CancellationRequested,
    OrderUpdated,
    OrderMessageAdded,
)
