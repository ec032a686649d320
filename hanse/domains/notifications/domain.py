"""The manifest of notifications."""

from __future__ import annotations

from hanse.domains.notifications import api
from hanse.domains.notifications.jobs import JOBS, SCHEDULES
from hanse.domains.notifications.pages.table import PAGES
from hanse.domains.notifications.policies import PERMISSIONS
from hanse.domains.notifications.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place

DOMAIN = Domain(
    name="notifications",
    places=(
        Place("Notifications", "/account/notifications", "bell"),
        Place("Choose what you are told", "/account/notifications/preferences", "bell"),
    ),
    tables=("digests", "notification_preferences", "notification_templates", "notifications"),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    nav=(
        NavItem(
            "admin",
            "E-mail wording",
            "/admin/settings/notifications",
            "mail",
            "notification_template.view",
            "Business",
            245,
        ),
    ),
    jobs=JOBS,
    schedules=SCHEDULES,
    constraints={
        "notification_templates_kind_locale_key": (
            "locale",
            "There is a wording for this kind and language already",
        ),
    },
)
