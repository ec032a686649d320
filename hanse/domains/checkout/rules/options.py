"""What chosen options do to a unit price. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from hanse.domains.catalog.types import OptionEffect
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice

KEY_LIMIT: Final = 200


def option_key(key: str) -> str:
    """A key of choices that fits its column; a longer one is told apart by its hash."""
    return key if len(key) <= KEY_LIMIT else f"{key[:120]}#{sha256(key.encode()).hexdigest()}"


def with_effects(price: UnitPrice, effects: Sequence[OptionEffect]) -> UnitPrice:
    """The price with every effect; percentages count on the price without options.

    A choice that costs a fixed amount has one for each currency it is sold in, so there are as many in this currency
    as in any other. Raises Invalid when there are fewer, and for a price that would fall below zero.
    """
    fixed = Counter(effect.currency for effect in effects if effect.kind == "fixed")
    if fixed and fixed[price.currency] < max(fixed.values()):
        raise Invalid(f"The price of an option is not set in {price.currency}; ask us for an offer")
    total = price
    for effect in effects:
        if effect.kind == "percent":
            total += price.basis_points(effect.amount)
        elif effect.currency == price.currency:
            total += UnitPrice(effect.amount, price.currency)
    if total.is_negative:
        raise Invalid("These options cannot be priced; ask us for an offer")
    return total
