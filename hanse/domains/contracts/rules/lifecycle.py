"""The life of a contract as a pure state machine over its versions: which action leads where, whose turn it is then,
and what the contract as a whole is.

The source is domains.md, section 7. No rights and no clock here: those belong to the commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from hanse.domains.contracts.errors import ContractFrozen, ContractInvalidTransition, ContractNotYourTurn
from hanse.domains.contracts.types import ContractStatus, ContractVersionKind
from hanse.domains.contracts.types import VersionStatus as S
from hanse.domains.organizations.types import Side


class Move(msgspec.Struct, frozen=True):
    """One action: by whom (nobody: only the system), from which states, to which, and whose turn it is then."""

    by: frozenset[Side]
    before: frozenset[S]
    after: S
    turn: Side | None = None
    takes_turn: bool = False  # in a negotiation only the side whose turn it is may do it


_BUYER: Final = frozenset({Side.BUYER})
_SELLER: Final = frozenset({Side.SELLER})
_SYSTEM: Final[frozenset[Side]] = frozenset()
_OPEN: Final = frozenset({S.DRAFT, S.REVIEW, S.NEGOTIATION})
EDITABLE: Final = _OPEN
ENDED: Final = frozenset({S.SUPERSEDED, S.WITHDRAWN, S.ENDED})

MOVES: Final[Mapping[str, Move]] = {
    "review": Move(_SELLER, frozenset({S.DRAFT}), S.REVIEW, Side.SELLER),
    "revise": Move(_SELLER, frozenset({S.REVIEW}), S.DRAFT, Side.SELLER),
    "send": Move(_SELLER, _OPEN, S.NEGOTIATION, Side.BUYER, takes_turn=True),
    "return": Move(_BUYER, frozenset({S.NEGOTIATION}), S.NEGOTIATION, Side.SELLER, takes_turn=True),
    "submit": Move(_SELLER, _OPEN, S.APPROVAL, takes_turn=True),
    "recall": Move(_SELLER, frozenset({S.APPROVAL}), S.DRAFT, Side.SELLER),
    "approve": Move(_SYSTEM, frozenset({S.APPROVAL}), S.APPROVED),
    "reject": Move(_SYSTEM, frozenset({S.APPROVAL}), S.DRAFT, Side.SELLER),
    "sign": Move(_SYSTEM, frozenset({S.APPROVED}), S.SIGNED),
    "renew": Move(_SYSTEM, frozenset({S.DRAFT}), S.SIGNED),  # a term that goes on as the one before it agreed
    "activate": Move(_SELLER, frozenset({S.SIGNED}), S.ACTIVE),
    "supersede": Move(_SYSTEM, frozenset({S.ACTIVE}), S.SUPERSEDED),
    "end": Move(_SYSTEM, frozenset({S.ACTIVE}), S.ENDED),
    "cancel": Move(_SELLER, frozenset({*_OPEN, S.APPROVED, S.SIGNED}), S.WITHDRAWN),
    "decline": Move(_BUYER, frozenset({S.NEGOTIATION, S.APPROVED}), S.WITHDRAWN, takes_turn=True),
}
_WORDS: Final = {
    S.REVIEW: "in review",
    S.NEGOTIATION: "in negotiation",
    S.APPROVAL: "waiting for approval",
    S.ACTIVE: "in force",
}
_VERBS: Final = {
    "review": "put it into review",
    "revise": "take it back to draft",
    "return": "hand it back",
    "submit": "submit it for approval",
    "recall": "take it back from approval",
}


def next_status(status: S, turn: Side | None, action: str, side: Side | None) -> S:
    """The state of a version after `action` by a side (None: the system).

    Raises ContractInvalidTransition saying when it would work, ContractNotYourTurn.
    """
    move = MOVES[action]
    if side is not None and side not in move.by:
        who = "partner" if Side.BUYER in move.by else "seller" if move.by else "system"
        raise ContractInvalidTransition(f"Only the {who} can {_verb(action)}")
    if status not in move.before:
        states = " or ".join(word_of(state) for state in S if state in move.before)
        raise ContractInvalidTransition(f"The version is {word_of(status)}; to {_verb(action)}, it must be {states}")
    if side is not None and move.takes_turn and status is S.NEGOTIATION and turn is not side:
        raise ContractNotYourTurn(_not_theirs(side))
    return move.after


def actions_for(status: S, turn: Side | None, side: Side) -> tuple[str, ...]:
    """What a side may do now, as far as the state says; rights narrow it further."""
    return tuple(
        action
        for action, move in MOVES.items()
        if side in move.by
        and status in move.before
        and not (move.takes_turn and status is S.NEGOTIATION and turn is not side)
    )


def may_edit(status: S, turn: Side | None, side: Side) -> bool:
    """Whether a side may change a version now: the seller's texts, the partner's proposals."""
    return status in EDITABLE and turn is side


def check_turn(status: S, turn: Side | None, side: Side) -> None:
    """Refuse a change of what is fixed, or by the wrong side. Raises ContractFrozen, ContractNotYourTurn."""
    if status not in EDITABLE:
        hint = "take it back from approval first" if status is S.APPROVAL else "make a new version to change something"
        raise ContractFrozen(f"This version is {word_of(status)}, so nothing of it can be changed; {hint}")
    if turn is not side:
        raise ContractNotYourTurn(_not_theirs(side))


def partner_status(status: S) -> S:
    """The state of a version as the partner may know it: what the seller decides inside is still negotiated."""
    return S.NEGOTIATION if status in (S.DRAFT, S.REVIEW, S.APPROVAL) else status


def reads_last_round(status: S, turn: Side | None, side: Side) -> bool:
    """Whether a side reads what was last handed over instead of the working text."""
    return side is Side.BUYER and partner_status(status) is S.NEGOTIATION and turn is not Side.BUYER


def contract_status(status: S, kind: ContractVersionKind, *, is_in_force: bool) -> ContractStatus:
    """What the contract is as a whole while a version is on its way: in force stays in force, in renewal where that
    version renews it; before, as the version."""
    if is_in_force:
        is_renewal = kind is ContractVersionKind.RENEWAL and status not in ENDED and status is not S.ACTIVE
        return ContractStatus.RENEWAL if is_renewal else ContractStatus.ACTIVE
    if status is S.WITHDRAWN:
        return ContractStatus.CANCELLED
    return ContractStatus(status.value)


def word_of(status: S | ContractStatus) -> str:
    """The state as people say it."""
    if isinstance(status, ContractStatus):
        return "in renewal" if status is ContractStatus.RENEWAL else _word_of(status.value)
    return _WORDS.get(status, status.value)


def _word_of(value: str) -> str:
    return _WORDS.get(S(value), value) if value in {state.value for state in S} else value


def _verb(action: str) -> str:
    return _VERBS.get(action, f"{action} it")


def _not_theirs(side: Side) -> str:
    other = "the seller" if side is Side.BUYER else "the partner"
    return f"It is the turn of {other}; you can change the contract when it comes back"
