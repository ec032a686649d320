"""What authorisation speaks about: principals, grants, subjects and list scopes. No decisions are made here."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

import msgspec

from hanse.kit.ids import Id


class Reach(enum.StrEnum):
    """How far a grant reaches (domains.md section 1)."""

    OWN = "own"
    ORGANIZATION = "organization"
    BELOW = "below"
    TENANT = "tenant"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One permission at one reach. `permission` may end in `.*` or be `*`; `condition` is a CEL expression.

    `organization_id` is the organization the role was assigned at; None for a role of tenant staff.
    """

    permission: str
    reach: Reach
    organization_id: UUID | None = None
    condition: str | None = None
    role: str = ""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What an action is about. `organizations` is the subject's organization, then its ancestors up to the root."""

    kind: str
    id: Id | None = None
    organizations: tuple[UUID, ...] = ()
    owner_member_id: UUID | None = None
    attributes: Mapping[str, Any] = {}


class HasSubject(Protocol):
    """Anything that can say what it is to authorisation; every entity type does."""

    def subject(self) -> Subject: ...


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows a list may show: all of the tenant, those of some organizations, of trees of organizations, one's own.

    A row is shown when any of these says so. `own_trees`, when not empty, narrows one's own rows to those of no
    organization or of these trees: what a person made for an organization they have left is not shown through a role in
    another.
    """

    everything: bool = False
    organizations: tuple[UUID, ...] = ()
    trees: tuple[UUID, ...] = ()
    own_member_id: UUID | None = None
    own_trees: tuple[UUID, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.organizations or self.trees or self.own_member_id)


class PrincipalKind(enum.StrEnum):
    ANONYMOUS = "anonymous"
    ACCOUNT = "account"  # logged in, but not (yet) a member of the tenant at hand
    MEMBER = "member"
    API_KEY = "api_key"
    SYSTEM = "system"


class TenantRef(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant a context works in, with what every page needs of it."""

    id: UUID
    handle: str
    name: str
    timezone: str = "UTC"
    locale: str = "en-GB"
    currency: str = "GBP"
    accent: str | None = None
    logo_key: str | None = None
    status: str = "active"


class OnBehalf(msgspec.Struct, frozen=True, kw_only=True):
    """The member a principal acts for; shown in a banner and written into every audit row."""

    member_id: UUID
    organization_id: UUID | None
    display_name: str
    organization_name: str = ""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, with every right they hold in this tenant at this moment."""

    kind: PrincipalKind
    display_name: str = ""
    email: str | None = None
    account_id: UUID | None = None
    member_id: UUID | None = None
    session_id: UUID | None = None
    api_key_id: UUID | None = None
    organization_id: UUID | None = None
    organization_name: str | None = None
    on_behalf: OnBehalf | None = None
    grants: tuple[Grant, ...] = ()
    limited_to: frozenset[str] | None = None
    attributes: Mapping[str, Any] = {}
    locale: str | None = None
    timezone: str | None = None
    authenticated_strongly: bool = False
    second_factor_for: str = ""
    """The business whose door stays shut until this session gave a second factor; here they are nobody but their
    account."""

    @property
    def is_authenticated(self) -> bool:
        return self.kind is not PrincipalKind.ANONYMOUS


ANONYMOUS = Principal(kind=PrincipalKind.ANONYMOUS, display_name="Visitor")
