"""The one decision function of approvals: `decide(definition, state, event) -> (state, effects)`, domains.md section 5.

Nothing silently approves: only votes of people with a seat, or of their delegates, move it on. What it cannot accept it
raises as a named error; a timer that comes late does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.errors import (
    AlreadyDecided,
    ApprovalClosed,
    CannotReassign,
    LimitTooLow,
    NotAnApprover,
    NotYourTurn,
    RequesterCannotDecide,
)
from hanse.domains.approvals.rules.limits import covers
from hanse.domains.approvals.types.machine import (
    Alerted,
    Asked,
    Commented,
    Counted,
    Decided,
    Definition,
    DelegationFact,
    Effect,
    Escalated,
    Finished,
    GroupDefinition,
    GroupState,
    LevelDone,
    LevelState,
    MachineEvent,
    Members,
    Outcome,
    Reassigned,
    Recalled,
    ReminderSent,
    Started,
    State,
    Superseded,
    TimerCancelled,
    TimerFired,
    TimerSet,
    Vote,
)
from hanse.domains.approvals.types.values import ApprovalStatus, OnTimeout

NOBODY_LEFT: Final = "Nobody but the requester could decide here; add another owner or name the ultimate approver"
TOO_FEW: Final = "{level}: the group {group} has nobody who can decide; the ultimate approver was asked"
FEWER: Final = "{level}: of the group {group} only {there} of {wanted} can decide"
TIME_IS_OVER: Final = "Nobody decided in time"
REPLACED: Final = "It was submitted anew"


def decide(definition: Definition, state: State, event: MachineEvent) -> Outcome:
    """Give the next state and what follows. Raises ApprovalClosed and the other named errors."""
    if state.status is not ApprovalStatus.PENDING and not isinstance(event, Commented | TimerFired):
        raise ApprovalClosed
    return _HANDLERS[type(event)](definition, state, event)


def waiting(state: State) -> Members:
    """Who may decide now: those with a seat in a group that is not satisfied, and who have not decided yet."""
    if state.status is not ApprovalStatus.PENDING or not state.levels:
        return ()
    level = state.levels[-1]
    voted = _voters(level)
    return _distinct(
        seat for group in level.groups if not group.is_satisfied for seat in group.seats if seat not in voted
    )


# ---- beginning -------------------------------------------------------------------------------------------------------


def _start(definition: Definition, state: State, event: Started) -> Outcome:
    if not definition.levels:
        return _finish(state, ApprovalStatus.APPROVED, ())
    return _enter(definition, state, event)


def _enter(definition: Definition, state: State, event: Any, before: tuple[Effect, ...] = ()) -> Outcome:
    """Open the next level."""
    position = state.level + 1
    level = definition.levels[position]
    groups: list[GroupState] = []
    alerts: list[Effect] = []
    for group in level.groups:
        opened, sentences = _open_group(definition, level.name, group, event.active)
        groups.append(opened)
        alerts += [Alerted(level=position, reason=sentence) for sentence in sentences]
    entered = msgspec.structs.replace(
        state, levels=(*state.levels, LevelState(groups=tuple(groups))), step=0, is_ultimate=False
    )
    asked = Asked(level=position, members=waiting(entered))
    timer = TimerSet(due_at=event.at + timedelta(seconds=level.remind_seconds), level=position, step=0)
    return Outcome(state=entered, effects=(*before, *alerts, asked, timer))


def _open_group(
    definition: Definition, level: str, group: GroupDefinition, active: frozenset[UUID]
) -> tuple[GroupState, list[str]]:
    """Whoever of a group can decide; too few are filled up with the ultimate approvers, and never wait for nobody."""
    able = [seat for seat in _distinct(group.seats) if seat in active and seat not in definition.barred]
    if len(able) >= group.quorum:
        return GroupState(seats=tuple(able), quorum=group.quorum), []
    resort = tuple(member for member in _able(definition, definition.ultimate, active) if member not in able)
    seats = (*able, *resort)
    if not seats:
        return GroupState(seats=(), quorum=group.quorum), [NOBODY_LEFT]
    sentences = [TOO_FEW.format(level=level, group=group.label)] if not able else []
    if len(seats) < group.quorum:
        sentences.append(FEWER.format(level=level, group=group.label, there=len(seats), wanted=group.quorum))
    return GroupState(seats=seats, quorum=min(group.quorum, len(seats)), last_resort=resort), sentences


def open_levels(definition: Definition, active: frozenset[UUID]) -> tuple[LevelState, ...]:
    """Every level as it would open with these people; for saying beforehand who will be asked."""
    return tuple(
        LevelState(groups=tuple(_open_group(definition, level.name, group, active)[0] for group in level.groups))
        for level in definition.levels
    )


def _able(definition: Definition, members: Iterable[UUID], active: frozenset[UUID]) -> Members:
    """Those of the members who are there and did not ask for it themselves."""
    return _distinct(member for member in members if member in active and member not in definition.barred)


# ---- deciding --------------------------------------------------------------------------------------------------------


def _decided(definition: Definition, state: State, event: Decided) -> Outcome:
    if event.member in definition.barred:
        raise RequesterCannotDecide
    votes = _votes(definition, state, event)
    level = state.level
    stands_for = next(iter(votes.values())).for_member
    counted = Counted(level=level, member=event.member, for_member=stands_for)
    if not event.is_approval:
        return _finish(state, ApprovalStatus.REJECTED, (counted,))
    groups = tuple(
        msgspec.structs.replace(group, votes=(*group.votes, votes[at])) if at in votes else group
        for at, group in enumerate(state.levels[-1].groups)
    )
    voted = msgspec.structs.replace(state, levels=(*state.levels[:-1], LevelState(groups=groups)))
    if not all(group.is_satisfied for group in groups):
        return Outcome(state=voted, effects=(counted,))
    done = (counted, LevelDone(level=level))
    if level + 1 < len(definition.levels):
        return _enter(definition, voted, event, done)
    return _finish(voted, ApprovalStatus.APPROVED, done)


def _votes(definition: Definition, state: State, event: Decided) -> dict[int, Vote]:
    """In which groups of the open level the decision counts, by position: in one's own seats, else by delegation.

    A person decides once a level, so that nobody is two of a quorum. Rejecting takes no limit. Raises when nowhere.
    """
    level = state.levels[-1]
    if event.member in _voters(level):
        raise AlreadyDecided
    is_open = {at: group for at, group in enumerate(level.groups) if not group.is_satisfied}
    mine = [at for at, group in is_open.items() if event.member in group.seats and event.member in event.active]
    able = [at for at in mine if _may(definition, state, at, event, None)]
    if able:
        return {at: Vote(member=event.member) for at in able}
    stands = _stands_for(definition, event)
    found: dict[int, Vote] = {}
    is_short = bool(mine)
    for at, group in is_open.items():
        for fact in stands:
            if fact.from_member not in group.seats or fact.from_member in _voters(level):
                continue
            if _may(definition, state, at, event, fact):
                found.setdefault(at, Vote(member=event.member, for_member=fact.from_member))
            else:
                is_short = True
    if found:
        first = next(iter(found.values())).for_member  # one decision stands for one person
        return {at: vote for at, vote in found.items() if vote.for_member == first}
    if is_short:
        raise LimitTooLow
    raise _why_not(definition, state, event, stands)


def _may(definition: Definition, state: State, at: int, event: Decided, fact: DelegationFact | None) -> bool:
    """Whether limits let the decision count: of the person, and of whom they stand for, and of the delegation."""
    if not event.is_approval:
        return True
    amount, group = definition.amount, state.levels[-1].groups[at]
    is_needed = definition.levels[state.level].groups[at].needs_limit
    if fact is None:
        return event.member in group.last_resort or covers(event.limit, amount, is_needed=is_needed)
    if not covers(fact.amount, amount, is_needed=False):
        return False
    if fact.from_member in group.last_resort:
        return covers(event.limit, amount, is_needed=False)
    return all(covers(limit, amount, is_needed=is_needed) for limit in (event.limit, fact.limit))


def _stands_for(definition: Definition, event: Decided) -> list[DelegationFact]:
    """The delegations that hold now, for this kind of subject, from people who could decide themselves."""
    return [
        fact
        for fact in event.delegations
        if fact.starts_at <= event.at < fact.ends_at
        and (not fact.kinds or definition.subject_kind in fact.kinds)
        and fact.from_member in event.active
        and fact.from_member not in definition.barred
        and event.member in event.active
    ]


def _why_not(definition: Definition, state: State, event: Decided, stands: list[DelegationFact]) -> Exception:
    """The error for somebody without an open seat: done already, not yet, or never."""
    me = {event.member, *(fact.from_member for fact in stands)}
    if any(me & set(group.seats) for level in state.levels for group in level.groups):
        return AlreadyDecided()
    later = definition.levels[state.level + 1 :]
    if any(me & set(group.seats) for level in later for group in level.groups):
        return NotYourTurn()
    return NotAnApprover()


# ---- changing the approvers ------------------------------------------------------------------------------------------


def _reassigned(definition: Definition, state: State, event: Reassigned) -> Outcome:
    if event.to_member in definition.barred:
        raise CannotReassign.field("to_member_id", "Whoever asks for an approval cannot decide about it", "requester")
    if event.to_member not in event.active:
        raise CannotReassign.field("to_member_id", "Choose an active member", "not_found")
    level = state.levels[-1]
    if event.from_member not in waiting(state):
        raise CannotReassign.field("from_member_id", "This person does not have to decide now", "not_waiting")
    if event.to_member in _voters(level):
        raise CannotReassign.field("to_member_id", "This person approved this step already", "already_decided")
    groups = []
    for at, group in enumerate(level.groups):
        if group.is_satisfied or event.from_member not in group.seats:
            groups.append(group)
            continue
        is_needed = definition.levels[state.level].groups[at].needs_limit
        if event.to_member not in definition.ultimate and not covers(
            event.limit, definition.amount, is_needed=is_needed
        ):
            raise CannotReassign.field("to_member_id", "The approval limit of this person is too low", "limit_too_low")
        if event.to_member in group.seats and len(group.seats) - 1 < group.quorum:
            raise CannotReassign.field("to_member_id", "This person decides in the same group already", "same_group")
        seats = _distinct(event.to_member if seat == event.from_member else seat for seat in group.seats)
        groups.append(msgspec.structs.replace(group, seats=seats))
    changed = msgspec.structs.replace(state, levels=(*state.levels[:-1], LevelState(groups=tuple(groups))))
    return Outcome(state=changed, effects=(Asked(level=state.level, members=(event.to_member,)),))


# ---- time ------------------------------------------------------------------------------------------------------------


def _timer(definition: Definition, state: State, event: TimerFired) -> Outcome:
    """First remind; then, and again each time it runs out, ask more people, or end it with a no. Never with a yes."""
    if state.status is not ApprovalStatus.PENDING or (event.level, event.step) != (state.level, state.step):
        return Outcome(state=state)
    level = definition.levels[state.level]
    if event.step == 0 and level.remind_seconds < level.timeout_seconds:
        over = (event.due_at or event.at) + timedelta(seconds=level.timeout_seconds - level.remind_seconds)
        return _wait_on(state, over, (ReminderSent(level=state.level, members=waiting(state)),))
    if level.on_timeout is OnTimeout.REJECT:
        return _finish(state, ApprovalStatus.REJECTED, (), TIME_IS_OVER)
    return _escalate(definition, state, event)


def _escalate(definition: Definition, state: State, event: TimerFired) -> Outcome:
    """Ask the named fallback, else the next managers of those who are asked, else the ultimate approvers, too."""
    level = definition.levels[state.level]
    seated = {seat for group in state.levels[-1].groups for seat in group.seats}
    wanted = level.fallback or tuple(event.managers[member] for member in waiting(state) if member in event.managers)
    fresh = [member for member in _able(definition, wanted, event.active) if member not in seated]
    alerts: tuple[Effect, ...] = ()
    is_ultimate = state.is_ultimate
    if not fresh:
        fresh = [member for member in _able(definition, event.ultimate, event.active) if member not in seated]
        is_ultimate = True
        reason = f"{level.name}: nobody is left to escalate to; the ultimate approver was asked"
        alerts = () if state.is_ultimate else (Alerted(level=state.level, reason=reason if fresh else NOBODY_LEFT),)
    resort = tuple(fresh) if is_ultimate else ()
    groups = tuple(_with_seats(group, fresh, resort) for group in state.levels[-1].groups)
    grown = msgspec.structs.replace(
        state, levels=(*state.levels[:-1], LevelState(groups=groups)), is_ultimate=is_ultimate
    )
    told: Effect = (
        Escalated(level=state.level, members=tuple(fresh))
        if fresh
        else ReminderSent(level=state.level, members=waiting(grown))
    )
    return _wait_on(grown, event.at + timedelta(seconds=level.timeout_seconds), (*alerts, told))


def _with_seats(group: GroupState, members: Iterable[UUID], resort: Members) -> GroupState:
    if group.is_satisfied:
        return group
    return msgspec.structs.replace(
        group, seats=_distinct((*group.seats, *members)), last_resort=_distinct((*group.last_resort, *resort))
    )


def _wait_on(state: State, until: datetime, effects: tuple[Effect, ...]) -> Outcome:
    step = state.step + 1
    timer = TimerSet(due_at=until, level=state.level, step=step)
    return Outcome(state=msgspec.structs.replace(state, step=step), effects=(*effects, timer))


# ---- ending ----------------------------------------------------------------------------------------------------------


def _recalled(_: Definition, state: State, event: Recalled) -> Outcome:
    return _finish(state, ApprovalStatus.RECALLED, ())


def _superseded(_: Definition, state: State, event: Superseded) -> Outcome:
    return _finish(state, ApprovalStatus.SUPERSEDED, (), REPLACED)


def _commented(_: Definition, state: State, event: Commented) -> Outcome:
    return Outcome(state=state)


def _finish(state: State, status: ApprovalStatus, before: tuple[Effect, ...], reason: str = "") -> Outcome:
    done = msgspec.structs.replace(state, status=status)
    return Outcome(state=done, effects=(*before, TimerCancelled(), Finished(status=status, reason=reason)))


def _voters(level: LevelState) -> frozenset[UUID]:
    """Who approved in a level: those who did, and those for whom it was done."""
    votes = [vote for group in level.groups for vote in group.votes]
    return frozenset((*(vote.member for vote in votes), *(vote.for_member for vote in votes if vote.for_member)))


def _distinct(members: Iterable[UUID]) -> Members:
    return tuple(dict.fromkeys(members))


_HANDLERS: Final[dict[type, Callable[[Definition, State, Any], Outcome]]] = {
    Started: _start,
    Decided: _decided,
    Reassigned: _reassigned,
    Commented: _commented,
    Recalled: _recalled,
    Superseded: _superseded,
    TimerFired: _timer,
}
