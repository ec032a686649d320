"""The manifest of tenants."""

from __future__ import annotations

from hanse.domains.tenants import api, events
from hanse.domains.tenants.jobs import JOBS, SCHEDULES
from hanse.domains.tenants.pages.table import PAGES
from hanse.domains.tenants.policies import PERMISSIONS
from hanse.domains.tenants.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place

DOMAIN = Domain(
    name="tenants",
    places=(
        Place("Branding: colours and logo", "/admin/settings/branding", "palette"),
        Place("Features and rules", "/admin/settings/features", "settings"),
        Place("Internet domain", "/admin/settings/domain", "globe"),
    ),
    runs_while_paused=True,
    tables=("tenants", "tenant_grants"),
    global_tables=("tenant_addresses",),
    definer_functions=(
        "tenant_ancestors",
        "tenant_by_address",
        "tenant_children",
        "tenant_public",
        "tenant_register",
        "tenant_unregister",
        "tenants_active",
    ),
    definer_tables=("tenants", "tenant_grants"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    events=(
        events.TenantCreated,
        events.TenantUpdated,
        events.TenantSuspended,
        events.TenantReactivated,
        events.TenantClosed,
        events.TenantDomainVerified,
    ),
    jobs=JOBS,
    schedules=SCHEDULES,
    nav=(NavItem("admin", "Settings", "/admin/settings", "settings", "tenant.view", "Business", 290, "s"),),
    redacted=frozenset({"domain_token", "record_value"}),
)
