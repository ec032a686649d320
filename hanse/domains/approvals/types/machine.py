"""What the decision function reads and gives: definition, state, events and effects. Frozen data, kept as JSON.

Members are plain UUIDs here. Instants come in with the events; nothing here knows a clock or a database.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hanse.domains.approvals.types.values import ApprovalStatus, OnTimeout
from hanse.kit.money import Money
from hanse.kit.structs import Data

Members = tuple[UUID, ...]


class GroupDefinition(Data, frozen=True, kw_only=True):
    """Some approvers of whom `quorum` must approve. With `needs_limit` nobody without an approval limit counts."""

    label: str
    seats: Members
    quorum: int = 1
    needs_limit: bool = False


class LevelDefinition(Data, frozen=True, kw_only=True):
    """Groups that must all be satisfied before the next level begins."""

    name: str
    groups: tuple[GroupDefinition, ...]
    remind_seconds: int
    timeout_seconds: int
    on_timeout: OnTimeout = OnTimeout.ESCALATE
    fallback: Members = ()


class AppliedPolicy(Data, frozen=True, kw_only=True):
    """A policy that matched, as it was then, and why when its condition could not be decided."""

    id: UUID
    name: str
    version: int
    note: str = ""


class Definition(Data, frozen=True, kw_only=True):
    """What an approval needs, fixed when it is submitted. `amount` is what limits are compared with."""

    subject_kind: str
    levels: tuple[LevelDefinition, ...]
    amount: Money | None = None
    barred: Members = ()
    ultimate: Members = ()
    policies: tuple[AppliedPolicy, ...] = ()


class Vote(Data, frozen=True, kw_only=True):
    """One approval that counts in a group: of a person, perhaps in place of another."""

    member: UUID
    for_member: UUID | None = None


class GroupState(Data, frozen=True, kw_only=True):
    """Who may decide in a group now, how many must, and who did. No limit binds those asked as the `last_resort`."""

    seats: Members
    quorum: int
    votes: tuple[Vote, ...] = ()
    last_resort: Members = ()

    @property
    def is_satisfied(self) -> bool:
        return len(self.votes) >= self.quorum


class LevelState(Data, frozen=True, kw_only=True):
    """The groups of one level that began."""

    groups: tuple[GroupState, ...]


class State(Data, frozen=True, kw_only=True):
    """How far an approval is. `levels` are those that began; the last one is open while pending.

    `step` counts the timers of the open level, so that one that fires late finds nothing to do.
    """

    status: ApprovalStatus = ApprovalStatus.PENDING
    levels: tuple[LevelState, ...] = ()
    step: int = 0
    is_ultimate: bool = False

    @property
    def level(self) -> int:
        """Position of the open (or last) level from 0; -1 before the first."""
        return len(self.levels) - 1


# ---- events ----------------------------------------------------------------------------------------------------------


class DelegationFact(Data, frozen=True, kw_only=True):
    """A delegation to the one who decides, with the present limit of whom it comes from."""

    from_member: UUID
    starts_at: datetime
    ends_at: datetime
    kinds: tuple[str, ...] = ()
    amount: Money | None = None
    limit: Money | None = None


class Started(Data, frozen=True, kw_only=True):
    """Submitted. `active` are the members who can decide at all now; here and in the other events."""

    at: datetime
    active: frozenset[UUID]


class Decided(Data, frozen=True, kw_only=True):
    """Somebody approved or rejected, with their present limit and delegations."""

    at: datetime
    member: UUID
    is_approval: bool
    active: frozenset[UUID]
    limit: Money | None = None
    delegations: tuple[DelegationFact, ...] = ()


class Reassigned(Data, frozen=True, kw_only=True):
    """A seat goes from one person to another."""

    at: datetime
    from_member: UUID
    to_member: UUID
    active: frozenset[UUID]
    limit: Money | None = None


class Commented(Data, frozen=True, kw_only=True):
    """Somebody wrote something; nothing changes by it."""

    at: datetime


class Recalled(Data, frozen=True, kw_only=True):
    """The requester took it back."""

    at: datetime


class Superseded(Data, frozen=True, kw_only=True):
    """The subject was submitted anew, so this one counts no more."""

    at: datetime


class TimerFired(Data, frozen=True, kw_only=True):
    """A timer of a level and step is due. `managers` are those of the people asked now, by person.

    `due_at` is when it should have fired: a late reminder takes no time from what follows, nor gives any.
    """

    at: datetime
    due_at: datetime | None = None
    level: int
    step: int
    active: frozenset[UUID]
    managers: dict[UUID, UUID] = {}
    ultimate: Members = ()


MachineEvent = Started | Decided | Reassigned | Commented | Recalled | Superseded | TimerFired


# ---- effects ---------------------------------------------------------------------------------------------------------


class TimerSet(Data, frozen=True, kw_only=True):
    """Wake at an instant for a step of a level; replaces the timer before."""

    due_at: datetime
    level: int
    step: int


class TimerCancelled(Data, frozen=True, kw_only=True):
    """Nothing waits for the clock any more; what is set already does nothing when it fires."""


class Asked(Data, frozen=True, kw_only=True):
    """These people are asked to decide from now on."""

    level: int
    members: Members


class ReminderSent(Data, frozen=True, kw_only=True):
    """These people are asked once more."""

    level: int
    members: Members


class Escalated(Data, frozen=True, kw_only=True):
    """Nobody decided in time, so these people are asked too."""

    level: int
    members: Members


class Alerted(Data, frozen=True, kw_only=True):
    """Something about the approvers needs the business's attention."""

    level: int
    reason: str


class LevelDone(Data, frozen=True, kw_only=True):
    """Every group of a level is satisfied."""

    level: int


class Counted(Data, frozen=True, kw_only=True):
    """A decision counted, in place of whom if by delegation."""

    level: int
    member: UUID
    for_member: UUID | None = None


class Finished(Data, frozen=True, kw_only=True):
    """It is over."""

    status: ApprovalStatus
    reason: str = ""


Effect = TimerSet | TimerCancelled | Asked | ReminderSent | Escalated | Alerted | LevelDone | Counted | Finished


class Outcome(Data, frozen=True, kw_only=True):
    """The next state and what follows from it."""

    state: State
    effects: tuple[Effect, ...] = ()
