"""What lines and a quote come to: prices after discounts, totals, margin. Pure arithmetic on the kit's exact values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from hanse.kit.money import BASIS_POINTS, Money, UnitPrice, line_total
from hanse.kit.quantity import Quantity
from hanse.kit.scaled import round_half_up

_BOTH: Final = BASIS_POINTS * BASIS_POINTS


class PricedLine(NamedTuple):
    """What of a line counts: how much, at which price after discounts, and what it costs the seller, if known."""

    quantity: Quantity
    net_price: UnitPrice | None
    cost: UnitPrice | None


class Earned(NamedTuple):
    """Cost and margin over the lines whose cost is known; the share is None when nothing is sold."""

    cost: Money
    margin: Money
    basis_points: int | None
    lines_without_cost: int


def net_price(unit_price: UnitPrice | None, line_discount: int, quote_discount: int) -> UnitPrice | None:
    """The price after both discounts (basis points, the quote's on what the line's left), rounded once to micros.

    Two discounts multiply, so that no stack of them goes below zero.
    """
    if unit_price is None:
        return None
    return unit_price.scaled((BASIS_POINTS - line_discount) * (BASIS_POINTS - quote_discount), _BOTH)


def total_of(quantity: Quantity, price: UnitPrice | None) -> Money | None:
    """What a line comes to; None without a price. Raises OutOfRange."""
    return None if price is None else line_total(quantity, price)


def sum_of(lines: Iterable[PricedLine], currency: str) -> Money:
    """What the priced lines come to together, each rounded once. Raises OutOfRange."""
    return Money.sum((line_total(line.quantity, line.net_price) for line in lines if line.net_price), currency)


def earned_on(lines: Sequence[PricedLine], currency: str) -> Earned:
    """Cost and margin of the priced lines whose cost is known."""
    known = [line for line in lines if line.net_price is not None and line.cost is not None]
    sold = sum_of(known, currency)
    cost = Money.sum((line_total(line.quantity, line.cost) for line in known if line.cost is not None), currency)
    margin = sold - cost
    return Earned(cost, margin, margin_share(sold.minor, cost.minor), len(lines) - len(known))


def margin_share(sold: int, cost: int) -> int | None:
    """The margin as basis points of what is sold for; None when that is nothing. Any two counts of one scale."""
    return round_half_up((sold - cost) * BASIS_POINTS, sold) if sold else None


def discount_from(list_price: UnitPrice | None, price: UnitPrice | None) -> int:
    """By how many basis points a price lies below the list price; 0 when above, or when there is no list price."""
    if list_price is None or price is None or not list_price.micros:
        return 0
    return max(0, round_half_up((list_price.micros - price.micros) * BASIS_POINTS, list_price.micros))
