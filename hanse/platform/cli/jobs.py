"""Owns `hanse jobs`: what waits, who works, what ended without its effect, and sending that back to work.

Must not be here: the queue itself (`platform/jobs`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
import msgspec

from hanse.kit.structs import Data
from hanse.platform.audit import INSTALLATION
from hanse.platform.authz import TenantRef
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import operator, origin_of_command, tenant_named, with_services
from hanse.platform.cli.tenancy import every_tenant_ref
from hanse.platform.context import open_context
from hanse.platform.jobs import DeadJob, DeadJobQuery
from hanse.platform.services import Services

OVERVIEW = "SELECT name, status, jobs, oldest_at FROM jobs_overview() ORDER BY name, status"
WORKERS = "SELECT id, host, pid, version, running, started_at, seen_at FROM workers_seen() ORDER BY host, pid"


class DeadLine(Data, frozen=True, kw_only=True):
    """A dead job and whose it is."""

    tenant: str
    id: UUID
    name: str
    outcome: str
    attempts: int
    died_at: str
    error: str


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("list", f"{__name__}:list_jobs", "Show what waits in the queue and which workers live."),
        Entry("dead", f"{__name__}:dead", "Show jobs that ended without their effect, with the reason."),
        Entry("replay", f"{__name__}:replay", "Send dead jobs back to work."),
    ),
)
def jobs() -> None:
    """Look after background work."""


@click.command("list")
@output_option
@with_services
async def list_jobs(services: Services, out: Output) -> None:
    """Show what waits in the queue and which workers live."""
    now = services.clock.now()
    async with services.database.transaction() as transaction:
        waiting = await transaction.all(OVERVIEW)
        workers = await transaction.all(WORKERS)
    if out.json:
        out.show({"queue": waiting, "workers": workers})
        return
    for row in waiting:
        row["waits"] = _age(now, row["oldest_at"])
    for row in workers:
        row["seen"] = _age(now, row["seen_at"]) + " ago"
    out.table(waiting, {"name": "Job", "status": "Status", "jobs": "Jobs", "waits": "Oldest"}, "Nothing waits.")
    out.say()
    columns = {"host": "Worker on", "pid": "Process", "version": "Version", "running": "Jobs now", "seen": "Seen"}
    out.table(workers, columns, "No worker runs.")


@click.command()
@click.option("--tenant", help="Only this business's (its handle).")
@click.option("--name", help="Only jobs of this name.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many.")
@output_option
@with_services
async def dead(services: Services, out: Output, tenant: str | None, name: str | None, limit: int) -> None:
    """Show jobs that ended without their effect, with the reason; newest first for each business."""
    found: list[DeadLine] = []
    for ref in await _tenants(services, tenant):
        cursor: str | None = None
        while len(found) < limit:
            query = DeadJobQuery(name=name, limit=min(200, limit - len(found)), cursor=cursor)
            async with _inside(services, ref) as ctx:
                page = await services.jobs.list_dead(ctx, query)
            found += [_line(ref, job) for job in page.items]
            cursor = page.next
            if cursor is None:
                break
    columns = {"tenant": "Business", "id": "Job", "name": "Name", "outcome": "Ended", "attempts": "Tries"}
    out.table(found, {**columns, "died_at": "At", "error": "Why"}, "No dead jobs.")


@click.command()
@click.argument("job_id", required=False, type=click.UUID)
@click.option("--tenant", help="The business whose jobs they are (its handle).")
@click.option("--name", help="All dead jobs of this name.")
@click.option("--all", "everything", is_flag=True, help="All failed jobs.")
@output_option
@with_services
async def replay(
    services: Services, out: Output, job_id: UUID | None, tenant: str | None, name: str | None, everything: bool
) -> None:
    """Send dead jobs back to work: one by its id, those of a name, or all.

    They run with the rights and the idempotency key they had, so a provider that saw one before does nothing twice.
    """
    if job_id is None and name is None and not everything:
        raise click.UsageError("Name a job's id, or --name NAME, or --all.")
    replayed = 0
    for ref in await _tenants(services, tenant):
        async with _inside(services, ref) as ctx:
            if job_id is None:
                while many := await services.jobs.replay_all_dead(ctx, name):
                    replayed += many
            elif await _is_here(services, ctx, job_id):
                await services.jobs.replay_dead(ctx, job_id)
                replayed += 1
    if job_id is not None and not replayed:
        raise click.UsageError(f"There is no dead job {job_id}; `hanse jobs dead` shows them.")
    out.show({"replayed": replayed}, f"Sent {replayed} job{'' if replayed == 1 else 's'} back to work.")


async def _is_here(services: Services, ctx: Any, job_id: UUID) -> bool:
    return await ctx.db.value("SELECT true FROM dead_jobs WHERE id = %(id)s", {"id": job_id}) is not None


async def _tenants(services: Services, handle: str | None) -> list[TenantRef]:
    if handle is not None:
        return [await tenant_named(services, handle)]
    installation = TenantRef(id=INSTALLATION, handle="-", name="The installation itself")
    return [*await every_tenant_ref(composition(), services), installation]


def _inside(services: Services, tenant: TenantRef) -> Any:
    return open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command())


def _line(tenant: TenantRef, job: DeadJob) -> DeadLine:
    values = msgspec.structs.asdict(job)
    kept = {name: values[name] for name in ("id", "name", "outcome", "attempts", "error")}
    return DeadLine(tenant=tenant.handle, died_at=job.died_at.isoformat(timespec="seconds"), **kept)


def _age(now: Any, then: Any) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
