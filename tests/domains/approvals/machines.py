"""Short ways to define approvals and to let things happen to them, without a database. No assertions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hanse.domains.approvals.rules.machine import decide
from hanse.domains.approvals.types.machine import (
    Decided,
    Definition,
    DelegationFact,
    GroupDefinition,
    LevelDefinition,
    MachineEvent,
    Started,
    State,
    TimerFired,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
A, B, C, D, E, REQUESTER, BOSS, OWNER = (UUID(int=number) for number in range(1, 9))
EVERYBODY = frozenset((A, B, C, D, E, REQUESTER, BOSS, OWNER))
HOUR = 3_600


def group(*seats: UUID, quorum: int = 1, **more: Any) -> GroupDefinition:
    return GroupDefinition(label="Group", seats=seats, quorum=quorum, **more)


def level(*groups: GroupDefinition, **more: Any) -> LevelDefinition:
    values: dict[str, Any] = {"remind_seconds": 24 * HOUR, "timeout_seconds": 48 * HOUR, **more}
    return LevelDefinition(name="Step", groups=groups, **values)


def define(*levels: LevelDefinition, **more: Any) -> Definition:
    values: dict[str, Any] = {"barred": (REQUESTER,), "ultimate": (OWNER,), **more}
    return Definition(subject_kind="quote", levels=levels, **values)


@dataclass
class Desk:
    """A definition and where it stands."""

    definition: Definition
    state: State = field(default_factory=State)
    effects: list[Any] = field(default_factory=list)

    def go(self, event: MachineEvent) -> list[Any]:
        outcome = decide(self.definition, self.state, event)
        self.state, self.effects = outcome.state, list(outcome.effects)
        return self.effects

    def yes(self, who: UUID, **more: Any) -> list[Any]:
        return self.go(Decided(**{"at": NOW, "member": who, "is_approval": True, "active": EVERYBODY, **more}))

    def no(self, who: UUID, **more: Any) -> list[Any]:
        return self.go(Decided(**{"at": NOW, "member": who, "is_approval": False, "active": EVERYBODY, **more}))

    def tick(self, level: int = 0, step: int = 0, **more: Any) -> list[Any]:
        values = {"at": NOW, "level": level, "step": step, "active": EVERYBODY, "ultimate": (OWNER,), **more}
        return self.go(TimerFired(**values))


def started(*levels: LevelDefinition, active: frozenset[UUID] = EVERYBODY, **more: Any) -> Desk:
    desk = Desk(define(*levels, **more))
    desk.go(Started(at=NOW, active=active))
    return desk


def kinds(effects: list[Any]) -> list[type]:
    return [type(effect) for effect in effects]


def stands_for(who: UUID, **more: Any) -> DelegationFact:
    values: dict[str, Any] = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=1), **more}
    return DelegationFact(from_member=who, **values)
