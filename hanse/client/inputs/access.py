"""What Hanse takes: access. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Required, TypedDict

from hanse.client.models import InvitationStatusWord, MemberStatusWord, ReachWord, RoleKindWord, TenantKindWord


class SignUp(TypedDict, total=False):
    """A new business and its owner. Somebody who is logged in founds it with their account and leaves theirs out."""

    # Name people know the business by
    name: Required[str]
    # Made of the name when left out
    handle: str | None
    # Which kind it is
    kind: TenantKindWord
    # Language and region, such as en-GB
    locale: str
    # IANA name, such as Europe/Berlin
    timezone: str
    # ISO 4217 code, such as EUR
    currency: str
    # Your own name
    display_name: str
    # E-mail address
    email: str | None
    # Password; any characters
    password: str | None


class ConfirmSignUp(TypedDict, total=False):
    """The token of the mailed link and the password chosen before; another handle where the one wanted is ..."""

    # Secret to send back where it is asked for; shown once
    token: Required[str]
    # Password; any characters
    password: Required[str]
    # Short name in addresses
    handle: str | None


class Money(TypedDict, total=False):
    """An amount of money. `amount` is a decimal in quotes with no more places than the currency has (2 for ..."""

    # A decimal number as text, such as 1234.50
    amount: Required[str]
    # ISO 4217 code, such as EUR
    currency: Required[str]


class UpdateMember(TypedDict, total=False):
    """What changes about a member; fields left out stay. `approval_limit` null takes the limit away."""

    # What people call it
    display_name: str
    # What it is called, or what a person does
    title: str | None
    # The person who looks after it
    manager_member_id: str | None
    # The largest amount the person may approve
    approval_limit: Money | None


class Because(TypedDict, total=False):
    """Why; kept in the audit trail."""

    # Why; kept in the audit trail
    reason: str


class AssignmentInput(TypedDict, total=False):
    """A role to give, for the whole business or at one organization."""

    # The role
    role_id: Required[str]
    # The organization
    organization_id: str | None


class ActOnBehalf(TypedDict, total=False):
    """Why one acts for somebody, kept in the audit trail; and at which of their organizations (null: the first)."""

    # Why; kept in the audit trail
    reason: Required[str]
    # The organization
    organization_id: str | None


class InviteMember(TypedDict, total=False):
    """Whom to invite, with which roles."""

    # E-mail address
    email: Required[str]
    # Name people see
    display_name: str
    # Roles to give
    assignments: Required[list[AssignmentInput]]
    # A few words of your own for the mail
    message: str


class AcceptInvitation(TypedDict, total=False):
    """The token of the link; name and password for somebody who has no account yet."""

    # Secret to send back where it is asked for; shown once
    token: Required[str]
    # Name people see
    display_name: str
    # Password; any characters
    password: str | None


class RoleGrant(TypedDict, total=False):
    """One right of a role: which, how far, and under which condition."""

    # Name of the right
    permission: Required[str]
    # How far the right goes: own, organization, below or tenant
    reach: Required[ReachWord]
    # A condition, such as subject.total <= actor.approval_limit
    condition: str | None


class CreateRole(TypedDict, total=False):
    """A new role. `kind` says whether it is given to staff or at partner organizations, and never changes."""

    # What people call the role
    name: Required[str]
    # Which kind it is
    kind: Required[RoleKindWord]
    # What it is for, in a sentence
    description: str
    # What the role allows
    grants: list[RoleGrant]


class UpdateRole(TypedDict, total=False):
    """What a role is called and allows; replaces all grants."""

    # What people call the role
    name: Required[str]
    # What it is for, in a sentence
    description: str
    # What the role allows
    grants: Required[list[RoleGrant]]


class CopyRole(TypedDict, total=False):
    """A new name for a copy of a role."""

    # What people call the role
    name: Required[str]


class CreateApiKey(TypedDict, total=False):
    """A key for a program. It can never do more than its maker may at the moment of each request."""

    # What the key is for
    name: Required[str]
    # Permissions, such as organization.view
    scopes: Required[list[str]]
    # When it stops working; two years at most
    expires_at: datetime | None
    # Addresses it may be used from; all if empty
    allowed_networks: list[str]


class DemandSecondFactor(TypedDict, total=False):
    """From which day on everybody needs a second factor: staff, and the people of partners. null: nobody does."""

    # First day for staff, where the business is
    staff_from: Required[date | None]
    # First day for the people of partners
    partners_from: Required[date | None]
    # Whether a company log-in is enough, because the company checks a second factor
    company_log_in_counts: bool


class SwitchOrganization(TypedDict, total=False):
    """The organization to act in; null for none."""

    # The organization
    organization_id: Required[str | None]


class MemberListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of a name or e-mail address
    q: str
    # Where it stands in its life
    status: MemberStatusWord
    # Own staff, or people of partners
    kind: Literal["partner", "staff"]
    # The role
    role_id: str
    # The organization
    organization_id: str
    # Order of the list; a minus sign in front means descending
    sort: Literal["-joined", "-name", "joined", "name"]


class InvitationListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of a name or e-mail address
    q: str
    # Where it stands in its life
    status: InvitationStatusWord


class InvitationPreviewQuery(TypedDict, total=False):
    """What is asked for."""

    # Secret to send back where it is asked for; shown once
    token: Required[str]


class RoleListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Which kind it is
    kind: RoleKindWord


class ApiKeyListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Also show those that no longer count
    with_ended: bool
    # Keys this member made
    member_id: str


class AuditListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Such as member.suspend
    action: list[str]
    # Whether it was allowed or denied
    outcome: Literal["allowed", "denied", "failed"]
    # Who acted
    member_id: str
    # Id of what it is about, such as mem_… or org_…
    subject: str
    # The request it happened in, as in the logs
    request_id: str
    # Not before this instant
    since: datetime
    # Before this instant
    until: datetime


class AuditExportQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Such as member.suspend
    action: list[str]
    # Whether it was allowed or denied
    outcome: Literal["allowed", "denied", "failed"]
    # Who acted
    member_id: str
    # Id of what it is about, such as mem_… or org_…
    subject: str
    # The request it happened in, as in the logs
    request_id: str
    # Not before this instant
    since: datetime
    # Before this instant
    until: datetime


class EventListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Such as member.joined
    name: list[str]
    # Id of what it is about
    subject: str


class JobListFailedQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Also those that were sent back to work
    with_replayed: bool
