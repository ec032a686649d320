"""Choosing how one is told."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.notifications.queries.notifications import reader_of
from hanse.domains.notifications.queries.preferences import concerning, load_preferences
from hanse.domains.notifications.types import Preferences, SaveDigestPlan, SavePreferences
from hanse.kit.errors import FieldError, Invalid
from hanse.platform.commands import command
from hanse.platform.context import Ctx

SAVE: Final = """
INSERT INTO notification_preferences (member_id, kind, is_in_app, email, updated_at)
SELECT %(member)s, wanted.kind, wanted.is_in_app, wanted.email, %(now)s
FROM unnest(%(kinds)s::text[], %(in_app)s::boolean[], %(emails)s::text[]) AS wanted(kind, is_in_app, email)
ORDER BY wanted.kind
ON CONFLICT (tenant_id, member_id, kind) DO UPDATE SET is_in_app = excluded.is_in_app, email = excluded.email,
    updated_at = excluded.updated_at
"""
PLAN: Final = """
INSERT INTO digests (member_id, frequency, hour, weekday, is_paused, updated_at)
VALUES (%(member)s, %(frequency)s, %(hour)s, %(weekday)s, %(is_paused)s, %(now)s)
ON CONFLICT (tenant_id, member_id) DO UPDATE SET frequency = excluded.frequency, hour = excluded.hour,
    weekday = excluded.weekday, is_paused = excluded.is_paused, updated_at = excluded.updated_at
"""
FORGET_WAITING: Final = "UPDATE notifications SET mail = 'none' WHERE member_id = %(member)s AND mail = 'digest'"


@command("notification_preference.save", access="self")
async def save_preferences(ctx: Ctx, data: SavePreferences) -> Preferences:
    """Choose how one is told of some kinds, and when the digest comes.

    Raises Invalid for kinds that do not exist, NotFound outside of any business.
    """
    member = reader_of(ctx, "notification_preference.save")
    before = await load_preferences(ctx, member)
    known = {kind.name for kind in concerning(ctx)}
    problems = [
        FieldError(f"items.{number}.kind", f"There is no kind of notification called {item.kind}", "unknown_kind")
        for number, item in enumerate(data.items)
        if item.kind not in known
    ]
    if problems:
        raise Invalid(fields=problems)
    wanted = {item.kind: item for item in data.items}
    if wanted:
        values = {
            "member": member,
            "kinds": list(wanted),
            "in_app": [item.is_in_app for item in wanted.values()],
            "emails": [item.email.value for item in wanted.values()],
            "now": ctx.now,
        }
        await ctx.db.run(SAVE, values)
    if data.digest is not None:
        await _plan(ctx, member, data.digest)
    after = await load_preferences(ctx, member)
    ctx.record("notification_preferences", member, before=before, after=after)
    return after


async def _plan(ctx: Ctx, member: UUID, plan: SaveDigestPlan) -> None:
    values = {
        "member": member,
        "frequency": plan.frequency,
        "hour": plan.hour,
        "weekday": plan.weekday,
        "is_paused": plan.is_paused,
        "now": ctx.now,
    }
    await ctx.db.run(PLAN, values)
    if plan.is_paused:
        await ctx.db.run(FORGET_WAITING, {"member": member})
