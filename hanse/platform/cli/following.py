"""Owns waiting for a job a command set off: its progress on the terminal, and hands for it where no worker runs.

Must not be here: what the job does, or starting one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from hanse.kit.errors import NotFound
from hanse.platform.authz import TenantRef
from hanse.platform.cli.composition import Composition
from hanse.platform.cli.output import Output
from hanse.platform.cli.progress import Advance, progress
from hanse.platform.cli.running import operator, origin_of_command
from hanse.platform.context import open_context
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.jobs import JobProgress
from hanse.platform.jobs.consumer import Consumer
from hanse.platform.jobs.queue import Queue
from hanse.platform.jobs.runner import Runner
from hanse.platform.services import Services
from hanse.platform.settings import variable_of

_LOOK_SECONDS = 0.2
_LEASE = timedelta(seconds=30)
_GRACE = timedelta(seconds=5)


async def follow(
    services: Services, lent: Composition, out: Output, tenant: TenantRef, job_id: UUID, what: str
) -> JobProgress:
    """Wait until a tracked job is over and give its last state, showing how far it is.

    Workers take the job as any other; this process works on jobs of that name, too, so it is done although no worker
    runs. Interrupted, the job goes on with the next worker. Raises NotFound.
    """
    found = await _look(services, tenant, job_id)
    with ExitStack() as stack:
        advance: Advance | None = None
        told = 0
        async with _helping(services, lent, out, found.name):
            while not found.is_over:
                if advance is None and found.total:
                    advance = stack.enter_context(progress(what, found.total))
                if advance is not None:
                    advance(found.done - told)
                    told = found.done
                await asyncio.sleep(_LOOK_SECONDS)
                found = await _look(services, tenant, job_id)
    return found


async def _look(services: Services, tenant: TenantRef, job_id: UUID) -> JobProgress:
    async with open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command()) as ctx:
        found = await services.jobs.progress_of(ctx, job_id)
    if found is None:
        raise NotFound("There is no such job")
    return found


@asynccontextmanager
async def _helping(services: Services, lent: Composition, out: Output, name: str) -> AsyncIterator[None]:
    """Work on jobs of one name for the time of the context; what is unfinished at its end is given back."""
    url = services.settings.database_jobs_url
    if not url:
        out.warn(
            f"Waiting for a worker. With {variable_of('database_jobs_url')} this command would do the work itself."
        )
        yield
        return
    database = Database(url, PoolSettings(maximum=2, application_name="hanse-cli-jobs"))
    await database.open()
    queue = Queue(database, uuid4(), _LEASE)
    consumer = Consumer(queue, Runner(services, queue, lent.job_gate()), (name,), at_once=1)
    stop = asyncio.Event()
    hands = [asyncio.create_task(consumer.consume(stop)), asyncio.create_task(consumer.keep_alive(stop))]
    try:
        yield
    finally:
        stop.set()
        await consumer.drain(_GRACE)
        await asyncio.gather(*hands, return_exceptions=True)
        await database.close()
