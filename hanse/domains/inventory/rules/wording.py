"""How stock is put into words."""

from __future__ import annotations

from hanse.domains.inventory.types import StockState
from hanse.kit.quantity import Quantity

STATES = {
    StockState.IN_STOCK: "In stock",
    StockState.LOW: "Low",
    StockState.BACKORDER: "On back-order",
    StockState.OUT: "Out of stock",
    StockState.NOT_STOCKED: "Made or fetched to order",
}


def shortage_sentence(possible: Quantity | None) -> str:
    """What to tell about a line that asks for too much; None when the amount may not be told."""
    if possible is None:
        return "There is not enough of this in stock; order less, or allow a later delivery"
    if not possible.is_positive:
        return "This is out of stock"
    return f"Only {possible} can be delivered; order that or less"
