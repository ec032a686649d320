"""Timers: each fires once, at or after its instant, whatever clock, crash or second sweeper does."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from hanse.kit.errors import Conflict
from hanse.platform.authz import TenantRef
from hanse.platform.timers import SWEEP_LIMIT, Timer, UnknownTimer, sweep
from hanse.testing.worker import START, Bench
from tests.platform.jobs.workshop import HOPELESS, PASSING, diary, effects

HOUR = timedelta(hours=1)


async def set_timer(
    bench: Bench, tenant: TenantRef, due: datetime, subject: UUID, key: str = "", payload: dict | None = None
) -> None:
    async with bench.open(tenant) as ctx:
        await bench.services.timers.set(ctx, "work.ring", "work", subject, due, payload=payload, key=key)


async def effects_of(bench: Bench, tenant: TenantRef) -> list[str]:
    async with bench.open(tenant) as ctx:
        return await effects(ctx)


async def pending(bench: Bench, tenant: TenantRef, subject: UUID) -> list[Timer]:
    async with bench.open(tenant) as ctx:
        return await bench.services.timers.pending(ctx, "work", subject)


async def test_a_timer_fires_at_its_instant_with_its_payload_and_rights(bench: Bench, tenant: TenantRef) -> None:
    subject = uuid4()
    await set_timer(bench, tenant, START + HOUR, subject, "k", {"n": 1})
    bench.clock.advance(HOUR - timedelta(microseconds=1))
    assert await bench.drain() == []
    bench.clock.advance(timedelta(microseconds=1))
    assert await bench.drain() == [("timer:work.ring", "done")]
    [timer] = diary.ran
    assert (timer.kind, timer.subject_id, timer.key, timer.due_at, timer.payload) == (
        "work.ring",
        subject,
        "k",
        START + HOUR,
        {"n": 1},
    )
    [ctx] = diary.contexts
    assert ctx.tenant == tenant
    assert (ctx.may("work.touch"), ctx.may("work.other")) == (True, False)
    assert await bench.drain() == []


async def test_a_timer_exists_only_if_its_transaction_commits(bench: Bench, tenant: TenantRef) -> None:
    async def fail() -> None:
        async with bench.open(tenant) as ctx:
            await bench.services.timers.set(ctx, "work.ring", "work", uuid4(), START)
            raise Conflict

    with pytest.raises(Conflict):
        await fail()
    assert await bench.drain() == []


async def test_late_timers_fire_at_once_and_in_order(bench: Bench, tenant: TenantRef) -> None:
    for hours in (3, 1, 2):
        await set_timer(bench, tenant, START - HOUR * hours, uuid4(), str(hours))
    await bench.drain()
    assert [timer.key for timer in diary.ran] == ["3", "2", "1"]


async def test_setting_again_replaces_and_keys_stand_beside_each_other(bench: Bench, tenant: TenantRef) -> None:
    subject = uuid4()
    await set_timer(bench, tenant, START + HOUR, subject, "a", {"v": 1})
    await set_timer(bench, tenant, START + 3 * HOUR, subject, "a", {"v": 2})
    await set_timer(bench, tenant, START + 2 * HOUR, subject, "b")
    assert [(timer.key, timer.due_at) for timer in await pending(bench, tenant, subject)] == [
        ("b", START + 2 * HOUR),
        ("a", START + 3 * HOUR),
    ]
    bench.clock.advance(2 * HOUR)
    await bench.drain()
    bench.clock.advance(HOUR)
    await bench.drain()
    assert [(timer.key, timer.payload) for timer in diary.ran] == [("b", {}), ("a", {"v": 2})]


async def test_cancelled_timers_stay_silent(bench: Bench, tenant: TenantRef) -> None:
    subject = uuid4()
    for key in ("a", "b", "c"):
        await set_timer(bench, tenant, START + HOUR, subject, key)
    async with bench.open(tenant) as ctx:
        timers = bench.services.timers
        assert await timers.cancel(ctx, "work.ring", "work", subject, key="a") == 1
        assert await timers.cancel(ctx, "work.ring", "work", subject, key="a") == 0
    bench.clock.advance(HOUR)
    await bench.drain()
    assert sorted(timer.key for timer in diary.ran) == ["b", "c"]


@pytest.mark.parametrize("change", ["cancel", "replace"])
async def test_a_change_between_the_sweep_and_the_job_still_counts(
    bench: Bench, tenant: TenantRef, change: str
) -> None:
    subject = uuid4()
    await set_timer(bench, tenant, START, subject)
    assert await sweep(bench.services, bench.sweeper) == 1
    async with bench.open(tenant) as ctx:
        if change == "cancel":
            assert await bench.services.timers.cancel(ctx, "work.ring", "work", subject) == 1
        else:
            await bench.services.timers.set(ctx, "work.ring", "work", subject, START + HOUR)
    assert await bench.drain() == [("timer:work.ring", "done")]
    assert diary.ran == []
    bench.clock.advance(HOUR)
    await bench.drain()
    assert len(diary.ran) == (1 if change == "replace" else 0)


async def test_a_handler_may_set_its_timer_anew(bench: Bench, tenant: TenantRef) -> None:
    await set_timer(bench, tenant, START, uuid4(), "k", {"again": True})
    for expected in (1, 2, 2):
        await bench.drain()
        assert len(diary.ran) == expected
        bench.clock.advance(HOUR if expected == 1 else timedelta(0))


async def test_any_number_of_sweepers_fire_each_timer_once(bench: Bench, tenant: TenantRef) -> None:
    other = bench.add_tenant()
    for number in range(30):
        await set_timer(bench, tenant if number % 2 else other, START, uuid4(), f"{number:02}")
    fired = await asyncio.gather(*(sweep(bench.services, bench.sweeper) for _ in range(6)))
    assert sum(fired) == 30
    await bench.drain()
    assert sorted(timer.key for timer in diary.ran) == [f"{number:02}" for number in range(30)]


async def test_a_clock_that_jumps_back_and_forth_fires_nothing_twice(bench: Bench, tenant: TenantRef) -> None:
    for hours in (1, 2, 3):
        await set_timer(bench, tenant, START + HOUR * hours, uuid4(), str(hours))
    for jump in (2, -2, 2, -1, 5, -5, 6):
        bench.clock.advance(HOUR * jump)
        await bench.drain()
    assert [timer.key for timer in diary.ran] == ["1", "2", "3"]


async def test_a_failing_handler_is_repeated_and_has_one_effect(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [PASSING]
    await set_timer(bench, tenant, START, uuid4(), "k")
    assert await bench.drain() == [("timer:work.ring", "retried")]
    assert await effects_of(bench, tenant) == []
    bench.clock.advance(HOUR)
    assert await bench.drain() == [("timer:work.ring", "done")]
    assert await effects_of(bench, tenant) == ["ring k"]


async def test_a_dead_timer_job_can_be_replayed(bench: Bench, tenant: TenantRef) -> None:
    diary.failures = [HOPELESS]
    await set_timer(bench, tenant, START, uuid4(), "k")
    assert await bench.drain() == [("timer:work.ring", "failed")]
    async with bench.open(tenant) as ctx:
        assert await bench.services.jobs.replay_all_dead(ctx) == 1
    assert await bench.drain() == [("timer:work.ring", "done")]
    assert await effects_of(bench, tenant) == ["ring k"]


async def test_timers_of_another_tenant_are_out_of_reach(bench: Bench, tenant: TenantRef) -> None:
    subject, other = uuid4(), bench.add_tenant()
    await set_timer(bench, tenant, START + HOUR, subject)
    async with bench.open(other) as ctx:
        assert await bench.services.timers.cancel(ctx, "work.ring", "work", subject) == 0
        assert await bench.services.timers.pending(ctx, "work", subject) == []
    assert len(await pending(bench, tenant, subject)) == 1


async def test_timers_of_a_newer_release_wait_and_hide_no_others(
    bench: Bench, tenant: TenantRef, background_owner: psycopg.Connection
) -> None:
    background_owner.execute(
        f"BEGIN; SET LOCAL app.tenant_id = '{tenant.id}';"
        " INSERT INTO timers (id, kind, subject_kind, subject_id, due_at, created_at)"
        f" SELECT gen_random_uuid(), 'work.future', 'work', gen_random_uuid(), '2026-01-01Z', now()"
        f" FROM generate_series(1, {SWEEP_LIMIT + 10}); COMMIT"
    )
    await set_timer(bench, tenant, START, uuid4(), "known")
    await bench.drain()
    assert [timer.key for timer in diary.ran] == ["known"]


async def test_more_than_one_sweep_takes_is_fired_too(bench: Bench, tenant: TenantRef) -> None:
    async with bench.open(tenant) as ctx:
        for number in range(SWEEP_LIMIT + 5):
            await bench.services.timers.set(ctx, "work.ring", "work", uuid4(), START, key=str(number))
    assert [await sweep(bench.services, bench.sweeper) for _ in range(3)] == [SWEEP_LIMIT, 5, 0]


async def test_unknown_kinds_and_instants_without_zone_are_defects(bench: Bench, tenant: TenantRef) -> None:
    async with bench.open(tenant) as ctx:
        with pytest.raises(UnknownTimer):
            await bench.services.timers.set(ctx, "work.unheard_of", "work", uuid4(), START)
        with pytest.raises(ValueError, match="aware"):
            await bench.services.timers.set(ctx, "work.ring", "work", uuid4(), START.replace(tzinfo=None))
