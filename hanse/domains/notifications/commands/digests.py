"""Digests: what waits for a person leaves in one mail, at the hour of their choice in their own time zone."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.notifications.commands.notifying import MAIL_JOB
from hanse.domains.notifications.rules.digests import is_due, latest_turn, zone_of
from hanse.domains.notifications.types import Frequency
from hanse.platform.context import Ctx

DIGEST_JOB: Final = "notification.digest"
TOGETHER: Final = 500
MOST: Final = 1_000
WAITING: Final = """
SELECT w.member_id, w.ids, w.oldest, coalesce(d.frequency, 'daily') AS frequency, coalesce(d.hour, 8) AS hour,
    coalesce(d.weekday, 0) AS weekday, d.sent_at, a.timezone
FROM (
    SELECT member_id, min(created_at) AS oldest, (array_agg(id ORDER BY id DESC))[1:%(most)s] AS ids
    FROM notifications WHERE mail = 'digest' AND (%(after)s::uuid IS NULL OR member_id > %(after)s)
    GROUP BY member_id ORDER BY member_id LIMIT %(limit)s
) w
JOIN members m ON m.id = w.member_id
LEFT JOIN digests d ON d.tenant_id = m.tenant_id AND d.member_id = m.id
LEFT JOIN LATERAL account_find(m.account_id, NULL) a ON true
ORDER BY w.member_id
"""
LEAVE: Final = "UPDATE notifications SET mail = 'now' WHERE id = ANY(%(ids)s::uuid[]) AND mail = 'digest'"
SENT: Final = """
INSERT INTO digests (member_id, sent_at, updated_at)
SELECT gone.member_id, %(now)s, %(now)s FROM unnest(%(members)s::uuid[]) AS gone(member_id) ORDER BY gone.member_id
ON CONFLICT (tenant_id, member_id) DO UPDATE SET sent_at = excluded.sent_at
"""


async def send_digests(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Send off every digest whose hour has come; each is a mail job of its own."""
    after: UUID | None = None
    while True:
        rows = await ctx.db.all(WAITING, {"after": after, "limit": TOGETHER, "most": MOST})
        await _send(ctx, [row for row in rows if _due(ctx, row)])
        if len(rows) < TOGETHER:
            return
        after = rows[-1]["member_id"]


def _due(ctx: Ctx, row: dict[str, Any]) -> bool:
    zone = zone_of(row["timezone"], ctx.tenant.timezone)
    turn = latest_turn(ctx.now, Frequency(row["frequency"]), row["hour"], row["weekday"], zone)
    return is_due(turn, row["oldest"], row["sent_at"])


async def _send(ctx: Ctx, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    await ctx.db.run(LEAVE, {"ids": [identity for row in rows for identity in row["ids"]]})
    await ctx.db.run(SENT, {"members": [row["member_id"] for row in rows], "now": ctx.now})
    jobs = ctx.services.jobs
    requests = [
        jobs.request(
            ctx,
            MAIL_JOB,
            {"member_id": row["member_id"], "ids": row["ids"], "is_digest": True},
            key=f"digest:{row['member_id']}:{ctx.now.isoformat()}",
        )
        for row in rows
    ]
    await jobs.add(ctx, requests)
