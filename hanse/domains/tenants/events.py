"""Facts about tenants."""

from __future__ import annotations

from hanse.domains.tenants.types import TenantId
from hanse.kit.events import Event


class TenantCreated(Event, frozen=True, kw_only=True):
    """A business exists from now on."""

    name = "tenant.created"
    tenant_id: TenantId
    handle: str


class TenantUpdated(Event, frozen=True, kw_only=True):
    """Profile, branding, settings, features or domain changed; `changed` names the fields."""

    name = "tenant.updated"
    tenant_id: TenantId
    changed: tuple[str, ...]


class TenantSuspended(Event, frozen=True, kw_only=True):
    """New business stops."""

    name = "tenant.suspended"
    tenant_id: TenantId
    reason: str


class TenantReactivated(Event, frozen=True, kw_only=True):
    """Business goes on."""

    name = "tenant.reactivated"
    tenant_id: TenantId


class TenantClosed(Event, frozen=True, kw_only=True):
    """The business is over; its records stay."""

    name = "tenant.closed"
    tenant_id: TenantId
    reason: str


class TenantDomainVerified(Event, frozen=True, kw_only=True):
    """The business proved that a domain is its own."""

    name = "tenant.domain_verified"
    tenant_id: TenantId
    domain: str
