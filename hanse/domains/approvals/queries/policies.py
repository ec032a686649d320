"""Reads of approval policies."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.ports import organization_tree
from hanse.domains.approvals.types import ListPolicies, Policy, PolicyId
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked

_COLUMNS: Final = """id, name, subject_kind, condition, priority, organization_id, levels, is_active, version,
    created_at, updated_at"""

APPLICABLE: Final = f"""
SELECT {_COLUMNS} FROM approval_policies
WHERE subject_kind = %(kind)s AND is_active AND (organization_id IS NULL OR organization_id = ANY (%(path)s::uuid[]))
ORDER BY priority, id
"""  # noqa: S608 - put together from constants
GET_POLICY: Final = f"SELECT {_COLUMNS} FROM approval_policies WHERE id = %(id)s"  # noqa: S608 - as above
LOCK_POLICY: Final = f"{GET_POLICY} FOR UPDATE"
LIST_POLICIES: Final = f"""
SELECT {_COLUMNS} FROM approval_policies
WHERE (%(kind)s::text IS NULL OR subject_kind = %(kind)s) AND (%(active)s::boolean IS NULL OR is_active = %(active)s)
  AND (%(after_id)s::uuid IS NULL
    OR (subject_kind, priority, id) > (%(after_kind)s::text, %(after_priority)s::integer, %(after_id)s))
ORDER BY subject_kind, priority, id LIMIT %(limit)s
"""  # noqa: S608 - as above


@query("approval_policy.get", permission="approval_policy.view")
async def get_policy(ctx: Ctx, policy_id: PolicyId) -> Policy:
    """Read one policy. Raises NotFound."""
    return await load_policy(ctx, policy_id, "approval_policy.view")


@query("approval_policy.list", permission="approval_policy.view")
async def list_policies(ctx: Ctx, query: ListPolicies) -> Page[Policy]:
    """List the policies by kind of subject, then priority."""
    ctx.authorize("approval_policy.view")
    after = decode_cursor(query.cursor, str, int, UUID) or (None, None, None)
    rows = await ctx.db.all(
        LIST_POLICIES,
        {
            "kind": query.subject_kind,
            "active": query.is_active,
            "after_kind": after[0],
            "after_priority": after[1],
            "after_id": after[2],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["subject_kind"], row["priority"], row["id"]))
    return Page(await _named(ctx, [build_policy(row) for row in page.items]), page.next)


async def load_policy(ctx: Ctx, policy_id: PolicyId, permission: str, *, lock: bool = False) -> Policy:
    """Read a policy for somebody who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(LOCK_POLICY if lock else GET_POLICY, {"id": policy_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    policy = build_policy(row)
    ctx.authorize(permission, policy)
    return (await _named(ctx, [policy]))[0]


async def applicable(ctx: Ctx, subject_kind: str, path: tuple[UUID, ...]) -> list[Policy]:
    """The active policies for a kind, own and inherited, of an organization (`path`: it, then those above)."""
    asked = await ask_applicable(ctx, subject_kind, path)
    return [build_policy(row) for row in await asked.all()]


async def ask_applicable(ctx: Ctx, subject_kind: str, path: tuple[UUID, ...]) -> Asked:
    """Let the rows of `applicable` travel with what is asked next."""
    return await ctx.db.soon(APPLICABLE, {"kind": subject_kind, "path": list(path)})


_BUILT_MAXIMUM: Final = 1_000
_built: dict[tuple[UUID, int, datetime], Policy] = {}


def build_policy(row: dict[str, Any]) -> Policy:
    """A row to a policy; a version of one is built once per process, as every order asks for them."""
    key = (row["id"], row["version"], row["updated_at"])
    policy = _built.get(key)
    if policy is None:
        if len(_built) >= _BUILT_MAXIMUM:
            _built.clear()
        policy = _built[key] = from_row(row, Policy)
    return policy


async def _named(ctx: Ctx, policies: list[Policy]) -> list[Policy]:
    """With the organizations' names and what the reader may do."""
    wanted = {policy.organization_id.uuid for policy in policies if policy.organization_id}
    names = await organization_tree(ctx).names(ctx, wanted)
    actions = ctx.services.registry.actions_by_kind["approval_policy"]
    return [
        msgspec.structs.replace(
            policy,
            organization_name=names.get(policy.organization_id.uuid) if policy.organization_id else None,
            allowed_actions=ctx.allowed_actions(actions, policy),
        )
        for policy in policies
    ]
