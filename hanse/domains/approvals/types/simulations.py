"""What would have happened under another policy. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.approvals.types.policies import SavePolicy
from hanse.domains.approvals.types.values import ApprovalId, PolicyId
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input


class Simulate(Input, frozen=True, kw_only=True):
    """A policy to try on the newest subjects of its kind, in place of an existing one or beside all of them."""

    policy: SavePolicy
    replaces: PolicyId | None = None
    last: Annotated[int, Meta(ge=1, le=500, description="How many of the newest subjects")] = 100


class SimulatedSubject(Data, frozen=True, kw_only=True):
    """One subject under the present policies, and with the one tried."""

    approval_id: ApprovalId
    title: str
    amount: Money | None
    submitted_at: datetime
    present: Annotated[list[str], Meta(description="The groups that decide under the present policies, by level")]
    tried: Annotated[list[str], Meta(description="The groups that would decide, by level")]
    is_matched: Annotated[bool, Meta(description="The policy that is tried holds for it")]
    note: Annotated[str, Meta(description="Why, when the condition could not be decided")] = ""

    @property
    def is_changed(self) -> bool:
        return self.present != self.tried


class Simulation(Data, frozen=True, kw_only=True):
    """What a policy would have done to the newest subjects of its kind."""

    looked_at: int
    matched: int
    newly_needed: int
    no_longer_needed: int
    changed: int
    subjects: list[SimulatedSubject]
    sentence: str
