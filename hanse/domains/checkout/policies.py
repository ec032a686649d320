"""The rights of checkout, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T, _O = Reach.TENANT, Reach.ORGANIZATION
_STAFF = {"admin": _T, "manager": _T}
_SALES = {**_STAFF, "member": _T}
_EVERY_STAFF = {**_SALES, "approver": _T, "viewer": _T}
_COMPANY = {"company_admin": Reach.BELOW}
_BUYERS = {**_COMPANY, "buyer": _O}
_READERS = {**_BUYERS, "approver": _O, "finance": _O, "viewer": _O}
_OWN = {**_COMPANY, "buyer": Reach.OWN}
_FINANCE = {**_COMPANY, "finance": _O}

CARTS: Final = (
    Permission("cart.view", "See carts", "See shared carts and one's own.", _EVERY_STAFF, _READERS),
    Permission("cart.view_all", "See everybody's carts", "See carts kept private by colleagues.", _STAFF, _COMPANY),
    Permission("cart.edit", "Fill carts", "Start carts and change what is in them.", _SALES, _BUYERS),
    Permission("cart.submit", "Order carts", "Send a cart to be ordered.", _SALES, _BUYERS),
    Permission("shopping_list.view", "See shopping lists", "See shared lists and one's own.", _EVERY_STAFF, _READERS),
    Permission(
        "shopping_list.view_all",
        "See everybody's lists",
        "See lists kept private by colleagues.",
        _STAFF,
        _COMPANY,
    ),
    Permission("shopping_list.edit", "Keep shopping lists", "Make lists and change what is on them.", _SALES, _BUYERS),
)
BUDGETS: Final = (
    Permission("cost_centre.view", "See cost centres", "See and choose cost centres.", _EVERY_STAFF, _READERS),
    Permission("cost_centre.manage", "Manage cost centres", "Add and change cost centres.", _STAFF, _FINANCE),
    Permission("budget.view", "See budgets", "See what of each budget is used.", _STAFF, {**_FINANCE, "approver": _O}),
    Permission("budget.manage", "Set budgets", "Say how much may be bought in a period.", _STAFF, _FINANCE, True),
    Permission("checkout_rules.view", "See order rules", "See what is demanded of orders.", _EVERY_STAFF, _READERS),
    Permission(
        "checkout_rules.manage",
        "Set order rules",
        "Demand a PO number or cost centre of orders.",
        _STAFF,
        _FINANCE,
    ),
)
ORDERING: Final = (
    Permission("order_request.view", "See order requests", "See baskets that were sent.", _EVERY_STAFF, _READERS),
    Permission("order_request.recall", "Recall order requests", "Take back what waits for approval.", _SALES, _OWN),
    Permission("standing_order.view", "See standing orders", "See what the calendar orders.", _EVERY_STAFF, _READERS),
    Permission(
        "standing_order.manage", "Manage standing orders", "Have the calendar order, and stop it.", _SALES, _BUYERS
    ),
)
PERMISSIONS: Final = (*CARTS, *BUDGETS, *ORDERING)

PO_NUMBER_REQUIRED: Final = "checkout_po_number_required"
TERMS: Final = "checkout_terms"
