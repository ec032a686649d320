"""The rights of regions and taxes, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_ADMIN = {"admin": _T}
_STAFF = {"admin": _T, "manager": _T, "approver": _T, "member": _T, "viewer": _T}
_O = Reach.ORGANIZATION
_PARTNERS = {
    "company_admin": Reach.BELOW,
    "buyer": _O,
    "approver": _O,
    "finance": _O,
    "vendor_manager": _O,
    "viewer": _O,
}

PERMISSIONS: Final = (
    Permission("region.view", "See regions", "See where the business sells, in which currencies.", _STAFF, _PARTNERS),
    Permission("region.manage", "Manage regions", "Set countries, currency and tax behaviour.", _ADMIN),
    Permission("tax_class.view", "See tax classes", "See which tax classes there are.", _STAFF),
    Permission("tax_class.manage", "Manage tax classes", "Add and name tax classes.", _ADMIN),
    Permission("tax_rate.view", "See tax rates", "See the rates of every country and day.", _STAFF),
    Permission("tax_rate.manage", "Manage tax rates", "Set tax rates and the days they apply.", _ADMIN, {}, True),
)
