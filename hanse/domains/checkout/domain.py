"""The manifest of checkout."""

from __future__ import annotations

from hanse.domains.checkout import api
from hanse.domains.checkout.events import EVENTS
from hanse.domains.checkout.jobs import JOBS, SCHEDULES
from hanse.domains.checkout.pages.home import load_buyer
from hanse.domains.checkout.pages.table import PAGES
from hanse.domains.checkout.policies import PERMISSIONS, PO_NUMBER_REQUIRED, TERMS
from hanse.domains.checkout.routes import ROUTES
from hanse.domains.checkout.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, HomeSource, NavItem, Place, TenantSetting

_BUY = "Buying"
NAV = (
    NavItem("app", "Quick order", "/app/quick-order", "zap", "cart.edit", _BUY, 30),
    NavItem("app", "Carts", "/app/carts", "shopping-cart", "cart.view", _BUY, 35, "b"),
    NavItem("app", "Lists", "/app/lists", "list-checks", "shopping_list.view", _BUY, 40),
    NavItem("app", "Order requests", "/app/order-requests", "send", "order_request.view", _BUY, 50),
    NavItem("app", "Standing orders", "/app/standing-orders", "calendar-clock", "standing_order.view", _BUY, 60),
    NavItem("app", "Cost centres", "/app/cost-centres", "wallet", "cost_centre.view", "Your company", 200),
)
DOMAIN = Domain(
    name="checkout",
    places=(Place("New standing order", "/app/standing-orders/new", "plus"),),
    tables=(
        "budget_entries",
        "budgets",
        "cart_lines",
        "carts",
        "checkout_rules",
        "cost_centres",
        "order_requests",
        "shopping_list_lines",
        "shopping_lists",
        "standing_order_runs",
        "standing_orders",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    events=EVENTS,
    pages=PAGES,
    nav=NAV,
    home=(HomeSource("app", load_buyer, "cart.view", 20),),
    subscriptions=SUBSCRIPTIONS,
    jobs=JOBS,
    schedules=SCHEDULES,
    settings=(
        TenantSetting(
            PO_NUMBER_REQUIRED, "Orders need a PO number", bool, False, "Buyers write their own number with each order"
        ),
        TenantSetting(
            TERMS, "Terms of ordering", str, "", "Buyers accept them with each order; empty asks for nothing"
        ),
    ),
    constraints={
        "cart_lines_variant_id_fkey": ("variant_id", "There is no such article"),
        "order_requests_pending_key": ("", "This cart waits for approval already"),
    },
)
