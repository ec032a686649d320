"""What Hanse takes: approvals. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.models import ApprovalStatusWord, OnTimeoutWord, ResolverKindWord


class SubmitApproval(TypedDict, total=False):
    """What shall be approved, as it is now."""

    # What is approved, such as quote or order_request
    subject_kind: Required[str]
    # Id of what is approved
    subject_id: Required[str]
    # What people read
    title: Required[str]
    # Page of what is approved; a path here, such as /admin/quotes
    href: str
    # The organization it is about
    organization_id: str | None
    # What it is about in money
    amount: Money | None
    # What conditions ask for as subject.*; money in minor units
    facts: dict[str, Any]
    # What is frozen and shown to approvers
    document: dict[str, Any]
    # Who buys from whom
    evasion_key: str | None


class Explain(TypedDict, total=False):
    """Why, in words; may be left out."""

    # What everybody who sees the approval reads
    comment: str


class WriteComment(TypedDict, total=False):
    """What everybody who sees the approval reads."""

    # What everybody who sees it reads
    comment: Required[str]


class Reassign(TypedDict, total=False):
    """Who decides in place of whom; without `from_member_id`, in place of the one who asks."""

    # Who decides from now on
    to_member_id: Required[str]
    # Whose decision it is; the caller's when left out
    from_member_id: str | None
    # What everybody who sees the approval reads
    comment: str


class Resolver(TypedDict, total=False):
    """One way to find approvers: a person, a role of the staff, the requester's managers, the organization."""

    # How approvers are found
    kind: Required[ResolverKindWord]
    # The person, for the kind member
    member_id: str | None
    # The role of the staff, for the kind role
    role_id: str | None


class PolicyGroup(TypedDict, total=False):
    """Approvers of whom one (or `quorum`) must approve."""

    # What people read, such as Finance
    label: Required[str]
    # How its approvers are found, one at least
    resolvers: Required[list[Resolver]]
    # How many of the group must approve
    quorum: int


class PolicyLevel(TypedDict, total=False):
    """Groups that must all approve before the next level begins, and what happens when they take too long."""

    # What the step is called
    name: Required[str]
    # Groups that must all approve, one at least
    groups: Required[list[PolicyGroup]]
    # Hours until a reminder
    remind_hours: int | None
    # Hours
    timeout_hours: int
    # What happens when the time is over
    on_timeout: OnTimeoutWord
    # Asked when time is over; else the next managers
    fallback: list[str]


class SavePolicy(TypedDict, total=False):
    """A policy as it shall be from now on; approvals that began keep what they were submitted under."""

    # What people call it
    name: Required[str]
    # What is approved, such as quote or order_request
    subject_kind: Required[str]
    # When the policy holds, such as subject.total > 100000; empty: always
    condition: str
    # Lower comes first
    priority: int
    # Only for this organization and those below; else for all
    organization_id: str | None
    # The steps in order, one at least
    levels: Required[list[PolicyLevel]]
    # Whether it is in use
    is_active: bool


class Simulate(TypedDict, total=False):
    """A policy to try on the newest subjects of its kind, in place of an existing one or beside all of them."""

    # The policy to try
    policy: Required[SavePolicy]
    # The policy it stands for; beside all when left out
    replaces: str | None
    # How many of the newest subjects
    last: int
    # Only what was submitted on this day or later
    since: date | None
    # Only what was submitted on this day or before
    until: date | None


class CreateDelegation(TypedDict, total=False):
    """Who decides in place of the one who asks (or of another, with the right for it), and for how long."""

    # Who decides
    to_member_id: Required[str]
    # In whose place; the caller's when left out
    from_member_id: str | None
    # From when on
    starts_at: Required[datetime]
    # Until when
    ends_at: Required[datetime]
    # Only these kinds of things; empty: all
    kinds: list[str]
    # Only up to this amount, and only in its currency
    amount: Money | None
    # Why
    note: str


class ApprovalListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only in these states
    status: list[ApprovalStatusWord]
    # Only this kind of thing
    subject_kind: str
    # Only this thing
    subject_id: str
    # Only about this organization
    organization: str
    # Only asked for by this person
    requester: str
    # Only what the reader may decide now, by delegation too
    waiting_for_me: bool
    # Only what took longer than it may
    late: bool


class ApprovalPolicyListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only this kind of thing
    subject_kind: str
    # Only those in use, or not in use
    is_active: bool


class DelegationListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only those that are not over and not revoked
    is_current: bool
