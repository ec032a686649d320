"""The manifest of the storefront. It has no tables of its own: it shows and joins what others keep."""

from __future__ import annotations

from hanse.domains.storefront import api
from hanse.domains.storefront.pages.home import load_buyer, load_staff
from hanse.domains.storefront.pages.setup import load_setup
from hanse.domains.storefront.pages.table import PAGES
from hanse.domains.storefront.queries.public import IS_PUBLIC, SHOWS_PRICES
from hanse.domains.storefront.routes import ROUTES
from hanse.platform.registry import Domain, HomeSource, NavItem, TenantSetting

DOMAIN = Domain(
    name="storefront",
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(NavItem("app", "Catalogue", "/app/catalogue", "package", "product.view", "Buying", 15, "c"),),
    home=(
        HomeSource("admin", load_setup, "tenant.update", 1),
        HomeSource("admin", load_staff, "order.view", 4),
        HomeSource("app", load_buyer, "order.view", 3),
    ),
    settings=(
        TenantSetting(
            IS_PUBLIC,
            "Anybody may see the catalogue",
            bool,
            default=False,
            help="Visitors see at the public address what is shown to everyone",
        ),
        TenantSetting(
            SHOWS_PRICES,
            "Visitors see prices",
            bool,
            default=False,
            help="The prices of lists for everybody; prices of partners are never shown",
        ),
    ),
)
