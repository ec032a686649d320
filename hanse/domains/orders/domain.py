"""The manifest of orders."""

from __future__ import annotations

from hanse.domains.orders import api
from hanse.domains.orders.events import EVENTS
from hanse.domains.orders.policies import PERMISSIONS
from hanse.domains.orders.routes import ROUTES
from hanse.domains.orders.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain

DOMAIN = Domain(
    name="orders",
    tables=("order_counters", "order_lines", "order_messages", "orders", "shipment_lines", "shipments"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    subscriptions=SUBSCRIPTIONS,
    events=EVENTS,
    constraints={
        "orders_number_key": ("number", "This number is taken"),
        "orders_organization_id_fkey": ("organization_id", "There is no such organization"),
    },
)
