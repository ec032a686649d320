"""The manifest of notifications."""

from __future__ import annotations

from hanse.domains.notifications import api
from hanse.domains.notifications.jobs import JOBS
from hanse.platform.registry import Domain

DOMAIN = Domain(
    name="notifications",
    tables=("digests", "notification_preferences", "notification_templates", "notifications"),
    api=api,
    jobs=JOBS,
)
