"""The manifest of inventory."""

from __future__ import annotations

from hanse.domains.inventory import api
from hanse.domains.inventory.events import EVENTS
from hanse.domains.inventory.jobs import JOBS, SCHEDULES
from hanse.domains.inventory.pages.table import PAGES
from hanse.domains.inventory.policies import PERMISSIONS
from hanse.domains.inventory.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place

DOMAIN = Domain(
    name="inventory",
    places=(
        Place("Receive stock", "/admin/stock/receive", "package-check"),
        Place("Correct stock", "/admin/stock/adjust", "pencil"),
        Place("Move stock", "/admin/stock/transfer", "truck"),
        Place("Set stock from a file", "/admin/stock/import", "upload"),
        Place("New awaited delivery", "/admin/expected-receipts/new", "plus"),
        Place("New place of stock", "/admin/locations/new", "plus"),
    ),
    tables=(
        "allocations",
        "expected_receipts",
        "inventory_settings",
        "locations",
        "reservations",
        "stock_count_lines",
        "stock_counts",
        "stock_items",
        "stock_levels",
        "stock_movements",
        "stock_transfer_lines",
        "stock_transfers",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(
        NavItem("admin", "Stock", "/admin/stock", "boxes", "inventory.view", "Stock", 80),
        NavItem(
            "admin",
            "Awaited deliveries",
            "/admin/expected-receipts",
            "calendar-clock",
            "inventory.view",
            "Stock",
            82,
        ),
        NavItem("admin", "Transfers", "/admin/stock-transfers", "truck", "inventory.view", "Stock", 84),
        NavItem("admin", "Counts", "/admin/stock-counts", "clipboard-list", "inventory.view", "Stock", 86),
        NavItem("admin", "Places", "/admin/locations", "warehouse", "inventory.view", "Stock", 88),
    ),
    events=EVENTS,
    jobs=JOBS,
    schedules=SCHEDULES,
    constraints={
        "locations_code_key_key": ("code", "Another place has this short name; choose another one"),
        "stock_levels_variant_id_fkey": ("variant_id", "There is no such product"),
        "stock_levels_location_id_fkey": ("location_id", "There is no such place"),
    },
)
