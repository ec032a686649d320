"""What Hanse returns: approvals. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from hanse.client.models.access import Money
from hanse.client.words import Word


class ApprovalStatus(Word):
    """The words of ApprovalStatus."""

    APPROVED = "approved"
    PENDING = "pending"
    RECALLED = "recalled"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


ApprovalStatusWord: TypeAlias = ApprovalStatus | Literal["approved", "pending", "recalled", "rejected", "superseded"]


class OnTimeout(Word):
    """What happens when nobody decides in time; it is never an approval."""

    ESCALATE = "escalate"
    REJECT = "reject"


OnTimeoutWord: TypeAlias = OnTimeout | Literal["escalate", "reject"]


class Happening(Word):
    """What the history of an approval is made of."""

    ALERTED = "alerted"
    APPROVED = "approved"
    ASKED = "asked"
    COMMENTED = "commented"
    ESCALATED = "escalated"
    FINISHED = "finished"
    REASSIGNED = "reassigned"
    RECALLED = "recalled"
    REJECTED = "rejected"
    REMINDED = "reminded"
    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"


HappeningWord: TypeAlias = (
    Happening
    | Literal[
        "alerted",
        "approved",
        "asked",
        "commented",
        "escalated",
        "finished",
        "reassigned",
        "recalled",
        "rejected",
        "reminded",
        "submitted",
        "superseded",
    ]
)


class ResolverKind(Word):
    """How a group finds its approvers."""

    MANAGER = "manager"
    MEMBER = "member"
    ORGANIZATION_APPROVER = "organization_approver"
    ROLE = "role"


ResolverKindWord: TypeAlias = ResolverKind | Literal["manager", "member", "organization_approver", "role"]


class Approver(Struct, frozen=True, kw_only=True):
    """Somebody who may decide in a group."""

    member_id: str
    name: str


class Decision(Struct, frozen=True, kw_only=True):
    """An approval that counts in a group, in place of whom if by delegation."""

    member_id: str
    name: str
    for_member_id: str | None
    for_name: str | None


class ApprovalGroup(Struct, frozen=True, kw_only=True):
    """Approvers of whom `quorum` must approve, and those who did."""

    label: str
    quorum: int
    approvers: list[Approver]
    decisions: list[Decision]
    is_satisfied: bool


class ApprovalLevel(Struct, frozen=True, kw_only=True):
    """One step: all its groups must be satisfied."""

    name: str
    position: int
    status: str
    groups: list[ApprovalGroup]
    timeout_hours: int
    on_timeout: OnTimeout


class Approval(Struct, frozen=True, kw_only=True):
    """Something that waits, or waited, for a decision, with everybody it needs."""

    id: str
    subject_kind: str
    subject_id: str
    title: str
    href: str
    organization_id: str | None
    requester_member_id: str | None
    requester_name: str
    amount: Money | None
    weighed_amount: Money | None
    status: ApprovalStatus
    is_automatic: bool
    document_hash: str
    policies: list[str]
    levels: list[ApprovalLevel]
    reason: str
    due_at: datetime | None
    is_late: bool
    submitted_at: datetime
    decided_at: datetime | None
    version: int
    can_decide: bool
    allowed_actions: list[str]


class ApprovalCounts(Struct, frozen=True, kw_only=True):
    """What waits for the reader."""

    waiting: int
    late: int


class PreviewGroup(Struct, frozen=True, kw_only=True):
    """Approvers of whom `quorum` would have to approve."""

    label: str
    quorum: int
    approvers: list[Approver]
    words: str


class PreviewLevel(Struct, frozen=True, kw_only=True):
    """One step that would have to be done."""

    name: str
    groups: list[PreviewGroup]
    timeout_hours: int


class ApprovalPreview(Struct, frozen=True, kw_only=True):
    """What submitting would need, by name, and the same in sentences: 'This needs A, then B or C.'."""

    is_needed: bool
    levels: list[PreviewLevel]
    policies: list[str]
    weighed_amount: Money | None
    sentences: list[str]


class ApprovalEvent(Struct, frozen=True, kw_only=True):
    """Something that happened to an approval."""

    id: UUID
    kind: Happening
    level: int | None
    member_id: str | None
    actor_name: str
    for_member_id: str | None
    for_name: str | None
    comment: str
    names: list[str]
    created_at: datetime


class UnitPrice(Struct, frozen=True, kw_only=True):
    """The price of one unit. `amount` is a decimal in quotes with up to 6 places, finer than the currency ..."""

    amount: str
    currency: str


class EvidenceRow(Struct, frozen=True, kw_only=True):
    """One thing to judge by: an amount, perhaps against a limit, or a price beside an earlier one."""

    text: str
    detail: str
    amount: Money | None
    limit: Money | None
    unit_price: UnitPrice | None
    before: UnitPrice | None
    at: datetime | None
    href: str


class ApprovalEvidence(Struct, frozen=True, kw_only=True):
    """What the domain of the subject lays beside it for whoever decides, as it stands now."""

    title: str
    lead: str
    rows: list[EvidenceRow]


class ApprovalDetail(Struct, frozen=True, kw_only=True):
    """An approval with the frozen document, the facts it was judged by (for those who may know) and its history."""

    approval: Approval
    document: dict[str, Any]
    facts: dict[str, Any] | None
    events: list[ApprovalEvent]
    next_steps: list[str]
    evidence: list[ApprovalEvidence]
    can_open_subject: bool


class Resolver(Struct, frozen=True, kw_only=True):
    """One way to find approvers: a person, a role of the staff, the requester's managers, the organization."""

    kind: ResolverKind
    member_id: str | UnsetType | None = UNSET
    role_id: str | UnsetType | None = UNSET


class PolicyGroup(Struct, frozen=True, kw_only=True):
    """Approvers of whom one (or `quorum`) must approve."""

    label: str
    resolvers: list[Resolver]
    quorum: int | UnsetType = UNSET


class PolicyLevel(Struct, frozen=True, kw_only=True):
    """Groups that must all approve before the next level begins, and what happens when they take too long."""

    name: str
    groups: list[PolicyGroup]
    remind_hours: int | UnsetType | None = UNSET
    timeout_hours: int | UnsetType = UNSET
    on_timeout: OnTimeout | UnsetType = UNSET
    fallback: list[str] | UnsetType = UNSET


class Policy(Struct, frozen=True, kw_only=True):
    """A rule about who has to approve what."""

    id: str
    name: str
    subject_kind: str
    condition: str
    priority: int
    organization_id: str | None
    organization_name: str | None
    levels: list[PolicyLevel]
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class SimulatedSubject(Struct, frozen=True, kw_only=True):
    """One subject under the present policies, and with the one tried."""

    approval_id: str
    title: str
    amount: Money | None
    submitted_at: datetime
    present: list[str]
    tried: list[str]
    is_matched: bool
    note: str
    took_minutes: int | None
    tried_hours: int


class SimulatedGroup(Struct, frozen=True, kw_only=True):
    """Some approvers, and how often they are asked."""

    label: str
    present: int
    tried: int


class Simulation(Struct, frozen=True, kw_only=True):
    """What a policy would have done to the newest subjects of its kind."""

    looked_at: int
    matched: int
    newly_needed: int
    no_longer_needed: int
    changed: int
    subjects: list[SimulatedSubject]
    sentence: str
    asked: list[SimulatedGroup]
    took_minutes: int | None
    tried_hours: int


class Delegation(Struct, frozen=True, kw_only=True):
    """From `starts_at` until before `ends_at` one person may decide in place of another; it is never passed on."""

    id: str
    from_member_id: str
    from_name: str
    to_member_id: str
    to_name: str
    starts_at: datetime
    ends_at: datetime
    kinds: list[str]
    amount: Money | None
    note: str
    revoked_at: datetime | None
    version: int
    allowed_actions: list[str]
