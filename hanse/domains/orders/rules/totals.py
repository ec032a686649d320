"""What lines come to before tax, and how amounts of the unit ordered relate to amounts in stock. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.domains.orders.errors import OrderLinesInvalid
from hanse.domains.orders.types import OrderLineInput
from hanse.kit.currencies import get_currency
from hanse.kit.errors import FieldError, HanseError
from hanse.kit.money import Money, line_total


def line_amounts(lines: Sequence[OrderLineInput], currency: str) -> list[Money]:
    """Quantity times unit price, less the discount, of every line. Raises OrderLinesInvalid with an error per line."""
    get_currency(currency)
    problems: list[FieldError] = []
    amounts: list[Money] = []
    keys: set[int] = set()
    for position, line in enumerate(lines):
        found = _problem(line, currency)
        if found is None and line.key in keys:
            found = FieldError("key", "Two lines have the same key", "duplicate")
        keys.add(line.key)
        if found is None:
            try:
                amounts.append(_amount(line))
            except HanseError as error:
                found = FieldError("quantity", error.message, error.code)
        if found is not None:
            problems.append(FieldError(f"lines.{position}.{found.path}", found.message, found.code))
        elif amounts[-1].minor < 0:
            problems.append(FieldError(f"lines.{position}.discount", "A discount is at most the line itself"))
    if problems:
        raise OrderLinesInvalid(fields=problems)
    return amounts


def _amount(line: OrderLineInput) -> Money:
    total = line_total(line.quantity, line.unit_price)
    return total - line.discount if line.discount is not None else total


def _problem(line: OrderLineInput, currency: str) -> FieldError | None:
    discount = line.discount
    checks = (
        (not line.quantity.is_positive, "quantity", "A quantity must be more than zero", "not_positive"),
        (line.unit_price.micros < 0, "unit_price", "A price is zero or more", "negative"),
        (line.unit_price.currency != currency, "unit_price", f"Give the price in {currency}, as the order", "currency"),
        (
            discount is not None and discount.currency != currency,
            "discount",
            f"Give the discount in {currency}, as the order",
            "currency",
        ),
        (discount is not None and discount.minor < 0, "discount", "A discount is zero or more", "negative"),
        (not line.name.strip(), "name", "Say what this line is", "required"),
    )
    return next((FieldError(path, message, code) for failed, path, message, code in checks if failed), None)


def stock_part(done: int, more: int, quantity: int, stock_quantity: int) -> int:
    """How much stock `more` of a line is after `done` of it, so that all parts add up to the whole exactly.

    Everything in ten-thousandths: `done`, `more` and `quantity` in the unit ordered, the rest in the stock unit.
    """
    return (done + more) * stock_quantity // quantity - done * stock_quantity // quantity


def ordered_part(stock: int, quantity: int, stock_quantity: int) -> int:
    """How much of a line an amount of stock covers, in the unit ordered; rounded down."""
    return min(stock * quantity // stock_quantity, quantity)
