"""What can go wrong in the storefront."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Unavailable


class NothingToQuote(Conflict):
    code = "nothing_to_quote"
    title = "There is nothing to ask a quote for; put something in first"


class PricesNotReady(Unavailable):
    code = "prices_not_ready"
    title = (
        "Your prices of so many products are being put in order; try again in a few seconds, or narrow the list first"
    )
