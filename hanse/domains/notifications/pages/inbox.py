"""One's own notifications: the list behind the bell, and what one is told. Opening one is a button, because it changes
what is unread."""

from __future__ import annotations

from typing import Any

from hanse.domains.notifications import api
from hanse.domains.notifications.pages.parts import EMAIL, INBOX, PREFERENCES, tabs
from hanse.domains.notifications.types import ListNotifications, NotificationId, SavePreferences
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path
from hanse.platform.web.shell import Flash

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


async def inbox_page(ctx: Ctx, request: PageRequest) -> View:
    """What one was told, newest first."""
    query = request.query(ListNotifications)
    page = await api.list_notifications(ctx, query)
    context = {
        "tabs": tabs("inbox"),
        "page": page,
        "unread": (await api.count_notifications(ctx)).unread,
        "only_unread": bool(query.is_unread),
        "post": INBOX,
    }
    return View("notifications/inbox.html", context)


async def open_one(ctx: Ctx, request: PageRequest) -> Redirect:
    """Mark one as read and go where it leads."""
    found = await api.mark_read(ctx, request.id("notification_id", NotificationId))
    return Redirect(local_path(found.href, INBOX))


async def keep_one(ctx: Ctx, request: PageRequest) -> Redirect:
    """Count one as unread again."""
    await api.mark_unread(ctx, request.id("notification_id", NotificationId))
    return Redirect(request.next_path(INBOX))


async def read_one(ctx: Ctx, request: PageRequest) -> Redirect:
    """Mark one as read and stay."""
    await api.mark_read(ctx, request.id("notification_id", NotificationId))
    return Redirect(request.next_path(INBOX))


async def read_all(ctx: Ctx, request: PageRequest) -> Redirect:
    """Mark everything as read."""
    await api.mark_all_read(ctx)
    return Redirect(INBOX, Flash(message="Everything is marked as read"))


async def preferences_page(ctx: Ctx, request: PageRequest) -> View:
    """What one is told, and how."""
    return await _preferences(ctx, None)


async def save_preferences(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save what one is told."""
    names = [name.removeprefix("email.") for name, _ in request.fields if name.startswith("email.")]
    body: dict[str, Any] = {
        "items": [
            {
                "kind": name,
                "email": request.field(f"email.{name}"),
                "is_in_app": bool(request.field(f"in_app.{name}")),
            }
            for name in names
        ],
        "digest": {
            "frequency": request.field("digest.frequency", "daily"),
            "hour": request.field("digest.hour", "8"),
            "weekday": request.field("digest.weekday", "0"),
            "is_paused": request.field("digest.is_paused") == "true",
        },
    }
    form = Form.from_builtins(SavePreferences, body)
    if await attempt(form, lambda data: api.save_preferences(ctx, data)) is None:
        return await _preferences(ctx, form)
    return Redirect(PREFERENCES, Flash(message="What you are told is saved"))


async def _preferences(ctx: Ctx, form: Form[Any] | None) -> View:
    found = await api.get_preferences(ctx)
    plan = found.digest
    shown = form or Form(
        {
            "digest.frequency": plan.frequency.value,
            "digest.hour": str(plan.hour),
            "digest.weekday": str(plan.weekday),
            "digest.is_paused": plan.is_paused,
        }
    )
    context = {
        "tabs": tabs("preferences"),
        "form": shown,
        "found": found,
        "emails": EMAIL,
        "frequencies": (Option("daily", "Every day"), Option("weekly", "Once a week")),
        "hours": [Option(str(hour), f"{hour:02d}:00") for hour in range(24)],
        "days": [Option(str(number), day) for number, day in enumerate(DAYS)],
        "post": PREFERENCES,
    }
    return View("notifications/preferences.html", context, status=shown.status if shown.status >= 400 else 200)
