"""The manifest of orders."""

from __future__ import annotations

from hanse.domains.orders import api
from hanse.domains.orders.commands.indexing import reindex_orders
from hanse.domains.orders.events import EVENTS
from hanse.domains.orders.pages.home import load_buyer, load_staff
from hanse.domains.orders.pages.table import PAGES
from hanse.domains.orders.policies import PERMISSIONS
from hanse.domains.orders.routes import ROUTES
from hanse.domains.orders.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, HomeSource, NavItem, Searchable

DOMAIN = Domain(
    name="orders",
    tables=("order_counters", "order_lines", "order_messages", "orders", "shipment_lines", "shipments"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(
        NavItem("admin", "Orders", "/admin/orders", "package", "order.view_internal", "Sales", 10),
        NavItem("app", "Orders", "/app/orders", "package", "order.view", "Buying", 45),
    ),
    home=(
        HomeSource("admin", load_staff, "order.view_internal", 3),
        HomeSource("app", load_buyer, "order.view", 3),
    ),
    searchable=(Searchable("order", "Orders", "order.view", "package", reindex_orders),),
    subscriptions=SUBSCRIPTIONS,
    events=EVENTS,
    constraints={
        "orders_number_key": ("number", "This number is taken"),
        "orders_organization_id_fkey": ("organization_id", "There is no such organization"),
    },
)
