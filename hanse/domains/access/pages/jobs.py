"""Background work that failed: what, why, and running it again."""

from __future__ import annotations

from hanse.domains.access import api
from hanse.domains.access.types import DeadJobId, ListFailedJobs
from hanse.platform.context import Ctx
from hanse.platform.web.actions import press
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The jobs that failed for good."""
    query = request.query(ListFailedJobs)
    page = await api.list_failed_jobs(ctx, query)
    return View(
        "access/jobs.html", {"page": page, "query": query, "may_replay": ctx.may("job.replay")}, block="content"
    )


async def replay(ctx: Ctx, request: PageRequest) -> Redirect:
    """Run one again."""
    dead_job_id = request.id("dead_job_id", DeadJobId)
    done = Redirect("/admin/jobs", Flash(message="The job is back in the queue"))
    return await press(ctx, request, lambda: api.replay_job(ctx, dead_job_id), done)
