"""The ids, closed lists of words and constrained texts of approvals. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated

from msgspec import Meta

from hanse.kit.ids import Id


class ApprovalId(Id, prefix="apr"):
    """Something that waits, or waited, for a decision."""


class PolicyId(Id, prefix="apo"):
    """A rule about who has to approve what."""


class DelegationId(Id, prefix="dlg"):
    """Somebody decides for somebody else for a while."""


class ApprovalStatus(enum.StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    RECALLED = "recalled"
    SUPERSEDED = "superseded"


class OnTimeout(enum.StrEnum):
    """What happens when nobody decides in time; it is never an approval."""

    ESCALATE = "escalate"
    REJECT = "reject"


class ResolverKind(enum.StrEnum):
    """How a group finds its approvers."""

    MEMBER = "member"  # one named person
    ROLE = "role"  # everybody of the staff with a role
    MANAGER = "manager"  # the first manager above the requester whose limit suffices
    ORGANIZATION_APPROVER = "organization_approver"  # approvers of the organization, else of the nearest one above


class Happening(enum.StrEnum):
    """What the history of an approval is made of."""

    SUBMITTED = "submitted"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    COMMENTED = "commented"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    SUPERSEDED = "superseded"
    ALERTED = "alerted"
    FINISHED = "finished"


SubjectKindName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,59}\Z",
        description="What is approved, such as quote or order_request",
        examples=["quote"],
    ),
]
SubjectRefText = Annotated[
    str,
    Meta(
        min_length=1, max_length=120, description="Id of what is approved", examples=["quo_01h455vb4pex5vsknk084sn02q"]
    ),
]
Title = Annotated[str, Meta(min_length=1, max_length=200, description="What people read")]
Href = Annotated[str, Meta(max_length=400, description="Page of what is approved; a path here, such as /admin/quotes")]
Comment = Annotated[str, Meta(max_length=2000, description="What everybody who sees the approval reads")]
Condition = Annotated[
    str, Meta(max_length=1000, description="When the policy holds, such as subject.total > 100000; empty: always")
]
Hours = Annotated[int, Meta(ge=1, le=2160, description="Hours")]
