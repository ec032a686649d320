"""The life of a quote as a pure state machine: which action leads where, whose turn it is, and who may do what.

The source is domains.md, section 6. No rights and no clock here: those belong to the commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.errors import NotYourTurn, QuoteInvalidTransition
from hanse.domains.quotes.types import QuoteStatus as S


class Move(msgspec.Struct, frozen=True):
    """One action: from which states, to which, and by whom (None: only the system, by an event or the clock)."""

    by: frozenset[Side]
    before: frozenset[S]
    after: S


_BUYER: Final = frozenset({Side.BUYER})
_SELLER: Final = frozenset({Side.SELLER})
_SYSTEM: Final[frozenset[Side]] = frozenset()
_OPEN: Final = frozenset({S.SUBMITTED, S.IN_REVIEW, S.INTERNAL_APPROVAL, S.COUNTERED})
FINAL: Final = frozenset({S.ORDERED, S.DECLINED, S.EXPIRED, S.CANCELLED, S.WITHDRAWN})

# `offer` leads to internal approval when a policy asks for it, and on to `offered` by `release`.
MOVES: Final[Mapping[str, Move]] = {
    "submit": Move(_BUYER, frozenset({S.DRAFT}), S.SUBMITTED),
    "review": Move(_SELLER, frozenset({S.SUBMITTED, S.COUNTERED}), S.IN_REVIEW),
    "offer": Move(_SELLER, frozenset({S.DRAFT, S.IN_REVIEW, S.COUNTERED}), S.OFFERED),
    "ask_approval": Move(
        _SELLER, frozenset({S.DRAFT, S.IN_REVIEW, S.COUNTERED, S.OFFERED, S.EXPIRED}), S.INTERNAL_APPROVAL
    ),
    "recall": Move(_SELLER, frozenset({S.INTERNAL_APPROVAL}), S.IN_REVIEW),
    "release": Move(_SYSTEM, frozenset({S.INTERNAL_APPROVAL}), S.OFFERED),
    "refuse": Move(_SYSTEM, frozenset({S.INTERNAL_APPROVAL}), S.IN_REVIEW),
    "extend": Move(_SELLER, frozenset({S.OFFERED, S.EXPIRED}), S.OFFERED),
    "counter": Move(_BUYER, frozenset({S.OFFERED}), S.COUNTERED),
    "accept": Move(_BUYER, frozenset({S.OFFERED}), S.ACCEPTED),
    "order": Move(_BUYER, frozenset({S.ACCEPTED}), S.ORDERED),
    "decline": Move(
        frozenset({Side.BUYER, Side.SELLER}), frozenset({S.SUBMITTED, S.IN_REVIEW, S.COUNTERED, S.OFFERED}), S.DECLINED
    ),
    "withdraw": Move(_BUYER, _OPEN, S.WITHDRAWN),
    "cancel": Move(
        frozenset({Side.BUYER, Side.SELLER}),
        frozenset({S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.COUNTERED, S.OFFERED, S.ACCEPTED}),
        S.CANCELLED,
    ),
    "expire": Move(_SYSTEM, frozenset({S.OFFERED, S.ACCEPTED}), S.EXPIRED),
}
_TURNS: Final[Mapping[S, Side]] = {
    S.SUBMITTED: Side.SELLER,
    S.IN_REVIEW: Side.SELLER,
    S.COUNTERED: Side.SELLER,
    S.OFFERED: Side.BUYER,
}
_WORDS: Final = {S.IN_REVIEW: "in review", S.INTERNAL_APPROVAL: "in internal approval"}
_VERBS: Final = {"ask_approval": "offer", "release": "release", "refuse": "reopen", "recall": "take back"}


def turn_of(status: S, started_by: Side) -> Side | None:
    """Whose turn it is; None while somebody inside decides, once it is accepted, and at the end."""
    return started_by if status is S.DRAFT else _TURNS.get(status)


def may_edit(status: S, started_by: Side, side: Side) -> bool:
    """Whether a side may change lines and terms now. A request that nobody took up yet is not changed by the seller."""
    return turn_of(status, started_by) is side and status is not S.SUBMITTED


def check_turn(status: S, started_by: Side, side: Side) -> None:
    """Refuse a change by the side whose turn it is not. Raises NotYourTurn saying what has to happen first."""
    if may_edit(status, started_by, side):
        return
    if status is S.SUBMITTED and side is Side.SELLER:
        raise NotYourTurn("Take the request into review first, then change it")
    turn = turn_of(status, started_by)
    if turn is None:
        raise NotYourTurn(f"The quote is {word_of(status, side)}, so nothing of it can be changed")
    other = "the seller" if turn is Side.SELLER else "the buyer"
    raise NotYourTurn(f"It is the turn of {other}; you can change the quote when it comes back")


def next_status(status: S, action: str, side: Side | None, started_by: Side) -> S:
    """The state after `action` by a side (None: the system). Raises QuoteInvalidTransition saying when it would work.

    Declining answers the other side, so it takes one's own turn; so do the moves of a draft. Cancelling is the seller's
    at any time before the order, and the buyer's only for their own draft.
    """
    move = MOVES[action]
    if side is not None and side not in move.by:
        who = "buyer" if Side.BUYER in move.by else "seller" if move.by else "system"
        raise QuoteInvalidTransition(f"Only the {who} can {_verb(action)} a quote")
    if status not in move.before:
        shown = [state for state in S if state in move.before]
        raise QuoteInvalidTransition(
            f"The quote is {word_of(status, side)}; to {_verb(action)} it, it must be {_either(shown, side)}"
        )
    if side is not None and not _is_theirs(status, action, side, started_by):
        raise QuoteInvalidTransition(_not_theirs(status, action, side))
    return move.after


def actions_for(status: S, side: Side, started_by: Side) -> tuple[str, ...]:
    """What a side may do now, as far as the state says; rights narrow it further."""
    return tuple(
        action
        for action, move in MOVES.items()
        if action != "ask_approval"
        and side in move.by
        and status in move.before
        and _is_theirs(status, action, side, started_by)
    )


def shown_status(status: S, side: Side) -> S:
    """The state as a side may know it: that the seller's people still decide among themselves is not the buyer's."""
    return S.IN_REVIEW if side is Side.BUYER and status is S.INTERNAL_APPROVAL else status


def is_visible(has_gone_out: bool, started_by: Side, side: Side) -> bool:
    """Whether a side may know of the quote at all: until a first version went out it is private to who began it."""
    return has_gone_out or started_by is side


def word_of(status: S, side: Side | None = None) -> str:
    """The state as people say it, to one side."""
    shown = shown_status(status, side) if side else status
    return _WORDS.get(shown, shown.value)


def _is_theirs(status: S, action: str, side: Side, started_by: Side) -> bool:
    if action == "decline":
        return turn_of(status, started_by) is side
    if action == "cancel":
        return started_by is side if status is S.DRAFT else side is Side.SELLER
    return status is not S.DRAFT or started_by is side


def _not_theirs(status: S, action: str, side: Side) -> str:
    if action == "decline":
        other = "withdraw your request" if side is Side.BUYER else "cancel the quote"
        return f"It is the other side's turn to answer; {other} instead"
    if action == "cancel" and side is Side.BUYER:
        return "Only the seller can cancel a quote; withdraw your request or decline the offer instead"
    return f"The quote is {word_of(status, side)} with the other side"


def _verb(action: str) -> str:
    return _VERBS.get(action, action)


def _either(states: list[S], side: Side | None) -> str:
    words = list(dict.fromkeys(word_of(state, side) for state in states))
    return " or ".join(words)
