"""What is taken of a version: of each line the line itself or an alternative, at its quantity or one of its offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from hanse.domains.quotes.rules.totals import net_price
from hanse.domains.quotes.types import FrozenQuote, LineChoice, QuoteLine, QuoteLineId
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is ordered: which one, how much, and at which price to the last micro."""

    line: QuoteLine
    quantity: Quantity
    price: UnitPrice


def choose(content: FrozenQuote, choices: Sequence[LineChoice]) -> list[Taken]:
    """The lines that are taken, in order; without a choice a line is taken as it stands.

    An offer's price stands as it is: the discounts are for the line's own price. Raises Invalid naming each choice that
    does not fit.
    """
    by_id = {line.id: line for line in content.lines}
    chosen: dict[QuoteLineId, LineChoice] = {}
    problems: list[FieldError] = []
    for position, choice in enumerate(choices):
        wrong = _check(choice, by_id, chosen)
        if wrong:
            problems.append(FieldError(f"choices.{position}.{wrong[0]}", wrong[1], "not_found"))
        else:
            chosen[choice.line_id] = choice
    if problems:
        raise Invalid(problems[0].message, fields=problems)
    return list(_taken(content, by_id, chosen))


def _check(
    choice: LineChoice, by_id: dict[QuoteLineId, QuoteLine], chosen: dict[QuoteLineId, LineChoice]
) -> tuple[str, str] | None:
    line = by_id.get(choice.line_id)
    if line is None or line.alternative_of is not None:
        return "line_id", "There is no such line in this version"
    if choice.line_id in chosen:
        return "line_id", "This line is named twice"
    if choice.alternative_id is not None:
        other = by_id.get(choice.alternative_id)
        if other is None or other.alternative_of != choice.line_id:
            return "alternative_id", "This is no alternative to the line"
        line = other
    if choice.offer is not None and choice.offer > len(line.offers):
        return "offer", "The line has no such offer"
    return None


def _taken(
    content: FrozenQuote, by_id: dict[QuoteLineId, QuoteLine], chosen: dict[QuoteLineId, LineChoice]
) -> Iterable[Taken]:
    for line in content.lines:
        if line.alternative_of is not None:
            continue
        choice = chosen.get(line.id)
        one = by_id[choice.alternative_id] if choice and choice.alternative_id else line
        if choice and choice.offer:
            offer = one.offers[choice.offer - 1]
            yield Taken(line=one, quantity=offer.quantity, price=offer.unit_price)
            continue
        price = net_price(one.unit_price, one.discount_basis_points, content.discount_basis_points)
        assert price is not None, "an offer has a price on every line"
        assert price == one.net_price, "a version's prices are what its discounts make of them"
        yield Taken(line=one, quantity=one.quantity, price=price)
