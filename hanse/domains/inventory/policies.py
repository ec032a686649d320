"""The rights of inventory, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_ADMIN = {"admin": _T}
_STAFF = {"admin": _T, "manager": _T}
_HANDS = {**_STAFF, "member": _T}
_EVERY_STAFF = {**_HANDS, "approver": _T, "viewer": _T}

PERMISSIONS: Final = (
    Permission("inventory.view", "See stock", "See places, amounts, movements, counts and transfers.", _EVERY_STAFF),
    Permission("inventory.adjust", "Correct stock", "Change amounts by hand, with a reason.", _STAFF),
    Permission("inventory.receive", "Receive stock", "Book deliveries in, and announce expected ones.", _HANDS),
    Permission("inventory.transfer", "Move stock", "Send stock to another place and book it in there.", _HANDS),
    Permission("inventory.count", "Count stock", "Draw up count sheets and enter what was found.", _HANDS),
    Permission("inventory.post_count", "Post counts", "Turn the differences of a count into stock.", _STAFF),
    Permission(
        "inventory.manage",
        "Set up stock",
        "Keep places, safety stock, back-order limits and what buyers are shown.",
        _STAFF,
    ),
    Permission("inventory.import", "Import stock", "Set amounts from a file.", _STAFF, {}, True),
    Permission("inventory.export", "Export stock", "Take amounts out as a file.", _STAFF, {}, True),
    Permission("inventory.allocate", "Promise stock", "Promise stock to orders, ship it and give it back.", _ADMIN),
    Permission("inventory.reserve", "Reserve stock", "Keep stock for somebody for a while.", _STAFF),
)

PROMISES: Final = ("inventory.allocate",)
"""What an order's step acts with when it promises, ships or gives back stock."""
