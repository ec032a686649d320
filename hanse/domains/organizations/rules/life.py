"""The life of an organization as a pure state machine, and the bounds of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hanse.domains.organizations.errors import OrganizationInvalidTransition, TreeLoop, TreeTooDeep
from hanse.domains.organizations.types import OrganizationStatus as S

DEPTH_MAXIMUM: Final = 20
TRANSITIONS: Final[Mapping[str, tuple[frozenset[S], S]]] = {
    "apply": (frozenset({S.PROSPECT}), S.APPLIED),
    "submit": (frozenset({S.APPLIED}), S.IN_REVIEW),
    "ask_for_changes": (frozenset({S.IN_REVIEW}), S.APPLIED),
    "approve": (frozenset({S.IN_REVIEW}), S.ACTIVE),
    "reject": (frozenset({S.APPLIED, S.IN_REVIEW}), S.CLOSED),
    "activate": (frozenset({S.PROSPECT}), S.ACTIVE),
    "suspend": (frozenset({S.ACTIVE}), S.SUSPENDED),
    "reactivate": (frozenset({S.SUSPENDED}), S.ACTIVE),
    "close": (frozenset({S.PROSPECT, S.APPLIED, S.IN_REVIEW, S.ACTIVE, S.SUSPENDED}), S.CLOSED),
}
_WORDS: Final = {S.IN_REVIEW: "in review"}


def next_status(name: str, status: S, action: str) -> S:
    """The state after `action`. Raises OrganizationInvalidTransition saying when it would work."""
    allowed, after = TRANSITIONS[action]
    if status not in allowed:
        states = " or ".join(word_of(state) for state in S if state in allowed)
        verb = action.replace("_", " ")
        raise OrganizationInvalidTransition(f"{name} is {word_of(status)}; to {verb} it must be {states}")
    return after


def word_of(status: S) -> str:
    """The state as people say it."""
    return _WORDS.get(status, status.value)


def may_trade(status: S) -> bool:
    """Whether new business may be started with an organization in this state."""
    return status is S.ACTIVE


def check_place(*, levels_above: int, levels_below: int) -> None:
    """Refuse a place that would make the tree too deep.

    `levels_above` counts the new parent and everything above it; `levels_below` the organization and the longest way
    down. Raises TreeTooDeep.
    """
    if levels_above + levels_below > DEPTH_MAXIMUM:
        raise TreeTooDeep(f"This would make {levels_above + levels_below} levels; the tree has {DEPTH_MAXIMUM} at most")


def refuse_loop(is_below: bool) -> None:
    """Refuse a new parent that stands below (or is) the organization that moves. Raises TreeLoop."""
    if is_below:
        raise TreeLoop()
