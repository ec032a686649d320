"""What the pages of notifications share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option, Tab

T = TypeVar("T")
INBOX: Final = "/account/notifications"
PREFERENCES: Final = f"{INBOX}/preferences"
TEMPLATES: Final = "/admin/settings/notifications"
EMAIL: Final = (Option("now", "At once"), Option("digest", "In the digest"), Option("off", "Never"))


def tabs(active: str) -> list[Tab]:
    """The parts of one's notifications."""
    parts = (("inbox", "Notifications", INBOX), ("preferences", "What you are told", PREFERENCES))
    return [Tab(label, href, active == key) for key, label, href in parts]


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run an action with the form's data; a refusal stays on the form's page instead of becoming an error page."""
    try:
        return await form.submit(action)
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status = error.status
        form.message = error.message
        for item in error.fields:
            form.errors.setdefault(item.path, []).append(item.message)
        return None
