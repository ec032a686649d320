"""Approvals as they are submitted, shown and decided. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.approvals.types.values import (
    ApprovalId,
    ApprovalStatus,
    Comment,
    Happening,
    Href,
    OnTimeout,
    SubjectKindName,
    SubjectRefText,
    Title,
)
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class SubjectRef(Input, frozen=True, kw_only=True):
    """What an approval is about; approvals know no more of it."""

    subject_kind: SubjectKindName
    subject_id: SubjectRefText


class SubmitApproval(Input, frozen=True, kw_only=True):
    """What shall be approved, as it is now.

    `facts` are what conditions of policies ask for as `subject.*`; money among them is whole minor units. `document` is
    shown to approvers and hashed: {"columns": [["name", "Article"], ...], "lines": [{"name": ...}, ...],
    "facts": [["Label", "text or money"], ...]}; money and quantities in their wire form. Amounts of different
    subjects with one `evasion_key` add up within the business's window.
    """

    subject_kind: SubjectKindName
    subject_id: SubjectRefText
    title: Title
    href: Href = ""
    organization_id: OrganizationId | None = None
    amount: Money | None = None
    facts: dict[str, Any] = {}
    document: dict[str, Any] = {}
    evasion_key: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class Approver(Data, frozen=True, kw_only=True):
    """Somebody who may decide in a group."""

    member_id: MemberId
    name: str


class Decision(Data, frozen=True, kw_only=True):
    """An approval that counts in a group, in place of whom if by delegation."""

    member_id: MemberId
    name: str
    for_member_id: MemberId | None = None
    for_name: str | None = None


class ApprovalGroup(Data, frozen=True, kw_only=True):
    """Approvers of whom `quorum` must approve, and those who did."""

    label: str
    quorum: int
    approvers: list[Approver]
    decisions: list[Decision]
    is_satisfied: bool


class ApprovalLevel(Data, frozen=True, kw_only=True):
    """One step: all its groups must be satisfied."""

    name: str
    position: int
    status: Literal["waiting", "open", "done", "stopped"]
    groups: list[ApprovalGroup]
    timeout_hours: int
    on_timeout: OnTimeout


class Approval(Data, frozen=True, kw_only=True):
    """Something that waits, or waited, for a decision, with everybody it needs."""

    id: ApprovalId
    subject_kind: str
    subject_id: str
    title: str
    href: str
    organization_id: OrganizationId | None
    requester_member_id: MemberId | None
    requester_name: str
    amount: Money | None
    weighed_amount: Annotated[
        Money | None, Meta(description="With what was asked for beside it, where splitting adds up; limits apply to it")
    ]
    status: ApprovalStatus
    is_automatic: Annotated[bool, Meta(description="No policy asked for anybody")]
    document_hash: str
    policies: list[str]
    levels: list[ApprovalLevel]
    reason: str
    due_at: datetime | None
    is_late: Annotated[bool, Meta(description="The open level took longer than it may, at least once")] = False
    submitted_at: datetime
    decided_at: datetime | None
    version: int
    can_decide: Annotated[bool, Meta(description="Whether the reader may approve or reject now")] = False
    path: tuple[UUID, ...] = ()
    viewer: UUID | None = None
    is_internal: bool = False
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        """What rights are asked about; whoever takes part is asked as if it were their own."""
        return Subject(
            kind="approval",
            id=self.id,
            organizations=() if self.is_internal else self.path,
            owner_member_id=self.viewer,
        )


class ApprovalEvent(Data, frozen=True, kw_only=True):
    """Something that happened to an approval."""

    id: UUID
    kind: Happening
    level: int | None
    member_id: MemberId | None
    actor_name: str
    for_member_id: MemberId | None
    for_name: str | None
    comment: str
    names: Annotated[list[str], Meta(description="Whom it was about, such as those who were asked")]
    created_at: datetime


class ApprovalDetail(Data, frozen=True, kw_only=True):
    """An approval with the frozen document, the facts it was judged by (for those who may know) and its history."""

    approval: Approval
    document: dict[str, Any]
    facts: dict[str, Any] | None
    events: list[ApprovalEvent]
    next_steps: list[str]


class PreviewGroup(Data, frozen=True, kw_only=True):
    """Approvers of whom `quorum` would have to approve."""

    label: str
    quorum: int
    approvers: list[Approver]


class PreviewLevel(Data, frozen=True, kw_only=True):
    """One step that would have to be done."""

    name: str
    groups: list[PreviewGroup]
    timeout_hours: int


class ApprovalPreview(Data, frozen=True, kw_only=True):
    """What submitting would need, by name, and the same in sentences: "This needs A, then B or C."."""

    is_needed: bool
    levels: list[PreviewLevel]
    policies: list[str]
    weighed_amount: Money | None
    sentences: list[str]


class Decide(Input, frozen=True, kw_only=True):
    """A decision, and why. A rejection says why."""

    decision: Literal["approve", "reject"]
    comment: Comment = ""


class WriteComment(Input, frozen=True, kw_only=True):
    """What everybody who sees the approval reads."""

    comment: Annotated[str, Meta(min_length=1, max_length=2000)]


class Explain(Input, frozen=True, kw_only=True):
    """Why, in words; may be left out."""

    comment: Comment = ""


class Reassign(Input, frozen=True, kw_only=True):
    """Who decides in place of whom; without `from_member_id`, in place of the one who asks."""

    to_member_id: MemberId
    from_member_id: MemberId | None = None
    comment: Comment = ""


class ListApprovals(PageQuery, frozen=True, kw_only=True):
    """Which approvals, newest first."""

    status: Annotated[list[ApprovalStatus], Meta(max_length=5)] = []
    subject_kind: SubjectKindName | None = None
    subject_id: SubjectRefText | None = None
    organization: OrganizationId | None = None
    requester: MemberId | None = None
    waiting_for_me: Annotated[bool, Meta(description="Only what the reader may decide now, by delegation too")] = False
    late: Annotated[bool, Meta(description="Only what took longer than it may")] = False


class ApprovalCounts(Data, frozen=True, kw_only=True):
    """What waits for the reader."""

    waiting: int
    late: int
