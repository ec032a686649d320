"""Jobs: there exactly when the change is, run with declared rights, retried, buried, replayed, merged."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from hanse.kit.errors import Conflict, NotFound, TooManyRequests
from hanse.platform.authz import TenantRef
from hanse.platform.jobs import DeadJob, DeadJobQuery, JobPayloadTooLarge, JobProgress, UnknownJob
from hanse.platform.jobs.dead import ReplayRefused
from hanse.platform.jobs.runner import backoff
from hanse.platform.registry import Domain, JobKind, Registry, Schedule
from hanse.testing.worker import Bench, everybody
from tests.platform.jobs.workshop import HOPELESS, PASSING, WorkSeen, diary, do, effects


async def enqueue(bench: Bench, tenant: TenantRef | None, name: str, payload: dict | None = None, **options) -> UUID:
    async with bench.open(tenant) as ctx:
        return await bench.services.jobs.enqueue(ctx, name, payload or {}, **options)


async def effects_of(bench: Bench, tenant: TenantRef) -> list[str]:
    async with bench.open(tenant) as ctx:
        return await effects(ctx)


async def dead(bench: Bench, tenant: TenantRef, **filters) -> list[DeadJob]:
    async with bench.open(tenant) as ctx:
        return (await bench.services.jobs.list_dead(ctx, DeadJobQuery(**filters))).items


async def progress(bench: Bench, tenant: TenantRef, job: UUID) -> JobProgress | None:
    async with bench.open(tenant) as ctx:
        return await bench.services.jobs.progress_of(ctx, job)


async def queue_rows(bench: Bench) -> list[dict]:
    async with bench.sweeper.transaction() as transaction:
        return await transaction.all(
            "SELECT entrypoint, status::text, attempts, headers FROM hanse_jobs.pgqueuer ORDER BY id"
        )


async def test_a_job_runs_in_its_tenant_with_exactly_the_declared_rights(bench: Bench, tenant: TenantRef) -> None:
    ada = everybody("Ada")
    async with bench.open(tenant, ada) as ctx:
        await bench.services.jobs.enqueue(ctx, "work.do", {"mark": "x"})
        request = ctx.request_id
    assert await bench.drain() == [("work.do", "done")]
    [ctx] = diary.contexts
    assert ctx.tenant == tenant
    assert (ctx.may("work.touch"), ctx.may("work.other"), ctx.may("tenant.delete")) == (True, False, False)
    assert ctx.principal.member_id == ada.member_id
    assert "after Ada" in ctx.principal.display_name
    assert (ctx.request_id, ctx.origin.channel) == (request, "job")
    assert await effects_of(bench, tenant) == ["x"]
    assert await queue_rows(bench) == []


async def test_a_job_exists_only_if_its_transaction_commits(bench: Bench, tenant: TenantRef) -> None:
    async def fail() -> None:
        async with bench.open(tenant) as ctx:
            await bench.services.jobs.enqueue(ctx, "work.do", {})
            raise Conflict

    with pytest.raises(Conflict):
        await fail()
    assert await bench.drain() == []


async def test_unknown_names_and_huge_payloads_are_refused(bench: Bench, tenant: TenantRef) -> None:
    with pytest.raises(UnknownJob):
        await enqueue(bench, tenant, "work.unheard_of")
    with pytest.raises(JobPayloadTooLarge):
        await enqueue(bench, tenant, "work.do", {"text": "x" * 300_000})


async def test_the_application_cannot_touch_the_queue_itself(bench: Bench, tenant: TenantRef) -> None:
    for statement in ("SELECT * FROM hanse_jobs.pgqueuer", "DELETE FROM hanse_jobs.pgqueuer_log"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with bench.open(tenant) as ctx:
                await ctx.db.run(statement)


async def test_the_queue_takes_the_tenant_from_the_transaction_not_from_the_caller(
    bench: Bench, tenant: TenantRef
) -> None:
    other = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        request = bench.services.jobs.request(ctx, "work.do", {"mark": "x"})
        await bench.services.jobs.add(ctx, [{**request, "tenant": str(other.id)}])
    await bench.drain()
    assert await effects_of(bench, tenant) == ["x"]
    assert await effects_of(bench, other) == []


async def test_a_job_without_a_tenant_is_refused_unless_it_is_of_the_installation(bench: Bench) -> None:
    await enqueue(bench, None, "work.do")
    await enqueue(bench, None, "work.install", {"a": 1})
    assert sorted(await bench.drain()) == [("work.do", "failed"), ("work.install", "done")]
    assert diary.ran == [{"a": 1}]
    assert diary.contexts[0].tenant_or_none is None


async def test_a_job_of_the_installation_belongs_to_none_even_when_a_tenant_enqueues_it(
    bench: Bench, tenant: TenantRef
) -> None:
    await enqueue(bench, tenant, "work.install")
    assert await bench.drain() == [("work.install", "done")]
    assert diary.contexts[0].tenant_or_none is None


@pytest.mark.parametrize("status", ["suspended", "closed"])
async def test_jobs_of_an_inactive_tenant_are_skipped_with_a_reason_unless_declared(
    bench: Bench, tenant: TenantRef, status: str
) -> None:
    await enqueue(bench, tenant, "work.do")
    await enqueue(bench, tenant, "work.bill", {"mark": "bill"})
    bench.suspend(tenant, status)
    assert sorted(await bench.drain()) == [("work.bill", "done"), ("work.do", "skipped")]
    [skipped] = await dead(bench, tenant)
    assert (skipped.outcome, skipped.error_code, skipped.error) == (
        "skipped",
        "tenant_not_active",
        f"The business is {status}",
    )
    assert await effects_of(bench, tenant) == ["bill"]


async def test_events_and_timers_have_their_consequences_in_a_suspended_tenant(bench: Bench, tenant: TenantRef) -> None:
    async with bench.open(tenant) as ctx:
        ctx.emit(WorkSeen(mark="m"))
        await bench.services.timers.set(ctx, "work.ring", "work", uuid4(), ctx.now, key="k")
    bench.suspend(tenant)
    assert sorted(await bench.drain()) == [("on:jobs.hear", "done"), ("timer:work.ring", "done")]


async def test_jobs_of_a_tenant_that_is_gone_are_skipped(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.do")
    del bench.gate.known[tenant.id]
    assert await bench.drain() == [("work.do", "skipped")]
    assert (await dead(bench, tenant))[0].error_code == "tenant_unknown"


async def test_a_job_that_serves_somebody_who_lost_access_is_skipped(bench: Bench, tenant: TenantRef) -> None:
    ada, eve = everybody("Ada"), everybody("Eve")
    for actor in (ada, eve):
        async with bench.open(tenant, actor) as ctx:
            await bench.services.jobs.enqueue(ctx, "work.export", {"mark": actor.display_name}, track=True)
            await bench.services.jobs.enqueue(ctx, "work.do", {"mark": f"do {actor.display_name}"})
    assert ada.member_id is not None
    bench.gate.locked_out.add(ada.member_id)
    outcomes = await bench.drain()
    assert sorted(outcomes) == [
        ("work.do", "done"),
        ("work.do", "done"),
        ("work.export", "done"),
        ("work.export", "skipped"),
    ]
    assert sorted(await effects_of(bench, tenant)) == ["Eve", "do Ada", "do Eve"]
    [skipped] = await dead(bench, tenant)
    assert (skipped.error_code, skipped.actor_name) == ("actor_lost_access", "Ada")
    shown = await progress(bench, tenant, skipped.id)
    assert shown is not None
    assert (shown.state, shown.is_over) == ("skipped", True)


async def test_a_failed_attempt_leaves_nothing_and_is_repeated_later(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [PASSING, RuntimeError("a defect")]
    await enqueue(bench, tenant, "work.do", {"mark": "x"})
    assert await bench.drain() == [("work.do", "retried")]
    assert await effects_of(bench, tenant) == []
    assert await bench.drain() == []
    bench.clock.advance(timedelta(seconds=2))
    assert await bench.drain() == [("work.do", "retried")]
    bench.clock.advance(timedelta(seconds=1))
    assert await bench.drain() == []
    bench.clock.advance(timedelta(seconds=3))
    assert await bench.drain() == [("work.do", "done")]
    assert await effects_of(bench, tenant) == ["x"]


async def test_after_all_attempts_a_job_is_dead_and_can_be_replayed_once(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [PASSING] * 3
    job = await enqueue(bench, tenant, "work.do", {"mark": "x"})
    for _ in range(3):
        outcomes = await bench.drain()
        bench.clock.advance(timedelta(hours=1))
    assert outcomes == [("work.do", "failed")]
    assert await queue_rows(bench) == []
    [buried] = await dead(bench, tenant)
    assert (buried.id, buried.outcome, buried.error_code, buried.attempts) == (job, "failed", "unavailable", 3)
    assert (buried.error, buried.payload, buried.actor_name) == (
        "the other side is away",
        {"mark": "x"},
        "Bench office",
    )
    async with bench.open(tenant) as ctx:
        await bench.services.jobs.replay_dead(ctx, job)
    with pytest.raises(ReplayRefused):
        async with bench.open(tenant) as ctx:
            await bench.services.jobs.replay_dead(ctx, job)
    assert await bench.drain() == [("work.do", "done")]
    assert await effects_of(bench, tenant) == ["x"]
    assert await dead(bench, tenant) == []
    assert len(await dead(bench, tenant, replayed=True)) == 1


async def test_errors_that_time_does_not_mend_end_a_job_at_once(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [HOPELESS]
    await enqueue(bench, tenant, "work.do")
    assert await bench.drain() == [("work.do", "failed")]
    assert (await dead(bench, tenant))[0].error == "the thing is gone"


async def test_a_defect_is_told_without_its_details(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [RuntimeError("password=hunter2")] * 3
    await enqueue(bench, tenant, "work.do")
    for _ in range(3):
        await bench.drain()
        bench.clock.advance(timedelta(hours=1))
    [buried] = await dead(bench, tenant)
    assert buried.error_code == "RuntimeError"
    assert "hunter2" not in buried.error


async def test_all_dead_jobs_of_a_kind_are_replayed_together_and_of_this_tenant_only(
    bench: Bench, tenant: TenantRef
) -> None:
    other = bench.add_tenant()
    diary.failures = [HOPELESS] * 4
    for owner in (tenant, tenant, tenant, other):
        await enqueue(bench, owner, "work.do", {"mark": "again"})
    await bench.drain()
    async with bench.open(tenant) as ctx:
        assert await bench.services.jobs.replay_all_dead(ctx, "work.call") == 0
        assert await bench.services.jobs.replay_all_dead(ctx, "work.do") == 3
    assert len(await bench.drain()) == 3
    assert (await effects_of(bench, tenant), await effects_of(bench, other)) == (["again"] * 3, [])
    with pytest.raises(NotFound):
        async with bench.open(tenant) as ctx:
            await bench.services.jobs.replay_dead(ctx, (await dead(bench, other))[0].id)


async def test_delay_and_priority_order_the_work(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.do", {"mark": "late"}, delay=timedelta(minutes=5))
    await enqueue(bench, tenant, "work.do", {"mark": "plain"})
    await enqueue(bench, tenant, "work.do", {"mark": "urgent"}, priority=10)
    await bench.drain()
    assert [payload["mark"] for payload in diary.ran] == ["urgent", "plain"]
    bench.clock.advance(timedelta(minutes=5))
    await bench.drain()
    assert diary.ran[-1]["mark"] == "late"


async def test_equal_jobs_that_wait_run_once_with_the_newest_payload(bench: Bench, tenant: TenantRef) -> None:
    other = bench.add_tenant()
    for number in range(5):
        await enqueue(bench, tenant, "work.do", {"mark": f"v{number}"}, key="thing-1")
    await enqueue(bench, tenant, "work.do", {"mark": "another"}, key="thing-2")
    await enqueue(bench, other, "work.do", {"mark": "foreign"}, key="thing-1")
    assert await bench.drain() == [("work.do", "done")] * 3
    assert await effects_of(bench, tenant) == ["v4", "another"]
    assert await effects_of(bench, other) == ["foreign"]


async def test_an_equal_job_that_commits_while_the_first_runs_is_not_lost(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.do", {"mark": "first"}, key="thing-1")
    async with bench.open(tenant) as late:
        await bench.services.jobs.enqueue(late, "work.do", {"mark": "second"}, key="thing-1")
        assert await bench.drain() == [("work.do", "done")]
    assert await bench.drain() == [("work.do", "done")]
    assert await effects_of(bench, tenant) == ["first", "second"]


async def test_outside_jobs_keep_one_idempotency_key_through_retries_and_replay(
    bench: Bench, tenant: TenantRef
) -> None:
    diary.failures = [PASSING, PASSING, PASSING]
    job = await enqueue(bench, tenant, "work.call", {"n": 1}, key="order:7:capture:1")
    for _ in range(3):
        await bench.drain()
        bench.clock.advance(timedelta(hours=1))
    async with bench.open(tenant) as ctx:
        await bench.services.jobs.replay_dead(ctx, job)
    assert await bench.drain() == [("work.call", "done")]
    assert len(diary.keys) == 4
    assert len(set(diary.keys)) == 1
    assert [attempt for attempt, _ in diary.ran] == [1, 2, 3, 1]
    await enqueue(bench, tenant, "work.call", {"n": 1}, key="order:7:capture:2")
    await enqueue(bench, bench.add_tenant(), "work.call", {"n": 1}, key="order:7:capture:1")
    await bench.drain()
    assert len(set(diary.keys)) == 3


async def test_outside_jobs_run_without_an_open_transaction_and_act_with_declared_rights(
    bench: Bench, tenant: TenantRef
) -> None:
    await enqueue(bench, tenant, "work.call")
    await bench.drain()
    [ctx] = diary.contexts
    assert (ctx.may("work.touch"), ctx.may("work.other")) == (True, False)
    assert await effects_of(bench, tenant) == ["called"]


async def test_a_job_completed_in_its_last_transaction_stays_done_whatever_follows(
    bench: Bench, tenant: TenantRef
) -> None:
    diary.failures = [PASSING]
    job = await enqueue(bench, tenant, "work.settle", track=True)
    assert await bench.drain() == [("work.settle", "done")]
    bench.clock.advance(timedelta(hours=1))
    assert await bench.drain() == []
    shown = await progress(bench, tenant, job)
    assert shown is not None
    assert (shown.state, shown.result) == ("done", {"sum": 3})


async def test_a_long_job_shows_progress_and_resumes_at_its_cursor(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [PASSING]
    job = await enqueue(bench, tenant, "work.batches", track=True)
    shown = await progress(bench, tenant, job)
    assert shown is not None
    assert (shown.state, shown.done, shown.is_over) == ("queued", 0, False)
    assert await bench.drain() == [("work.batches", "retried")]
    shown = await progress(bench, tenant, job)
    assert shown is not None
    assert (shown.state, shown.done, shown.total, shown.cursor) == ("queued", 3, 5, {"next": 3})
    bench.clock.advance(timedelta(minutes=1))
    await bench.drain()
    assert diary.ran == [0, 1, 2, 3, 4]
    assert await effects_of(bench, tenant) == [f"batch {number}" for number in range(5)]
    shown = await progress(bench, tenant, job)
    assert shown is not None
    assert (shown.state, shown.done, shown.message, shown.is_over) == ("done", 5, "5 of 5", True)
    assert await progress(bench, bench.add_tenant(), job) is None


async def test_a_dead_job_shows_its_reason_in_the_progress(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [HOPELESS]
    job = await enqueue(bench, tenant, "work.do", track=True)
    await bench.drain()
    shown = await progress(bench, tenant, job)
    assert shown is not None
    assert (shown.state, shown.message) == ("failed", "the thing is gone")


async def test_jobs_may_emit_events_that_become_jobs(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.emit", {"mark": "m"})
    assert await bench.drain() == [("work.emit", "done"), ("on:jobs.hear", "done")]
    assert diary.ran == [("heard", "m")]


async def test_a_job_that_takes_too_long_is_ended(bench: Bench, tenant: TenantRef) -> None:
    await enqueue(bench, tenant, "work.hasty")
    assert await bench.drain() == [("work.hasty", "failed")]
    [buried] = await dead(bench, tenant)
    assert (buried.error_code, buried.error) == ("JobTimedOut", "The job was ended: it took more than 1 seconds")
    assert await effects_of(bench, tenant) == []


async def test_dead_jobs_are_listed_by_page(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [HOPELESS] * 5
    for _ in range(5):
        await enqueue(bench, tenant, "work.do")
        await bench.drain()
        bench.clock.advance(timedelta(seconds=1))
    seen = []
    cursor = None
    while True:
        async with bench.open(tenant) as ctx:
            page = await bench.services.jobs.list_dead(ctx, DeadJobQuery(limit=2, cursor=cursor))
        seen += [job.died_at for job in page.items]
        if (cursor := page.next) is None:
            break
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


def test_delays_double_up_to_an_hour_with_jitter_and_respect_what_was_asked() -> None:
    assert [backoff(failures, 1.0).total_seconds() for failures in range(4)] == [2, 4, 8, 16]
    assert backoff(0, 0.0) == timedelta(seconds=1)
    assert backoff(40, 1.0) == timedelta(hours=1)
    assert backoff(0, 0.0, asked_seconds=90) == timedelta(seconds=90)


async def test_a_provider_that_asks_for_time_gets_it(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [TooManyRequests(retry_after=600)]
    await enqueue(bench, tenant, "work.do")
    await bench.drain()
    bench.clock.advance(timedelta(seconds=599))
    assert await bench.drain() == []
    bench.clock.advance(timedelta(seconds=1))
    assert await bench.drain() == [("work.do", "done")]


@pytest.mark.parametrize(
    ("domain", "sentence"),
    [
        (Domain("x", schedules=(Schedule("s", "* * * * *", "x.gone"),)), "no domain declares"),
        (
            Domain("x", jobs=(JobKind("x.j", do),), schedules=(Schedule("s", "* * * * *", "x.j", per_tenant=False),)),
            "otherwise",
        ),
        (Domain("x", jobs=(JobKind("x.j", do, attempts=0),)), "at least one attempt"),
        (Domain("x", jobs=(JobKind("x.j", do, when_suspended="maybe"),)), "skip or run"),
        (Domain("x", jobs=(JobKind("x.j", do, for_actor=True, installation=True),)), "serves no member"),
    ],
)
def test_contradictory_declarations_stop_the_start(bench: Bench, domain: Domain, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        bench.with_registry(Registry([domain]))
