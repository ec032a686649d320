"""What can go wrong in the storefront."""

from __future__ import annotations

from hanse.kit.errors import Conflict


class NothingToQuote(Conflict):
    code = "nothing_to_quote"
    title = "There is nothing to ask a quote for; put something in first"
