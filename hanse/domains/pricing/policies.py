"""The rights of pricing, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_STAFF = {"admin": _T, "manager": _T}
_EVERY_STAFF = {**_STAFF, "approver": _T, "member": _T, "viewer": _T}
_O = Reach.ORGANIZATION
_PARTNERS = {"company_admin": Reach.BELOW, "buyer": _O, "approver": _O, "finance": _O, "viewer": _O}

PERMISSIONS: Final = (
    Permission(
        "price.view", "See prices", "See what products cost; partners see their own prices.", _EVERY_STAFF, _PARTNERS
    ),
    Permission("price.explain", "Explain prices", "See every candidate of a price and why it lost.", _EVERY_STAFF),
    Permission("price.view_cost", "See costs", "See what products cost the business itself.", _STAFF, {}, True),
    Permission("price_list.view", "See price lists", "See all price lists and what they say.", _EVERY_STAFF),
    Permission("price_list.create", "Create price lists", "Make price lists as drafts.", _STAFF),
    Permission("price_list.update", "Change price lists", "Change lists, their entries, and planned changes.", _STAFF),
    Permission(
        "price_list.activate",
        "Put price lists to use",
        "Let a list make prices, or take it out of use.",
        _STAFF,
        {},
        True,
    ),
    Permission("price_list.import", "Import prices", "Write entries from a file.", _STAFF, {}, True),
    Permission("price_list.export", "Export prices", "Take the entries of a list out as a file.", _STAFF, {}, True),
)
