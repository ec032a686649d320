"""What happens to members, roles and keys, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.access.types import ApiKeyId, InvitationId, MemberId, RoleId
from hanse.kit.events import Event


class MemberInvited(Event, frozen=True, kw_only=True):
    """An invitation was made; the mail follows by a job."""

    name: ClassVar[str] = "member.invited"
    invitation_id: InvitationId
    email: str


class InvitationRevoked(Event, frozen=True, kw_only=True):
    """An open invitation was taken back."""

    name: ClassVar[str] = "invitation.revoked"
    invitation_id: InvitationId


class MemberJoined(Event, frozen=True, kw_only=True):
    """Somebody became a member, by invitation or by founding the business."""

    name: ClassVar[str] = "member.joined"
    member_id: MemberId


class MemberUpdated(Event, frozen=True, kw_only=True):
    """A member's facts or roles changed."""

    name: ClassVar[str] = "member.updated"
    member_id: MemberId


class MemberSuspended(Event, frozen=True, kw_only=True):
    """A member's access was stopped."""

    name: ClassVar[str] = "member.suspended"
    member_id: MemberId


class MemberReactivated(Event, frozen=True, kw_only=True):
    """A suspended member has access again."""

    name: ClassVar[str] = "member.reactivated"
    member_id: MemberId


class MemberRemoved(Event, frozen=True, kw_only=True):
    """A membership ended for good."""

    name: ClassVar[str] = "member.removed"
    member_id: MemberId


class RoleChanged(Event, frozen=True, kw_only=True):
    """A role was made, changed or deleted."""

    name: ClassVar[str] = "role.changed"
    role_id: RoleId


class ApiKeyCreated(Event, frozen=True, kw_only=True):
    """A program was given a key."""

    name: ClassVar[str] = "api_key.created"
    api_key_id: ApiKeyId


class ApiKeyRevoked(Event, frozen=True, kw_only=True):
    """A program's key was ended."""

    name: ClassVar[str] = "api_key.revoked"
    api_key_id: ApiKeyId


class ActingStarted(Event, frozen=True, kw_only=True):
    """Somebody began to act for a buyer."""

    name: ClassVar[str] = "member.acting_started"
    member_id: MemberId
    reason: str


class ActingStopped(Event, frozen=True, kw_only=True):
    """Somebody who acted for a buyer went back to their own rights."""

    name: ClassVar[str] = "member.acting_stopped"
    member_id: MemberId


class SecondFactorDemandChanged(Event, frozen=True, kw_only=True):
    """The business demands a second factor of others, or from another day."""

    name: ClassVar[str] = "second_factor.demand_changed"


EVENTS = (
    MemberInvited,
    InvitationRevoked,
    MemberJoined,
    MemberUpdated,
    MemberSuspended,
    MemberReactivated,
    MemberRemoved,
    RoleChanged,
    ApiKeyCreated,
    ApiKeyRevoked,
    ActingStarted,
    ActingStopped,
    SecondFactorDemandChanged,
)
