"""Policies as they are given and taken, and the kinds of subjects they may speak of. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of thing that can be approved, and the facts conditions may use: {"total": ("amount", "Total"), ...}.

    Types of facts are words for people: "amount" (minor units), "number", "text", "yes/no", "list", "percent" (basis
    points).
    """

    kind: str
    label: str
    facts: Mapping[str, tuple[str, str]]


class Resolver(Input, frozen=True, kw_only=True):
    """One way to find approvers: a person, a role of the staff, the requester's managers, the organization."""

    kind: ResolverKind
    member_id: MemberId | None = None
    role_id: RoleId | None = None


class PolicyGroup(Input, frozen=True, kw_only=True):
    """Approvers of whom one (or `quorum`) must approve."""

    label: Annotated[str, Meta(min_length=1, max_length=120, description="What people read, such as Finance")]
    resolvers: Annotated[list[Resolver], Meta(min_length=1, max_length=20)]
    quorum: Annotated[int, Meta(ge=1, le=20, description="How many of the group must approve")] = 1


class PolicyLevel(Input, frozen=True, kw_only=True):
    """Groups that must all approve before the next level begins, and what happens when they take too long."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    groups: Annotated[list[PolicyGroup], Meta(min_length=1, max_length=10)]
    remind_hours: Annotated[int, Meta(ge=1, le=2160, description="Hours until a reminder")] | None = None
    timeout_hours: Hours = 48
    on_timeout: OnTimeout = OnTimeout.ESCALATE
    fallback: Annotated[
        list[MemberId], Meta(max_length=10, description="Asked when time is over; else the next managers")
    ] = []


class Policy(Data, frozen=True, kw_only=True):
    """A rule about who has to approve what."""

    id: PolicyId
    name: str
    subject_kind: str
    condition: str
    priority: Annotated[int, Meta(description="Lower comes first where policies name the same group")]
    organization_id: Annotated[
        OrganizationId | None, Meta(description="Only for this organization and those below; else for all")
    ]
    organization_name: str | None = None
    levels: list[PolicyLevel]
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="approval_policy", id=self.id)


class SavePolicy(Input, frozen=True, kw_only=True):
    """A policy as it shall be from now on; approvals that began keep what they were submitted under."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    subject_kind: SubjectKindName
    condition: Condition = ""
    priority: Annotated[int, Meta(ge=0, le=10_000)] = 100
    organization_id: OrganizationId | None = None
    levels: Annotated[list[PolicyLevel], Meta(min_length=1, max_length=10)]
    is_active: bool = True


class ListPolicies(PageQuery, frozen=True, kw_only=True):
    """Which policies, by kind and priority."""

    subject_kind: SubjectKindName | None = None
    is_active: bool | None = None
