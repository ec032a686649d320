"""What Hanse returns: access. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from hanse.client.models.identity import SessionToken
from hanse.client.words import Word


class MemberStatus(Word):
    """The words of MemberStatus."""

    ACTIVE = "active"
    REMOVED = "removed"
    SUSPENDED = "suspended"


MemberStatusWord: TypeAlias = MemberStatus | Literal["active", "removed", "suspended"]


class RoleKind(Word):
    """The words of RoleKind."""

    ORGANIZATION = "organization"
    TENANT = "tenant"


RoleKindWord: TypeAlias = RoleKind | Literal["organization", "tenant"]


class InvitationStatus(Word):
    """The words of InvitationStatus."""

    ACCEPTED = "accepted"
    EXPIRED = "expired"
    OPEN = "open"
    REVOKED = "revoked"


InvitationStatusWord: TypeAlias = InvitationStatus | Literal["accepted", "expired", "open", "revoked"]


class Reach(Word):
    """How far a grant reaches (domains.md section 1)."""

    BELOW = "below"
    ORGANIZATION = "organization"
    OWN = "own"
    TENANT = "tenant"


ReachWord: TypeAlias = Reach | Literal["below", "organization", "own", "tenant"]


class SignedUp(Struct, frozen=True, kw_only=True):
    """A business that was just founded, its owner, and their session in it."""

    id: str
    handle: str
    member_id: str
    session: SessionToken


class SignUpOutcome(Struct, frozen=True, kw_only=True):
    """Founded at once by somebody logged in; a visitor first opens the link of a mail."""

    state: str
    business: SignedUp | None


class Membership(Struct, frozen=True, kw_only=True):
    """A business one belongs to."""

    tenant_id: str
    handle: str
    name: str
    roles: list[str]
    is_current: bool


class Place(Struct, frozen=True, kw_only=True):
    """An organization one works at, in the business at hand."""

    organization_id: str
    name: str
    is_current: bool


class Money(Struct, frozen=True, kw_only=True):
    """An amount of money. `amount` is a decimal in quotes with no more places than the currency has (2 for ..."""

    amount: str
    currency: str


class Assignment(Struct, frozen=True, kw_only=True):
    """One role of a member; `organization_id` null means the whole business."""

    id: str
    role_id: str
    role: str
    role_kind: RoleKind
    is_owner: bool
    organization_id: str | None
    organization: str | None
    is_blocked: bool


class Member(Struct, frozen=True, kw_only=True):
    """A person in this business, with every role they hold."""

    id: str
    account_id: UUID
    display_name: str
    email: str | None
    title: str | None
    status: MemberStatus
    manager_member_id: str | None
    manager_name: str | None
    approval_limit: Money | None
    assignments: list[Assignment]
    last_seen_at: datetime | None
    has_second_factor: bool | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class Switched(Struct, frozen=True, kw_only=True):
    """The session in the place one changed to; the former one ended."""

    session: SessionToken


class OfferedRole(Struct, frozen=True, kw_only=True):
    """A role an invitation offers."""

    role_id: str
    role: str | None
    organization_id: str | None
    organization: str | None


class Invitation(Struct, frozen=True, kw_only=True):
    """An offer of membership that was sent by e-mail."""

    id: str
    email: str
    display_name: str
    assignments: list[OfferedRole]
    status: InvitationStatus
    message: str
    invited_by: str | None
    invited_by_name: str | None
    sent_count: int
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class InvitationPreview(Struct, frozen=True, kw_only=True):
    """What the holder of an invitation link sees before accepting."""

    email: str
    display_name: str
    business: str
    invited_by_name: str | None
    roles: list[str]
    is_for_reader: bool
    has_account: bool
    message: str
    expires_at: datetime


class Joined(Struct, frozen=True, kw_only=True):
    """A membership that just began, and the session in it."""

    id: str
    tenant_handle: str
    session: SessionToken


class RoleGrant(Struct, frozen=True, kw_only=True):
    """One right of a role: which, how far, and under which condition."""

    permission: str
    reach: Reach
    condition: str | UnsetType | None = UNSET


class Role(Struct, frozen=True, kw_only=True):
    """A set of rights. The grants of a built-in role come with the product and are not edited, only copied."""

    id: str
    kind: RoleKind
    key: str
    name: str
    description: str
    is_builtin: bool
    grants: list[RoleGrant]
    member_count: int | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class PermissionInfo(Struct, frozen=True, kw_only=True):
    """One right a role can give."""

    name: str
    noun: str
    label: str
    help: str
    is_dangerous: bool
    is_held: bool


class ApiKey(Struct, frozen=True, kw_only=True):
    """The key of a program, without its secret."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    allowed_networks: list[str]
    member_id: str
    member_name: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    version: int
    created_at: datetime
    allowed_actions: list[str]


class NewApiKey(Struct, frozen=True, kw_only=True):
    """A key just made: the only time its secret can be read."""

    id: str
    key: ApiKey
    secret: str


class FactorFigures(Struct, frozen=True, kw_only=True):
    """Active people, and how many of them have an authenticator or a passkey."""

    people: int
    with_one: int


class SecondFactorDemand(Struct, frozen=True, kw_only=True):
    """From which day a business demands a second factor of whom, and how far its people are."""

    staff_from: date | None
    partners_from: date | None
    company_log_in_counts: bool
    staff: FactorFigures
    partners: FactorFigures
    version: int
    allowed_actions: list[str]


class Change(Struct, frozen=True, kw_only=True):
    """One value that differs. `path` is dotted (`lines.qli_….quantity`), null stands for absent; all is ..."""

    path: str
    before: Any
    after: Any


class AuditRecord(Struct, frozen=True, kw_only=True):
    """One entry of the audit trail. What names a person is null once it was erased."""

    id: str
    occurred_at: datetime
    actor_kind: str
    actor_id: str | None
    actor_name: str | None
    on_behalf_of: str | None
    on_behalf_name: str | None
    api_key_id: str | None
    ip: str | None
    user_agent: str | None
    request_id: str | None
    action: str
    outcome: str
    subject_kind: str | None
    subject_id: str | None
    subject_label: str | None
    reason: str | None
    changes: list[Change]
    is_erased: bool


class EventRecord(Struct, frozen=True, kw_only=True):
    """One fact that happened, as subscribers got it."""

    id: str
    name: str
    subject_kind: str | None
    subject_id: str | None
    payload: dict[str, Any]
    occurred_at: datetime
    request_id: str | None


class FailedJob(Struct, frozen=True, kw_only=True):
    """Background work that ended without its effect, and why."""

    id: str
    name: str
    error: str
    attempts: int
    started_by: str
    request_id: str
    died_at: datetime
    replayed_at: datetime | None
