"""What can go wrong with orders, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class OrderInvalidTransition(Conflict):
    code = "order_invalid_transition"
    title = "This is not possible in the order's present state"


class NothingToShip(Conflict):
    code = "nothing_to_ship"
    title = "Nothing of this order can leave the house now; it waits for stock or has left already"


class CannotShip(Invalid):
    code = "cannot_ship"
    title = "Some lines cannot be shipped like this"


class CannotCancel(Invalid):
    code = "cannot_cancel"
    title = "Some lines cannot be cancelled like this"


class OrderLinesInvalid(Invalid):
    code = "order_lines_invalid"
    title = "Some lines cannot be ordered like this"
