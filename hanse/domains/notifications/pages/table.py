"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.notifications.pages import inbox, wordings
from hanse.domains.notifications.pages.parts import INBOX, PREFERENCES, TEMPLATES
from hanse.platform.registry import PageRoute

_VIEW, _MANAGE = "notification_template.view", "notification_template.manage"
_ONE = f"{INBOX}/{{notification_id}}"
_TEMPLATE = f"{TEMPLATES}/{{notification_template_id}}"

PAGES = (
    PageRoute("GET", INBOX, inbox.inbox_page),
    PageRoute("POST", f"{INBOX}/read-all", inbox.read_all),
    PageRoute("GET", PREFERENCES, inbox.preferences_page),
    PageRoute("POST", PREFERENCES, inbox.save_preferences),
    PageRoute("POST", f"{_ONE}/open", inbox.open_one),
    PageRoute("POST", f"{_ONE}/read", inbox.read_one),
    PageRoute("POST", f"{_ONE}/keep", inbox.keep_one),
    PageRoute("GET", TEMPLATES, wordings.list_page, permission=_VIEW),
    PageRoute("GET", f"{TEMPLATES}/new", wordings.new_page, permission=_MANAGE),
    PageRoute("POST", f"{TEMPLATES}/new", wordings.create, permission=_MANAGE),
    PageRoute("GET", _TEMPLATE, wordings.edit_page, permission=_VIEW),
    PageRoute("POST", _TEMPLATE, wordings.save, permission=_MANAGE),
    PageRoute("POST", f"{_TEMPLATE}/delete", wordings.delete, permission=_MANAGE),
)
