"""What Hanse takes: tenants. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Any, Required, TypedDict

from hanse.client.models import ParentRightWord, TenantKindWord


class UpdateTenant(TypedDict, total=False):
    """Changes of the profile; what is not sent stays."""

    # Name people know the business by
    name: str
    # Short name in addresses
    handle: str
    # Which kind it is
    kind: TenantKindWord
    # Language and region, such as en-GB
    locale: str
    # IANA name, such as Europe/Berlin
    timezone: str
    # ISO 4217 code, such as EUR
    currency: str
    # One line below the name
    tagline: str
    # What the business does, for its public page
    about: str
    # Address of the business's own website
    website: str | None


class UpdateBranding(TypedDict, total=False):
    """The brand: an accent colour, and a logo by the key of an uploaded file. null removes one."""

    # Brand colour as #rrggbb; its contrast is mended
    accent: str | None
    # Key of an uploaded logo
    logo_key: str | None


class UpdateSettings(TypedDict, total=False):
    """Values of typed settings by name; null brings back the default."""

    # Setting name to value
    values: Required[dict[str, Any]]


class SetFeature(TypedDict, total=False):
    """Turn a feature on or off; null brings back its default."""

    # Name of a declared feature
    name: Required[str]
    # Whether it is turned on
    is_on: Required[bool | None]


class SetDomain(TypedDict, total=False):
    """The internet domain the business wants to use; null gives it up."""

    # Such as trade.example.com
    domain: Required[str | None]


class OfferParent(TypedDict, total=False):
    """Name a parent and what it may see."""

    # Short name in addresses
    handle: Required[str]
    # What it may see
    rights: Required[list[ParentRightWord]]


class Suspend(TypedDict, total=False):
    """Why business is paused."""

    # Why; kept in the audit trail
    reason: Required[str]


class TenantListChildrenQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
