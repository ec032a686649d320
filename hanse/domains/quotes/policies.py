"""The rights of quotes, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_MANAGERS = {"admin": _T, "manager": _T}
_SALES = {**_MANAGERS, "member": _T}
_EVERY_STAFF = {**_SALES, "approver": _T, "viewer": _T}
_BUYERS = {"company_admin": Reach.BELOW, "buyer": Reach.ORGANIZATION}
_EVERY_PARTNER = {
    **_BUYERS,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}

PERMISSIONS: Final = (
    Permission(
        "quote.view", "See quotes", "See requests, offers and what is said about them.", _EVERY_STAFF, _EVERY_PARTNER
    ),
    Permission(
        "quote.view_internal",
        "See the seller's side of quotes",
        "See internal notes, price traces and what is still worked on; whoever holds it acts for the seller.",
        _EVERY_STAFF,
    ),
    Permission("quote.view_margin", "See margins", "See and enter what lines cost, and what is earned.", _MANAGERS),
    Permission("quote.create", "Begin quotes", "Ask for a quote, or begin one for a partner.", _SALES, _BUYERS),
    Permission(
        "quote.update", "Change quotes", "Change lines and texts while it is the own side's turn.", _SALES, _BUYERS
    ),
    Permission("quote.comment", "Write messages", "Write to the other side and add files.", _SALES, _BUYERS),
    Permission("quote.note", "Write internal notes", "Write notes that only staff read.", {**_SALES, "approver": _T}),
    Permission("quote.submit", "Submit requests", "Send a request to the seller.", {}, _BUYERS),
    Permission("quote.review", "Review requests", "Take a request up.", _SALES),
    Permission("quote.offer", "Send offers", "Send an offer, and take back one that waits for approval.", _SALES),
    Permission("quote.extend", "Extend offers", "Give an offer more time.", _SALES),
    Permission("quote.counter", "Answer offers", "Answer an offer with wishes of one's own.", {}, _BUYERS),
    Permission("quote.accept", "Accept offers", "Accept an offer and order by it.", {}, _BUYERS, True),
    Permission("quote.decline", "Decline", "Say no to an offer or to a request.", _SALES, _BUYERS),
    Permission("quote.withdraw", "Withdraw requests", "Take a request back.", {}, _BUYERS),
    Permission("quote.cancel", "Cancel quotes", "End a quote before it is ordered.", _SALES, _BUYERS),
)
RIGHT_FOR: Final = {"recall": "quote.offer", "order": "quote.accept"}
"""Actions that ask for the right of another one."""


def right_for(action: str) -> str:
    """The permission that an action of the state machine takes."""
    return RIGHT_FOR.get(action, f"quote.{action}")
