"""The two sides of a trade, as every agreement between them names them."""

from __future__ import annotations

import enum


class Side(enum.StrEnum):
    """Who of the two: the partner that buys, or the business that sells."""

    BUYER = "buyer"
    SELLER = "seller"

    @property
    def other(self) -> Side:
        return Side.SELLER if self is Side.BUYER else Side.BUYER
