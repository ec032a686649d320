"""What can go wrong in checkout, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class CartNotOpen(Conflict):
    code = "cart_not_open"
    title = "This cart was sent and cannot be changed; recall its order request first, or start another cart"


class CartEmpty(Conflict):
    code = "cart_empty"
    title = "There is nothing in this cart to order; add lines first"


class CartTooLarge(Conflict):
    code = "cart_too_large"
    title = "A cart holds 5,000 lines at most; put the rest into another one"


class LinesRefused(Invalid):
    code = "lines_refused"
    title = "Not one of these lines can be accepted; each says what would be"


class BasketChanged(Conflict):
    code = "basket_changed"
    title = "Prices or contents changed since they were shown; look at them again, then order"


class CheckoutBlocked(Conflict):
    code = "checkout_blocked"
    title = "This cannot be ordered yet; each check says why"


class TermsNotAccepted(Invalid):
    code = "terms_not_accepted"
    title = "Accept the terms to order"


class RequestNotPending(Conflict):
    code = "order_request_not_pending"
    title = "This order request is decided already"


class NothingReadable(Invalid):
    code = "nothing_readable"
    title = "There is no line in it; write one article number and quantity per line"


class StandingOrderEnded(Conflict):
    code = "standing_order_ended"
    title = "This standing order has ended; make a new one"
