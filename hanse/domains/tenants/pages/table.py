"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.tenants.pages import public, settings
from hanse.platform.registry import PageRoute

PAGES = (
    PageRoute("GET", "/t/{handle}", public.landing_page, "public"),
    PageRoute("GET", "/t/{handle}/logo/{digest}", public.logo, "public"),
    PageRoute("GET", "/admin/settings", settings.general_page, permission="tenant.view"),
    PageRoute("POST", "/admin/settings", settings.save_general, permission="tenant.update"),
    PageRoute("POST", "/admin/settings/parent", settings.offer_parent, permission="tenant.offer_parent"),
    PageRoute("POST", "/admin/settings/parent/withdraw", settings.withdraw_parent, permission="tenant.offer_parent"),
    PageRoute("POST", "/admin/settings/suspend", settings.suspend, permission="tenant.suspend"),
    PageRoute("POST", "/admin/settings/reactivate", settings.reactivate, permission="tenant.reactivate"),
    PageRoute("POST", "/admin/settings/close", settings.close, permission="tenant.close"),
    PageRoute("GET", "/admin/settings/branding", settings.branding_page, permission="tenant.view"),
    PageRoute(
        "POST", "/admin/settings/branding", settings.save_branding, permission="tenant.update_branding", uploads=True
    ),
    PageRoute("GET", "/admin/settings/features", settings.features_page, permission="tenant.view"),
    PageRoute("POST", "/admin/settings/features", settings.save_feature, permission="tenant.set_feature"),
    PageRoute("POST", "/admin/settings/values", settings.save_settings, permission="tenant.update_settings"),
    PageRoute("GET", "/admin/settings/domain", settings.domain_page, permission="tenant.view"),
    PageRoute("POST", "/admin/settings/domain", settings.save_domain, permission="tenant.set_domain"),
    PageRoute("POST", "/admin/settings/domain/check", settings.check_domain, permission="tenant.set_domain"),
)
