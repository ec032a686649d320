"""What the pages of notifications share."""

from __future__ import annotations

from typing import Final

from hanse.platform.web.parts import Option, Tab

INBOX: Final = "/account/notifications"
PREFERENCES: Final = f"{INBOX}/preferences"
TEMPLATES: Final = "/admin/settings/notifications"
EMAIL: Final = (Option("now", "At once"), Option("digest", "In the digest"), Option("off", "Never"))


def tabs(active: str) -> list[Tab]:
    """The parts of one's notifications."""
    parts = (("inbox", "Notifications", INBOX), ("preferences", "What you are told", PREFERENCES))
    return [Tab(label, href, active == key) for key, label, href in parts]
