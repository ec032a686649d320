"""What access takes: the bodies of changes and the filters of lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types.rights import RoleGrant
from hanse.domains.access.types.values import (
    Email,
    InvitationStatus,
    MemberId,
    MemberStatus,
    Name,
    OrganizationId,
    RoleId,
    RoleKind,
)
from hanse.domains.tenants.types import Currency, Handle, Locale, TenantKind, Timezone
from hanse.domains.tenants.types import Name as BusinessName
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Input

GRANTS_MAXIMUM = 300
RoleName = Annotated[str, Meta(min_length=1, max_length=80, description="What people call the role")]
Grants = Annotated[list[RoleGrant], Meta(max_length=GRANTS_MAXIMUM, description="What the role allows")]
Since = Annotated[datetime, Meta(tz=True, description="Not before this instant")]
Until = Annotated[datetime, Meta(tz=True, description="Before this instant")]
Word = Annotated[str, Meta(max_length=100)]


class AssignmentInput(Input, frozen=True, kw_only=True):
    """A role to give, for the whole business or at one organization."""

    role_id: RoleId
    organization_id: OrganizationId | None = None


class DemandSecondFactor(Input, frozen=True, kw_only=True):
    """From which day on everybody needs a second factor: staff, and the people of partners. None: nobody does."""

    staff_from: Annotated[date | None, Meta(description="First day for staff, where the business is")]
    partners_from: Annotated[date | None, Meta(description="First day for the people of partners")]
    company_log_in_counts: Annotated[
        bool, Meta(description="Whether a company log-in is enough, because the company checks a second factor")
    ] = True


class BlockOrganization(Input, frozen=True, kw_only=True):
    """Whether the roles held at an organization count."""

    organization_id: OrganizationId
    is_blocked: bool


class SignUp(Input, frozen=True, kw_only=True):
    """A new business and its owner. Somebody who is logged in founds it with their account and leaves theirs out."""

    name: BusinessName
    handle: Annotated[Handle | None, Meta(description="Made of the name when left out")] = None
    kind: TenantKind = TenantKind.OTHER
    locale: Locale = "en-GB"
    timezone: Timezone = "UTC"
    currency: Currency = "EUR"
    display_name: Annotated[str, Meta(max_length=200, description="Your own name")] = ""
    email: Email | None = None
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


class ConfirmSignUp(Input, frozen=True, kw_only=True):
    """The token of the mailed link and the password chosen before; another handle where the one wanted is taken now."""

    token: Annotated[str, Meta(min_length=10, max_length=200)]
    password: Annotated[str, Meta(min_length=1, max_length=1024)]
    handle: Handle | None = None


class InviteMember(Input, frozen=True, kw_only=True):
    """Whom to invite, with which roles."""

    email: Email
    display_name: Annotated[str, Meta(max_length=200)] = ""
    assignments: Annotated[list[AssignmentInput], Meta(min_length=1, max_length=20, description="Roles to give")]
    message: Annotated[str, Meta(max_length=1000, description="A few words of your own for the mail")] = ""


class AcceptInvitation(Input, frozen=True, kw_only=True):
    """The token of the link; name and password for somebody who has no account yet."""

    token: Annotated[str, Meta(min_length=10, max_length=200)]
    display_name: Annotated[str, Meta(max_length=200)] = ""
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


class PreviewInvitation(Input, frozen=True, kw_only=True):
    """The token of the link."""

    token: Annotated[str, Meta(min_length=10, max_length=200)]


class UpdateMember(Input, frozen=True, kw_only=True):
    """What changes about a member; fields left out stay. `approval_limit` null takes the limit away."""

    display_name: Name | UnsetType = UNSET
    title: Annotated[str, Meta(max_length=120)] | UnsetType | None = UNSET
    manager_member_id: MemberId | UnsetType | None = UNSET
    approval_limit: Money | UnsetType | None = UNSET


class Because(Input, frozen=True, kw_only=True):
    """Why; kept in the audit trail."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class CreateRole(Input, frozen=True, kw_only=True):
    """A new role. `kind` says whether it is given to staff or at partner organizations, and never changes."""

    name: RoleName
    kind: RoleKind
    description: Annotated[str, Meta(max_length=400)] = ""
    grants: Grants = []


class UpdateRole(Input, frozen=True, kw_only=True):
    """What a role is called and allows; replaces all grants."""

    name: RoleName
    description: Annotated[str, Meta(max_length=400)] = ""
    grants: Grants


class CopyRole(Input, frozen=True, kw_only=True):
    """A new name for a copy of a role."""

    name: RoleName


class CreateApiKey(Input, frozen=True, kw_only=True):
    """A key for a program. It can never do more than its maker may at the moment of each request."""

    name: Annotated[str, Meta(min_length=1, max_length=120, description="What the key is for")]
    scopes: Annotated[
        list[Word], Meta(min_length=1, max_length=100, description="Permissions, such as organization.view")
    ]
    expires_at: Annotated[datetime, Meta(tz=True, description="When it stops working; two years at most")] | None = None
    allowed_networks: Annotated[
        list[Word], Meta(max_length=50, description="Addresses it may be used from; all if empty")
    ] = []


class SwitchOrganization(Input, frozen=True, kw_only=True):
    """The organization to act in; null for none."""

    organization_id: OrganizationId | None


class ActOnBehalf(Input, frozen=True, kw_only=True):
    """Why one acts for somebody, kept in the audit trail; and at which of their organizations (null: the first)."""

    reason: Annotated[str, Meta(min_length=3, max_length=500)]
    organization_id: OrganizationId | None = None


class ListMembers(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of people; removed ones appear only when asked for."""

    q: Annotated[str, Meta(max_length=100, description="Part of a name or e-mail address")] | None = None
    status: MemberStatus | None = None
    kind: Annotated[Literal["staff", "partner"] | None, Meta(description="Own staff, or people of partners")] = None
    role_id: RoleId | None = None
    organization_id: OrganizationId | None = None
    sort: Literal["name", "-name", "joined", "-joined"] = "name"


class ListInvitations(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of invitations."""

    q: Annotated[str, Meta(max_length=100, description="Part of a name or e-mail address")] | None = None
    status: InvitationStatus | None = None


class ListApiKeys(PageQuery, frozen=True, kw_only=True):
    """Filter of the list of keys; revoked and expired ones appear only when asked for."""

    with_ended: bool = False
    member_id: Annotated[MemberId | None, Meta(description="Keys this member made")] = None


class ListRoles(PageQuery, frozen=True, kw_only=True):
    """Filter of the list of roles."""

    kind: RoleKind | None = None


class ListAuditEntries(PageQuery, frozen=True, kw_only=True):
    """Filters of the audit trail."""

    action: Annotated[list[Word], Meta(max_length=50, description="Such as member.suspend")] = []
    outcome: Literal["allowed", "denied", "failed"] | None = None
    member_id: Annotated[MemberId | None, Meta(description="Who acted")] = None
    subject: (
        Annotated[str, Meta(max_length=60, description="Id of what it is about, such as mem_… or org_…")] | None
    ) = None
    request_id: Annotated[str, Meta(max_length=100)] | None = None
    since: Since | None = None
    until: Until | None = None


class ListEvents(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of events."""

    name: Annotated[list[Word], Meta(max_length=50, description="Such as member.joined")] = []
    subject: Annotated[str, Meta(max_length=60, description="Id of what it is about")] | None = None


class ListFailedJobs(PageQuery, frozen=True, kw_only=True):
    """Filter of the list of failed jobs."""

    with_replayed: Annotated[bool, Meta(description="Also those that were sent back to work")] = False
