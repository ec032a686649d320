"""Marking one's own notifications as read. What was read needs no digest any more."""

from __future__ import annotations

from typing import Final

from hanse.domains.notifications.queries.notifications import load_notification, reader_of
from hanse.domains.notifications.types import Notification, NotificationCounts, NotificationId
from hanse.platform.commands import command
from hanse.platform.context import Ctx

READ: Final = """
UPDATE notifications SET read_at = %(now)s, mail = CASE mail WHEN 'digest' THEN 'none' ELSE mail END
WHERE member_id = %(member)s AND read_at IS NULL
"""
READ_ONE: Final = READ + " AND id = %(id)s"
UNREAD_ONE: Final = "UPDATE notifications SET read_at = NULL WHERE member_id = %(member)s AND id = %(id)s"


@command("notification.mark_read", access="self")
async def mark_read(ctx: Ctx, notification_id: NotificationId) -> Notification:
    """Mark one of one's own notifications as read; twice is no failure. Raises NotFound."""
    member = reader_of(ctx, "notification.mark_read")
    await ctx.db.run(READ_ONE, {"member": member, "id": notification_id, "now": ctx.now})
    return await load_notification(ctx, member, notification_id)


@command("notification.mark_unread", access="self")
async def mark_unread(ctx: Ctx, notification_id: NotificationId) -> Notification:
    """Keep one of one's own notifications for later: it counts as unread again. Raises NotFound."""
    member = reader_of(ctx, "notification.mark_unread")
    await ctx.db.run(UNREAD_ONE, {"member": member, "id": notification_id})
    return await load_notification(ctx, member, notification_id)


@command("notification.mark_all_read", access="self")
async def mark_all_read(ctx: Ctx) -> NotificationCounts:
    """Mark everything one was told in this business as read. Raises NotFound outside of any."""
    member = reader_of(ctx, "notification.mark_all_read")
    await ctx.db.run(READ, {"member": member, "now": ctx.now})
    return NotificationCounts(unread=0)
