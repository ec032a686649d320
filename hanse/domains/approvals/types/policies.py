"""Policies as they are given and taken, and the kinds of subjects they may speak of. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId, RoleId
from hanse.domains.approvals.types.values import Condition, Hours, OnTimeout, PolicyId, ResolverKind, SubjectKindName
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

APPROVAL_SUBJECTS = "approval_subjects"
"""Where the composition root registers the kinds of subjects: services.extras[APPROVAL_SUBJECTS]."""

APPROVAL_EVIDENCE = "approval_evidence"
"""Where it registers what domains lay beside their subjects, by kind: services.extras[APPROVAL_EVIDENCE]."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of thing that can be approved, and the facts conditions may use: {"total": ("amount", "Total"), ...}.

    Types of facts are words for people: "amount" (minor units), "number", "text", "yes/no", "list", "currency",
    "organization", "choice", "percent" (basis points), "millionths". A yes/no reads on after "it" ("goes beyond a
    budget"). `choices` names the values of a fact that has few, each with its word. A fact named
    `total` is the amount in minor units. `announces_outcome` says that its domain tells the requester how it ended, so
    that approvals need not.
    """

    kind: str
    label: str
    facts: Mapping[str, tuple[str, str]]
    announces_outcome: bool = False
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


class Resolver(Input, frozen=True, kw_only=True):
    """One way to find approvers: a person, a role of the staff, the requester's managers, the organization."""

    kind: Annotated[ResolverKind, Meta(description="How approvers are found")]
    member_id: Annotated[MemberId | None, Meta(description="The person, for the kind member")] = None
    role_id: Annotated[RoleId | None, Meta(description="The role of the staff, for the kind role")] = None


class PolicyGroup(Input, frozen=True, kw_only=True):
    """Approvers of whom one (or `quorum`) must approve."""

    label: Annotated[str, Meta(min_length=1, max_length=120, description="What people read, such as Finance")]
    resolvers: Annotated[list[Resolver], Meta(max_length=20, description="How its approvers are found, one at least")]
    quorum: Annotated[int, Meta(ge=1, le=20, description="How many of the group must approve")] = 1


class PolicyLevel(Input, frozen=True, kw_only=True):
    """Groups that must all approve before the next level begins, and what happens when they take too long."""

    name: Annotated[str, Meta(min_length=1, max_length=120, description="What the step is called")]
    groups: Annotated[list[PolicyGroup], Meta(max_length=10, description="Groups that must all approve, one at least")]
    remind_hours: Annotated[int, Meta(ge=1, le=2160, description="Hours until a reminder")] | None = None
    timeout_hours: Hours = 48
    on_timeout: Annotated[OnTimeout, Meta(description="What happens when the time is over")] = OnTimeout.ESCALATE
    fallback: Annotated[
        list[MemberId], Meta(max_length=10, description="Asked when time is over; else the next managers")
    ] = []


class Policy(Data, frozen=True, kw_only=True):
    """A rule about who has to approve what."""

    id: PolicyId
    name: Annotated[str, Meta(description="What people call it")]
    subject_kind: Annotated[str, Meta(description="What kind of thing it is about")]
    condition: Annotated[str, Meta(description="When it holds; empty: always")]
    priority: Annotated[int, Meta(description="Lower comes first where policies name the same group")]
    organization_id: Annotated[
        OrganizationId | None, Meta(description="Only for this organization and those below; else for all")
    ]
    organization_name: Annotated[str | None, Meta(description="Name of the organization")] = None
    levels: Annotated[list[PolicyLevel], Meta(description="The steps, in order")]
    is_active: Annotated[bool, Meta(description="Whether it is in use")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="approval_policy", id=self.id)


class SavePolicy(Input, frozen=True, kw_only=True):
    """A policy as it shall be from now on; approvals that began keep what they were submitted under."""

    name: Annotated[str, Meta(min_length=1, max_length=120, description="What people call it")]
    subject_kind: SubjectKindName
    condition: Condition = ""
    priority: Annotated[int, Meta(ge=0, le=10_000, description="Lower comes first")] = 100
    organization_id: Annotated[
        OrganizationId | None, Meta(description="Only for this organization and those below; else for all")
    ] = None
    levels: Annotated[list[PolicyLevel], Meta(max_length=10, description="The steps in order, one at least")]
    is_active: Annotated[bool, Meta(description="Whether it is in use")] = True


class ListPolicies(PageQuery, frozen=True, kw_only=True):
    """Which policies, by kind and priority."""

    subject_kind: Annotated[SubjectKindName | None, Meta(description="Only this kind of thing")] = None
    is_active: Annotated[bool | None, Meta(description="Only those in use, or not in use")] = None
