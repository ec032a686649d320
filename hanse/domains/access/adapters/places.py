"""Tells identity where a new session starts: which business, and for partners which organization."""

from __future__ import annotations

from hanse.domains.identity.types import AccountId, Place
from hanse.domains.tenants.types import TenantId
from hanse.platform.context import Ctx

FOLLOW_JOB = "member.follow_account"
PLACES = "SELECT tenant_id, handle FROM memberships_of(%(account)s)"


class MemberPlaces:
    """Implements identity's Places port."""

    async def place_for(
        self, ctx: Ctx, account_id: AccountId, *, business: str | None, last: Place | None
    ) -> Place | None:
        """The named business, else the last one, else the first by name; None when the account belongs to none."""
        rows = await ctx.db.all(PLACES, {"account": account_id})
        if not rows:
            return None
        if business is not None:
            named = next((row for row in rows if row["handle"] == business.strip().lower()), None)
            if named is not None:
                return Place(tenant_id=TenantId(named["tenant_id"]))
        if last is not None and any(row["tenant_id"] == last.tenant_id.uuid for row in rows):
            return last
        return Place(tenant_id=TenantId(rows[0]["tenant_id"]))

    async def account_changed(self, ctx: Ctx, account_id: AccountId, former_name: str) -> None:
        """A job tells each business: a transaction belongs to one."""
        payload = {"account_id": str(account_id), "former_name": former_name}
        await ctx.services.jobs.enqueue(ctx, FOLLOW_JOB, payload)
