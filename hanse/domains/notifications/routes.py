"""The REST addresses of notifications: each binds one operation. No rule and no SQL."""

from __future__ import annotations

from hanse.domains.notifications import api
from hanse.platform.registry import Route

_ONE = "/v1/notifications/{notification_id}"
_TEMPLATE = "/v1/notification-templates/{notification_template_id}"

ROUTES = (
    Route("GET", "/v1/notifications", api.list_notifications),
    Route("GET", "/v1/notification-counts", api.count_notifications),
    Route("POST", "/v1/notifications/mark-all-read", api.mark_all_read),
    Route("POST", f"{_ONE}/mark-read", api.mark_read),
    Route("POST", f"{_ONE}/mark-unread", api.mark_unread),
    Route("GET", "/v1/notification-preferences", api.get_preferences),
    Route("PUT", "/v1/notification-preferences", api.save_preferences),
    Route("GET", "/v1/notification-kinds", api.list_kinds),
    Route("GET", "/v1/notification-templates", api.list_templates),
    Route("POST", "/v1/notification-templates", api.create_template, status=201),
    Route("POST", "/v1/notification-template-previews", api.preview_template),
    Route("GET", _TEMPLATE, api.get_template),
    Route("PUT", _TEMPLATE, api.update_template, if_match=True),
    Route("DELETE", _TEMPLATE, api.delete_template),
)
