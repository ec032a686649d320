"""Computing health: every night for all partners, and at once when something changes that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hanse.domains.organizations.queries.health import get_health, readings_of, scores_before
from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.rules.health import compute
from hanse.domains.organizations.types import OrganizationId
from hanse.domains.organizations.types.health import Health
from hanse.kit.structs import to_builtins
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

HEALTH_JOB: Final = "organizations.compute_health"
BATCH: Final = 500
NEXT = """
SELECT id FROM organizations WHERE status IN ('active', 'suspended') AND (%(after)s::uuid IS NULL OR id > %(after)s)
ORDER BY id LIMIT %(limit)s
"""
SAVE = """
INSERT INTO organization_health (organization_id, day, score, factors, computed_at)
VALUES (%(id)s, %(day)s, %(score)s, %(factors)s, %(now)s)
ON CONFLICT (tenant_id, organization_id, day) DO UPDATE SET score = excluded.score, factors = excluded.factors,
    computed_at = excluded.computed_at
"""


@command("organization.recompute_health", permission="organization.view_internal")
async def recompute_health(ctx: Ctx, organization_id: OrganizationId) -> Health:
    """Compute the health of one partner now."""
    organization = await load_organization(ctx, organization_id, "organization.view_internal")
    await compute_health(ctx, [organization_id.uuid])
    health = await get_health(ctx, organization_id)
    ctx.record("organization", organization_id, label=organization.name, after={"health": health.score})
    return health


async def compute_health(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Score some partners and keep it as today's."""
    readings, before = await readings_of(ctx, ids), await scores_before(ctx, ids)
    rows = []
    for identity in ids:
        result = compute(readings[identity], before.get(identity, {}))
        factors = Json(to_builtins(result.factors))
        day = ctx.now.date()
        rows.append({"id": identity, "day": day, "score": result.score, "factors": factors, "now": ctx.now})
    await ctx.db.many(SAVE, rows)


async def compute_all(services: Services, job: RunningJob) -> None:
    """Score every partner in batches; an interrupted night goes on where it stopped."""
    saved = await job.saved_cursor()
    after = UUID(saved) if saved else None
    while True:
        async with job.open() as ctx:
            ids = await ctx.db.values(NEXT, {"after": after, "limit": BATCH})
            if not ids:
                return
            await compute_health(ctx, ids)
            after = ids[-1]
            await job.progress(0, cursor=str(after), ctx=ctx)
