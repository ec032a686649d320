"""The manifest of the catalogue."""

from __future__ import annotations

from hanse.domains.catalog import api
from hanse.domains.catalog.commands.indexing import reindex_products
from hanse.domains.catalog.events import EVENTS
from hanse.domains.catalog.jobs import JOBS
from hanse.domains.catalog.pages.table import PAGES
from hanse.domains.catalog.policies import PERMISSIONS
from hanse.domains.catalog.routes import ROUTES
from hanse.domains.catalog.types import Visibility
from hanse.platform.registry import Domain, NavItem, Place, Searchable, TenantSetting

NAV = (
    NavItem("admin", "Products", "/admin/products", "package", "catalogue_assignment.view", "Catalogue", 40, "c"),
    NavItem("admin", "Categories", "/admin/categories", "folder-tree", "catalogue_assignment.view", "Catalogue", 42),
    NavItem("admin", "Attributes", "/admin/attributes", "tags", "catalogue_assignment.view", "Catalogue", 44),
)
DOMAIN = Domain(
    name="catalog",
    places=(
        Place("New product", "/admin/products/new", "plus"),
        Place("Import products", "/admin/products/import", "upload"),
        Place("New category", "/admin/categories/new", "plus"),
        Place("New attribute", "/admin/attributes/new", "plus"),
        Place("New attribute set", "/admin/attributes/sets/new", "plus"),
    ),
    tables=(
        "attribute_set_items",
        "attribute_sets",
        "attributes",
        "bundle_items",
        "catalogue_assignments",
        "categories",
        "option_rules",
        "product_categories",
        "product_media",
        "product_options",
        "product_search",
        "products",
        "variant_units",
        "variants",
    ),
    definer_functions=("product_search_find",),
    definer_tables=("product_search",),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=NAV,
    searchable=(Searchable("product", "Products", "product.view", "package", reindex_products),),
    events=EVENTS,
    jobs=JOBS,
    settings=(
        TenantSetting(
            "catalog.default_visibility",
            "Who sees products without an assignment",
            Visibility,
            Visibility.EVERYONE,
            "Everyone, or nobody until a product or its category is assigned",
        ),
    ),
    constraints={
        "products_handle_key": ("handle", "This handle is taken; choose another one"),
        "products_attribute_set_id_fkey": ("attribute_set_id", "There is no such set of attributes"),
        "variants_sku_key_key": ("sku", "This SKU is taken; choose another one"),
    },
)
