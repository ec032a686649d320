"""What happens to orders, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.orders.types import OrderId, OrganizationId, ShipmentId
from hanse.kit.events import Event


class OrderFact(Event, frozen=True, kw_only=True):
    """Something happened to an order; whoever keeps a picture of it looks again."""

    order_id: OrderId
    organization_id: OrganizationId


class OrderPlaced(OrderFact, frozen=True, kw_only=True):
    """An order was placed; what it was made from names it uniquely."""

    name: ClassVar[str] = "order.placed"
    source_kind: str
    source_id: str


class OrderConfirmed(OrderFact, frozen=True, kw_only=True):
    """The business said it will deliver."""

    name: ClassVar[str] = "order.confirmed"


class OrderShipped(OrderFact, frozen=True, kw_only=True):
    """Some or all of an order left the house."""

    name: ClassVar[str] = "order.shipped"
    shipment_id: ShipmentId


class OrderCompleted(OrderFact, frozen=True, kw_only=True):
    """Everything that was not cancelled left the house."""

    name: ClassVar[str] = "order.completed"


class OrderCancelled(OrderFact, frozen=True, kw_only=True):
    """Nothing of an order will be delivered any more; `source` as in OrderPlaced."""

    name: ClassVar[str] = "order.cancelled"
    source_kind: str
    source_id: str
    reason: str


class OrderLinesCancelled(OrderFact, frozen=True, kw_only=True):
    """Some lines, or parts of them, will not be delivered."""

    name: ClassVar[str] = "order.lines_cancelled"
    reason: str


class OrderHeld(OrderFact, frozen=True, kw_only=True):
    """An order was stopped for now."""

    name: ClassVar[str] = "order.held"
    reason: str


class OrderResumed(OrderFact, frozen=True, kw_only=True):
    """An order goes on."""

    name: ClassVar[str] = "order.resumed"


class CancellationRequested(OrderFact, frozen=True, kw_only=True):
    """The buyer asked to cancel; somebody has to decide."""

    name: ClassVar[str] = "order.cancellation_requested"
    reason: str


class OrderUpdated(OrderFact, frozen=True, kw_only=True):
    """Facts of an order changed that are not frozen, or stock was found for its back-orders."""

    name: ClassVar[str] = "order.updated"


class OrderMessageAdded(Event, frozen=True, kw_only=True):
    """Somebody said something about an order."""

    name: ClassVar[str] = "order.message_added"
    order_id: OrderId
    organization_id: OrganizationId
    is_internal: bool
    is_from_staff: bool


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
