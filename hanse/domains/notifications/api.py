"""What other parts may call about notifications. `notify` and `settle` serve domains inside their commands;
the rest are operations."""

from __future__ import annotations

from hanse.domains.notifications.commands.notifying import notify, settle
from hanse.domains.notifications.commands.preferences import save_preferences
from hanse.domains.notifications.commands.reading import mark_all_read, mark_read, mark_unread
from hanse.domains.notifications.commands.templates import create_template, delete_template, update_template
from hanse.domains.notifications.queries.notifications import count_notifications, list_notifications
from hanse.domains.notifications.queries.preferences import get_preferences
from hanse.domains.notifications.queries.templates import (
    get_template,
    list_kinds,
    list_templates,
    preview_template,
)

__all__ = [
    "count_notifications",
    "create_template",
    "delete_template",
    "get_preferences",
    "get_template",
    "list_kinds",
    "list_notifications",
    "list_templates",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "notify",
    "preview_template",
    "save_preferences",
    "settle",
    "update_template",
]
