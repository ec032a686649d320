"""What access speaks about: members, roles, assignments, invitations and API keys, as they are given and taken."""

from __future__ import annotations

import enum

from hanse.kit.ids import Id


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


class MemberStatus(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"
