"""Whether an approval limit covers an amount."""

from __future__ import annotations

from hanse.kit.money import Money


def covers(limit: Money | None, amount: Money | None, *, is_needed: bool) -> bool:
    """Say whether a limit suffices: up to and including it, and only in its own currency; no rate is ever guessed.

    Without an amount every limit does. Without a limit a person named by a policy may decide, unless `is_needed`.
    A credit counts as much as a charge of the same size.
    """
    if amount is None:
        return True
    if limit is None:
        return not is_needed
    return limit.currency == amount.currency and limit.minor >= abs(amount.minor)
