"""What would have happened under another policy. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.approvals.types.policies import SavePolicy
from hanse.domains.approvals.types.values import ApprovalId, PolicyId
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input


class Simulate(Input, frozen=True, kw_only=True):
    """A policy to try on the newest subjects of its kind, in place of an existing one or beside all of them."""

    policy: Annotated[SavePolicy, Meta(description="The policy to try")]
    replaces: Annotated[PolicyId | None, Meta(description="The policy it stands for; beside all when left out")] = None
    last: Annotated[int, Meta(ge=1, le=500, description="How many of the newest subjects")] = 100
    since: Annotated[date, Meta(description="Only what was submitted on this day or later")] | None = None
    until: Annotated[date, Meta(description="Only what was submitted on this day or before")] | None = None


class SimulatedSubject(Data, frozen=True, kw_only=True):
    """One subject under the present policies, and with the one tried."""

    approval_id: Annotated[ApprovalId, Meta(description="The approval it went through then")]
    title: Annotated[str, Meta(description="What people read")]
    amount: Annotated[Money | None, Meta(description="What policies looked at")]
    submitted_at: Annotated[datetime, Meta(description="When it was asked for")]
    present: Annotated[list[str], Meta(description="The groups that decide under the present policies, by level")]
    tried: Annotated[list[str], Meta(description="The groups that would decide, by level")]
    is_matched: Annotated[bool, Meta(description="The policy that is tried holds for it")]
    note: Annotated[str, Meta(description="Why, when the condition could not be decided")] = ""
    took_minutes: Annotated[int | None, Meta(description="How long people took then; none when nobody was asked")] = (
        None
    )
    tried_hours: Annotated[int, Meta(description="Hours its steps would have had to decide, all together")] = 0

    @property
    def is_changed(self) -> bool:
        return self.present != self.tried


class SimulatedGroup(Data, frozen=True, kw_only=True):
    """Some approvers, and how often they are asked."""

    label: Annotated[str, Meta(description="What the group is called")]
    present: Annotated[int, Meta(description="How often it decides under the present policies")]
    tried: Annotated[int, Meta(description="How often it would decide")]


class Simulation(Data, frozen=True, kw_only=True):
    """What a policy would have done to the newest subjects of its kind."""

    looked_at: Annotated[int, Meta(description="How many subjects were looked at")]
    matched: Annotated[int, Meta(description="For how many the policy holds")]
    newly_needed: Annotated[int, Meta(description="How many would newly need an approval")]
    no_longer_needed: Annotated[int, Meta(description="How many would no longer need one")]
    changed: Annotated[int, Meta(description="For how many anything changes")]
    subjects: Annotated[list[SimulatedSubject], Meta(description="Each subject, those that change first")]
    sentence: Annotated[str, Meta(description="The same in words")]
    asked: Annotated[list[SimulatedGroup], Meta(description="Who is asked how often, those asked most first")] = []
    took_minutes: Annotated[
        int | None, Meta(description="How long people took then: half of those they were asked about took less")
    ] = None
    tried_hours: Annotated[int, Meta(description="The longest time that all steps of one would have had")] = 0
