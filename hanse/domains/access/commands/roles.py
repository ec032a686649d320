"""Making, changing and deleting roles. Nobody writes into a role what they do not hold themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.errors import BuiltInRole, MoreThanYouHold, RoleInUse
from hanse.domains.access.events import RoleChanged
from hanse.domains.access.policies import BUILTIN_ROLES
from hanse.domains.access.queries.reach import refused
from hanse.domains.access.queries.roles import as_grants, build_role, load_role
from hanse.domains.access.rules import role_key
from hanse.domains.access.types import CopyRole, CreateRole, Role, RoleGrant, RoleId, RoleKind, UpdateRole
from hanse.domains.tenants.api import raise_access_version
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.structs import to_builtins
from hanse.kit.text import clean_line
from hanse.platform.authz import ORGANIZATION_ROLES, TENANT_ROLES, Reach, can_assign, check_grant
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

GRANTS_MAXIMUM = 300
INSERT_ROLE = """
INSERT INTO roles (id, kind, key, name, description, is_builtin, grants, created_at, updated_at)
VALUES (%(id)s, %(kind)s, %(key)s, %(name)s, %(description)s, %(builtin)s, %(grants)s, %(now)s, %(now)s)
RETURNING *, 0 AS member_count
"""
UPDATE_ROLE = """
UPDATE roles SET name = %(name)s, description = %(description)s, grants = %(grants)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s AND NOT is_builtin
RETURNING *, (SELECT count(DISTINCT a.member_id) FROM assignments a WHERE a.role_id = roles.id) AS member_count
"""
IN_USE = """
SELECT EXISTS (SELECT 1 FROM assignments WHERE role_id = %(id)s) AS by_members, EXISTS (
    SELECT 1 FROM invitations i, jsonb_array_elements(i.assignments) AS part
    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > %(now)s
      AND (part ->> 'role')::uuid = %(id)s) AS by_invitations
"""
LOCK_ROLE = "SELECT id FROM roles WHERE id = %(id)s FOR UPDATE"
DELETE_ROLE = "DELETE FROM roles WHERE id = %(id)s AND NOT is_builtin"
KEYS = "SELECT key FROM roles WHERE kind = %(kind)s"

RoleName = Annotated[str, Meta(min_length=1, max_length=80, description="What people call the role")]
Grants = Annotated[list[RoleGrant], Meta(max_length=GRANTS_MAXIMUM, description="What the role allows")]


async def add_builtin_roles(ctx: Ctx) -> dict[tuple[str, str], RoleId]:
    """Give a new tenant its built-in roles; returns their ids by (kind, key). Only for the founding of a tenant."""
    made: dict[tuple[str, str], RoleId] = {}
    rows = []
    for kind, names in (("tenant", TENANT_ROLES), ("organization", ORGANIZATION_ROLES)):
        for key, name in names.items():
            made[kind, key] = RoleId.new()
            blank = CreateRole(name=name, kind=RoleKind(kind), description=BUILTIN_ROLES[kind, key])
            rows.append(_row(ctx, made[kind, key], key, blank, builtin=True))
    await ctx.db.many(INSERT_ROLE, rows)
    return made


@command("role.create")
async def create_role(ctx: Ctx, data: CreateRole) -> Role:
    """Make a role. Raises Invalid with a sentence for each grant that is wrong, MoreThanYouHold."""
    ctx.authorize("role.create")
    return await _create(ctx, data)


@command("role.copy", permission="role.create")
async def copy_role(ctx: Ctx, role_id: RoleId, data: CopyRole) -> Role:
    """Copy a role, built-in or not, so that the copy can be changed. Raises MoreThanYouHold."""
    ctx.authorize("role.create")
    source = await load_role(ctx, role_id, "role.view")
    wanted = CreateRole(name=data.name, kind=source.kind, description=source.description, grants=source.grants)
    return await _create(ctx, wanted)


@command("role.update")
async def update_role(ctx: Ctx, role_id: RoleId, data: UpdateRole) -> Role:
    """Change a role for everybody who holds it, from their next request on. Raises BuiltInRole, MoreThanYouHold."""
    await ctx.db.maybe(LOCK_ROLE, {"id": role_id})
    before = await load_role(ctx, role_id, "role.update")
    ctx.check_version(before.version)
    if before.is_builtin:
        raise BuiltInRole()
    added = [grant for grant in data.grants if grant not in before.grants]
    check_grants(ctx, before.kind, data.grants, given=added)
    row = await ctx.db.one(
        UPDATE_ROLE,
        {
            "id": role_id,
            "name": _name(data.name),
            "description": clean_line(data.description),
            "grants": Json(to_builtins(data.grants)),
            "now": ctx.now,
        },
    )
    after = build_role(ctx, row)
    await raise_access_version(ctx)
    ctx.record("role", role_id, label=after.name, before=before, after=after)
    ctx.emit(RoleChanged(role_id=role_id), subject=after)
    return after


@command("role.delete")
async def delete_role(ctx: Ctx, role_id: RoleId) -> None:
    """Delete a role nobody holds. Raises RoleInUse, BuiltInRole."""
    await ctx.db.maybe(LOCK_ROLE, {"id": role_id})
    role = await load_role(ctx, role_id, "role.delete")
    ctx.check_version(role.version)
    if role.is_builtin:
        raise BuiltInRole()
    use = await ctx.db.one(IN_USE, {"id": role_id, "now": ctx.now})
    if use["by_members"]:
        raise RoleInUse()
    if use["by_invitations"]:
        raise RoleInUse("An open invitation offers this role; revoke it first")
    await ctx.db.run(DELETE_ROLE, {"id": role_id})
    await raise_access_version(ctx)
    ctx.record("role", role_id, label=role.name, before=role)
    ctx.emit(RoleChanged(role_id=role_id), subject=role)


async def _create(ctx: Ctx, data: CreateRole) -> Role:
    check_grants(ctx, data.kind, data.grants, given=data.grants)
    taken = await ctx.db.values(KEYS, {"kind": data.kind})
    key = role_key(data.name, taken)
    row = await ctx.db.one(INSERT_ROLE, _row(ctx, RoleId.new(), key, data, builtin=False))
    role = build_role(ctx, row)
    await raise_access_version(ctx)
    ctx.record("role", role.id, label=role.name, after=role)
    ctx.emit(RoleChanged(role_id=role.id), subject=role)
    return role


def _row(ctx: Ctx, role_id: RoleId, key: str, data: CreateRole, *, builtin: bool) -> dict[str, object]:
    return {
        "id": role_id,
        "kind": data.kind,
        "key": key,
        "name": _name(data.name),
        "description": clean_line(data.description),
        "builtin": builtin,
        "grants": Json(to_builtins(data.grants)),
        "now": ctx.now,
    }


def _name(typed: str) -> str:
    name = clean_line(typed)
    if not name:
        raise Invalid.field("name", "Give the role a name", "required")
    return name


def check_grants(ctx: Ctx, kind: RoleKind, grants: Sequence[RoleGrant], *, given: Sequence[RoleGrant]) -> None:
    """Refuse grants that are wrong (Invalid, a sentence for each) or wider than the author's own (MoreThanYouHold).

    A role at organizations may hold nothing its author does not hold for the whole business: it can be given anywhere.
    """
    known = ctx.services.registry.permissions
    wrong = [
        FieldError(f"grants.{position}", sentence)
        for position, grant in enumerate(grants)
        for sentence in check_grant(as_grants([grant])[0], kind.value, known)
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    excess = can_assign(ctx.principal, as_grants([_for_staff(grant) for grant in given]))
    if excess:
        raise refused(ctx, "role.update", None, MoreThanYouHold(" ".join(excess[:3])))


def _for_staff(grant: RoleGrant) -> RoleGrant:
    """The reach over the whole business that covers this grant wherever it is given."""
    reach = Reach.OWN if grant.reach == Reach.OWN else Reach.TENANT
    return RoleGrant(permission=grant.permission, reach=reach, condition=grant.condition)
