"""The rights of notifications. One's own need none: everybody reads what they were told and chooses how."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_ADMIN = {"admin": Reach.TENANT}
_STAFF = {**_ADMIN, "manager": Reach.TENANT}

PERMISSIONS: Final = (
    Permission(
        "notification_template.view", "See e-mail wordings", "See how e-mails of notifications are worded.", _STAFF
    ),
    Permission(
        "notification_template.manage", "Word e-mails", "Change how e-mails of notifications are worded.", _ADMIN
    ),
)
