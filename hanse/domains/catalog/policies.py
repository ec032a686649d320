"""The rights of the catalogue, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_ADMIN = {"admin": _T}
_STAFF = {"admin": _T, "manager": _T}
_EVERY_STAFF = {**_STAFF, "approver": _T, "member": _T, "viewer": _T}
_EVERY_PARTNER = {
    "company_admin": Reach.BELOW,
    "buyer": Reach.ORGANIZATION,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "vendor_manager": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}

PRODUCTS: Final = (
    Permission("product.view", "See products", "See the products open to them.", _EVERY_STAFF, _EVERY_PARTNER),
    Permission("product.create", "Create products", "Enter products and their variants as drafts.", _STAFF),
    Permission("product.update", "Change products", "Change facts, variants, options, pictures and documents.", _STAFF),
    Permission("product.review", "Send products to review", "Say that a draft is ready, or take it back.", _STAFF),
    Permission("product.activate", "Activate products", "Let a product be sold.", _STAFF),
    Permission("product.archive", "Archive products", "Take a product out of sale, and bring it back.", _STAFF),
    Permission("product.import", "Import products", "Create and change products from a file.", _STAFF, {}, True),
    Permission("product.export", "Export products", "Take the list of products out as a file.", _STAFF, {}, True),
)
CATEGORIES: Final = (
    Permission("category.view", "See categories", "See the tree of categories.", _EVERY_STAFF, _EVERY_PARTNER),
    Permission("category.manage", "Manage categories", "Add, change, move and delete categories.", _STAFF),
)
ATTRIBUTES: Final = (
    Permission("attribute.view", "See attributes", "See what can be said of products.", _EVERY_STAFF, _EVERY_PARTNER),
    Permission("attribute.manage", "Manage attributes", "Declare attributes and sets of them.", _STAFF),
)
ASSIGNMENTS: Final = (
    Permission("catalogue_assignment.view", "See who sees what", "See to whom products are shown.", _EVERY_STAFF),
    Permission(
        "catalogue_assignment.manage",
        "Decide who sees what",
        "Show products and categories to partners, groups or everyone.",
        _STAFF,
        {},
        True,
    ),
)
PERMISSIONS: Final = (*PRODUCTS, *CATEGORIES, *ATTRIBUTES, *ASSIGNMENTS)
