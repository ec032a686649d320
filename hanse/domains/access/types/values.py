"""Ids and closed lists of words of access, and the texts they are made of."""

from __future__ import annotations

import enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.kit.ids import Id

Name = Annotated[str, Meta(min_length=1, max_length=200, description="What people call it")]
Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=320,
        pattern=r"^[^@\x00-\x20\x7f]+@[^@\x00-\x20\x7f]+\.[^@\x00-\x20\x7f]+\Z",
        description="E-mail address",
    ),
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


class DeadJobId(Id, prefix="job"):
    """Background work that failed."""


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
