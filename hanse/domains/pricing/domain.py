"""The manifest of pricing."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.domains.pricing.events import EVENTS
from hanse.domains.pricing.jobs import JOBS, SCHEDULES
from hanse.domains.pricing.pages.table import PAGES
from hanse.domains.pricing.policies import PERMISSIONS
from hanse.domains.pricing.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place

DOMAIN = Domain(
    name="pricing",
    places=(Place("New price list", "/admin/price-lists/new", "plus"),),
    tables=(
        "own_prices",
        "price_books",
        "price_change_items",
        "price_changes",
        "price_entries",
        "price_list_targets",
        "price_lists",
        "price_marks",
    ),
    definer_tables=("own_prices",),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(
        NavItem("admin", "Price lists", "/admin/price-lists", "coins", "price_list.view", "Catalogue", 60),
        NavItem("admin", "Planned prices", "/admin/price-changes", "clock", "price_list.view", "Catalogue", 62),
        NavItem("admin", "Explain a price", "/admin/prices", "layers", "price.explain", "Catalogue", 64),
    ),
    events=EVENTS,
    jobs=JOBS,
    schedules=SCHEDULES,
    constraints={
        "price_lists_name_key_key": ("name", "There is a price list of this name already"),
        "price_list_targets_organization_id_fkey": ("targets", "There is no such organization"),
    },
)
