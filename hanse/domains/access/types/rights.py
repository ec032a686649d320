"""Roles, what they allow, and the keys of programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types.values import ApiKeyId, Condition, MemberId, RoleId, RoleKind
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Reach, Subject

CONDITION_ATTRIBUTES = "condition_attributes"
"""Where the composition root registers what conditions may ask of each kind of subject, by the noun of its rights:
services.extras[CONDITION_ATTRIBUTES]."""


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


class FactorFigures(Data, frozen=True, kw_only=True):
    """Active people, and how many of them have an authenticator or a passkey."""

    people: Annotated[int, Meta(description="How many are active")]
    with_one: Annotated[int, Meta(description="How many of them have an authenticator or a passkey")]


class SecondFactorDemand(Data, frozen=True, kw_only=True):
    """From which day a business demands a second factor of whom, and how far its people are."""

    staff_from: Annotated[date | None, Meta(description="From which day of staff; null: not of them")]
    partners_from: Annotated[date | None, Meta(description="From which day of partners' people; null: not of them")]
    company_log_in_counts: Annotated[bool, Meta(description="Whether logging in through one's company is enough")]
    staff: Annotated[FactorFigures, Meta(description="How far the staff are")]
    partners: Annotated[FactorFigures, Meta(description="How far partners' people are")]
    version: int
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="second_factor")


class PermissionInfo(Data, frozen=True, kw_only=True):
    """One right a role can give."""

    name: str
    noun: str
    label: str
    help: str
    is_dangerous: bool
    is_held: Annotated[bool, Meta(description="Whether the reader holds it anywhere; nobody gives what they lack")]


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
