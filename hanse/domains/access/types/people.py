"""People and how they belong: members, invitations, and where an account may work. Not what access takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types.values import (
    AssignmentId,
    InvitationId,
    InvitationStatus,
    MemberId,
    MemberStatus,
    OrganizationId,
    Path,
    RoleId,
    RoleKind,
)
from hanse.domains.identity.types import SessionToken
from hanse.domains.tenants.types import TenantId
from hanse.kit.money import Money
from hanse.kit.structs import Data
from hanse.platform.authz import Subject


class Assignment(Data, frozen=True, kw_only=True):
    """One role of a member; `organization_id` None means the whole business."""

    id: AssignmentId
    role_id: RoleId
    role: str
    role_kind: RoleKind
    is_owner: bool = False
    organization_id: OrganizationId | None = None
    organization: Annotated[str | None, Meta(description="Name of the organization")] = None
    is_blocked: Annotated[bool, Meta(description="Does not count now, because the organization is suspended")] = False


class Member(Data, frozen=True, kw_only=True):
    """A person in this business, with every role they hold."""

    id: MemberId
    account_id: UUID
    display_name: str
    email: str | None
    title: str | None
    status: MemberStatus
    manager_member_id: MemberId | None
    manager_name: str | None = None
    approval_limit: Money | None
    assignments: Annotated[list[Assignment], Meta(description="The roles the reader may see")]
    last_seen_at: Annotated[datetime | None, Meta(description="Last use here; only for who may change the member")] = (
        None
    )
    has_second_factor: Annotated[
        bool | None, Meta(description="Whether a log-in takes more than a password; only for who may change the member")
    ] = None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()


class MemberRecord(Member, frozen=True, kw_only=True):
    """A member with every role and the path of every organization; inside this domain only, readers get a Member."""

    paths: tuple[Path, ...] = ()

    def subjects(self) -> tuple[Subject, ...]:
        """Staff are one subject of the business; partners' people are one at each organization they belong to."""
        places = () if any(item.organization_id is None for item in self.assignments) else self.paths
        return tuple(
            Subject(kind="member", id=self.id, organizations=path, owner_member_id=self.id.uuid)
            for path in places or ((),)
        )

    def subject(self) -> Subject:
        """For what takes one subject only: the first."""
        return self.subjects()[0]


class OfferedRole(Data, frozen=True, kw_only=True):
    """A role an invitation offers."""

    role_id: RoleId
    role: Annotated[str | None, Meta(description="Name of the role; null when it was deleted")]
    organization_id: OrganizationId | None
    organization: Annotated[str | None, Meta(description="Name of the organization")]


class Invitation(Data, frozen=True, kw_only=True):
    """An offer of membership that was sent by e-mail."""

    id: InvitationId
    email: str
    display_name: str
    assignments: list[OfferedRole]
    status: InvitationStatus
    message: str
    invited_by: MemberId | None
    invited_by_name: str | None = None
    sent_count: int
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()


class InvitationRecord(Invitation, frozen=True, kw_only=True):
    """An invitation with the path of every organization; inside this domain only, readers get an Invitation."""

    paths: tuple[Path, ...] = ()

    def subjects(self) -> tuple[Subject, ...]:
        """An invitation of staff is one subject of the business; of partners' people one at each organization."""
        places = () if any(item.organization_id is None for item in self.assignments) else self.paths
        return tuple(Subject(kind="invitation", id=self.id, organizations=path) for path in places or ((),))

    def subject(self) -> Subject:
        """For what takes one subject only: the first."""
        return self.subjects()[0]


class InvitationPreview(Data, frozen=True, kw_only=True):
    """What the holder of an invitation link sees before accepting."""

    email: str
    display_name: str
    business: str
    invited_by_name: str | None
    roles: list[str]
    is_for_reader: Annotated[bool, Meta(description="Whether the reader is logged in with the invited address")]
    has_account: Annotated[bool, Meta(description="Whether the address has an account, so that one logs in first")]
    message: str
    expires_at: datetime


class Joined(Data, frozen=True, kw_only=True):
    """A membership that just began, and the session in it."""

    id: MemberId
    tenant_handle: str
    session: SessionToken


class SignedUp(Data, frozen=True, kw_only=True):
    """A business that was just founded, its owner, and their session in it."""

    id: TenantId
    handle: str
    member_id: MemberId
    session: SessionToken


class SignUpOutcome(Data, frozen=True, kw_only=True):
    """Founded at once by somebody logged in; a visitor first opens the link of a mail."""

    state: Literal["founded", "mail_sent"]
    business: SignedUp | None = None


class Switched(Data, frozen=True, kw_only=True):
    """The session in the place one changed to; the former one ended."""

    session: SessionToken


class Membership(Data, frozen=True, kw_only=True):
    """A business one belongs to."""

    tenant_id: TenantId
    handle: str
    name: str
    roles: list[str]
    is_current: bool


class Place(Data, frozen=True, kw_only=True):
    """An organization one works at, in the business at hand."""

    organization_id: OrganizationId
    name: str
    is_current: bool
