"""What the worker asks before it works for a tenant: what it is now, and whether the job's actor still belongs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hanse.kit.structs import from_row
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx
from hanse.platform.jobs.envelope import ActorRef
from hanse.platform.services import Services

TENANT = """
SELECT tenant_id AS id, handle, name, status, timezone, locale, currency, accent, logo_key FROM tenants
"""
ACTIVE = "SELECT tenants_active() AS id"
MEMBER = "SELECT display_name, status FROM members WHERE id = %(id)s"


class AccessGate:
    """Implements the worker's JobGate."""

    async def tenant(self, services: Services, tenant_id: UUID) -> TenantRef | None:
        """The tenant of a job, whatever its status; None when there is none."""
        async with services.database.transaction(tenant_id) as transaction:
            row = await transaction.maybe(TENANT)
        return None if row is None else from_row(row, TenantRef)

    async def tenants(self, services: Services) -> Sequence[UUID]:
        """All active tenants."""
        async with services.database.transaction() as transaction:
            return await transaction.values(ACTIVE)

    async def refusal(self, ctx: Ctx, actor: ActorRef) -> str | None:
        """Why a job that serves this actor is pointless now; None when it is not."""
        if actor.member_id is None:
            return None
        row = await ctx.db.maybe(MEMBER, {"id": actor.member_id})
        if row is None or row["status"] == "removed":
            return "The person who asked for this does not belong to the business any more"
        if row["status"] == "suspended":
            return f"{row['display_name']}, who asked for this, is suspended"
        return None
