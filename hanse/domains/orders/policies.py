"""The rights of orders, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_STAFF = {"admin": _T, "manager": _T}
_HANDS = {**_STAFF, "member": _T}
_EVERY_STAFF = {**_HANDS, "approver": _T, "viewer": _T}
_BUYERS = {"company_admin": Reach.BELOW, "buyer": Reach.ORGANIZATION}
_READERS = {
    **_BUYERS,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}

PERMISSIONS: Final = (
    Permission("order.view", "See orders", "See orders with prices, shipments and messages.", _EVERY_STAFF, _READERS),
    Permission(
        "order.view_internal",
        "See internal facts of orders",
        "See price traces, internal notes and what waits for stock where.",
        _EVERY_STAFF,
    ),
    Permission("order.place", "Place orders", "Order for an organization.", _STAFF, _BUYERS),
    Permission(
        "order.enter", "Enter orders at own prices", "Enter an order that was agreed elsewhere.", _STAFF, {}, True
    ),
    Permission("order.manage", "Change orders", "Confirm, hold, resume and correct orders.", _STAFF),
    Permission("order.ship", "Record shipments", "Say what left the house, with tracking.", _HANDS),
    Permission("order.cancel", "Cancel orders", "Cancel orders or lines; stock goes back.", _STAFF, {}, True),
    Permission(
        "order.ask_cancellation", "Ask to cancel", "Ask the seller to cancel what did not leave yet.", _HANDS, _BUYERS
    ),
    Permission(
        "order.write_message", "Write about orders", "Write to the other side about an order.", _HANDS, _READERS
    ),
    Permission("order.export", "Export orders", "Take the list of orders out as a file.", _STAFF, _BUYERS, True),
)
