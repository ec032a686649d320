"""What access speaks about: members, roles, assignments, invitations and API keys, as they are given and taken."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from hanse.domains.identity.types import SessionToken
from hanse.domains.tenants.types import TenantId
from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Reach, Subject

Name = Annotated[str, Meta(min_length=1, max_length=200, description="What people call it")]
Email = Annotated[str, Meta(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="E-mail address")]
Condition = Annotated[str, Meta(max_length=1000, description="A condition, such as subject.total <= actor.approval_limit")]


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
    is_blocked: bool = False


class Member(Data, frozen=True, kw_only=True):
    """A person in this business, with every role they hold."""

    id: MemberId
    account_id: UUID
    display_name: str
    email: str | None
    title: str | None
    status: MemberStatus
    manager_member_id: MemberId | None
    approval_limit: Money | None
    assignments: list[Assignment]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()
    organization_paths: Annotated[list[list[UUID]], Meta(description="Organizations of the member, each with those above")] = []

    def subject(self) -> Subject:
        """Members of organizations are reached through the first organization they belong to."""
        path = tuple(self.organization_paths[0]) if self.organization_paths else ()
        return Subject(kind="member", id=self.id, organizations=path, owner_member_id=self.id.uuid)


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
    member_count: int
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


class Invitation(Data, frozen=True, kw_only=True):
    """An offer of membership that was sent by e-mail."""

    id: InvitationId
    email: str
    display_name: str
    assignments: list[AssignmentInput]
    status: InvitationStatus
    message: str
    invited_by: MemberId | None
    sent_count: int
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    organization_path: list[UUID] = []

    def subject(self) -> Subject:
        return Subject(kind="invitation", id=self.id, organizations=tuple(self.organization_path))


class InvitationPreview(Data, frozen=True, kw_only=True):
    """What the holder of an invitation link sees before accepting."""

    email: str
    display_name: str
    business: str
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


class PermissionInfo(Data, frozen=True, kw_only=True):
    """One right a role can give."""

    name: str
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
