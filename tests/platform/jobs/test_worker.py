"""The worker as a whole: everything runs, nothing that fails stops the rest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from hanse.platform.audit import VaultSigner, verify_chain
from hanse.platform.authz import TenantRef
from hanse.platform.idempotency import Claim
from hanse.platform.worker import Worker, WorkerSettings
from hanse.testing.worker import Bench
from tests.platform.jobs.test_jobs import dead, effects_of, enqueue, progress
from tests.platform.jobs.waiting import until
from tests.platform.jobs.workshop import HOPELESS, PASSING, diary

QUICK = timedelta(milliseconds=10)
SETTINGS = WorkerSettings(
    poll=QUICK, sweep=QUICK, schedule=QUICK, chain=QUICK, checkpoint=QUICK, cleanup=QUICK, seen=QUICK, grace=QUICK
)


@asynccontextmanager
async def at_work(bench: Bench) -> AsyncIterator[Worker]:
    """A worker that runs while the block does."""
    worker = Worker(bench.services, bench.sweeper, bench.gate, SETTINGS, VaultSigner(bench.services.crypto))
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        yield worker
    finally:
        stop.set()
        await task


async def test_jobs_timers_schedules_chain_and_cleaning_all_go_on(bench: Bench, tenant: TenantRef) -> None:
    held = await bench.services.idempotency.claim(bench.services, tenant, ("m", "1", "POST", "/", "k"), b"h")
    assert isinstance(held, Claim)
    async with bench.open(tenant) as ctx:
        await bench.services.idempotency.finish(ctx, held, 200, [], b"")
        await bench.services.timers.set(ctx, "work.ring", "work", uuid4(), ctx.now + timedelta(hours=30), key="k")
    async with at_work(bench):
        await enqueue(bench, tenant, "work.do", {"mark": "job"})
        await until(lambda: effects_of(bench, tenant))
        bench.clock.advance(timedelta(hours=30))

        async def all_done() -> bool:
            return sorted(await effects_of(bench, tenant)) == ["do", "job", "ring k"]

        await until(all_done)

        async def sealed() -> bool:
            async with bench.open(tenant) as ctx:
                row = await ctx.db.one(
                    "SELECT (SELECT count(*) FROM audit_pending) AS pending,"
                    " (SELECT max(sequence) FROM audit_checkpoints) AS signed,"
                    " (SELECT count(*) FROM audit_entries) AS entries,"
                    " (SELECT count(*) FROM idempotency_keys) AS keys"
                )
            return row["pending"] == 0 and row["signed"] == row["entries"] and row["keys"] == 0

        await until(sealed)
    assert (await verify_chain(bench.services.database, tenant.id)).is_sound
    assert "hanse_queue_jobs" in {metric.name for metric in REGISTRY.collect()}


async def test_old_remains_are_forgotten_but_failed_jobs_stay(bench: Bench, tenant: TenantRef) -> None:
    worker = Worker(bench.services, bench.sweeper, bench.gate, SETTINGS)
    done = await enqueue(bench, tenant, "work.do", {}, track=True)
    await bench.drain()
    diary.failures = [HOPELESS]
    await enqueue(bench, tenant, "work.do")
    await bench.drain()
    await enqueue(bench, tenant, "work.do")
    bench.suspend(tenant)
    await bench.drain()
    bench.clock.advance(timedelta(days=89))
    assert await worker.clean_up() == 0
    bench.clock.advance(timedelta(days=2))
    assert await worker.clean_up() == 2
    assert [job.outcome for job in await dead(bench, tenant)] == ["failed"]
    assert await progress(bench, tenant, done) is None


async def test_a_loop_that_fails_is_tried_again_and_stops_no_other(
    bench: Bench, tenant: TenantRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = 2

    async def failing_tenants(services: object) -> list[object]:
        nonlocal broken
        broken -= 1
        if broken >= 0:
            raise RuntimeError("the tenants cannot be listed")
        return [tenant.id]

    async with at_work(bench):

        async def noted() -> int:
            async with bench.sweeper.transaction() as transaction:
                return await transaction.value("SELECT count(*) FROM hanse_jobs.schedules")

        async def both_noted() -> bool:
            return await noted() == 2

        await until(both_noted)
        monkeypatch.setattr(bench.gate, "tenants", failing_tenants, raising=False)
        bench.clock.advance(timedelta(days=1))
        await enqueue(bench, tenant, "work.do", {"mark": "job"})

        async def both() -> bool:
            return sorted(await effects_of(bench, tenant)) == ["do", "job"]

        await until(both)
    assert broken < 0


async def test_a_worker_outlives_connections_that_break(bench: Bench, tenant: TenantRef) -> None:
    async with at_work(bench):
        await enqueue(bench, tenant, "work.do", {"mark": "before"})
        await until(lambda: effects_of(bench, tenant))
        async with bench.sweeper.transaction() as transaction:
            await transaction.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()"
            )
        await enqueue(bench, tenant, "work.do", {"mark": "after"})

        async def again() -> bool:
            return await effects_of(bench, tenant) == ["before", "after"]

        await until(again)


async def test_retries_go_on_in_a_running_worker(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [PASSING]
    async with at_work(bench):
        await enqueue(bench, tenant, "work.do", {"mark": "x"})
        await until(lambda: effects_of(bench, tenant))
    assert await dead(bench, tenant) == []
