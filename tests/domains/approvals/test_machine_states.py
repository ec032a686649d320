"""The decision function: every state there is, and any order of events at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hanse.domains.approvals.rules.machine import decide, waiting
from hanse.domains.approvals.types import ApprovalStatus, OnTimeout
from hanse.domains.approvals.types.machine import (
    Commented,
    Decided,
    Definition,
    Finished,
    GroupDefinition,
    LevelDefinition,
    MachineEvent,
    Reassigned,
    Recalled,
    Started,
    State,
    Superseded,
    TimerFired,
)
from hanse.kit.errors import HanseError
from hanse.kit.money import Money
from tests.domains.approvals.machines import (
    BOSS,
    EVERYBODY,
    HOUR,
    NOW,
    OWNER,
    REQUESTER,
    A,
    B,
    C,
    D,
    Desk,
    E,
    define,
    group,
    level,
    stands_for,
)

SMALL = {
    "one of two, then one": (level(group(A, B)), level(group(C))),
    "two groups": (level(group(A, B), group(B, C)),),
    "two of three": (level(group(A, B, C, quorum=2)),),
    "rejects in time": (level(group(A), on_timeout=OnTimeout.REJECT), level(group(A, B))),
    "nobody, then the requester alone": (level(group()), level(group(REQUESTER))),
    "with a fallback and a limit": (level(group(A, needs_limit=True), fallback=(D,)),),
}


def events_at(state: State) -> list[MachineEvent]:
    """All that can happen in a state, with everybody there."""
    people = (A, B, C, D, REQUESTER, OWNER)
    limit = Money(100, "EUR")
    found: list[MachineEvent] = [Recalled(at=NOW), Superseded(at=NOW), Commented(at=NOW)]
    for who in people:
        for yes in (True, False):
            for facts in ((), *((stands_for(other, limit=limit),) for other in (A, B, REQUESTER))):
                about = {"is_approval": yes, "limit": limit, "delegations": facts}
                found += [Decided(at=NOW, member=who, active=EVERYBODY, **about)]
        found += [Reassigned(at=NOW, from_member=A, to_member=who, active=EVERYBODY, limit=limit)]
    steps = range(min(state.step, 3) + 1)
    found += [
        TimerFired(at=NOW, level=at, step=step, active=EVERYBODY, managers={A: BOSS, B: REQUESTER}, ultimate=(OWNER,))
        for at in range(len(state.levels))
        for step in steps
    ]
    return found


@pytest.mark.parametrize("levels", SMALL.values(), ids=SMALL.keys())
def test_every_reachable_state_can_end_and_none_is_wrong(levels: tuple[LevelDefinition, ...]) -> None:
    definition = define(*levels, amount=Money(100, "EUR"))
    begun = decide(definition, State(), Started(at=NOW, active=EVERYBODY)).state
    waiting_for, seen = [begun], {begun}
    while waiting_for:
        state = waiting_for.pop()
        check_state(definition, state)
        ends = set()
        for event in events_at(state):
            try:
                after = decide(definition, state, event).state
            except HanseError:
                continue
            by_person = isinstance(event, Decided)
            if state.status is not ApprovalStatus.PENDING:
                assert after == state
            if after.status is ApprovalStatus.APPROVED and after != state:
                assert by_person
            if by_person:
                ends.add(event.is_approval)
            if after not in seen and after.step <= 3:
                seen.add(after)
                waiting_for.append(after)
        if state.status is ApprovalStatus.PENDING:
            assert ends == {True, False}, "somebody can say yes, and somebody no"
    assert {state.status for state in seen} >= {ApprovalStatus.APPROVED, ApprovalStatus.REJECTED}


def check_state(definition: Definition, state: State) -> None:
    """What holds in every state."""
    votes = [vote for level in state.levels for group in level.groups for vote in group.votes]
    assert all(REQUESTER not in (vote.member, vote.for_member) for vote in votes)
    assert all(REQUESTER not in group.seats for level in state.levels for group in level.groups)
    assert REQUESTER not in waiting(state)
    for step in state.levels:
        for one in step.groups:
            assert one.quorum >= 1
            assert len({vote.member for vote in one.votes}) == len(one.votes) <= one.quorum
    assert all(group.is_satisfied for level in state.levels[:-1] for group in level.groups)
    if state.status is ApprovalStatus.APPROVED:
        assert len(state.levels) == len(definition.levels)
        assert all(group.is_satisfied for level in state.levels for group in level.groups)
    if state.status is not ApprovalStatus.PENDING:
        assert waiting(state) == ()


# ---- any order -------------------------------------------------------------------------------------------------------

PEOPLE = st.sampled_from((A, B, C, D, REQUESTER, BOSS, OWNER))
SEATS = st.lists(st.sampled_from((A, B, C, D, REQUESTER)), max_size=4, unique=True).map(tuple)
GROUPS = st.builds(
    GroupDefinition, label=st.just("Group"), seats=SEATS, quorum=st.integers(1, 3), needs_limit=st.booleans()
)
LEVELS = st.builds(
    LevelDefinition,
    name=st.just("Step"),
    groups=st.lists(GROUPS, min_size=1, max_size=2).map(tuple),
    remind_seconds=st.just(HOUR),
    timeout_seconds=st.sampled_from((HOUR, 2 * HOUR)),
    on_timeout=st.sampled_from(OnTimeout),
    fallback=st.sampled_from(((), (E,), (REQUESTER,))),
)
ACTIVE = st.sets(st.sampled_from(sorted(EVERYBODY))).map(frozenset)
LIMITS = st.sampled_from((None, Money(99, "EUR"), Money(100, "EUR"), Money(100, "USD")))


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order: nobody barred counts, nothing over changes, and only votes approve."""

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None

    @rule(levels=st.lists(LEVELS, min_size=1, max_size=3), active=ACTIVE, amount=LIMITS)
    def begin(self, levels: list[LevelDefinition], active: frozenset[UUID], amount: Money | None) -> None:
        self.desk = Desk(define(*levels, amount=amount))
        self.desk.go(Started(at=NOW, active=active))

    def tried(self, event: MachineEvent) -> bool:
        if self.desk is None:
            return False
        before = self.desk.state
        try:
            self.desk.go(event)
        except HanseError:
            assert self.desk.state is before
            return False
        return True

    @rule(who=PEOPLE, yes=st.booleans(), active=ACTIVE, limit=LIMITS, other=PEOPLE, theirs=LIMITS)
    def vote(self, who: UUID, yes: bool, active: Any, limit: Any, other: UUID, theirs: Any) -> None:
        asked = waiting(self.desk.state) if self.desk else ()
        facts = (stands_for(other, limit=theirs),)
        event = Decided(at=NOW, member=who, is_approval=yes, active=active, limit=limit, delegations=facts)
        if self.tried(event):
            assert who != REQUESTER
            assert who in asked or other in asked
            assert yes or (self.desk and self.desk.state.status is ApprovalStatus.REJECTED)

    @rule(level=st.integers(0, 2), step=st.integers(0, 4), active=ACTIVE, boss=PEOPLE)
    def time_passes(self, level: int, step: int, active: Any, boss: UUID) -> None:
        managers = dict.fromkeys((A, B, C, D), boss)
        ultimate = (OWNER,)
        event = TimerFired(at=NOW, level=level, step=step, active=active, managers=managers, ultimate=ultimate)
        if self.tried(event) and self.desk:
            assert Finished(status=ApprovalStatus.APPROVED) not in self.desk.effects

    @rule(giver=PEOPLE, taker=PEOPLE, active=ACTIVE, limit=LIMITS)
    def hand_over(self, giver: UUID, taker: UUID, active: Any, limit: Any) -> None:
        if self.tried(Reassigned(at=NOW, from_member=giver, to_member=taker, active=active, limit=limit)):
            assert taker != REQUESTER

    @rule(event=st.sampled_from((Recalled(at=NOW), Superseded(at=NOW), Commented(at=NOW))))
    def ask(self, event: MachineEvent) -> None:
        self.tried(event)

    @invariant()
    def holds(self) -> None:
        if self.desk is None:
            return
        check_state(self.desk.definition, self.desk.state)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
