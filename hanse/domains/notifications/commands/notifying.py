"""Telling people: one row for each, and an e-mail now, in the next digest, or not at all, as each of them chose.

Serves other domains inside their own commands, after they authorised; no surface reaches it. Who is told is theirs to
say, except that people who are suspended, shut out or gone are never told.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.notifications.queries.notifications import declared_kinds
from hanse.domains.notifications.rules.kinds import find_kind
from hanse.domains.notifications.types import NotificationId, Notify, Settle
from hanse.kit.ids import Id
from hanse.kit.text import clean_line, clean_text
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

MAIL_JOB: Final = "notification.mail"
TELL: Final = """
INSERT INTO notifications (id, member_id, kind, subject_kind, subject_id, title, body, href, facts, is_urgent,
    is_in_app, mail, created_at)
SELECT told.id, m.id, %(kind)s, %(subject_kind)s, %(subject_id)s, %(title)s, %(body)s, %(href)s, %(facts)s,
    %(is_urgent)s, coalesce(p.is_in_app, true),
    CASE WHEN m.email IS NULL OR coalesce(d.is_paused, false) OR coalesce(p.email, %(email)s) = 'off' THEN 'none'
        WHEN coalesce(p.email, %(email)s) = 'digest' AND NOT %(is_urgent)s THEN 'digest' ELSE 'now' END,
    %(now)s
FROM unnest(%(ids)s::uuid[], %(members)s::uuid[]) AS told(id, member_id)
JOIN members m ON m.id = told.member_id AND m.status = 'active'
LEFT JOIN notification_preferences p ON p.tenant_id = m.tenant_id AND p.member_id = m.id AND p.kind = %(kind)s
LEFT JOIN digests d ON d.tenant_id = m.tenant_id AND d.member_id = m.id
WHERE EXISTS (SELECT FROM assignments a
        WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.blocked_at IS NULL)
    AND (coalesce(p.is_in_app, true) OR coalesce(p.email, %(email)s) <> 'off')
RETURNING id, member_id, mail
"""

# A row somebody reads at this moment is left to them.
SETTLE: Final = """
UPDATE notifications SET read_at = coalesce(read_at, %(now)s), mail = CASE mail WHEN 'sent' THEN 'sent' ELSE 'none' END
WHERE id IN (
    SELECT id FROM notifications
    WHERE ((member_id = ANY(%(members)s::uuid[]) AND read_at IS NULL AND is_in_app)
            OR (member_id = ANY(%(members)s::uuid[]) AND mail = 'digest'))
        AND subject_kind = %(subject_kind)s AND subject_id = %(subject_id)s AND kind = ANY(%(kinds)s)
    ORDER BY id FOR UPDATE SKIP LOCKED)
"""


async def notify(ctx: Ctx, data: Notify) -> int:
    """Tell people something in this transaction; gives how many were told. The caller authorised.

    Nobody is told twice, nor of what they just did themselves unless the caller says so.
    """
    if data.href and not data.href.startswith("/"):
        raise ValueError("a notification leads to a path of this site")
    members = _members(ctx, data)
    if not members:
        return 0
    kind = find_kind(declared_kinds(ctx), data.kind)
    facts = [[name, clean_line(str(value))[:300]] for name, value in data.facts.items()]
    values: dict[str, Any] = {
        "ids": [NotificationId.new().uuid for _ in members],
        "members": members,
        "kind": data.kind,
        "subject_kind": data.subject_kind,
        "subject_id": str(data.subject_id),
        "title": clean_line(data.title)[:200],
        "body": clean_text(data.body)[:4_000],
        "href": data.href[:500],
        "facts": Json(facts),
        "is_urgent": data.is_urgent,
        "email": kind.default_email,
        "now": ctx.now,
    }
    told = await ctx.db.all(TELL, values)
    jobs = ctx.services.jobs
    mails = [
        jobs.request(ctx, MAIL_JOB, {"member_id": row["member_id"], "ids": [row["id"]]}, key=f"ntf:{row['id']}")
        for row in told
        if row["mail"] == "now"
    ]
    await jobs.add(ctx, mails)
    return len(told)


async def settle(ctx: Ctx, data: Settle) -> None:
    """Take what is over out of people's bells, digests and unsent mails. The caller authorised."""
    values = {
        "members": sorted({one.uuid if isinstance(one, Id) else one for one in data.member_ids}),
        "subject_kind": data.subject_kind,
        "subject_id": str(data.subject_id),
        "kinds": list(data.kinds),
        "now": ctx.now,
    }
    await ctx.db.run(SETTLE, values)


def _members(ctx: Ctx, data: Notify) -> list[UUID]:
    """Each member once, without the acting one; in key order, so that two such statements never lock crosswise."""
    wanted = {one.uuid if isinstance(one, Id) else one for one in data.member_ids}
    if not data.tells_actor and ctx.principal.member_id is not None:
        wanted.discard(ctx.principal.member_id)
    return sorted(wanted)
