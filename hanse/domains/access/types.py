"""What access speaks about: members, roles, assignments, invitations and API keys, as they are given and taken."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from hanse.domains.identity.types import SessionToken
from hanse.domains.tenants.types import TenantId
from hanse.kit.diff import Change
from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Reach, Subject

Name = Annotated[str, Meta(min_length=1, max_length=200, description="What people call it")]
Email = Annotated[
    str, Meta(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="E-mail address")
]
Condition = Annotated[
    str, Meta(max_length=1000, description="A condition, such as subject.total <= actor.approval_limit")
]
Path = tuple[UUID, ...]  # an organization, then those above it up to the root


class MemberId(Id, prefix="mem"):
    """A person in one tenant."""


class RoleId(Id, prefix="rol"):
    """A named set of grants of one tenant."""


class InvitationId(Id, prefix="inv"):
    """An offer of membership."""


class ApiKeyId(Id, prefix="key"):
    """The key of a program."""


class AssignmentId(Id, prefix="asg"):
    """One role of one member, for the whole tenant or at one organization."""


class AuditEntryId(Id, prefix="aud"):
    """One entry of the audit trail."""


class EventId(Id, prefix="evt"):
    """One fact that happened."""


class OrganizationId(Id, prefix="org"):
    """Names an organization, at which roles are assigned. What an organization is, a domain above this one says."""


class MemberStatus(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class RoleKind(enum.StrEnum):
    TENANT = "tenant"
    ORGANIZATION = "organization"


class InvitationStatus(enum.StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


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


class RoleGrant(Input, frozen=True, kw_only=True):
    """One right of a role: which, how far, and under which condition."""

    permission: Annotated[str, Meta(min_length=1, max_length=100)]
    reach: Reach
    condition: Condition | None = None


class Role(Data, frozen=True, kw_only=True):
    """A set of rights. The grants of a built-in role come with the product and are not edited, only copied."""

    id: RoleId
    kind: RoleKind
    key: str
    name: str
    description: str
    is_builtin: bool
    grants: list[RoleGrant]
    member_count: Annotated[int | None, Meta(description="How many hold it; only for who sees all people")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="role", id=self.id)


class AssignmentInput(Input, frozen=True, kw_only=True):
    """A role to give, for the whole business or at one organization."""

    role_id: RoleId
    organization_id: OrganizationId | None = None


class BlockOrganization(Input, frozen=True, kw_only=True):
    """Whether the roles held at an organization count."""

    organization_id: OrganizationId
    is_blocked: bool


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


class PermissionInfo(Data, frozen=True, kw_only=True):
    """One right a role can give."""

    name: str
    noun: str
    label: str
    help: str
    is_dangerous: bool


class ApiKey(Data, frozen=True, kw_only=True):
    """The key of a program, without its secret."""

    id: ApiKeyId
    name: str
    prefix: str
    scopes: list[str]
    allowed_networks: list[str]
    member_id: MemberId
    member_name: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    version: int
    created_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="api_key", id=self.id, owner_member_id=self.member_id.uuid)


class NewApiKey(Data, frozen=True, kw_only=True):
    """A key just made: the only time its secret can be read."""

    id: ApiKeyId
    key: ApiKey
    secret: str


class AuditRecord(Data, frozen=True, kw_only=True):
    """One entry of the audit trail. What names a person is null once it was erased."""

    id: AuditEntryId
    occurred_at: datetime
    actor_kind: str
    actor_id: Annotated[str | None, Meta(description="Member or account")]
    actor_name: str | None
    on_behalf_of: MemberId | None
    on_behalf_name: str | None
    api_key_id: ApiKeyId | None
    ip: str | None
    user_agent: str | None
    request_id: str | None
    action: str
    outcome: Annotated[str, Meta(description="allowed, denied or failed")]
    subject_kind: str | None
    subject_id: str | None
    subject_label: str | None
    reason: str | None
    changes: list[Change]
    is_erased: bool


class EventRecord(Data, frozen=True, kw_only=True):
    """One fact that happened, as subscribers got it."""

    id: EventId
    name: Annotated[str, Meta(description="Such as member.joined.v1")]
    subject_kind: str | None
    subject_id: str | None
    payload: dict[str, Any]
    occurred_at: datetime
    request_id: str | None
