"""Doors without which nothing changes for anybody outside, each with the reason; reviewed by hand.

Such a door stands behind another one. It stays, because the one before it may move.
"""

_NO_ADDRESS = "has no address: who calls it asked already, and comes with the system's rights"
_ASKED = "the command asked already, at its beginning"
_PAGES = "pages only, which a key cannot open and nobody without a log-in; the session itself is asked for next"

EQUAL: dict[str, str] = {
    "hanse/domains/access/commands/assignments.py block_organization authorize member.suspend": (
        "has no address: the command that suspends the organization asked already, and comes with the system's rights"
    ),
    "hanse/domains/identity/commands/accounts.py _for_operator authorize account.disable": (
        "has no address, and the next line refuses everybody but the operator"
    ),
    "hanse/domains/identity/commands/company_log_in.py _connecting authorize_self account.begin_company_log_in": _PAGES,
    "hanse/domains/identity/commands/proving.py own_account authorize_self account.finish_company_log_in": _PAGES,
    "hanse/domains/identity/commands/proving.py own_account authorize_self account.change_password": _ASKED,
    "hanse/domains/identity/commands/proving.py own_account authorize_self passkey.finish_registration": _ASKED,
    "hanse/domains/identity/commands/proving.py own_account authorize_self totp.confirm": _ASKED,
    "hanse/domains/inventory/commands/allocating.py allocate_stock authorize inventory.allocate": _NO_ADDRESS,
    "hanse/domains/inventory/commands/promises.py release_allocation authorize inventory.allocate": _NO_ADDRESS,
    "hanse/domains/inventory/commands/promises.py ship_allocated authorize inventory.allocate": _NO_ADDRESS,
    "hanse/domains/inventory/commands/reserving.py reserve_stock authorize inventory.reserve": _NO_ADDRESS,
    "hanse/domains/orders/queries/orders.py load_order authorize order.place": _ASKED,
}
