"""The manifest of regions, currencies and taxes."""

from __future__ import annotations

from hanse.domains.regions import api
from hanse.domains.regions.pages.table import PAGES
from hanse.domains.regions.policies import PERMISSIONS
from hanse.domains.regions.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place

DOMAIN = Domain(
    name="regions",
    places=(
        Place("New region", "/admin/settings/regions/new", "plus"),
        Place("New tax rate", "/admin/settings/taxes/new", "plus"),
        Place("New tax class", "/admin/settings/taxes/classes/new", "plus"),
    ),
    tables=("region_countries", "regions", "tax_classes", "tax_rates"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(
        NavItem("admin", "Regions", "/admin/settings/regions", "globe", "tax_rate.view", "Business", 250),
        NavItem("admin", "Taxes", "/admin/settings/taxes", "percent", "tax_rate.view", "Business", 251),
    ),
    constraints={
        "regions_name_key_key": ("name", "There is a region of this name already"),
        "tax_classes_code_key": ("code", "There is a tax class with this code already"),
        "tax_rates_country_subdivision_tax_class_valid_from_key": (
            "valid_from",
            "Another rate of the same place and class begins on this day",
        ),
    },
)
