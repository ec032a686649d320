"""What orders offers to the domains below: the kinds of notifications people may choose about."""

from __future__ import annotations

from typing import Final

from hanse.domains.notifications.types import NotificationKind
from hanse.domains.orders.types import OrderStatus
from hanse.platform.authz import OWN_LIMIT, Attribute

_FACTS: Final = (("number", "Order number"), ("organization", "Organization"))

NOTIFICATION_KINDS: Final = (
    NotificationKind(
        "order.placed",
        "New orders",
        "Somebody you look after ordered.",
        "staff",
        "digest",
        (*_FACTS, ("total", "Total")),
    ),
    NotificationKind(
        "order.cancellation_requested",
        "Cancellations asked for",
        "A buyer you look after wants to cancel.",
        "staff",
        "now",
        (*_FACTS, ("reason", "Reason")),
    ),
    NotificationKind("order.confirmed", "Orders confirmed", "The seller will deliver.", "partner", "now", _FACTS),
    NotificationKind("order.shipped", "Shipments", "Something you ordered left the house.", "partner", "now", _FACTS),
    NotificationKind(
        "order.cancelled",
        "Cancellations",
        "An order of yours, or some of its lines, will not be delivered.",
        "partner",
        "now",
        (*_FACTS, ("reason", "Reason")),
    ),
    NotificationKind(
        "order.message", "Messages about orders", "Somebody wrote to you about an order.", "all", "now", _FACTS
    ),
)

ORDER_ATTRIBUTES: Final = (
    Attribute(path="subject.total", label="Total", kind="money", rivals=OWN_LIMIT, is_main=True),
    Attribute(path="subject.currency", label="Currency", kind="text"),
    Attribute(
        path="subject.status",
        label="State",
        kind="choice",
        choices=tuple((one.value, one.value.replace("_", " ").capitalize()) for one in OrderStatus),
    ),
)
"""What conditions of roles may ask of an order: the attributes its subject carries."""
