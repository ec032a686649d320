"""What happens in checkout, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.checkout.types import CartId, OrderRequestId, OrganizationId, StandingOrderId
from hanse.kit.events import Event


class OrderRequestSubmitted(Event, frozen=True, kw_only=True):
    """A basket was sent; it is an order already, or waits for approval."""

    name: ClassVar[str] = "order_request.submitted"
    request_id: OrderRequestId
    organization_id: OrganizationId
    cart_id: CartId | None


class OrderRequestPlaced(Event, frozen=True, kw_only=True):
    """A basket became an order."""

    name: ClassVar[str] = "order_request.placed"
    request_id: OrderRequestId
    organization_id: OrganizationId
    order_number: str


class OrderRequestReturned(Event, frozen=True, kw_only=True):
    """A basket was refused, recalled or could not be placed; it can be changed and sent again."""

    name: ClassVar[str] = "order_request.returned"
    request_id: OrderRequestId
    organization_id: OrganizationId
    status: str
    reason: str


class StandingOrderRan(Event, frozen=True, kw_only=True):
    """The calendar ordered, or could not."""

    name: ClassVar[str] = "standing_order.ran"
    standing_order_id: StandingOrderId
    organization_id: OrganizationId
    status: str
    message: str


EVENTS = (OrderRequestSubmitted, OrderRequestPlaced, OrderRequestReturned, StandingOrderRan)
