"""The decision function: every rule directly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.approvals import errors
from hanse.domains.approvals.rules.limits import covers
from hanse.domains.approvals.rules.machine import NOBODY_LEFT, decide, waiting
from hanse.domains.approvals.types import ApprovalStatus, OnTimeout
from hanse.domains.approvals.types.machine import (
    Alerted,
    Asked,
    Commented,
    Counted,
    Decided,
    Escalated,
    Finished,
    LevelDone,
    MachineEvent,
    Reassigned,
    Recalled,
    ReminderSent,
    Started,
    State,
    Superseded,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from hanse.kit.money import Money
from tests.domains.approvals.machines import (
    BOSS,
    EVERYBODY,
    NOW,
    OWNER,
    REQUESTER,
    A,
    B,
    C,
    D,
    Desk,
    define,
    group,
    kinds,
    level,
    stands_for,
    started,
)

# ---- beginning and the way through -----------------------------------------------------------------------------------


def test_nothing_asked_is_approved() -> None:
    desk = Desk(define())
    assert kinds(desk.go(Started(at=NOW, active=EVERYBODY))) == [TimerCancelled, Finished]
    assert desk.state.status is ApprovalStatus.APPROVED


def test_one_of_a_group_is_enough_and_the_next_level_begins() -> None:
    desk = started(level(group(A, B)), level(group(C)))
    assert desk.effects == [
        Asked(level=0, members=(A, B)),
        TimerSet(due_at=NOW + timedelta(hours=24), level=0, step=0),
    ]
    assert kinds(desk.yes(B)) == [Counted, LevelDone, Asked, TimerSet]
    assert waiting(desk.state) == (C,)
    assert kinds(desk.yes(C)) == [Counted, LevelDone, TimerCancelled, Finished]
    assert desk.state.status is ApprovalStatus.APPROVED


def test_all_groups_must_be_satisfied() -> None:
    desk = started(level(group(A), group(B, C)))
    desk.yes(A)
    assert desk.state.status is ApprovalStatus.PENDING
    assert waiting(desk.state) == (B, C)
    desk.yes(C)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_a_person_in_two_groups_decides_once_for_both() -> None:
    desk = started(level(group(A, B), group(A, C)))
    desk.yes(A)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_a_quorum_needs_as_many_people() -> None:
    desk = started(level(group(A, B, C, quorum=2)))
    desk.yes(A)
    with pytest.raises(errors.AlreadyDecided):
        desk.yes(A)
    assert waiting(desk.state) == (B, C)
    desk.yes(C)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_nobody_is_two_of_a_quorum_by_delegation() -> None:
    desk = started(level(group(A, B, quorum=2)))
    desk.yes(A)
    with pytest.raises(errors.AlreadyDecided):
        desk.yes(A, delegations=(stands_for(B),))
    desk.yes(C, delegations=(stands_for(B),))
    assert desk.state.status is ApprovalStatus.APPROVED
    other = started(level(group(A, B, quorum=2)))
    other.yes(C, delegations=(stands_for(A), stands_for(B)))
    assert other.state.status is ApprovalStatus.PENDING
    with pytest.raises(errors.AlreadyDecided):
        other.yes(C, delegations=(stands_for(A), stands_for(B)))
    with pytest.raises(errors.AlreadyDecided):
        other.yes(A)  # it was done for them


def test_one_rejection_ends_it_whatever_was_approved() -> None:
    desk = started(level(group(A, B, C, quorum=3)), level(group(D)))
    desk.yes(A)
    assert kinds(desk.no(B)) == [Counted, TimerCancelled, Finished]
    assert desk.state.status is ApprovalStatus.REJECTED


@pytest.mark.parametrize("status", [status for status in ApprovalStatus if status is not ApprovalStatus.PENDING])
def test_what_is_over_stays_over(status: ApprovalStatus) -> None:
    state = State(status=status, levels=started(level(group(A))).state.levels)
    events: list[MachineEvent] = [
        Decided(at=NOW, member=A, is_approval=True, active=EVERYBODY),
        Decided(at=NOW, member=A, is_approval=False, active=EVERYBODY),
        Recalled(at=NOW),
        Superseded(at=NOW),
        Reassigned(at=NOW, from_member=A, to_member=B, active=EVERYBODY),
        Started(at=NOW, active=EVERYBODY),
    ]
    for event in events:
        with pytest.raises(errors.ApprovalClosed):
            decide(define(level(group(A))), state, event)
    for quiet in (Commented(at=NOW), TimerFired(at=NOW, level=0, step=0, active=EVERYBODY)):
        assert decide(define(level(group(A))), state, quiet).state == state


# ---- who may ---------------------------------------------------------------------------------------------------------


def test_the_requester_never_decides() -> None:
    desk = started(level(group(REQUESTER, A)))
    assert waiting(desk.state) == (A,)
    for delegations in ((), (stands_for(A),)):
        with pytest.raises(errors.RequesterCannotDecide):
            desk.yes(REQUESTER, delegations=delegations)
        with pytest.raises(errors.RequesterCannotDecide):
            desk.no(REQUESTER, delegations=delegations)
    with pytest.raises(errors.NotAnApprover):
        desk.yes(B, delegations=(stands_for(REQUESTER),))
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=A, to_member=REQUESTER, active=EVERYBODY))


def test_strangers_and_those_of_later_levels_wait() -> None:
    desk = started(level(group(A)), level(group(B)))
    with pytest.raises(errors.NotAnApprover):
        desk.yes(C)
    with pytest.raises(errors.NotYourTurn):
        desk.yes(B)
    desk.yes(A)
    with pytest.raises(errors.AlreadyDecided):
        desk.yes(A)


@pytest.mark.parametrize(
    ("limit", "amount", "is_needed", "suffices"),
    [
        (None, None, True, True),
        (None, (100, "EUR"), False, True),
        (None, (100, "EUR"), True, False),
        ((99, "EUR"), (100, "EUR"), False, False),
        ((100, "EUR"), (100, "EUR"), True, True),
        ((101, "EUR"), (100, "EUR"), True, True),
        ((100, "EUR"), (-101, "EUR"), False, False),
        ((100, "EUR"), (-100, "EUR"), False, True),
        ((10_000, "USD"), (1, "EUR"), False, False),
        ((0, "JPY"), (0, "JPY"), True, True),
        ((0, "JPY"), (1, "JPY"), True, False),
        ((999, "KWD"), (1_000, "KWD"), True, False),
    ],
)
def test_limits_to_the_minor_unit(limit: Any, amount: Any, is_needed: bool, suffices: bool) -> None:
    money = Money(*amount) if amount else None
    own = Money(*limit) if limit else None
    assert covers(own, money, is_needed=is_needed) is suffices
    desk = started(level(group(A, needs_limit=is_needed)), amount=money)
    if suffices:
        desk.yes(A, limit=own)
        assert desk.state.status is ApprovalStatus.APPROVED
    else:
        with pytest.raises(errors.LimitTooLow):
            desk.yes(A, limit=own)
        desk.no(A, limit=own)  # saying no takes no limit
        assert desk.state.status is ApprovalStatus.REJECTED


@pytest.mark.parametrize(
    ("fact", "limit", "error"),
    [
        ({}, None, None),
        ({"ends_at": NOW}, None, errors.NotAnApprover),
        ({"starts_at": NOW}, None, None),
        ({"starts_at": NOW + timedelta(seconds=1)}, None, errors.NotAnApprover),
        ({"kinds": ("order_request",)}, None, errors.NotAnApprover),
        ({"kinds": ("order_request", "quote")}, None, None),
        ({"amount": Money(99, "EUR")}, None, errors.LimitTooLow),
        ({"amount": Money(100, "EUR")}, None, None),
        ({"amount": Money(100, "USD")}, None, errors.LimitTooLow),
        ({"limit": Money(99, "EUR")}, Money(500, "EUR"), errors.LimitTooLow),
        ({"limit": Money(500, "EUR")}, Money(99, "EUR"), errors.LimitTooLow),
        ({"limit": Money(100, "EUR")}, Money(100, "EUR"), None),
    ],
)
def test_a_delegate_acts_with_the_lower_of_both_limits(fact: Any, limit: Any, error: Any) -> None:
    desk = started(level(group(A)), amount=Money(100, "EUR"))
    if error:
        with pytest.raises(error):
            desk.yes(B, limit=limit, delegations=(stands_for(A, **fact),))
        return
    desk.yes(B, limit=limit, delegations=(stands_for(A, **fact),))
    assert desk.state.levels[0].groups[0].votes[0].for_member == A
    assert desk.state.status is ApprovalStatus.APPROVED


def test_delegations_are_not_passed_on_and_end_with_their_giver() -> None:
    desk = started(level(group(A)))
    with pytest.raises(errors.NotAnApprover):
        desk.yes(C, delegations=(stands_for(B),))  # B stands for A, C only for B
    with pytest.raises(errors.NotAnApprover):
        desk.yes(B, delegations=(stands_for(A),), active=EVERYBODY - {A})


# ---- nobody there, handing over --------------------------------------------------------------------------------------


def test_an_empty_group_goes_to_the_ultimate_approver_with_an_alert_and_without_a_limit() -> None:
    desk = started(level(group(A)), active=EVERYBODY - {A}, amount=Money(10**9, "EUR"))
    assert kinds(desk.effects) == [Alerted, Asked, TimerSet]
    assert waiting(desk.state) == (OWNER,)
    desk.yes(OWNER, limit=Money(1, "EUR"))
    assert desk.state.status is ApprovalStatus.APPROVED


def test_who_left_before_their_level_began_is_replaced() -> None:
    desk = started(level(group(A)), level(group(B)))
    effects = desk.yes(A, active=EVERYBODY - {B})
    assert Alerted in kinds(effects)
    assert waiting(desk.state) == (OWNER,)


def test_too_few_for_a_quorum_are_filled_up_and_it_is_said() -> None:
    desk = started(level(group(A, quorum=3)))
    assert kinds(desk.effects).count(Alerted) == 1
    desk.yes(A)
    desk.yes(OWNER)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_with_nobody_but_the_requester_it_waits_and_never_approves_itself() -> None:
    desk = started(level(group(REQUESTER)), ultimate=(REQUESTER,))
    assert waiting(desk.state) == ()
    assert Alerted(level=0, reason=NOBODY_LEFT) in desk.effects
    desk.tick(ultimate=())
    desk.tick(step=1, ultimate=())
    assert desk.state.status is ApprovalStatus.PENDING
    desk.tick(step=2, ultimate=(D,))  # a new owner came
    desk.yes(D)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_handing_over() -> None:
    desk = started(level(group(A, B, quorum=2)), amount=Money(100, "EUR"))
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=A, to_member=C, active=EVERYBODY, limit=Money(99, "EUR")))
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=A, to_member=C, active=EVERYBODY - {C}))
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=A, to_member=B, active=EVERYBODY))
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=D, to_member=C, active=EVERYBODY))
    assert desk.go(Reassigned(at=NOW, from_member=A, to_member=C, active=EVERYBODY)) == [Asked(level=0, members=(C,))]
    with pytest.raises(errors.NotAnApprover):
        desk.yes(A)
    desk.yes(C)
    with pytest.raises(errors.CannotReassign):
        desk.go(Reassigned(at=NOW, from_member=B, to_member=C, active=EVERYBODY))
    desk.yes(B)
    assert desk.state.status is ApprovalStatus.APPROVED


# ---- time ------------------------------------------------------------------------------------------------------------


def test_remind_then_the_next_manager_then_the_ultimate_approver() -> None:
    desk = started(level(group(A)))
    assert desk.tick() == [
        ReminderSent(level=0, members=(A,)),
        TimerSet(due_at=NOW + timedelta(hours=24), level=0, step=1),
    ]
    assert desk.tick(step=1, managers={A: BOSS}) == [
        Escalated(level=0, members=(BOSS,)),
        TimerSet(due_at=NOW + timedelta(hours=48), level=0, step=2),
    ]
    assert waiting(desk.state) == (A, BOSS)
    assert kinds(desk.tick(step=2, managers={A: BOSS})) == [Alerted, Escalated, TimerSet]
    assert waiting(desk.state) == (A, BOSS, OWNER)
    assert kinds(desk.tick(step=3)) == [ReminderSent, TimerSet]
    desk.yes(BOSS)
    assert desk.state.status is ApprovalStatus.APPROVED


def test_a_named_fallback_comes_before_managers() -> None:
    desk = started(level(group(A), fallback=(C,)))
    desk.tick()
    desk.tick(step=1, managers={A: BOSS})
    assert waiting(desk.state) == (A, C)


def test_the_requester_is_never_escalated_to() -> None:
    desk = started(level(group(A)))
    desk.tick()
    desk.tick(step=1, managers={A: REQUESTER})
    assert waiting(desk.state) == (A, OWNER)


def test_a_level_may_reject_when_time_is_over() -> None:
    desk = started(level(group(A), on_timeout=OnTimeout.REJECT))
    desk.tick()
    assert kinds(desk.tick(step=1)) == [TimerCancelled, Finished]
    assert desk.state.status is ApprovalStatus.REJECTED


def test_a_timer_that_comes_late_or_twice_does_nothing() -> None:
    desk = started(level(group(A)), level(group(B)))
    desk.tick()
    before = desk.state
    assert desk.tick() == []
    assert desk.state == before
    desk.yes(A)
    assert desk.tick(step=1) == []
    assert waiting(desk.state) == (B,)
