"""The life of an order as a pure state machine: what each action needs and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hanse.domains.orders.errors import OrderInvalidTransition
from hanse.domains.orders.types import OrderStatus as S

TRANSITIONS: Final[Mapping[str, tuple[frozenset[S], S]]] = {
    "confirm": (frozenset({S.PLACED}), S.CONFIRMED),
    "ship": (frozenset({S.CONFIRMED, S.IN_FULFILMENT}), S.IN_FULFILMENT),
    "complete": (frozenset({S.CONFIRMED, S.IN_FULFILMENT}), S.COMPLETED),
    "cancel": (frozenset({S.PLACED, S.CONFIRMED, S.IN_FULFILMENT, S.ON_HOLD}), S.CANCELLED),
    "hold": (frozenset({S.PLACED, S.CONFIRMED, S.IN_FULFILMENT}), S.ON_HOLD),
}
_WORDS: Final = {S.IN_FULFILMENT: "in fulfilment", S.ON_HOLD: "on hold"}
OPEN: Final = frozenset({S.PLACED, S.CONFIRMED, S.IN_FULFILMENT, S.ON_HOLD})
"""Orders something is still expected of."""


def next_status(number: str, status: S, action: str) -> S:
    """The state after `action`. Raises OrderInvalidTransition saying when it would work."""
    allowed, after = TRANSITIONS[action]
    if status not in allowed:
        states = " or ".join(word_of(state) for state in S if state in allowed)
        raise OrderInvalidTransition(
            f"Order {number} is {word_of(status)}; to {action} it, it must be {states}",
            extra={"status": status.value},
        )
    return after


def resumed_status(number: str, status: S, held: S | None) -> S:
    """Where an order goes on after a hold. Raises OrderInvalidTransition when it is not held."""
    if status is not S.ON_HOLD or held is None:
        raise OrderInvalidTransition(
            f"Order {number} is {word_of(status)}; only an order on hold can be resumed", extra={"status": status.value}
        )
    return held


def settled_status(status: S, *, is_anything_open: bool, has_shipped: bool) -> S:
    """The state after quantities left or were cancelled: cancelled when nothing was delivered, completed otherwise."""
    if is_anything_open:
        return S.IN_FULFILMENT if has_shipped and status is not S.ON_HOLD else status
    return S.COMPLETED if has_shipped else S.CANCELLED


def word_of(status: S) -> str:
    """The state as people say it."""
    return _WORDS.get(status, status.value)
