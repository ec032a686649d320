"""Reads of delegations: one's own, and everybody's at the reach of the business."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.queries.records import reader
from hanse.domains.approvals.types import Delegation, DelegationId, ListDelegations
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

_SELECT: Final = """
SELECT d.id, d.from_member_id, f.display_name AS from_name, d.to_member_id, t.display_name AS to_name, d.starts_at,
    d.ends_at, d.kinds, d.amount_minor, d.currency, d.note, d.revoked_at, d.version, d.created_at
FROM delegations d
JOIN members f ON f.tenant_id = d.tenant_id AND f.id = d.from_member_id
JOIN members t ON t.tenant_id = d.tenant_id AND t.id = d.to_member_id
"""
GET: Final = f"{_SELECT} WHERE d.id = %(id)s"
LOCK: Final = f"{GET} FOR UPDATE OF d"
LIST: Final = f"""{_SELECT}
WHERE (%(everything)s OR d.from_member_id = %(own)s OR d.to_member_id = %(own)s)
  AND (NOT %(current)s OR (d.revoked_at IS NULL AND d.ends_at > %(now)s))
  AND (%(after_id)s::uuid IS NULL OR (d.created_at, d.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY d.created_at DESC, d.id DESC LIMIT %(limit)s
"""


@query("delegation.get", permission="delegation.view")
async def get_delegation(ctx: Ctx, delegation_id: DelegationId) -> Delegation:
    """Read a delegation from or to oneself, or any at the reach of the business. Raises NotFound."""
    return await load_delegation(ctx, delegation_id, "delegation.view")


@query("delegation.list", permission="delegation.view")
async def list_delegations(ctx: Ctx, query: ListDelegations) -> Page[Delegation]:
    """List the delegations from or to oneself, or all at the reach of the business, newest first."""
    scope = ctx.scope("delegation.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST,
        {
            "everything": scope.everything,
            "own": scope.own_member_id,
            "current": query.is_current,
            "now": ctx.now,
            "after_at": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["created_at"], row["id"]))
    return Page([build_delegation(ctx, row) for row in page.items], page.next)


async def load_delegation(ctx: Ctx, delegation_id: DelegationId, permission: str, *, lock: bool = False) -> Delegation:
    """Read a delegation for somebody who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(LOCK if lock else GET, {"id": delegation_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    delegation = build_delegation(ctx, row)
    ctx.authorize(permission, _subject_for(ctx, delegation))
    return delegation


def build_delegation(ctx: Ctx, row: dict[str, Any]) -> Delegation:
    """A row to a delegation, with what the reader may do."""
    row = dict(row)
    row.pop("created_at", None)
    minor, currency = row.pop("amount_minor"), row.pop("currency")
    row["amount"] = Money(minor, currency) if minor is not None else None
    delegation = from_row(row, Delegation)
    subject = _subject_for(ctx, delegation)
    actions = set(ctx.allowed_actions(ctx.services.registry.actions_by_kind["delegation"], subject))
    if delegation.revoked_at is not None or delegation.ends_at <= ctx.now:
        actions.discard("delegation.revoke")
    return msgspec.structs.replace(delegation, allowed_actions=tuple(sorted(actions - {"delegation.create"})))


def _subject_for(ctx: Ctx, delegation: Delegation) -> Subject:
    """What rights are asked about: it is both people's own."""
    me = reader(ctx)
    is_mine = me in (delegation.from_member_id.uuid, delegation.to_member_id.uuid)
    return Subject(kind="delegation", id=delegation.id, owner_member_id=me if is_mine else None)
