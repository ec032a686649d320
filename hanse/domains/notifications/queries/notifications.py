"""Reads of one's own notifications. They belong to the person who is logged in, also while acting for another."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.notifications.rules.kinds import find_kind, named_facts
from hanse.domains.notifications.types import (
    KINDS,
    ListNotifications,
    Notification,
    NotificationCounts,
    NotificationId,
    NotificationKind,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

COUNTED: Final = 100
SELECT: Final = """
SELECT id, kind, subject_kind, subject_id, title, body, href, facts, is_urgent, created_at, read_at FROM notifications
WHERE member_id = %(member)s AND is_in_app
"""
ONE: Final = SELECT + " AND id = %(id)s"
LIST: Final = (
    SELECT
    + """
    AND (%(unread)s::boolean IS NULL OR (read_at IS NULL) = %(unread)s)
    AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND (%(before)s::uuid IS NULL OR id < %(before)s)
ORDER BY id DESC LIMIT %(limit)s
"""
)
UNREAD: Final = """
SELECT count(*) FROM (
    SELECT FROM notifications WHERE member_id = %(member)s AND read_at IS NULL AND is_in_app LIMIT %(most)s
) few
"""


def declared_kinds(ctx: Ctx) -> tuple[NotificationKind, ...]:
    """The kinds that the domains of this installation declare."""
    return tuple(ctx.services.extras.get(KINDS, ()))


def reader_of(ctx: Ctx, action: str) -> UUID:
    """The member whose notifications these are. Raises Unauthenticated for keys and visitors, NotFound elsewhere."""
    ctx.authorize_self(action)
    if ctx.tenant_or_none is None or ctx.principal.member_id is None:
        raise NotFound("Choose a business to work in first")
    return ctx.principal.member_id


@query("notification.list", access="self")
async def list_notifications(ctx: Ctx, query: ListNotifications) -> Page[Notification]:
    """List what one was told in this business, newest first. Raises NotFound outside of any business."""
    member = reader_of(ctx, "notification.list")
    after = decode_cursor(query.cursor, UUID)
    values = {
        "member": member,
        "unread": query.is_unread,
        "kind": query.kind,
        "before": after[0] if after else None,
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST, values)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([build(ctx, row) for row in page.items], page.next)


@query("notification.count", access="self")
async def count_notifications(ctx: Ctx) -> NotificationCounts:
    """Count one's unread notifications in this business; no further than 100. Raises NotFound outside of any."""
    member = reader_of(ctx, "notification.count")
    return NotificationCounts(unread=await ctx.db.value(UNREAD, {"member": member, "most": COUNTED}))


async def load_notification(ctx: Ctx, member: UUID, notification_id: NotificationId) -> Notification:
    """One of the member's own. Raises NotFound."""
    return build(ctx, await ctx.db.one(ONE, {"member": member, "id": notification_id}))


def build(ctx: Ctx, row: dict[str, Any]) -> Notification:
    """A row with the labels its kind gives."""
    kind = find_kind(declared_kinds(ctx), row["kind"])
    values = {**row, "kind_label": kind.label, "facts": named_facts(kind, row["facts"])}
    return from_row(values, Notification)
