"""Background work that ended without its effect, as the people of a business see it; running one again."""

from __future__ import annotations

from hanse.domains.access.types import DeadJobId, FailedJob, ListFailedJobs
from hanse.kit.pagination import Page
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.jobs.dead import DeadJobQuery


@query("job.list_failed", permission="job.view")
async def list_failed_jobs(ctx: Ctx, query: ListFailedJobs) -> Page[FailedJob]:
    """List background jobs that failed for good, newest first; those sent back to work only when asked for."""
    ctx.authorize("job.view")
    wanted = DeadJobQuery(limit=query.limit, cursor=query.cursor, outcome="failed", replayed=query.with_replayed)
    page = await ctx.services.jobs.list_dead(ctx, wanted)
    return Page(
        [
            FailedJob(
                id=DeadJobId(item.id),
                name=item.name,
                error=item.error,
                attempts=item.attempts,
                started_by=item.actor_name,
                request_id=item.request_id,
                died_at=item.died_at,
                replayed_at=item.replayed_at,
            )
            for item in page.items
        ],
        page.next,
    )
