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
from hanse.kit.money import Money, UnitPrice
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
    organization_id: Annotated[OrganizationId | None, Meta(description="The organization it is about")] = None
    amount: Annotated[Money | None, Meta(description="What it is about in money")] = None
    facts: Annotated[
        dict[str, Any], Meta(max_length=100, description="What conditions ask for as subject.*; money in minor units")
    ] = {}
    document: Annotated[dict[str, Any], Meta(max_length=100, description="What is frozen and shown to approvers")] = {}
    evasion_key: Annotated[str, Meta(min_length=1, max_length=200, description="Who buys from whom")] | None = None


class SubmitNew(SubmitApproval, frozen=True, kw_only=True):
    """Something never submitted before, by a caller who keeps all that was ever asked for beside it."""

    beside: Annotated[Money, Meta(description="What was asked for beside it within the business's window")]


class Approver(Data, frozen=True, kw_only=True):
    """Somebody who may decide in a group."""

    member_id: Annotated[MemberId, Meta(description="Who may decide")]
    name: Annotated[str, Meta(description="Their name")]


class Decision(Data, frozen=True, kw_only=True):
    """An approval that counts in a group, in place of whom if by delegation."""

    member_id: Annotated[MemberId, Meta(description="Who approved")]
    name: Annotated[str, Meta(description="Their name")]
    for_member_id: Annotated[MemberId | None, Meta(description="In whose place")] = None
    for_name: Annotated[str | None, Meta(description="Name of in whose place")] = None


class ApprovalGroup(Data, frozen=True, kw_only=True):
    """Approvers of whom `quorum` must approve, and those who did."""

    label: Annotated[str, Meta(description="What the group is called")]
    quorum: Annotated[int, Meta(description="How many of the group must approve")]
    approvers: Annotated[list[Approver], Meta(description="Who may decide")]
    decisions: Annotated[list[Decision], Meta(description="Who approved")]
    is_satisfied: Annotated[bool, Meta(description="Whether enough approved")]


class ApprovalLevel(Data, frozen=True, kw_only=True):
    """One step: all its groups must be satisfied."""

    name: Annotated[str, Meta(description="What the step is called")]
    position: Annotated[int, Meta(description="Place of the step, from 1")]
    status: Annotated[Literal["waiting", "open", "done", "stopped"], Meta(description="Whether it is open now")]
    groups: Annotated[list[ApprovalGroup], Meta(description="Groups that must all approve")]
    timeout_hours: Annotated[int, Meta(description="Hours until the time is over")]
    on_timeout: Annotated[OnTimeout, Meta(description="What happens when the time is over")]


class Approval(Data, frozen=True, kw_only=True):
    """Something that waits, or waited, for a decision, with everybody it needs."""

    id: ApprovalId
    subject_kind: Annotated[str, Meta(description="What kind of thing is approved")]
    subject_id: Annotated[str, Meta(description="Id of what is approved")]
    title: Annotated[str, Meta(description="What people read")]
    href: Annotated[str, Meta(description="Page of what is approved")]
    organization_id: Annotated[OrganizationId | None, Meta(description="The organization it is about")]
    requester_member_id: Annotated[MemberId | None, Meta(description="Who asks; nobody when the system does")]
    requester_name: Annotated[str, Meta(description="Name of who asks")]
    amount: Annotated[Money | None, Meta(description="What it is about in money")]
    weighed_amount: Annotated[
        Money | None, Meta(description="With what was asked for beside it, where splitting adds up; limits apply to it")
    ]
    status: Annotated[ApprovalStatus, Meta(description="How it stands")]
    is_automatic: Annotated[bool, Meta(description="No policy asked for anybody")]
    document_hash: Annotated[str, Meta(description="SHA-256 of what was submitted, in hex")]
    policies: Annotated[list[str], Meta(description="Names of the policies that hold")]
    levels: Annotated[list[ApprovalLevel], Meta(description="The steps, in order")]
    reason: Annotated[str, Meta(description="Why it was rejected or taken back")]
    due_at: Annotated[datetime | None, Meta(description="When the open step has taken too long")]
    is_late: Annotated[bool, Meta(description="The open level took longer than it may, at least once")] = False
    submitted_at: Annotated[datetime, Meta(description="When it was asked for")]
    decided_at: Annotated[datetime | None, Meta(description="When it was over")]
    version: int
    can_decide: Annotated[bool, Meta(description="Whether the reader may approve or reject now")] = False
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        """What events are about. Rights are asked about what the queries know besides: who takes part."""
        requester = self.requester_member_id
        return Subject(kind="approval", id=self.id, owner_member_id=requester.uuid if requester else None)


class ApprovalEvent(Data, frozen=True, kw_only=True):
    """Something that happened to an approval."""

    id: Annotated[UUID, Meta(description="The line of the history")]
    kind: Annotated[Happening, Meta(description="What happened")]
    level: Annotated[int | None, Meta(description="The step it happened in, from 0")]
    member_id: Annotated[MemberId | None, Meta(description="Who did it; nobody when the system did")]
    actor_name: Annotated[str, Meta(description="Name of who did it")]
    for_member_id: Annotated[MemberId | None, Meta(description="In whose place")]
    for_name: Annotated[str | None, Meta(description="Name of in whose place")]
    comment: Annotated[str, Meta(description="What was written")]
    names: Annotated[list[str], Meta(description="Whom it was about, such as those who were asked")]
    created_at: Annotated[datetime, Meta(description="When it happened")]


class EvidenceRow(Data, frozen=True, kw_only=True):
    """One thing to judge by: an amount, perhaps against a limit, or a price beside an earlier one."""

    text: Annotated[str, Meta(description="What it is")]
    detail: Annotated[str, Meta(description="More about it")] = ""
    amount: Annotated[Money | None, Meta(description="How much")] = None
    limit: Annotated[Money | None, Meta(description="How much there may be")] = None
    unit_price: Annotated[UnitPrice | None, Meta(description="The price now")] = None
    before: Annotated[UnitPrice | None, Meta(description="The price before")] = None
    at: Annotated[datetime | None, Meta(description="When it was")] = None
    href: Annotated[str, Meta(description="Its page, where the reader has one")] = ""


class ApprovalEvidence(Data, frozen=True, kw_only=True):
    """What the domain of the subject lays beside it for whoever decides, as it stands now."""

    title: Annotated[str, Meta(description="What it is about")]
    lead: Annotated[str, Meta(description="What to make of it")] = ""
    rows: Annotated[list[EvidenceRow], Meta(description="In order of weight")]


class ApprovalDetail(Data, frozen=True, kw_only=True):
    """An approval with the frozen document, the facts it was judged by (for those who may know) and its history."""

    approval: Annotated[Approval, Meta(description="The approval")]
    document: Annotated[dict[str, Any], Meta(description="What was submitted, frozen")]
    facts: Annotated[
        dict[str, Any] | None, Meta(description="What conditions were asked about, for those who may know")
    ]
    events: Annotated[list[ApprovalEvent], Meta(description="The history, oldest first")]
    next_steps: Annotated[list[str], Meta(description="What happens next, in sentences")]
    evidence: Annotated[list[ApprovalEvidence], Meta(description="What to judge by, for who may know the facts")] = []
    can_open_subject: Annotated[bool, Meta(description="Whether the reader may open what is approved")] = False


class PreviewGroup(Data, frozen=True, kw_only=True):
    """Approvers of whom `quorum` would have to approve."""

    label: Annotated[str, Meta(description="What the group is called")]
    quorum: Annotated[int, Meta(description="How many of the group must approve")]
    approvers: Annotated[list[Approver], Meta(description="Who may decide")]
    words: Annotated[str, Meta(description="The same in words: two of A, B and C")] = ""


class PreviewLevel(Data, frozen=True, kw_only=True):
    """One step that would have to be done."""

    name: Annotated[str, Meta(description="What the step is called")]
    groups: Annotated[list[PreviewGroup], Meta(description="Groups that must all approve")]
    timeout_hours: Annotated[int, Meta(description="Hours until the time is over")]


class ApprovalPreview(Data, frozen=True, kw_only=True):
    """What submitting would need, by name, and the same in sentences: "This needs A, then B or C."."""

    is_needed: Annotated[bool, Meta(description="Whether anybody has to approve")]
    levels: Annotated[list[PreviewLevel], Meta(description="The steps, in order")]
    policies: Annotated[list[str], Meta(description="Names of the policies that hold")]
    weighed_amount: Annotated[Money | None, Meta(description="What limits and policies look at")]
    sentences: Annotated[list[str], Meta(description="The same in sentences")]


class Decide(Input, frozen=True, kw_only=True):
    """A decision, and why. A rejection says why."""

    decision: Annotated[Literal["approve", "reject"], Meta(description="The decision")]
    comment: Comment = ""


class WriteComment(Input, frozen=True, kw_only=True):
    """What everybody who sees the approval reads."""

    comment: Annotated[str, Meta(min_length=1, max_length=2000, description="What everybody who sees it reads")]


class Explain(Input, frozen=True, kw_only=True):
    """Why, in words; may be left out."""

    comment: Comment = ""


class Reassign(Input, frozen=True, kw_only=True):
    """Who decides in place of whom; without `from_member_id`, in place of the one who asks."""

    to_member_id: Annotated[MemberId, Meta(description="Who decides from now on")]
    from_member_id: Annotated[MemberId | None, Meta(description="Whose decision it is; the caller's when left out")] = (
        None
    )
    comment: Comment = ""


class ListApprovals(PageQuery, frozen=True, kw_only=True):
    """Which approvals, newest first."""

    status: Annotated[list[ApprovalStatus], Meta(max_length=5, description="Only in these states")] = []
    subject_kind: Annotated[SubjectKindName | None, Meta(description="Only this kind of thing")] = None
    subject_id: Annotated[SubjectRefText | None, Meta(description="Only this thing")] = None
    organization: Annotated[OrganizationId | None, Meta(description="Only about this organization")] = None
    requester: Annotated[MemberId | None, Meta(description="Only asked for by this person")] = None
    waiting_for_me: Annotated[bool, Meta(description="Only what the reader may decide now, by delegation too")] = False
    late: Annotated[bool, Meta(description="Only what took longer than it may")] = False


class ApprovalCounts(Data, frozen=True, kw_only=True):
    """What waits for the reader."""

    waiting: Annotated[int, Meta(description="How many wait for the reader")]
    late: Annotated[int, Meta(description="How many of them are late")]
