"""What can go wrong with quotes, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class QuoteInvalidTransition(Conflict):
    code = "quote_invalid_transition"
    title = "This is not possible in the quote's present state"


class NotYourTurn(Conflict):
    code = "quote_not_your_turn"
    title = "It is the other side's turn; you can change the quote when it comes back"


class QuoteVersionStale(Conflict):
    code = "quote_version_stale"
    title = "This version is no longer the one on offer; look at what changed and decide again"


class QuoteExpired(Conflict):
    code = "quote_expired"
    title = "The offer is no longer valid; ask for it to be extended"


class QuoteIncomplete(Invalid):
    code = "quote_incomplete"
    title = "The quote is not complete yet"


class QuoteTaxChanged(Conflict):
    code = "quote_tax_changed"
    title = "The tax changed since the offer was made; look at the new total and confirm it"


class QuoteCreditExceeded(Conflict):
    code = "quote_credit_exceeded"
    title = "This order would exceed the credit limit"


class TooManyLines(Invalid):
    code = "too_many_lines"
    title = "A quote has 2,000 lines at most; split it"
