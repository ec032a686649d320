"""Where one belongs: the businesses of an account and the organizations of a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.reach import own_member
from hanse.domains.access.types import Membership, OrganizationId, Place
from hanse.domains.identity.types import AccountId
from hanse.kit.pagination import Page
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LIST_MEMBERSHIPS = "SELECT tenant_id, handle, name, roles FROM memberships_of(%(account)s)"
OWN_PLACES = """
SELECT DISTINCT organization_id FROM assignments
WHERE member_id = %(member)s AND organization_id IS NOT NULL AND blocked_at IS NULL
"""


@query("tenant.list_mine", access="self")
async def list_my_tenants(ctx: Ctx) -> Page[Membership]:
    """List the businesses one belongs to, by name."""
    account = AccountId(ctx.authorize_self("tenant.list_mine"))
    present = ctx.tenant_or_none.id if ctx.tenant_or_none else None
    rows: list[dict[str, Any]] = await ctx.db.all(LIST_MEMBERSHIPS, {"account": account})
    return Page([from_row({**row, "is_current": row["tenant_id"] == present}, Membership) for row in rows])


@query("organization.list_mine", access="self")
async def list_my_places(ctx: Ctx) -> Page[Place]:
    """List the organizations one has a role at, in the business at hand, by name."""
    ctx.authorize_self("organization.list_mine")
    if ctx.tenant_or_none is None:
        return Page([])
    places: list[UUID] = await ctx.db.values(OWN_PLACES, {"member": own_member(ctx)})
    names = await organization_tree(ctx).names(ctx, places) if places else {}
    return Page(
        [
            Place(organization_id=OrganizationId(place), name=name, is_current=place == ctx.principal.organization_id)
            for place, name in sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))
        ]
    )
