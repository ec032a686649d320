"""Which rows of checkout a reader sees: by reach of their rights, and what colleagues keep to themselves only when
allowed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.checkout.types import OrganizationId
from hanse.kit.errors import Invalid, NotFound
from hanse.platform.authz import Scope, scope_for
from hanse.platform.authz.grants import acting_member
from hanse.platform.context import Ctx

PATH: Final = """(SELECT array_agg(p.ancestor_id ORDER BY p.depth) FROM organization_closure p
        WHERE p.tenant_id = x.tenant_id AND p.descendant_id = x.organization_id) AS path"""
# Rows of `x` within the reach of a right: everything, some organizations, trees, or one's own.
WITHIN: Final = """(%(everything)s OR x.organization_id = ANY(%(organizations)s) OR x.organization_id IN (
    SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(trees)s)))"""
OWN_TOO: Final = """(%(everything)s OR x.organization_id = ANY(%(organizations)s)
    OR x.organization_id IN (SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(trees)s))
    OR (x.:owner = %(own)s AND (%(own_anywhere)s OR x.organization_id IN (
        SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY(%(own_trees)s)))))"""
OWNED: Final = OWN_TOO.replace(":owner", "owner_member_id")
REQUESTED: Final = OWN_TOO.replace(":owner", "requester_member_id")
# What a colleague keeps to themselves is for them, and for who may see everybody's.
SHARED: Final = """(x.is_shared OR x.owner_member_id = %(me)s OR %(all)s
    OR x.organization_id = ANY(%(all_organizations)s) OR x.organization_id IN (
        SELECT a.descendant_id FROM organization_closure a WHERE a.ancestor_id = ANY(%(all_trees)s)))"""
FIND_PATH: Final = """
SELECT array_agg(p.ancestor_id ORDER BY p.depth) AS path FROM organization_closure p
WHERE p.descendant_id = %(id)s HAVING count(*) > 0
"""


def within_parameters(scope: Scope) -> dict[str, Any]:
    """What WITHIN, OWNED and REQUESTED take."""
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
        "own_anywhere": not scope.own_trees,
        "own_trees": list(scope.own_trees),
    }


def shared_parameters(ctx: Ctx, right: str) -> dict[str, Any]:
    """What SHARED takes; `right` is the one that shows what colleagues keep to themselves."""
    scope = scope_for(ctx.principal, right)
    return {
        "me": acting_member(ctx.principal),
        "all": scope.everything,
        "all_organizations": list(scope.organizations),
        "all_trees": list(scope.trees),
    }


def me(ctx: Ctx) -> UUID | None:
    """The member whose own things count: who is acted for, else who acts."""
    return acting_member(ctx.principal)


def require_open(ctx: Ctx, found: Any, right: str) -> None:
    """Refuse what a colleague keeps to themselves as if it were not there. Raises NotFound."""
    owner = found.owner_member_id
    if found.is_shared or (owner is not None and owner.uuid == me(ctx)) or ctx.may(right, found):
        return
    raise NotFound()


def own_organization(ctx: Ctx, named: OrganizationId | None) -> OrganizationId:
    """The organization something is made for: the one named, else that of the session. Raises Invalid."""
    if named is not None:
        return named
    behalf = ctx.principal.on_behalf
    present = (behalf.organization_id if behalf else None) or ctx.principal.organization_id
    if present is None:
        raise Invalid.field("organization_id", "Say for which organization this is", "required")
    return OrganizationId(present)


async def path_of(ctx: Ctx, organization_id: OrganizationId, permission: str) -> list[UUID]:
    """An organization and those above it. Raises NotFound when it does not exist."""
    found = await ctx.db.value(FIND_PATH, {"id": organization_id})
    if found is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    return list(found)
