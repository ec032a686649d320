"""REST of tenants. Everything is about the business the caller works in, so no path carries its id."""

from __future__ import annotations

from hanse.domains.tenants import api
from hanse.platform.registry import Route

ROUTES = (
    Route("GET", "/v1/tenant", api.get_tenant),
    Route("PATCH", "/v1/tenant", api.update_tenant, if_match=True),
    Route("PATCH", "/v1/tenant/branding", api.update_branding, if_match=True),
    Route("GET", "/v1/tenant/settings", api.list_settings),
    Route("PATCH", "/v1/tenant/settings", api.update_settings, if_match=True),
    Route("GET", "/v1/tenant/features", api.list_features),
    Route("PATCH", "/v1/tenant/features", api.set_feature),
    Route("PUT", "/v1/tenant/domain", api.set_domain),
    Route("POST", "/v1/tenant/domain/check", api.check_domain, status=202),
    Route("GET", "/v1/tenant/parent-grants", api.list_parent_grants),
    Route("PUT", "/v1/tenant/parent", api.offer_parent),
    Route("DELETE", "/v1/tenant/parent", api.withdraw_parent),
    Route("GET", "/v1/tenant/children", api.list_children),
    Route("POST", "/v1/tenant/suspend", api.suspend_tenant, if_match=True),
    Route("POST", "/v1/tenant/reactivate", api.reactivate_tenant, if_match=True),
    Route("POST", "/v1/tenant/close", api.close_tenant, if_match=True),
)
