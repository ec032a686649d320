"""Reads of how one wants to be told."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.notifications.queries.notifications import declared_kinds, reader_of
from hanse.domains.notifications.types import (
    Audience,
    DigestPlan,
    Email,
    Frequency,
    NotificationKind,
    Preference,
    Preferences,
)
from hanse.platform.commands import query
from hanse.platform.context import Ctx

CHOSEN: Final = "SELECT kind, is_in_app, email FROM notification_preferences WHERE member_id = %(member)s"
PLAN: Final = "SELECT frequency, hour, weekday, is_paused FROM digests WHERE member_id = %(member)s"


@query("notification_preference.get", access="self")
async def get_preferences(ctx: Ctx) -> Preferences:
    """Read how one is told of each kind that may concern one, and when the digest comes. Raises NotFound."""
    return await load_preferences(ctx, reader_of(ctx, "notification_preference.get"))


async def load_preferences(ctx: Ctx, member: UUID) -> Preferences:
    """What a member chose; where nothing was chosen, what the kind says."""
    chosen = {row["kind"]: row for row in await ctx.db.all(CHOSEN, {"member": member})}
    plan = await ctx.db.maybe(PLAN, {"member": member}) or {}
    items = []
    for kind in concerning(ctx):
        row = chosen.get(kind.name)
        items.append(
            Preference(
                kind=kind.name,
                label=kind.label,
                help=kind.help,
                is_in_app=row["is_in_app"] if row else True,
                email=Email(row["email"] if row else kind.default_email),
                is_default=row is None,
            )
        )
    digest = DigestPlan(
        frequency=Frequency(plan.get("frequency", Frequency.DAILY)),
        hour=plan.get("hour", 8),
        weekday=plan.get("weekday", 0),
        is_paused=plan.get("is_paused", False),
        timezone=ctx.principal.timezone or ctx.tenant.timezone,
    )
    return Preferences(items=items, digest=digest)


def concerning(ctx: Ctx) -> list[NotificationKind]:
    """The kinds that may concern the reader, who is of the staff, of a partner, or both."""
    grants = ctx.principal.grants
    is_staff = any(grant.organization_id is None for grant in grants)
    is_partner = any(grant.organization_id is not None for grant in grants)
    shown = {Audience.ALL: True, Audience.STAFF: is_staff, Audience.PARTNER: is_partner}
    return [kind for kind in declared_kinds(ctx) if shown[Audience(kind.audience)]]
