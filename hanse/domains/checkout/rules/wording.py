"""Stock and terms in the words buyers read. Pure."""

from __future__ import annotations

from hanse.domains.inventory.types import Availability, StockState

_WORDS = {
    StockState.IN_STOCK: "In stock",
    StockState.LOW: "Only a few left",
    StockState.BACKORDER: "Delivered later",
    StockState.OUT: "Out of stock",
    StockState.NOT_STOCKED: "Made or bought for you",
}


def availability_words(stock: Availability) -> str:
    """What may be promised, in words; with the amount where it may be known."""
    words = _WORDS[stock.state]
    if stock.available is not None and stock.state in (StockState.IN_STOCK, StockState.LOW):
        words = f"{stock.available} in stock"
    if stock.expected_at is not None and stock.state in (StockState.BACKORDER, StockState.OUT):
        words = f"{words}, expected {stock.expected_at:%d %b %Y}"
    return words


def terms_words(days: int | None) -> str:
    """Payment terms in words."""
    if days is None:
        return "Invoice, due as agreed"
    return "Invoice, due at once" if days == 0 else f"Invoice, due within {days} days"
