"""Where one belongs: the businesses of an account and the organizations of a member."""

from __future__ import annotations

from typing import Any

from hanse.domains.access.types import Membership
from hanse.domains.identity.types import AccountId
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LIST_MEMBERSHIPS = "SELECT tenant_id, handle, name, roles FROM memberships_of(%(account)s)"


@query("tenant.list_mine", access="self")
async def list_my_tenants(ctx: Ctx) -> list[Membership]:
    """List the businesses one belongs to, by name."""
    account = AccountId(ctx.authorize_self("tenant.list_mine"))
    present = ctx.tenant_or_none.id if ctx.tenant_or_none else None
    rows: list[dict[str, Any]] = await ctx.db.all(LIST_MEMBERSHIPS, {"account": account})
    return [from_row({**row, "is_current": row["tenant_id"] == present}, Membership) for row in rows]
