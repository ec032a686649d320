"""Sending failed background work back to the queue."""

from __future__ import annotations

from hanse.domains.access.types import DeadJobId
from hanse.platform.commands import command
from hanse.platform.context import Ctx


@command("job.replay")
async def replay_job(ctx: Ctx, dead_job_id: DeadJobId) -> None:
    """Run a failed job again; of two who ask at once, one does. Raises ReplayRefused when it is at work already."""
    ctx.authorize("job.replay")
    await ctx.services.jobs.replay_dead(ctx, dead_job_id.uuid)
    ctx.record("job", dead_job_id)
