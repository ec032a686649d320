"""What tenants are made of, as they are given and taken. Data only: no rule, no I/O."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any

import msgspec

from hanse.kit.ids import Id
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, description="Name people know the business by")]
Handle = Annotated[str, msgspec.Meta(min_length=2, max_length=40, description="Short name in addresses")]
Locale = Annotated[str, msgspec.Meta(min_length=2, max_length=20, description="Language and region, such as en-GB")]
Timezone = Annotated[str, msgspec.Meta(min_length=1, max_length=64, description="IANA name, such as Europe/Berlin")]
Currency = Annotated[str, msgspec.Meta(min_length=3, max_length=3, description="ISO 4217 code, such as EUR")]
Accent = Annotated[str, msgspec.Meta(max_length=7, description="Brand colour as #rrggbb; its contrast is mended")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, description="Why; kept in the audit trail")]


class TenantId(Id, prefix="ten"):
    """A business that runs a portal or a marketplace."""


class TenantGrantId(Id, prefix="tgr"):
    """What a business lets its parent see."""


class TenantStatus(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class TenantKind(enum.StrEnum):
    DISTRIBUTOR = "distributor"
    MANUFACTURER = "manufacturer"
    WHOLESALER = "wholesaler"
    MARKETPLACE = "marketplace"
    RETAILER = "retailer"
    SERVICES = "services"
    OTHER = "other"


class SuspendedBy(enum.StrEnum):
    """Who paused a business: its owner may end only their own pause."""

    OPERATOR = "operator"
    OWNER = "owner"


class ParentRight(enum.StrEnum):
    """What a business may let its parent see."""

    PROFILE = "profile"
    MEMBERS = "members"
    FIGURES = "figures"


class Domain(Data, frozen=True, kw_only=True):
    """The business's own internet domain and how far its proof is."""

    name: str
    record_name: str  # where the TXT record belongs
    record_value: str
    verified_at: datetime | None = None
    checked_at: datetime | None = None
    problem: str | None = None


class Tenant(Data, frozen=True, kw_only=True):
    """A business as its own people see it."""

    id: TenantId
    handle: str
    name: str
    kind: TenantKind
    status: TenantStatus
    status_reason: str | None = None
    suspended_by: SuspendedBy | None = None
    parent_tenant_id: TenantId | None = None
    locale: str
    timezone: str
    currency: str
    accent: str | None = None
    logo_key: str | None = None
    tagline: str = ""
    about: str = ""
    website: str | None = None
    domain: Domain | None = None
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        """What authorisation knows about it."""
        return Subject(kind="tenant", id=self.id, attributes={"status": self.status.value, "kind": self.kind.value})


class PublicTenant(Data, frozen=True, kw_only=True):
    """A business as every visitor may see it."""

    id: TenantId
    handle: str
    name: str
    kind: TenantKind
    tagline: str
    about: str
    website: str | None
    accent: str | None
    logo_url: str | None = None


class FindPublicTenant(Input, frozen=True, kw_only=True):
    """Whose public page."""

    handle: Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="Handle of the business")]


class CreateTenant(Input, frozen=True, kw_only=True):
    """What a new business needs."""

    handle: Handle
    name: Name
    kind: TenantKind = TenantKind.OTHER
    locale: Locale = "en-GB"
    timezone: Timezone = "UTC"
    currency: Currency = "EUR"


class UpdateTenant(Input, frozen=True, kw_only=True):
    """Changes of the profile; what is not sent stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    handle: Handle | msgspec.UnsetType = msgspec.UNSET
    kind: TenantKind | msgspec.UnsetType = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET
    timezone: Timezone | msgspec.UnsetType = msgspec.UNSET
    currency: Currency | msgspec.UnsetType = msgspec.UNSET
    tagline: Annotated[str, msgspec.Meta(max_length=200, description="One line below the name")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    about: (
        Annotated[str, msgspec.Meta(max_length=4000, description="What the business does, for its public page")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    website: (
        Annotated[str, msgspec.Meta(max_length=300, description="Address of the business's own website")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET


class UpdateBranding(Input, frozen=True, kw_only=True):
    """The brand: an accent colour, and a logo by the key of an uploaded file. None removes one."""

    accent: Accent | msgspec.UnsetType | None = msgspec.UNSET
    logo_key: (
        Annotated[str, msgspec.Meta(max_length=300, description="Key of an uploaded logo")] | msgspec.UnsetType | None
    ) = msgspec.UNSET


class UpdateSettings(Input, frozen=True, kw_only=True):
    """Values of typed settings by name; null brings back the default."""

    values: Annotated[dict[str, Any], msgspec.Meta(description="Setting name to value", max_length=100)]


class SettingValue(Data, frozen=True, kw_only=True):
    """One typed setting with its present value."""

    name: str
    label: str
    help: str
    kind: str  # text | number | yes_no | choice | list
    value: Any
    default: Any
    is_default: bool
    choices: tuple[str, ...] = ()


class FeatureState(Data, frozen=True, kw_only=True):
    """One feature and whether it is on for the business; `reason` says why, as in OpenFeature."""

    name: str
    label: str
    help: str
    is_on: bool
    default: bool
    reason: str  # DEFAULT | TARGETING_MATCH | DISABLED
    allowed_actions: tuple[str, ...] = ()


class SetFeature(Input, frozen=True, kw_only=True):
    """Turn a feature on or off; null brings back its default."""

    name: Annotated[str, msgspec.Meta(max_length=100, description="Name of a declared feature")]
    is_on: bool | None


class SetDomain(Input, frozen=True, kw_only=True):
    """The internet domain the business wants to use; null gives it up."""

    domain: Annotated[str, msgspec.Meta(max_length=253, description="Such as trade.example.com")] | None


class Suspend(Input, frozen=True, kw_only=True):
    """Why business is paused."""

    reason: Reason


class OfferParent(Input, frozen=True, kw_only=True):
    """Name a parent and what it may see."""

    handle: Handle
    rights: Annotated[list[ParentRight], msgspec.Meta(min_length=1, max_length=10, description="What it may see")]


class TenantGrant(Data, frozen=True, kw_only=True):
    """What the business lets its parent see."""

    id: TenantGrantId
    parent_tenant_id: TenantId
    rights: tuple[ParentRight, ...]
    created_at: datetime
    revoked_at: datetime | None = None


class ChildTenant(Data, frozen=True, kw_only=True):
    """A business below this one, as far as it lets itself be seen."""

    id: TenantId
    handle: str
    name: str
    status: TenantStatus
    kind: TenantKind
    rights: tuple[ParentRight, ...]
    granted_at: datetime


class ListChildren(PageQuery, frozen=True, kw_only=True):
    """The businesses below this one."""


class ShownItem(Data, frozen=True, kw_only=True):
    """One thing on show: its name, its page, its picture and least price if known, and a few words."""

    name: str
    href: str
    picture: str | None = None
    price_from: UnitPrice | None = None
    detail: str = ""


class Showcase(Data, frozen=True, kw_only=True):
    """What a business shows of its goods: where all of them are, some of them, and the ways to narrow them down."""

    href: str
    total: int
    items: tuple[ShownItem, ...]
    topics: tuple[ShownItem, ...]
