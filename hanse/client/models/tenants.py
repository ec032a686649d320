"""What Hanse returns: tenants. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from hanse.client.words import Word


class TenantKind(Word):
    """The words of TenantKind."""

    DISTRIBUTOR = "distributor"
    MANUFACTURER = "manufacturer"
    MARKETPLACE = "marketplace"
    OTHER = "other"
    RETAILER = "retailer"
    SERVICES = "services"
    WHOLESALER = "wholesaler"


TenantKindWord: TypeAlias = (
    TenantKind | Literal["distributor", "manufacturer", "marketplace", "other", "retailer", "services", "wholesaler"]
)


class TenantStatus(Word):
    """The words of TenantStatus."""

    ACTIVE = "active"
    CLOSED = "closed"
    SUSPENDED = "suspended"


TenantStatusWord: TypeAlias = TenantStatus | Literal["active", "closed", "suspended"]


class SuspendedBy(Word):
    """Who paused a business: its owner may end only their own pause."""

    OPERATOR = "operator"
    OWNER = "owner"


SuspendedByWord: TypeAlias = SuspendedBy | Literal["operator", "owner"]


class ParentRight(Word):
    """What a business may let its parent see."""

    FIGURES = "figures"
    MEMBERS = "members"
    PROFILE = "profile"


ParentRightWord: TypeAlias = ParentRight | Literal["figures", "members", "profile"]


class Domain(Struct, frozen=True, kw_only=True):
    """The business's own internet domain and how far its proof is."""

    name: str
    record_name: str
    record_value: str
    verified_at: datetime | None
    checked_at: datetime | None
    problem: str | None


class Tenant(Struct, frozen=True, kw_only=True):
    """A business as its own people see it."""

    id: str
    handle: str
    name: str
    kind: TenantKind
    status: TenantStatus
    status_reason: str | None
    suspended_by: SuspendedBy | None
    parent_tenant_id: str | None
    locale: str
    timezone: str
    currency: str
    accent: str | None
    logo_key: str | None
    tagline: str
    about: str
    website: str | None
    domain: Domain | None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class SettingValue(Struct, frozen=True, kw_only=True):
    """One typed setting with its present value."""

    name: str
    label: str
    help: str
    kind: str
    value: Any
    default: Any
    is_default: bool
    choices: list[str]


class FeatureState(Struct, frozen=True, kw_only=True):
    """One feature and whether it is on for the business; `reason` says why, as in OpenFeature."""

    name: str
    label: str
    help: str
    is_on: bool
    default: bool
    reason: str
    allowed_actions: list[str]


class TenantGrant(Struct, frozen=True, kw_only=True):
    """What the business lets its parent see."""

    id: str
    parent_tenant_id: str
    rights: list[ParentRight]
    created_at: datetime
    revoked_at: datetime | None


class ChildTenant(Struct, frozen=True, kw_only=True):
    """A business below this one, as far as it lets itself be seen."""

    id: str
    handle: str
    name: str
    status: TenantStatus
    kind: TenantKind
    rights: list[ParentRight]
    granted_at: datetime
