"""The queue and its leases: pgqueuer's tables as it wants them, and no step for a worker that lost its job."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries

from hanse.platform.authz import TenantRef
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.jobs.consumer import Consumer
from hanse.platform.jobs.queue import SETTINGS, Delivery, Queue
from hanse.platform.jobs.runner import CRASHES, Runner
from hanse.testing.worker import Bench
from tests.platform.jobs.test_jobs import dead, effects_of, enqueue
from tests.platform.jobs.waiting import until
from tests.platform.jobs.workshop import diary

NAMES = ("work.do", "work.wait", "work.call", "work.batches")


def queue(bench: Bench, lease: float = 30) -> Queue:
    return Queue(bench.sweeper, uuid4(), timedelta(seconds=lease))


def runner(bench: Bench, of: Queue) -> Runner:
    return Runner(bench.services, of, bench.gate)


async def expire(owner: psycopg.Connection) -> None:
    """As if no worker had been heard of for an hour."""
    owner.execute("UPDATE hanse_jobs.pgqueuer SET heartbeat = heartbeat - interval '1 hour'")


async def test_our_migration_makes_exactly_what_the_pinned_pgqueuer_expects(background_urls: DatabaseUrls) -> None:
    async with await psycopg.AsyncConnection.connect(background_urls.owner, autocommit=True) as connection:
        queries = Queries.from_psycopg_connection(connection)
        queries.qbe = QueryBuilderEnvironment(SETTINGS)
        queries.qbq = QueryQueueBuilder(SETTINGS)
        queries.qbs = QuerySchedulerBuilder(SETTINGS)
        plan = await queries.plan_upgrade()
        assert list(plan.statements) == []
        await connection.execute(
            "ALTER TABLE hanse_jobs.pgqueuer ALTER COLUMN slot DROP NOT NULL, ALTER COLUMN id SET DEFAULT 7"
        )
        try:
            assert (
                list((await queries.plan_upgrade()).statements) != []
                or list((await queries.plan_upgrade()).notes) != []
            )
        finally:
            await connection.execute(
                "ALTER TABLE hanse_jobs.pgqueuer ALTER COLUMN id SET DEFAULT nextval('hanse_jobs.pgqueuer_id_seq')"
            )


async def test_two_workers_never_get_the_same_job(bench: Bench, tenant: TenantRef) -> None:
    for number in range(40):
        await enqueue(bench, tenant, "work.do", {"n": number})
    taken = await asyncio.gather(*(queue(bench).claim(NAMES, 10) for _ in range(8)))
    ids = [delivery.queue_id for batch in taken for delivery in batch]
    assert len(ids) == len(set(ids)) == 40


async def test_a_silent_worker_loses_its_job_to_another(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.do", {"mark": "x"})
    silent, other = queue(bench), queue(bench)
    [first] = await silent.claim(NAMES, 5)
    assert await other.claim(NAMES, 5) == []
    await expire(background_owner)
    [second] = await other.claim(NAMES, 5)
    assert (second.queue_id, second.deliveries, second.failures) == (first.queue_id, 2, 0)
    assert await silent.keep([first.queue_id]) == {first.queue_id}
    assert await other.keep([first.queue_id]) == set()


async def test_a_slow_worker_that_lost_its_lease_cannot_commit(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.wait", {"mark": "slow"})
    slow, other = queue(bench), queue(bench)
    [delivery] = await slow.claim(NAMES, 5)
    running = asyncio.create_task(runner(bench, slow).run(delivery))
    await diary.started.wait()
    await expire(background_owner)
    [again] = await other.claim(NAMES, 5)
    diary.gate.set()
    assert await running == "lost"
    assert await effects_of(bench, tenant) == []
    assert await runner(bench, other).run(again) == "done"
    assert await effects_of(bench, tenant) == ["slow"]
    assert await runner(bench, slow).run(delivery) == "lost"
    assert await effects_of(bench, tenant) == ["slow"]


async def test_a_slow_worker_may_not_retry_bury_or_release_what_another_runs(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.do")
    slow, other = queue(bench), queue(bench)
    [delivery] = await slow.claim(NAMES, 5)
    await expire(background_owner)
    await other.claim(NAMES, 5)
    diary.failures = [RuntimeError("late")]
    assert await runner(bench, slow).run(delivery) == "lost"
    assert await slow.release([delivery.queue_id]) == 0
    bench.suspend(tenant)
    assert await runner(bench, slow).run(delivery) == "lost"
    assert await dead(bench, tenant) == []


async def test_batches_of_a_lost_job_do_not_commit(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.batches", track=True)
    slow, other = queue(bench), queue(bench)
    [delivery] = await slow.claim(NAMES, 5)
    await expire(background_owner)
    [again] = await other.claim(NAMES, 5)
    assert await runner(bench, slow).run(delivery) == "lost"
    assert await effects_of(bench, tenant) == []
    assert await runner(bench, other).run(again) == "done"
    assert len(await effects_of(bench, tenant)) == 5


async def test_another_tenants_transaction_cannot_end_a_job(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.do")
    mine = queue(bench)
    [delivery] = await mine.claim(NAMES, 5)
    parameters = {"id": delivery.queue_id, "worker": mine.worker_id}
    async with bench.open(bench.add_tenant()) as ctx:
        assert await ctx.db.value("SELECT jobs_finish(%(id)s, %(worker)s, 'successful')", parameters) is False
        assert await ctx.db.value("SELECT jobs_hold(%(id)s, %(worker)s)", parameters) is False
    async with bench.open(tenant) as ctx:
        assert await ctx.db.value("SELECT jobs_finish(%(id)s, %(worker)s, 'successful')", parameters) is True


async def test_a_job_that_kills_its_workers_is_buried(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.do", {"mark": "x"})
    for _ in range(CRASHES):
        [delivery] = await queue(bench).claim(NAMES, 1)
        await expire(background_owner)
    last = queue(bench)
    [delivery] = await last.claim(NAMES, 1)
    assert await runner(bench, last).run(delivery) == "failed"
    assert (await dead(bench, tenant))[0].error_code == "job_crashed"
    assert await effects_of(bench, tenant) == []


async def test_what_an_orderly_stop_gives_back_is_taken_at_once_and_counts_as_no_crash(
    bench: Bench, tenant: TenantRef
) -> None:
    await enqueue(bench, tenant, "work.do")
    for _ in range(CRASHES + 3):
        leaving = queue(bench)
        [delivery] = await leaving.claim(NAMES, 1)
        assert await leaving.release([delivery.queue_id]) == 1
    staying = queue(bench)
    [delivery] = await staying.claim(NAMES, 1)
    assert await runner(bench, staying).run(delivery) == "done"


async def test_the_consumer_runs_what_comes_and_gives_back_what_does_not_end(bench: Bench, tenant: TenantRef) -> None:
    stop = asyncio.Event()
    mine = queue(bench)
    consumer = Consumer(mine, runner(bench, mine), NAMES, at_once=2, poll=timedelta(milliseconds=10))
    for number in range(6):
        await enqueue(bench, tenant, "work.do", {"mark": f"{number}"})
    consuming = asyncio.create_task(consumer.consume(stop))

    async def six() -> bool:
        return len(await effects_of(bench, tenant)) == 6

    await until(six)
    await enqueue(bench, tenant, "work.wait", {"mark": "stuck"})
    await diary.started.wait()
    stop.set()
    await consuming
    assert await consumer.drain(timedelta(milliseconds=20)) == 1
    assert consumer.running == {}
    assert "stuck" not in await effects_of(bench, tenant)
    diary.gate.set()
    [delivery] = await (other := queue(bench)).claim(NAMES, 5)
    assert await runner(bench, other).run(delivery) == "done"
    assert "stuck" in await effects_of(bench, tenant)


async def test_leases_of_running_jobs_are_kept_alive(bench: Bench, tenant: TenantRef) -> None:
    stop = asyncio.Event()
    mine, other = queue(bench, lease=0.3), queue(bench, lease=0.3)
    consumer = Consumer(mine, runner(bench, mine), NAMES, poll=timedelta(milliseconds=10))
    await enqueue(bench, tenant, "work.wait", {"mark": "long"})
    tasks = [asyncio.create_task(consumer.consume(stop)), asyncio.create_task(consumer.keep_alive(stop))]
    await diary.started.wait()
    for _ in range(8):
        await asyncio.sleep(0.1)
        assert await other.claim(NAMES, 5) == []
    diary.gate.set()
    await until(lambda: effects_of(bench, tenant))
    stop.set()
    await asyncio.gather(*tasks)


async def test_a_job_that_was_taken_over_is_abandoned(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    stop = asyncio.Event()
    mine = queue(bench, lease=0.3)
    consumer = Consumer(mine, runner(bench, mine), NAMES, poll=timedelta(milliseconds=10))
    await enqueue(bench, tenant, "work.wait", {"mark": "long"})
    consuming = asyncio.create_task(consumer.consume(stop))
    await diary.started.wait()
    stop.set()
    await consuming
    await expire(background_owner)
    assert len(await queue(bench).claim(NAMES, 5)) == 1
    await consumer.keep_alive(stop)
    assert consumer.running == {}


async def test_the_dead_hand_of_an_environment_variable_does_not_move_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGQUEUER_SCHEMA", "elsewhere")
    assert SETTINGS.qualified.queue_table == "hanse_jobs.pgqueuer"


async def test_jobs_of_a_newer_release_wait_for_a_worker_that_knows_them(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.call")
    assert await queue(bench).claim(("work.do",), 5) == []
    found: list[Delivery] = await queue(bench).claim(NAMES, 5)
    assert [delivery.name for delivery in found] == ["work.call"]


async def test_after_a_restore_what_must_not_be_sent_twice_is_held(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.call")
    await enqueue(bench, tenant, "work.do")
    mine = queue(bench)
    assert await mine.quarantine(["work.call"], "restored from a backup") == 1
    assert await bench.drain() == [("work.do", "done")]
    assert await mine.release_quarantine() == 1
    assert await bench.drain() == [("work.call", "done")]


async def test_the_log_of_the_queue_is_forgotten_after_a_while(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    await enqueue(bench, tenant, "work.do")
    await bench.drain()
    assert await queue(bench).purge_log(timedelta(days=7)) == 0
    background_owner.execute("UPDATE hanse_jobs.pgqueuer_log SET created = created - interval '8 days'")
    assert await queue(bench).purge_log(timedelta(days=7)) == 1


async def test_a_tenant_with_very_many_jobs_delays_others_by_a_few_only(bench: Bench, tenant: TenantRef) -> None:
    quiet = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        requests = [bench.services.jobs.request(ctx, "work.do", {"mark": f"loud {n:03}"}) for n in range(300)]
        await bench.services.jobs.add(ctx, requests)
    await enqueue(bench, quiet, "work.do", {"mark": "quiet"})
    await enqueue(bench, tenant, "work.do", {"mark": "urgent"}, priority=100)
    mine = queue(bench)
    assert await mine.be_fair(1000) == 0
    assert await mine.be_fair(20) == 281
    assert await mine.be_fair(20) == 0
    order = [item.envelope.data["mark"] for _ in range(2) for item in await mine.claim(NAMES, 20)]
    assert order.index("urgent") < 20
    assert order.index("quiet") < 21
    assert "loud 018" in order
    await mine.be_fair(20)
    rest = [item.envelope.data["mark"] for item in await mine.claim(NAMES, 300)]
    assert sorted([*order, *rest]) == sorted([*(f"loud {n:03}" for n in range(300)), "quiet", "urgent"])
    assert await mine.be_fair(20) == 0
