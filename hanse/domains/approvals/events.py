"""What happens to approvals, as facts.

`subject_id` is the id as it was submitted, such as `quo_...`. None of them is emitted for what no policy asked for:
there `submit_approval` answers "approved" at once.
"""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.approvals.types import ApprovalId, DelegationId, PolicyId
from hanse.kit.events import Event


class ApprovalSubmitted(Event, frozen=True, kw_only=True):
    """Something waits for decisions."""

    name: ClassVar[str] = "approval.submitted"
    approval_id: ApprovalId
    subject_kind: str
    subject_id: str
    document_hash: str


class ApprovalApproved(Event, frozen=True, kw_only=True):
    """Everybody who had to approved what has this hash."""

    name: ClassVar[str] = "approval.approved"
    approval_id: ApprovalId
    subject_kind: str
    subject_id: str
    document_hash: str


class ApprovalRejected(Event, frozen=True, kw_only=True):
    """Somebody said no, or nobody decided in time where that means no."""

    name: ClassVar[str] = "approval.rejected"
    approval_id: ApprovalId
    subject_kind: str
    subject_id: str
    document_hash: str
    reason: str


class ApprovalRecalled(Event, frozen=True, kw_only=True):
    """The requester took it back."""

    name: ClassVar[str] = "approval.recalled"
    approval_id: ApprovalId
    subject_kind: str
    subject_id: str
    document_hash: str


class ApprovalEscalated(Event, frozen=True, kw_only=True):
    """Nobody decided in time, so more people are asked."""

    name: ClassVar[str] = "approval.escalated"
    approval_id: ApprovalId
    subject_kind: str
    subject_id: str


class PolicySaved(Event, frozen=True, kw_only=True):
    """A policy was made or changed."""

    name: ClassVar[str] = "approval_policy.saved"
    policy_id: PolicyId


class PolicyDeleted(Event, frozen=True, kw_only=True):
    """A policy is gone."""

    name: ClassVar[str] = "approval_policy.deleted"
    policy_id: PolicyId


class DelegationCreated(Event, frozen=True, kw_only=True):
    """Somebody may decide for somebody else."""

    name: ClassVar[str] = "delegation.created"
    delegation_id: DelegationId


class DelegationRevoked(Event, frozen=True, kw_only=True):
    """A delegation ended early."""

    name: ClassVar[str] = "delegation.revoked"
    delegation_id: DelegationId


EVENTS = (
    ApprovalSubmitted,
    ApprovalApproved,
    ApprovalRejected,
    ApprovalRecalled,
    ApprovalEscalated,
    PolicySaved,
    PolicyDeleted,
    DelegationCreated,
    DelegationRevoked,
)
