"""Reads of API keys. The secret is never among what can be read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.access.types import ApiKey, ApiKeyId, ListApiKeys
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_KEYS = """
SELECT k.id, k.name, k.prefix, k.scopes, k.allowed_networks, k.member_id, m.display_name AS member_name, k.expires_at,
    k.last_used_at, k.revoked_at, k.version, k.created_at
FROM api_keys k JOIN members m ON m.id = k.member_id
"""
GET_KEY = SELECT_KEYS + "WHERE k.id = %(id)s"
FILTERS = """
WHERE (%(everything)s OR k.member_id = %(own)s)
  AND (%(with_ended)s OR (k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > %(now)s)))
  AND (%(member)s::uuid IS NULL OR k.member_id = %(member)s)
  AND (%(after)s::uuid IS NULL OR k.id < %(after)s)
ORDER BY k.id DESC
LIMIT %(limit)s
"""


@query("api_key.get", permission="api_key.view")
async def get_api_key(ctx: Ctx, api_key_id: ApiKeyId) -> ApiKey:
    """Read one key, without its secret. Raises NotFound."""
    return await load_api_key(ctx, api_key_id, "api_key.view")


@query("api_key.list", permission="api_key.view")
async def list_api_keys(ctx: Ctx, query: ListApiKeys) -> Page[ApiKey]:
    """List keys, newest first."""
    scope = ctx.scope("api_key.view")
    after = decode_cursor(query.cursor, UUID) or (None,)
    rows = await ctx.db.all(
        SELECT_KEYS + FILTERS,
        {
            "everything": scope.everything,
            "own": scope.own_member_id,
            "with_ended": query.with_ended,
            "member": query.member_id,
            "now": ctx.now,
            "after": after[0],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([build_api_key(ctx, row) for row in page.items], page.next)


async def load_api_key(ctx: Ctx, api_key_id: ApiKeyId, permission: str) -> ApiKey:
    """Read one key for a reader who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_KEY, {"id": api_key_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    key = build_api_key(ctx, row)
    ctx.authorize(permission, key)
    return key


def build_api_key(ctx: Ctx, row: dict[str, Any]) -> ApiKey:
    """Row to key."""
    key = from_row(row, ApiKey)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["api_key"], key)
    if key.revoked_at is not None:
        actions = tuple(name for name in actions if name != "api_key.revoke")
    return msgspec.structs.replace(key, allowed_actions=actions)
