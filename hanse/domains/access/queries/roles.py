"""Reads of roles and of everything that can be granted."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.domains.access.rules import role_grants
from hanse.domains.access.types import ListRoles, PermissionInfo, Role, RoleGrant, RoleId, RoleKind
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.authz import ORGANIZATION_ROLES, TENANT_ROLES, Grant, Reach
from hanse.platform.commands import query
from hanse.platform.context import Ctx

BUILTIN = [f"tenant.{key}" for key in TENANT_ROLES] + [f"organization.{key}" for key in ORGANIZATION_ROLES]
SELECT_ROLES = """
SELECT r.id, r.kind, r.key, r.name, r.description, r.is_builtin, r.grants, r.version, r.created_at, r.updated_at,
    (SELECT count(DISTINCT a.member_id) FROM assignments a WHERE a.role_id = r.id) AS member_count
FROM roles r
"""
GET_ROLE = SELECT_ROLES + "WHERE r.id = %(id)s"
GET_ROLE_BY_KEY = SELECT_ROLES + "WHERE r.kind = %(kind)s AND r.key = %(key)s"
# Built-in roles come in the order they are declared in, which is that of how much they allow; others go by name.
IN_ORDER = """
CROSS JOIN LATERAL (SELECT NOT r.is_builtin AS made, CASE WHEN r.is_builtin
    THEN to_char(array_position(%(builtin)s::text[], r.kind || '.' || r.key), 'FM00') ELSE r.name END AS place) o
WHERE (%(kind)s::text IS NULL OR r.kind = %(kind)s)
  AND (%(after_kind)s::text IS NULL OR r.kind < %(after_kind)s
       OR r.kind = %(after_kind)s AND (o.made, o.place) > (%(after_made)s, %(after_place)s))
ORDER BY r.kind DESC, o.made, o.place
LIMIT %(limit)s
"""


@query("role.get", permission="role.view")
async def get_role(ctx: Ctx, role_id: RoleId) -> Role:
    """Read one role with its grants. Raises NotFound."""
    return await load_role(ctx, role_id, "role.view")


@query("role.list", permission="role.view")
async def list_roles(ctx: Ctx, query: ListRoles) -> Page[Role]:
    """List roles: those of staff, then those at organizations; built-in ones first. Partners see only the latter."""
    ctx.scope("role.view")
    everything = ctx.may("role.view")
    after = decode_cursor(query.cursor, str, bool, str) or (None, None, None)
    rows = await ctx.db.all(
        SELECT_ROLES + IN_ORDER,
        {
            "kind": query.kind if everything else RoleKind.ORGANIZATION,
            "builtin": BUILTIN,
            "after_kind": after[0],
            "after_made": after[1],
            "after_place": after[2],
            "limit": query.limit + 1,
        },
    )
    if query.kind is RoleKind.TENANT and not everything:
        rows = []
    page = page_of(rows, query.limit, _key)
    return Page([build_role(ctx, row) for row in page.items], page.next)


def _key(row: dict[str, Any]) -> str:
    name = f"{row['kind']}.{row['key']}"
    place = f"{BUILTIN.index(name) + 1:02d}" if row["is_builtin"] else row["name"]
    return encode_cursor(row["kind"], not row["is_builtin"], place)


@query("role.permissions", permission="role.view")
async def list_permissions(ctx: Ctx) -> Page[PermissionInfo]:
    """List everything a role can allow, as the installed domains declare it."""
    ctx.scope("role.view")
    return Page(
        [
            PermissionInfo(
                name=item.name,
                noun=item.noun,
                label=item.label,
                help=item.help,
                is_dangerous=item.dangerous,
                is_held=ctx.may_anywhere(item.name),
            )
            for item in ctx.services.registry.permissions.values()
        ]
    )


async def load_role(ctx: Ctx, role_id: RoleId, permission: str) -> Role:
    """Read one role for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_ROLE, {"id": role_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    role = build_role(ctx, row)
    if permission == "role.view" and role.kind is RoleKind.ORGANIZATION:
        # Whoever gives roles at their organization has to see what those allow.
        ctx.scope(permission)
    else:
        ctx.authorize(permission, role)
    return role


async def find_builtin_role(ctx: Ctx, kind: RoleKind, key: str) -> Role:
    """Read a built-in role by its key. Raises NotFound when the tenant lacks it, which is a defect."""
    row = await ctx.db.one(GET_ROLE_BY_KEY, {"kind": kind, "key": key})
    return build_role(ctx, row)


def build_role(ctx: Ctx, row: dict[str, Any]) -> Role:
    """Row to role; the grants of a built-in role come from the manifests."""
    if row["is_builtin"]:
        declared = role_grants(ctx.services.registry.permissions.values(), row)
        row["grants"] = [{"permission": grant.permission, "reach": grant.reach} for grant in declared]
    if not ctx.may("member.view"):
        row["member_count"] = None
    role = from_row(row, Role)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["role"], role)
    if role.is_builtin:
        actions = tuple(action for action in actions if action not in ("role.update", "role.delete"))
    return msgspec.structs.replace(role, allowed_actions=actions)


def as_grants(grants: list[RoleGrant], key: str = "") -> tuple[Grant, ...]:
    """The grants of a role as authorisation takes them, without a place."""
    return tuple(
        Grant(permission=item.permission, reach=Reach(item.reach), condition=item.condition, role=key)
        for item in grants
    )
